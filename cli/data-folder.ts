/** What the commands on a data folder share. */
import { basename, resolve } from 'node:path';
import type { Contract } from '../core/contract/contract.ts';
import type { Client } from '../core/contract/define.ts';
import { AppError, type ErrorCode } from '../core/contract/errors.ts';
import type { StudyRow } from '../core/contract/types.ts';
import { connectOrOpen, nodeEnvironment } from '../backend/open.ts';
import { openReadOnly } from '../backend/read-only.ts';
import { defaultDataFolder } from '../backend/program.ts';
import type { CommandIo, OptionSpec, ParsedArgs } from './command.ts';
import { secretOf } from './passphrase.ts';
import { ownPassword, passwordOption, userOption } from './password.ts';

const dataOption: OptionSpec = { value: 'FOLDER', help: 'data folder; the one of the program where it is left out' };

/** Options of every command that goes through `onDataFolder`. */
export const folderOptions = { data: dataOption, user: userOption, 'password-file': passwordOption } as const;

/** Option of the commands that read cases: works where the program that has the data folder open does not answer. */
export const readOnlyOption: OptionSpec = { help: 'where the program that has the data folder open does not answer: read copies of the cases as they stand; nothing goes into their access logs' };

/** Does some work on the data folder that `--data` names, through the program that holds it where one does. */
export async function onDataFolder<T>(args: ParsedArgs, io: CommandIo, work: (client: Client<Contract>) => Promise<T>, readOnly = false): Promise<T> {
  const environment = { ...nodeEnvironment(resolve(io.cwd, args.text('data') ?? defaultDataFolder())), secret: secretOf(io) };
  const reached = await connectOrOpen(environment).catch((thrown: unknown) => {
    if (!readOnly || !(thrown instanceof AppError) || !['data-folder-held', 'closed'].includes(thrown.code)) throw thrown;
    io.err('isoline: the program that has this data folder open does not answer; reading copies of the cases as they stand, nothing goes into their access logs');
    return openReadOnly(environment, args.positionals);
  });
  try {
    if (reached.throughOther) io.err('isoline: going through the program that has this data folder open');
    await letIn(args, io, reached.connection.client);
    return await work(reached.connection.client);
  } finally {
    await reached.close();
  }
}

/** Logs in where the data folder keeps people. Throws AppError `login-needed` where nobody is named, `login-failed`. */
async function letIn(args: ParsedArgs, io: CommandIo, client: Client<Contract>): Promise<void> {
  const { mode } = await client.people.who({});
  if (mode === 'single') return;
  const name = args.text('user') ?? process.env['ISOLINE_USER'];
  if (name === undefined) throw new AppError('login-needed', 'This data folder keeps people: say who you are.', { hint: 'With --user NAME or ISOLINE_USER.', details: { locked: false } });
  await client.people.login({ name, password: await ownPassword(args, io, name) });
}

/** The case of an id, or of a record's name where only one case has it. Throws AppError `case-missing`. */
export async function findCase(client: Client<Contract>, word: string): Promise<StudyRow> {
  const rows = await client.library.list({});
  const byId = rows.find(({ caseId }) => caseId === word);
  if (byId !== undefined) return byId;
  const named = rows.filter(({ record }) => record === word || basename(record) === word);
  // A second reading is named by its id; the record's name means the case that it was made from.
  const firsts = named.filter(({ readings }) => readings.first === null);
  const [only] = firsts;
  if (only !== undefined && firsts.length === 1) return only;
  throw new AppError('case-missing', named.length > 1 ? `${named.length} cases hold a record named ${word}.` : `There is no case ${word}.`, {
    hint: named.length > 1 ? `Name one by its id: ${named.map(({ caseId }) => caseId).join(', ')}.` : rows.length === 0 ? 'The data folder holds no case.' : `There are ${rows.slice(0, 10).map(({ caseId, record }) => `${caseId} (${record})`).join(', ')}${rows.length > 10 ? ', …; isoline library list names them all' : ''}.`,
  });
}

/** Failures that no other case would be spared. */
const OF_NO_CASE: readonly ErrorCode[] = ['cancelled', 'closed', 'bug', 'vault-locked'];

/**
 * Does the same for each word of the command line, one after the other. One that fails is named on standard error with
 * what can be done, and the others go on.
 *
 * @returns the exit code: 1 where any failed
 */
export async function eachNamed(words: readonly string[], io: CommandIo, work: (word: string) => Promise<void>): Promise<0 | 1> {
  let failed: 0 | 1 = 0;
  for (const word of words) {
    try {
      await work(word);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || OF_NO_CASE.includes(thrown.code)) throw thrown;
      failed = 1;
      io.err(`isoline: ${word}: ${thrown.message}${thrown.hint === '' ? '' : ` ${thrown.hint}`}`);
    }
  }
  return failed;
}

/** Shows the progress of a job on the terminal and returns its result; Ctrl-C cancels it. */
export async function watched<Item, Out>(io: CommandIo, running: { items: AsyncIterable<Item>; result: Promise<Out>; cancel(): void }, words: (item: Item) => string): Promise<Out> {
  const cancel = (): void => running.cancel();
  if (io.signal.aborted) cancel();
  io.signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const item of running.items) io.progress(words(item));
    return await running.result;
  } finally {
    io.signal.removeEventListener('abort', cancel);
    io.progress('');
  }
}
