/**
 * `isoline analyze`: recordings in, labels, summaries and reports out. The same
 * services as the window's, over a data folder of its own that is gone afterwards.
 */
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { handOut } from '../backend/store/handed-out.ts';
import { temporaryFolder } from '../backend/store/temporary.ts';
import type { Contract } from '../core/contract/contract.ts';
import type { Client, Running } from '../core/contract/define.ts';
import { DEVICE_WORDS, deviceSchema, isRemote, remoteOf, type DeviceWish } from '../core/contract/device.ts';
import { LIMIT_SETTINGS } from '../core/contract/analysis-limits.ts';
import { AppError } from '../core/contract/errors.ts';
import { nodeEnvironment, openBackend } from '../backend/open.ts';
import { annotatorOf } from './annotator.ts';
import { ownDeviceFile } from './chosen-device.ts';
import { leadWords, leadsOf } from './evaluate/leads.ts';
import { UsageError, type Command, type CommandIo, type ParsedArgs } from './command.ts';

export const command: Command = {
  name: 'analyze',
  summary: 'Labels the beats of recordings and writes annotations, CSV, JSON and a PDF report for each.',
  usage: '<recording>… --out <folder> [options]',
  options: {
    out: { value: 'FOLDER', help: 'where the results go; made if it is not there' },
    annotator: { value: 'NAME', help: 'extension of the WFDB annotation file', default: 'cnn' },
    device: { value: `${DEVICE_WORDS.join('|')}|triton:URL`, help: 'what runs the network: the fastest right device of this computer, the one that is named, or an inference server', default: 'auto' },
    model: { value: 'NAME|FOLDER', help: 'another model than the shipped one' },
    leads: { value: '0|0,1|NAME,…', help: 'leads to use, by number or name; all by default' },
    cores: { value: 'N|all', help: 'how many cores it may take', default: 'all' },
    'no-pdf': { help: 'leave the report out' },
  },
  details: [
    'For each recording: <record>.<annotator> (WFDB annotations at the R peaks: N S V F Q or finer codes,',
    '| for an artefact, ~ for unreadable spans, + for changes of rhythm), <record>.json (counts, heart rate,',
    'episodes, analysable time, device, model, seconds per stage), <record>.csv (a line per beat) and <record>.pdf.',
    'A recording that cannot be read is named and the others go on; the exit code is then 1.',
  ].join('\n'),
  run: analyze,
};

async function analyze(args: ParsedArgs, io: CommandIo): Promise<number> {
  if (args.positionals.length === 0) throw new UsageError('name at least one recording');
  const out = resolve(io.cwd, args.required('out'));
  const annotator = annotatorOf(args);
  const cores = coresOf(args.required('cores'));
  const settings: Settings = {
    out,
    annotator,
    device: deviceOf(args.required('device')),
    model: args.text('model') ?? '',
    leads: args.text('leads'),
    pdf: !args.flag('no-pdf'),
    written: new Set(),
  };
  await makeFolder(out);
  const scratch = scratchFolder();
  const backend = await openBackend({ ...nodeEnvironment(scratch), deviceFile: ownDeviceFile(), ...(isRemote(settings.device) ? { server: settings.device } : {}) });
  const connection = backend.connect();
  let failed = 0;
  try {
    await connection.client.settings.set({ name: 'analysis.threads', value: cores });
    for (const [index, recording] of args.positionals.entries()) {
      const place = args.positionals.length > 1 ? `${index + 1}/${args.positionals.length} ` : '';
      try {
        io.out(await analyzeOne(connection.client, resolve(io.cwd, recording), settings, io, `${place}${basename(recording)}`));
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code === 'cancelled' || thrown.code === 'bug') throw thrown;
        failed++;
        io.progress('');
        io.err(`isoline: ${recording}: ${placeOf(thrown)}${thrown.message}${thrown.hint === '' ? '' : ` ${thrown.hint}`}`);
      }
    }
  } finally {
    io.progress('');
    connection.close();
    await backend.close();
    await rm(scratch, { recursive: true, force: true });
  }
  return failed > 0 ? 1 : 0;
}

/** Where something could not be written. */
function placeOf({ code, details }: AppError): string {
  return (code === 'file-unwritable' || code === 'disk-full') && typeof details['path'] === 'string' ? `${details['path']}: ` : '';
}

interface Settings {
  out: string;
  annotator: string;
  device: DeviceWish;
  model: string;
  leads: string | undefined;
  pdf: boolean;
  /** Records whose results lie in `out` already. */
  written: Set<string>;
}

/** The setting for so many cores: the largest that takes no more. */
export function coresOf(word: string): string {
  if (word === 'all') return word;
  if (!/^[1-9]\d*$/.test(word)) throw new UsageError(`--cores is a whole number from 1 on, or all, not "${word}"`);
  return LIMIT_SETTINGS['analysis.threads'].find((value) => Number(value) <= Number(word)) ?? '1';
}

function deviceOf(word: string): DeviceWish {
  const named = deviceSchema.safeParse(word);
  if (!named.success) throw new UsageError(`--device is ${DEVICE_WORDS.join(', ')} or triton:URL, not "${word}"`);
  return isRemote(named.data) ? (remoteOf(named.data) ?? named.data) : named.data;
}

/** Analyses one recording and writes its files; returns the line that says so. */
async function analyzeOne(client: Client<Contract>, path: string, settings: Settings, io: CommandIo, name: string): Promise<string> {
  // Analysed while it is read; which leads there are to be chosen from is known only afterwards.
  const { device, model } = settings;
  const analyse = leadWords(settings.leads).length === 0;
  const { caseId } = await finished(client.import.file({ path, analyse, device, model }), io, (item) => `${name}  ${item.stage} ${bar(item.fraction)}`);
  try {
    return await analyzeCase(client, caseId, settings, io, name);
  } finally {
    // The whole data folder goes at the end; this only keeps a long list of recordings from filling the disk.
    await client.library.remove({ caseId }).catch(() => undefined);
  }
}

async function analyzeCase(client: Client<Contract>, caseId: string, settings: Settings, io: CommandIo, name: string): Promise<string> {
  const { recording } = await client.library.study({ caseId });
  const { record } = recording;
  if (settings.written.has(record.toLowerCase())) {
    throw new AppError('invalid-input', `Results of a record named ${record} were written already.`, { hint: 'Analyse it by itself, with another --out.', details: { record } });
  }
  const words = leadWords(settings.leads);
  const leads = words.length === 0 ? null : leadsOf(recording, words);
  const { device, deviceWords = device, summary } = await finished(
    client.analysis.start({ caseId, device: settings.device, model: settings.model, leads, begun: leads === null }),
    io,
    (item) => `${name}  ${item.stage} ${bar(item.fraction)}`,
  );
  const { files } = await client.export.labels({ caseId, formats: ['wfdb', 'csv', 'json'], annotator: settings.annotator });
  const made = files.map((file) => ({ name: file.name, bytes: file.bytes }));
  if (settings.pdf) {
    const { pdf } = await finished(client.report.render({ caseId, purpose: 'print' }), io, () => `${name}  report`);
    made.push({ name: `${record}.pdf`, bytes: pdf });
  }
  // The JSON is the last to stand under its name: where it is there, all of them are, and whole.
  const isDay = ({ name: file }: { name: string }): boolean => file.endsWith('.json');
  await handOut(made.toSorted((a, b) => Number(isDay(a)) - Number(isDay(b))).map(({ name: file, bytes }) => ({ path: join(settings.out, file), bytes })));
  settings.written.add(record.toLowerCase());
  io.progress('');
  const { counts } = summary;
  for (const warning of recording.warnings) io.err(`isoline: ${record}: ${warning}`);
  return `${record}: N ${counts.N}, S ${counts.S}, V ${counts.V}, F ${counts.F}, Q ${counts.Q} (${deviceWords})`;
}

/** Waits for a job, showing its progress; a Ctrl-C cancels it. */
async function finished<Item, Out>(running: Running<Item, Out>, io: CommandIo, words: (item: Item) => string): Promise<Out> {
  const cancel = (): void => running.cancel();
  io.signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const item of running.items) io.progress(words(item));
    return await running.result;
  } finally {
    io.signal.removeEventListener('abort', cancel);
  }
}

const BAR = 24;

/** A bar with its percentage. */
function bar(fraction: number): string {
  const filled = Math.round(fraction * BAR);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${String(Math.round(fraction * 100)).padStart(3)} %`;
}

function scratchFolder(): string {
  try {
    return temporaryFolder('analyze');
  } catch (cause) {
    throw new AppError('file-unwritable', `The folder for temporary files, ${tmpdir()}, cannot be written.`, { hint: 'Name another by TMPDIR, on Windows by TEMP.', cause });
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new AppError('file-unwritable', `The folder ${folder} cannot be made.`, { hint: 'Name another with --out.', cause });
  }
}
