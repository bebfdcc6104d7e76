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

/** The copy of its key in the folder of a case. */
export const BESIDE = 'case.key';
/** Ending of the note that a case is being removed, in the folder of the keys. */
const GONE = '.gone';

const about = (caseId: string): string => `isoline-case-key-1\n${caseId}`;

export class CaseKeys {
  readonly #dataFolder: string;
  readonly #wrapping: Uint8Array;
  readonly #calls: FileCalls;
  readonly #seals = new Map<string, Seal>();
  /** Wrapped keys of cases that are not there yet. */
  readonly #fresh = new Map<string, Uint8Array>();

  /** @param wrapping the key that wraps those of the cases */
  constructor(dataFolder: string, wrapping: Uint8Array, calls: FileCalls = files) {
    this.#dataFolder = dataFolder;
    this.#wrapping = wrapping;
    this.#calls = calls;
  }

  #places(caseId: string): string[] {
    return [join(this.#dataFolder, 'keys', `${caseId}.key`), join(this.#dataFolder, 'cases', caseId, BESIDE)];
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

  /** The key of a new case, in memory only: nothing is there before `keep`. */
  make(caseId: string): Seal {
    const key = newKey();
    const seal = sealFrom(key, caseId);
    this.#fresh.set(caseId, wrapKey(key, this.#wrapping, about(caseId)));
    this.#seals.set(caseId, seal);
    key.fill(0);
    return seal;
  }

  /**
   * Writes the key of a new case down, beside the others and in the folder of
   * the case. What is sealed with it can be read again once this has returned.
   *
   * @param folder where the case lies, if it is not in its place yet
   * @throws AppError `disk-full`, `file-unwritable`
   */
  keep(caseId: string, folder = join(this.#dataFolder, 'cases', caseId)): void {
    const wrapped = this.#fresh.get(caseId);
    if (!wrapped) return;
    for (const path of [this.#places(caseId)[0]!, join(folder, BESIDE)]) {
      this.#calls.makeFolder(dirname(path));
      writeWhole(path, wrapped, this.#calls);
    }
    this.#fresh.delete(caseId);
  }

  /** Puts the copy beside a case that has none. */
  copyBeside(caseId: string): void {
    const [path = '', beside = ''] = this.#places(caseId);
    if (this.#calls.exists(path) && !this.#calls.exists(beside)) writeWhole(beside, this.#calls.readAll(path), this.#calls);
  }

  /**
   * Destroys the key of a case: overwritten, synced, taken away. Nothing that it
   * sealed can be read again. A note stays until `forgetGone`, so that what is
   * left of the case is taken away even if the program is killed now.
   */
  destroy(caseId: string): void {
    const kept = this.#places(caseId).some((path) => this.#calls.exists(path));
    if (kept) writeWhole(this.#noteOf(caseId), new Uint8Array(0), this.#calls);
    this.#seals.delete(caseId);
    this.#fresh.delete(caseId);
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

  #noteOf(caseId: string): string {
    return join(this.#dataFolder, 'keys', `${caseId}${GONE}`);
  }

  /** Cases whose key was destroyed and whose files are still to be taken away. */
  gone(): string[] {
    const folder = join(this.#dataFolder, 'keys');
    return this.#calls.exists(folder) ? this.#calls.list(folder).filter((name) => name.endsWith(GONE)).map((name) => name.slice(0, -GONE.length)) : [];
  }

  /** The files of such a case are gone. */
  forgetGone(caseId: string): void {
    this.#calls.remove(this.#noteOf(caseId));
  }

  /** Forgets what was opened. */
  forget(): void {
    for (const seal of this.#seals.values()) seal.files.fill(0);
    this.#seals.clear();
    this.#fresh.clear();
  }
}
