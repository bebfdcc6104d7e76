/**
 * The keys of the cases: random, each wrapped by a key of the workplace, in
 * `keys/<case>.key` and once more beside the case. Destroying both is what
 * deleting a case means: its backups, wherever they lie, are noise from then on.
 */
import { dirname, join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { files, namedFileError, syncFolder, writeWhole } from '../store/files.ts';
import type { FileCalls } from '../store/files.ts';
import type { Seal } from '../store/seal.ts';
import { WRAPPED_BYTES, derivedKey, newKey, unwrapKey, wrapKey } from './wrap.ts';

/** The seals that a key of a case gives. */
export function sealFrom(key: Uint8Array, caseId: string): Seal {
  return { caseId, database: Buffer.from(derivedKey(key, 'database')).toString('hex'), files: derivedKey(key, 'files') };
}

const about = (caseId: string): string => `isoline-case-key-1\n${caseId}`;

export class CaseKeys {
  readonly #dataFolder: string;
  readonly #wrapping: Uint8Array;
  readonly #calls: FileCalls;
  readonly #seals = new Map<string, Seal>();

  /** @param wrapping the key that wraps those of the cases */
  constructor(dataFolder: string, wrapping: Uint8Array, calls: FileCalls = files) {
    this.#dataFolder = dataFolder;
    this.#wrapping = wrapping;
    this.#calls = calls;
  }

  #places(caseId: string): string[] {
    return [join(this.#dataFolder, 'keys', `${caseId}.key`), join(this.#dataFolder, 'cases', caseId, 'case.key')];
  }

  /** The seal of a case. Throws AppError `key-lost` where there is no key of it, `key-damaged` where none of both copies opens. */
  seal(caseId: string): Seal {
    const known = this.#seals.get(caseId);
    if (known) return known;
    const there = this.#places(caseId).filter((path) => this.#calls.exists(path));
    for (const path of there) {
      const key = unwrapKey(this.#read(path), this.#wrapping, about(caseId));
      if (!key) continue;
      const seal = sealFrom(key, caseId);
      this.#seals.set(caseId, seal);
      return seal;
    }
    if (there.length === 0) throw new AppError('key-lost', 'The key of this case is not in the data folder.', { hint: 'Put the folder "keys" back from a copy of the data folder. Without its key a case cannot be read by anybody.', details: { caseId } });
    throw new AppError('key-damaged', 'The key of this case is damaged, and so is its copy.', { hint: 'Put the folder "keys" back from a copy of the data folder.', details: { caseId } });
  }

  #read(path: string): Uint8Array {
    try {
      return this.#calls.readAll(path);
    } catch (thrown) {
      throw namedFileError(thrown, path, 'data-folder-unusable');
    }
  }

  /** Whether there is a key of this case. */
  has(caseId: string): boolean {
    return this.#seals.has(caseId) || this.#places(caseId).some((path) => this.#calls.exists(path));
  }

  /**
   * Makes the key of a new case and keeps it, the copy in `folder` where it is
   * given. What is sealed with it can be read again once this has returned.
   *
   * @throws AppError `disk-full`, `file-unwritable`
   */
  make(caseId: string, folder?: string): Seal {
    const key = newKey();
    const [path = ''] = this.#places(caseId);
    this.#calls.makeFolder(dirname(path));
    const wrapped = wrapKey(key, this.#wrapping, about(caseId));
    writeWhole(path, wrapped, this.#calls);
    if (folder !== undefined) writeWhole(join(folder, 'case.key'), wrapped, this.#calls);
    const seal = sealFrom(key, caseId);
    this.#seals.set(caseId, seal);
    return seal;
  }

  /** Puts the copy beside a case that has none, or another one. */
  copyBeside(caseId: string): void {
    const [path = '', beside = ''] = this.#places(caseId);
    if (this.#calls.exists(path) && !this.#calls.exists(beside)) writeWhole(beside, this.#calls.readAll(path), this.#calls);
  }

  /** Destroys the key of a case: overwritten, synced, taken away. Nothing that it sealed can be read again. */
  destroy(caseId: string): void {
    this.#seals.delete(caseId);
    for (const path of this.#places(caseId)) {
      if (!this.#calls.exists(path)) continue;
      const file = this.#calls.open(path, 'r+');
      try {
        this.#calls.write(file, new Uint8Array(WRAPPED_BYTES));
        this.#calls.sync(file);
      } finally {
        this.#calls.close(file);
      }
      this.#calls.remove(path);
      syncFolder(this.#calls, dirname(path));
    }
  }

  /** Forgets what was opened. */
  forget(): void {
    for (const seal of this.#seals.values()) seal.files.fill(0);
    this.#seals.clear();
  }
}
