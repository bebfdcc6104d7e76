/** `isoline watch`: a recording that is still written, followed and labelled as it grows. */
import { resolve } from 'node:path';
import type { Contract } from '../core/contract/contract.ts';
import type { Client } from '../core/contract/define.ts';
import { AppError, errorFromShape } from '../core/contract/errors.ts';
import type { LiveEvent } from '../core/contract/live.ts';
import { UsageError, type Command, type CommandIo, type ParsedArgs } from './command.ts';
import { folderOptions, onDataFolder } from './data-folder.ts';
import { beatText, BeatLines, type BeatLine } from './watch/beat-lines.ts';

/** Between two tries while the recorder has not written anything yet, milliseconds. */
const TRY_EVERY = 1000;

/** Follows the recording once something of it is there; null where Ctrl-C came before. */
async function begun(client: Client<Contract>, args: ParsedArgs, io: CommandIo, path: string, endAfterSeconds: number | null): Promise<string | null> {
  for (;;) {
    try {
      const { caseId, resumed } = await client.live.start({ path, endAfterSeconds });
      if (resumed) io.err(`isoline: going on with case ${caseId}`);
      return caseId;
    } catch (thrown) {
      if (!(thrown instanceof AppError) || !['not-ready', 'file-empty', 'file-truncated'].includes(thrown.code)) throw thrown;
      if (io.signal.aborted) return null;
      io.progress(`${args.positionals[0]}: waiting for the recorder`);
      await pause(io.signal);
    }
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, TRY_EVERY);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        done();
      },
      { once: true },
    );
  });
}

interface Ending {
  endedBy: string | null;
  trouble: AppError | null;
}

/** Prints what comes until the recording has ended, or is not followed any more. */
async function printed(client: Client<Contract>, io: CommandIo, caseId: string, print: (line: BeatLine) => void, leave: boolean): Promise<Ending> {
  const { recording } = await client.library.study({ caseId });
  const lines = new BeatLines(recording.sampleRate);
  const running = client.live.changes({ caseId });
  let failed: Error | null = null;
  /** Ctrl-C: the recording has ended, or is left. */
  const stop = async (): Promise<void> => {
    try {
      if (leave) await client.live.stop({ caseId });
      else await client.live.end({ caseId }).result;
    } catch (thrown) {
      failed = thrown instanceof Error ? thrown : new Error(String(thrown));
      running.cancel();
    }
  };
  const stopped = (): void => void stop();
  io.signal.addEventListener('abort', stopped, { once: true });
  if (io.signal.aborted) stopped();
  const show = (event: Exclude<LiveEvent, { kind: 'state' }>): void => {
    for (const line of event.kind === 'tail' ? lines.tail(event) : lines.final(event)) print(line);
    io.progress(`${(event.to / recording.sampleRate).toFixed(0)} s`);
  };
  try {
    for await (const event of running.items) {
      if (event.kind !== 'state') show(event);
      else if (event.state !== 'following') return { endedBy: event.state === 'ended' ? event.endedBy ?? 'header' : null, trouble: event.trouble && errorFromShape(event.trouble) };
    }
  } catch (thrown) {
    throw failed ?? thrown;
  } finally {
    io.signal.removeEventListener('abort', stopped);
    running.cancel();
    io.progress('');
  }
  throw failed ?? new AppError('closed', 'The program is closing.');
}

export const command: Command = {
  name: 'watch',
  summary: 'Follows a recording that is still written, and prints its beats as they come.',
  usage: '<recording> [--data FOLDER] [--end-after SECONDS] [--json] [--leave]',
  options: {
    ...folderOptions,
    'end-after': { value: 'SECONDS', help: 'the recording has ended when nothing was written for so long; else only its header and Ctrl-C say so' },
    json: { help: 'prints each line as a JSON object' },
    leave: { help: 'Ctrl-C leaves the recording as it is: the same command goes on with it' },
  },
  details: 'A recording is a WFDB header (.hea) without a number of samples, or an EDF file with −1 data records, as recorders leave them while they write. Prints for each beat: seconds, class, code, and provisional, changed, withdrawn or final, between tabs. Provisional labels are not stored; final ones are those of the whole file.\nAt the end the rest is analysed, and the id of the case, a tab and the recording are printed. Ctrl-C says that the recording has ended; a second one does not wait.',
  async run(args, io) {
    const [word, more] = args.positionals;
    if (word === undefined || more !== undefined) throw new UsageError('one recording is named');
    const endAfter = args.number('end-after') ?? null;
    if (endAfter !== null && !(endAfter > 0)) throw new UsageError('--end-after wants seconds');
    const json = args.flag('json');
    return onDataFolder(args, io, async (client) => {
      const caseId = await begun(client, args, io, resolve(io.cwd, word), endAfter);
      if (caseId === null) throw new AppError('cancelled', 'Cancelled.');
      const { endedBy, trouble } = await printed(client, io, caseId, (line) => io.out(json ? JSON.stringify(line) : beatText(line)), args.flag('leave'));
      if (trouble && endedBy === null) throw trouble;
      if (trouble) io.err(`isoline: ${word}: ${trouble.message} ${trouble.hint}`.trimEnd());
      io.out(json ? JSON.stringify({ case: caseId, recording: word, endedBy }) : `${caseId}\t${word}`);
      return trouble ? 1 : 0;
    });
  },
};
