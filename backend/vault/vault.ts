/**
 * The keys of an encrypted data folder, unlocked: passphrase → workplace key →
 * keys of the cases. docs/encryption.md draws it.
 */
import { randomBytes } from 'node:crypto';
import { AppError } from '../../core/contract/errors.ts';
import { LEAST_PASSPHRASE } from '../../core/contract/vault.ts';
import type { Secret } from '../environment.ts';
import { sameSecret } from '../same-secret.ts';
import { files } from '../store/files.ts';
import type { FileCalls } from '../store/files.ts';
import type { FolderKeys } from '../store/keyring.ts';
import type { Seal } from '../store/seal.ts';
import { CaseKeys, sealFrom } from './case-keys.ts';
import { COST, derivedKey, newKey, newRecoveryKey, passphraseKey, recoveryLetters, unwrapKey, wrapKey } from './wrap.ts';
import type { PassphraseCost } from './wrap.ts';
import { copiesAgree, proofOf, readVaultFile, writeVaultFile } from './vault-file.ts';
import type { VaultFacts, VaultFile } from './vault-file.ts';

const SALT_BYTES = 32;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const text = (given: Uint8Array): string => Buffer.from(given).toString('base64');

/** Refuses a passphrase that is too short. Throws AppError `invalid-input`. */
export function checkPassphrase(passphrase: string): void {
  if (Array.from(passphrase).length >= LEAST_PASSPHRASE) return;
  throw new AppError('invalid-input', `The passphrase is shorter than ${LEAST_PASSPHRASE} characters.`, { hint: 'Take four or more words that do not belong together.' });
}

export class Vault implements FolderKeys {
  readonly cases: CaseKeys;
  readonly workplace: Seal;
  readonly #dataFolder: string;
  readonly #key: Uint8Array;
  readonly #calls: FileCalls;
  #facts: VaultFacts;

  private constructor(dataFolder: string, key: Uint8Array, facts: VaultFacts, calls: FileCalls) {
    this.#dataFolder = dataFolder;
    this.#key = key;
    this.#facts = facts;
    this.#calls = calls;
    this.cases = new CaseKeys(dataFolder, derivedKey(key, 'case keys'), calls);
    this.workplace = sealFrom(derivedKey(key, 'workplace'), 'workplace');
  }

  /**
   * Makes the keys of a data folder that is plain; its files are encrypted afterwards.
   *
   * @returns the vault and the recovery key, which is kept nowhere
   * @throws AppError `invalid-input` for a passphrase that is too short, `disk-full`, `file-unwritable`
   */
  static async create(dataFolder: string, passphrase: string, calls: FileCalls = files, cost: PassphraseCost = COST): Promise<{ vault: Vault; recoveryKey: string }> {
    checkPassphrase(passphrase);
    const key = newKey();
    const recoveryKey = newRecoveryKey();
    const id = text(randomBytes(16));
    const facts: VaultFacts = { format: 'isoline-vault', version: 1, id, state: 'encrypting', passphrase: await wrappedByPassphrase(key, id, passphrase, cost), recovery: wrappedByRecovery(key, id, recoveryKey) };
    const vault = new Vault(dataFolder, key, facts, calls);
    vault.#write();
    return { vault, recoveryKey };
  }

  /**
   * Unlocks a data folder.
   *
   * @throws AppError `passphrase-wrong`, `key-damaged`, `key-lost` where the folder has no key file
   */
  static async unlock(dataFolder: string, secret: Secret, calls: FileCalls = files): Promise<Vault> {
    const file = readVaultFile(dataFolder, calls);
    if (!file) throw keyFileLost(dataFolder);
    const key = await openKey(file, secret);
    if (!key) {
      throw 'passphrase' in secret
        ? new AppError('passphrase-wrong', 'This passphrase does not open the data folder.', { hint: 'Try again; capital letters count. The recovery key opens it, too.' })
        : new AppError('passphrase-wrong', 'This recovery key does not open the data folder.', { hint: 'It is the one that was shown when encryption was turned on, or made anew since.' });
    }
    const { proof: given, sum: _sum, ...facts } = file;
    if (!sameSecret(given, proofOf(facts, derivedKey(key, 'proof')))) {
      throw new AppError('key-damaged', 'The key file of the data folder was changed by something else than Isoline.', { hint: 'Put vault.json back from a copy of the data folder.', details: { dataFolder } });
    }
    const vault = new Vault(dataFolder, key, facts, calls);
    // A change that was broken off between file and copy would leave an old passphrase in force.
    if (!copiesAgree(dataFolder, calls)) vault.#write();
    return vault;
  }

  get state(): VaultFacts['state'] {
    return this.#facts.state;
  }

  caseSeal(caseId: string): Seal {
    return this.cases.seal(caseId);
  }

  makeCase(caseId: string): Seal {
    return this.cases.make(caseId);
  }

  keepCase(caseId: string, folder?: string): void {
    this.cases.keep(caseId, folder);
  }

  destroyCase(caseId: string): void {
    this.cases.destroy(caseId);
  }

  destroyedCases(): string[] {
    return this.cases.gone();
  }

  forgetCase(caseId: string): void {
    this.cases.forgetGone(caseId);
  }

  setState(state: VaultFacts['state']): void {
    this.#facts = { ...this.#facts, state };
    this.#write();
  }

  /** Another passphrase for the same keys: nothing but the key file is written. Throws AppError `invalid-input`, `disk-full`; then the old one holds. */
  async changePassphrase(passphrase: string, cost: PassphraseCost = COST): Promise<void> {
    checkPassphrase(passphrase);
    const { id } = this.#facts;
    this.#replace({ ...this.#facts, passphrase: await wrappedByPassphrase(this.#key, id, passphrase, cost) });
  }

  /** Another recovery key; the old one opens nothing any more. */
  changeRecoveryKey(): string {
    const recoveryKey = newRecoveryKey();
    this.#replace({ ...this.#facts, recovery: wrappedByRecovery(this.#key, this.#facts.id, recoveryKey) });
    return recoveryKey;
  }

  #replace(facts: VaultFacts): void {
    const before = this.#facts;
    this.#facts = facts;
    try {
      this.#write();
    } catch (thrown) {
      this.#facts = before;
      throw thrown;
    }
  }

  #write(): void {
    writeVaultFile(this.#dataFolder, this.#facts, derivedKey(this.#key, 'proof'), this.#calls);
  }

  /** Forgets all keys. */
  close(): void {
    this.cases.forget();
    this.#key.fill(0);
    this.workplace.files.fill(0);
  }
}

/** The failure where databases are encrypted and the file with their keys is gone. */
export function keyFileLost(dataFolder: string): AppError {
  return new AppError('key-lost', 'The data folder is encrypted, and its key file vault.json is not there.', { hint: 'Put vault.json back from a copy of the data folder. Without it nothing here can be read by anybody.', details: { dataFolder } });
}

async function openKey({ id, passphrase, recovery }: VaultFile, secret: Secret): Promise<Uint8Array | null> {
  if ('passphrase' in secret) {
    return unwrapKey(bytes(passphrase.key), await passphraseKey(secret.passphrase, bytes(passphrase.salt), passphrase), aboutPassphrase(id, passphrase));
  }
  const letters = recoveryLetters(secret.recoveryKey);
  return letters === null ? null : unwrapKey(bytes(recovery.key), derivedKey(Buffer.from(letters, 'latin1'), 'recovery', bytes(recovery.salt)), aboutRecovery(id));
}

const aboutPassphrase = (id: string, { N, r, p }: PassphraseCost): string => ['isoline-vault-1', 'passphrase', id, N, r, p].join('\n');
const aboutRecovery = (id: string): string => ['isoline-vault-1', 'recovery', id].join('\n');

async function wrappedByPassphrase(key: Uint8Array, id: string, passphrase: string, { N, r, p }: PassphraseCost): Promise<VaultFacts['passphrase']> {
  const salt = new Uint8Array(randomBytes(SALT_BYTES));
  return { kdf: 'scrypt', N, r, p, salt: text(salt), key: text(wrapKey(key, await passphraseKey(passphrase, salt, { N, r, p }), aboutPassphrase(id, { N, r, p }))) };
}

function wrappedByRecovery(key: Uint8Array, id: string, recoveryKey: string): VaultFacts['recovery'] {
  const salt = new Uint8Array(randomBytes(SALT_BYTES));
  const letters = Buffer.from(recoveryLetters(recoveryKey)!, 'latin1');
  return { salt: text(salt), key: text(wrapKey(key, derivedKey(letters, 'recovery', salt), aboutRecovery(id))) };
}
