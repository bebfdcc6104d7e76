/** Where passwords come from: a file, the environment or the terminal, never the words of the command line. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../core/contract/errors.ts';
import type { CommandIo, OptionSpec, ParsedArgs } from './command.ts';

export const userOption: OptionSpec = { value: 'NAME', help: 'who you are, where the data folder keeps people; or ISOLINE_USER' };
export const passwordOption: OptionSpec = { value: 'FILE', help: 'file whose first line is your password; or ISOLINE_PASSWORD, or the terminal asks' };
export const newPasswordOption: OptionSpec = { value: 'FILE', help: 'file whose first line is the new password; or ISOLINE_NEW_PASSWORD, or the terminal asks' };

function firstLine(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (cause) {
    throw new AppError('file-missing', `The password file ${path} cannot be read.`, { hint: 'Look at its path and rights.', details: { path }, cause });
  }
}

async function ask(io: CommandIo, question: string, where: string): Promise<string> {
  const typed = await io.secret?.(question);
  if (typed === undefined) throw new AppError('login-needed', 'A password is needed, and nobody can be asked for it here.', { hint: `Give it by ${where}.`, details: { locked: false } });
  return typed;
}

/** The password of the one who calls. Throws AppError `login-needed` where there is none. */
export async function ownPassword(args: ParsedArgs, io: CommandIo, name: string): Promise<string> {
  const file = args.text('password-file');
  if (file !== undefined) return firstLine(resolve(io.cwd, file));
  return process.env['ISOLINE_PASSWORD'] ?? ask(io, `Password of ${name}: `, '--password-file or ISOLINE_PASSWORD');
}

/** A password that is set; typed twice where the terminal asks. */
export async function newPassword(args: ParsedArgs, io: CommandIo, name: string): Promise<string> {
  const file = args.text('new-password-file');
  if (file !== undefined) return firstLine(resolve(io.cwd, file));
  const given = process.env['ISOLINE_NEW_PASSWORD'];
  if (given !== undefined) return given;
  const first = await ask(io, `New password of ${name}: `, '--new-password-file or ISOLINE_NEW_PASSWORD');
  if ((await ask(io, 'Once more: ', '--new-password-file')) !== first) throw new AppError('invalid-input', 'The two are not the same.', { hint: 'Try again.' });
  return first;
}
