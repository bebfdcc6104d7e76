/** Opening and closing an encrypted data folder. Whoever calls holds its lock. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import type { VaultStatus } from '../../core/contract/vault.ts';
import { decryptFolder, encryptFolder } from '../database/encrypt-folder.ts';
import type { FileStep } from '../database/encrypt-folder.ts';
import { firstBytes, isPlainDatabase } from '../database/sealed-database.ts';
import { files } from '../store/files.ts';
import { keysOf, useKeys } from '../store/keyring.ts';
import { Vault, keyFileLost } from './vault.ts';
import type { Secret } from '../environment.ts';
import { readVaultFile } from './vault-file.ts';

/**
 * How a data folder stands.
 *
 * @throws AppError `key-lost` where it is encrypted and its key file is gone, `key-damaged`
 */
export function vaultState(dataFolder: string): VaultStatus['state'] {
  if (keysOf(dataFolder)) return 'unlocked';
  if (readVaultFile(dataFolder)) return 'locked';
  for (const name of ['library.sqlite', 'workplace.sqlite']) {
    const path = join(dataFolder, name);
    const start = existsSync(path) ? firstBytes(path, 16) : null;
    // A damaged head of a plain database is no missing key: there would be a folder of keys.
    if (start && start.length === 16 && !isPlainDatabase(start) && files.exists(join(dataFolder, 'keys'))) throw keyFileLost(dataFolder);
  }
  return 'plain';
}

/** The failure where somebody wants to work on a folder that is locked. */
export function vaultLocked(dataFolder: string): AppError {
  return new AppError('vault-locked', 'The data folder is encrypted and locked.', {
    hint: 'Give its passphrase: where it is asked for, in ISOLINE_PASSPHRASE, or in the file that ISOLINE_PASSPHRASE_FILE names.',
    details: { dataFolder },
  });
}

/**
 * Unlocks a data folder and brings an encrypting or a decrypting that was
 * broken off to its end.
 *
 * @returns a function that locks it again
 * @throws AppError `passphrase-wrong`, `key-lost`, `key-damaged`, `disk-full`
 */
export async function unlockFolder(dataFolder: string, secret: Secret, told: (step: FileStep) => void = () => undefined): Promise<() => void> {
  const vault = await Vault.unlock(dataFolder, secret);
  if (vault.state === 'encrypting') for (const step of encryptFolder(dataFolder, vault)) told(step);
  if (vault.state === 'decrypting') {
    for (const step of decryptFolder(dataFolder, vault)) told(step);
    vault.close();
    return () => undefined;
  }
  const leave = useKeys(dataFolder, vault);
  return () => {
    leave();
    vault.close();
  };
}
