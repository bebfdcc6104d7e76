/** Where a passphrase comes from when nobody is asked: the environment, or a file that it names. */
import { readFileSync } from 'node:fs';
import { AppError } from '../../core/contract/errors.ts';
import type { Secret } from '../environment.ts';

/** Variables that may hold a passphrase or a password: no process of ours that reads foreign files gets them. */
export const SECRET_VARIABLES = ['ISOLINE_PASSPHRASE', 'ISOLINE_NEW_PASSPHRASE', 'ISOLINE_CASE_PASSPHRASE', 'ISOLINE_PASSWORD', 'ISOLINE_NEW_PASSWORD'] as const;

/** First line of a file that holds a passphrase and nothing else. Throws AppError `file-missing`. */
export function passphraseIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (cause) {
    throw new AppError('file-missing', `The passphrase file ${path} cannot be read.`, { hint: 'Look at its path and rights.', details: { path }, cause });
  }
}

/** The passphrase of the data folder from ISOLINE_PASSPHRASE or ISOLINE_PASSPHRASE_FILE, or null. Throws AppError `file-missing`. */
export function secretOfEnvironment(): Secret | null {
  const { ISOLINE_PASSPHRASE, ISOLINE_PASSPHRASE_FILE } = process.env;
  if (ISOLINE_PASSPHRASE) return { passphrase: ISOLINE_PASSPHRASE };
  return ISOLINE_PASSPHRASE_FILE ? { passphrase: passphraseIn(ISOLINE_PASSPHRASE_FILE) } : null;
}
