/** Encrypted data folders for tests: keys that cost little, and a search through every byte of a folder. */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encryptFolder } from '../../backend/database/encrypt-folder.ts';
import { lockDataFolder } from '../../backend/database/lock.ts';
import type { Secret } from '../../backend/environment.ts';
import { useKeys } from '../../backend/store/keyring.ts';
import { Vault } from '../../backend/vault/vault.ts';

export const PASSPHRASE = 'four words of no kind';
export const SECRET: Secret = { passphrase: PASSPHRASE };
/** A guess costs a millisecond: tests guess what they know. */
export const CHEAP = { N: 1024, r: 8, p: 1 };

/** Makes an empty folder an encrypted one, unlocked until `lock` is called. */
export async function encrypted(dataFolder: string): Promise<{ vault: Vault; recoveryKey: string; lock(): void }> {
  const held = lockDataFolder(dataFolder);
  const { vault, recoveryKey } = await Vault.create(dataFolder, PASSPHRASE, undefined, CHEAP);
  for (const _ of encryptFolder(dataFolder, vault));
  held.release();
  const leave = useKeys(dataFolder, vault);
  return {
    vault,
    recoveryKey,
    lock() {
      leave();
      vault.close();
    },
  };
}

/** Names of all files under a folder. */
export function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
}

/** Files under a folder in which any of some bytes stand. */
export function holding(folder: string, ...needles: (string | Uint8Array)[]): string[] {
  return allFiles(folder).filter((name) => {
    const bytes = readFileSync(join(folder, name));
    return needles.some((needle) => bytes.includes(Buffer.from(needle)));
  });
}
