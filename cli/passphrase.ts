/** Passphrases of data folders and case files: from a file, the environment or the terminal, never from the words of the command line. */
import { resolve } from 'node:path';
import type { Secret } from '../backend/environment.ts';
import { passphraseIn, secretOfEnvironment } from '../backend/vault/secrets.ts';
import { AppError } from '../core/contract/errors.ts';
import type { CommandIo, OptionSpec, ParsedArgs } from './command.ts';

export const passphraseOption: OptionSpec = { value: 'FILE', help: 'file whose first line is the passphrase; or ISOLINE_PASSPHRASE, or the terminal asks' };

async function asked(io: CommandIo, question: string, hint: string): Promise<string> {
  const typed = await io.secret?.(question);
  if (typed === undefined) throw new AppError('passphrase-needed', 'A passphrase is needed, and nobody can be asked for it here.', { hint });
  return typed;
}

/** What opens an encrypted data folder: the environment's, else what the terminal is told. */
export function secretOf(io: CommandIo): () => Promise<Secret | null> {
  return async () => {
    const known = secretOfEnvironment();
    if (known) return known;
    const typed = await io.secret?.('Passphrase of the data folder: ');
    return typed === undefined || typed === '' ? null : { passphrase: typed };
  };
}

/** A passphrase by `--<option>`, by a variable, or typed; `twice` where it is set. Throws AppError `passphrase-needed`, `invalid-input`, `file-missing`. */
export async function passphraseOf(args: ParsedArgs, io: CommandIo, option: string, variable: string, question: string, twice = false): Promise<string> {
  const file = args.text(option);
  if (file !== undefined) return passphraseIn(resolve(io.cwd, file));
  const given = process.env[variable];
  if (given) return given;
  const hint = `Give it by --${option} or ${variable}.`;
  const first = await asked(io, `${question}: `, hint);
  if (twice && (await asked(io, 'Once more: ', hint)) !== first) throw new AppError('invalid-input', 'The two are not the same.', { hint: 'Try again.' });
  return first;
}
