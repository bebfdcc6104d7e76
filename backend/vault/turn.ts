/** Turning encryption of a data folder on and off, and changing what opens it. Each takes the folder's lock: nobody works meanwhile. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { decryptFolder, encryptFolder, forgetOldKeys } from '../database/encrypt-folder.ts';
import type { FileStep } from '../database/encrypt-folder.ts';
import { lockDataFolder } from '../database/lock.ts';
import type { Secret } from '../environment.ts';
import { vaultState } from './unlock.ts';
import { Vault } from './vault.ts';
import { readVaultFile } from './vault-file.ts';
import type { VaultFacts } from './vault-file.ts';
import { COST } from './wrap.ts';
import type { PassphraseCost } from './wrap.ts';

type Told = (step: FileStep) => void;

async function holding<T>(dataFolder: string, body: () => Promise<T>): Promise<T> {
  const lock = lockDataFolder(dataFolder);
  try {
    return await body();
  } finally {
    lock.release();
  }
}

function through(steps: Iterable<FileStep>, told: Told): number {
  let files = 0;
  for (const step of steps) {
    files++;
    told(step);
  }
  return files;
}

/** How encryption stands: `plain`, or what the key file says. Throws AppError `key-lost`, `key-damaged`. */
export function encryptionOf(dataFolder: string): { state: 'plain' | VaultFacts['state']; cases: number } {
  const folder = join(dataFolder, 'cases');
  const cases = existsSync(folder) ? readdirSync(folder).length : 0;
  return { state: vaultState(dataFolder) === 'plain' ? 'plain' : (readVaultFile(dataFolder)?.state ?? 'plain'), cases };
}

/**
 * Encrypts a data folder.
 *
 * @param recovery told the recovery key before the first file is touched: it is kept nowhere. Not told again where encrypting goes on
 * @returns files that were looked at
 * @throws AppError `data-folder-held`, `edit-refused` where it is encrypted already, `passphrase-wrong` where it was begun with another one, `invalid-input`, `disk-full`
 */
export function turnOn(dataFolder: string, passphrase: string, recovery: (key: string) => void, told: Told = () => undefined, cost: PassphraseCost = COST): Promise<number> {
  return holding(dataFolder, async () => {
    const { state } = encryptionOf(dataFolder);
    if (state === 'encrypted') throw new AppError('edit-refused', 'The data folder is encrypted already.', { hint: 'isoline vault passphrase changes what opens it.' });
    if (state === 'decrypting') throw new AppError('edit-refused', 'Decrypting the data folder was broken off.', { hint: 'isoline vault off brings it to its end.' });
    if (state === 'plain') forgetOldKeys(dataFolder);
    // Begun before and broken off: gone on with, by the passphrase that it was begun with.
    const begun = state === 'encrypting' ? { vault: await Vault.unlock(dataFolder, { passphrase }), recoveryKey: null } : await Vault.create(dataFolder, passphrase, undefined, cost);
    const { vault, recoveryKey } = begun;
    try {
      if (recoveryKey !== null) recovery(recoveryKey);
      return through(encryptFolder(dataFolder, vault), told);
    } finally {
      vault.close();
    }
  });
}

async function opened<T>(dataFolder: string, secret: Secret, body: (vault: Vault) => T | Promise<T>): Promise<T> {
  return holding(dataFolder, async () => {
    if (encryptionOf(dataFolder).state === 'plain') throw new AppError('edit-refused', 'The data folder is not encrypted.', { hint: 'isoline vault on encrypts it.' });
    const vault = await Vault.unlock(dataFolder, secret);
    try {
      return await body(vault);
    } finally {
      vault.close();
    }
  });
}

/** Takes encryption back. Throws AppError `data-folder-held`, `edit-refused`, `passphrase-wrong`, `key-lost`, `disk-full`. */
export function turnOff(dataFolder: string, secret: Secret, told: Told = () => undefined): Promise<number> {
  return opened(dataFolder, secret, (vault) => {
    // What was never encrypted to its end has files without a key.
    if (vault.state === 'encrypting') through(encryptFolder(dataFolder, vault), () => undefined);
    return through(decryptFolder(dataFolder, vault), told);
  });
}

/** Another passphrase; no file of a case is touched. Throws as `turnOff` does, and AppError `invalid-input`. */
export function changePassphrase(dataFolder: string, secret: Secret, passphrase: string, cost: PassphraseCost = COST): Promise<void> {
  return opened(dataFolder, secret, (vault) => vault.changePassphrase(passphrase, cost));
}

/** Another recovery key; the old one opens nothing any more. Throws as `turnOff` does. */
export function changeRecoveryKey(dataFolder: string, secret: Secret): Promise<string> {
  return opened(dataFolder, secret, (vault) => vault.changeRecoveryKey());
}
