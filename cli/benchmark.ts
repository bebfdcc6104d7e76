/** `isoline benchmark`: how long things take on this computer, and how much memory. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeFailure } from '../backend/formats/files.ts';
import { program } from '../backend/program.ts';
import { notice } from '../core/contract/notice.ts';
import type { CaseOutcome, DeviceChoice, Job, OutcomeOf } from './benchmark/jobs.ts';
import { encryptedResults } from './benchmark/encrypted.ts';
import { load, machine } from './benchmark/machine.ts';
import { measure, type Measured } from './benchmark/measure.ts';
import { READ_CASES } from './benchmark/reading-cases.ts';
import { readingReport as reportSchema } from './benchmark/reading-result.ts';
import { readingReport, readingTable } from './benchmark/reading-run.ts';
import { recordingsFor, writeRecording, type BenchmarkRecording } from './benchmark/recordings.ts';
import { benchmarkReport, type BenchmarkReport } from './benchmark/result.ts';
import { caseResults, openedResults, scaleResults, unfusedResults } from './benchmark/results.ts';
import { tableOf } from './benchmark/table.ts';
import { windowReport } from './benchmark/window-run.ts';
import { UsageError, type Command, type CommandIo, type ParsedArgs } from './command.ts';

export const command: Command = {
  name: 'benchmark',
  summary: 'Measures how long analysis, review and report take here, stage by stage, and how much memory.',
  usage: '[--device NAME] [--json FILE] [--quick]\n       isoline benchmark --reading --data FOLDER [--case NAME] [--device NAME] [--json FILE]\n       isoline benchmark --window [--data FOLDER] [--cases FOLDER] [--device NAME] [--json FILE] [--quick]',
  options: {
    device: { value: 'auto|cpu|webgpu', help: 'what runs the network', default: 'auto' },
    json: { value: 'FILE', help: 'write the figures as JSON; - for standard output, instead of the table' },
    quick: { help: 'short recordings, once: does everything work, not how fast is it' },
    reading: { help: 'decisions that a reader needs who answers from a reference, in place of seconds' },
    window: { help: 'from key to picture, scrolling and memory of the window in a real Chromium' },
    cases: { value: 'FOLDER', help: 'where the cases of --window are kept and found again; made and removed without it' },
    case: { value: READ_CASES.join('|'), help: 'one joined case; all three by default' },
    data: { value: 'FOLDER', help: 'folder that holds mitdb, svdb and splits.json' },
  },
  details: [
    'Synthetic recordings of 3 hours (1 lead, 360 Hz) and 24 hours (3 leads, 250 Hz) are taken from file to',
    'reviewable case, each time by a program that has just started; then a case is opened, read, edited, printed',
    'and exported; and the network is compared with a wavelet transform beat by beat. Medians and spread of',
    'several repetitions. The recordings need about 300 MB in the folder for temporary files (TMPDIR) and are',
    'removed afterwards. Other programs should rest meanwhile.',
    'docs/benchmark.md says what each name measures.',
  ].join('\n'),
  run,
};

async function run(args: ParsedArgs, io: CommandIo): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError(`benchmark takes options only, not "${args.positionals[0]}"`);
  const device = args.choice('device', ['auto', 'cpu', 'webgpu']);
  const { text, table } = await measured(args, device, io);
  io.progress('');
  const json = args.text('json');
  if (json === '-') io.out(text);
  else for (const line of table) io.out(line);
  if (json !== undefined && json !== '-') {
    const path = resolve(io.cwd, json);
    await writeFile(path, `${text}\n`).catch((thrown: unknown) => {
      throw writeFailure(thrown, path);
    });
  }
  return 0;
}

/** The figures that are asked for, as JSON and as lines. */
async function measured(args: ParsedArgs, device: DeviceChoice, io: CommandIo): Promise<{ text: string; table: string[] }> {
  if (args.flag('reading') && args.flag('window')) throw new UsageError('--reading and --window are measured one at a time');
  const sets = args.text('data') === undefined ? null : resolve(io.cwd, args.required('data'));
  if (args.text('case') !== undefined && !args.flag('reading')) throw new UsageError('--case goes with --reading');
  if (args.text('cases') !== undefined && !args.flag('window')) throw new UsageError('--cases goes with --window');
  if (args.flag('window')) {
    const report = await windowReport({ device, quick: args.flag('quick'), sets, cases: args.text('cases') === undefined ? null : resolve(io.cwd, args.required('cases')) }, io);
    return { text: JSON.stringify(benchmarkReport.parse(report), null, 2), table: tableOf(report) };
  }
  if (!args.flag('reading')) {
    if (sets !== null) throw new UsageError('--data goes with --reading and --window');
    const report = await benchmark({ device, quick: args.flag('quick') }, io);
    return { text: JSON.stringify(benchmarkReport.parse(report), null, 2), table: tableOf(report) };
  }
  const names = args.text('case') === undefined ? READ_CASES : [args.choice('case', READ_CASES)];
  const report = await readingReport(names, resolve(io.cwd, args.required('data')), device, io);
  return { text: JSON.stringify(reportSchema.parse(report), null, 1), table: readingTable(report) };
}

/** Repetitions of what is done with an open case, and of the comparison. */
const REPETITIONS = 5;
/** How long after its start a backend's idle memory is read. */
const IDLE_MS = 5000;

interface BenchmarkOptions {
  device: DeviceChoice;
  quick: boolean;
}

/** Measures everything. Throws the AppErrors of what is measured, `cancelled` on Ctrl-C. */
async function benchmark({ device, quick }: BenchmarkOptions, io: CommandIo): Promise<BenchmarkReport> {
  const loadBefore = load();
  const scratch = await mkdtemp(join(tmpdir(), 'isoline-benchmark-'));
  const repetitions = quick ? 1 : REPETITIONS;
  const say = (what: string) => (share: number) => io.progress(`${what}  ${String(Math.round(share * 100)).padStart(3)} %`);
  const measured = <J extends Job>(job: J, what: string): Promise<Measured<OutcomeOf<J>>> => measure(job, { onProgress: say(what), signal: io.signal });
  const fresh = async (name: string): Promise<string> => {
    const folder = join(scratch, name);
    await mkdir(folder);
    return folder;
  };
  /** Takes a recording from file to case, each time in a data folder of its own; the last one is kept. */
  const cases = async (recording: BenchmarkRecording, path: string): Promise<{ runs: Measured<CaseOutcome>[]; data: string }> => {
    const runs: Measured<CaseOutcome>[] = [];
    let data = '';
    for (let i = 0; i < recording.repetitions; i++) {
      if (data !== '') await rm(data, { recursive: true });
      data = await fresh(`${recording.name}-${i}`);
      runs.push(await measured({ kind: 'case', data, recording: path, device }, `${recording.name} ${i + 1}/${recording.repetitions}`));
    }
    return { runs, data };
  };
  try {
    const { short, day } = recordingsFor(quick);
    const shortPath = await writeRecording(scratch, short, say(`writing ${short.name}`), io.signal);
    const dayPath = await writeRecording(scratch, day, say(`writing ${day.name}`), io.signal);
    const { peaks: idle } = await measured({ kind: 'idle', data: await fresh('idle'), waitMs: quick ? 500 : IDLE_MS }, 'idle');
    const idleMb = idle['idle'] ?? null;
    const shortRuns = (await cases(short, shortPath)).runs;
    const ran = shortRuns[0]!.outcome.device === 'webgpu' ? 'webgpu' : 'cpu';
    const compared = await measured({ kind: 'unfused', recording: shortPath, device: ran, repetitions }, 'unfused');
    const { runs: dayRuns, data } = await cases(day, dayPath);
    const opened = await measured({ kind: 'opened', data, caseId: dayRuns.at(-1)!.outcome.caseId, repetitions }, 'opened case');
    const scaled = { days: quick ? 3 : 14, edits: quick ? 1000 : 100_000, cases: quick ? 500 : 10_000 };
    const scale = await measured({ kind: 'scale', data: await fresh('scale'), ...scaled, repetitions }, 'scale');
    const reader = { kind: 'opened' as const, data, caseId: dayRuns.at(-1)!.outcome.caseId, repetitions };
    const encrypted = await encryptedResults({ opened: reader, day, made: { kind: 'case', data: await fresh('encrypted'), recording: shortPath, device }, short, idleMb, measured });
    return {
      machine: machine(),
      quick,
      idleMb: idleMb === null ? null : Math.round(idleMb * 10) / 10,
      loadBefore,
      results: [
        ...unfusedResults(short, compared.outcome, ran),
        ...caseResults(short, shortRuns, idleMb),
        ...caseResults(day, dayRuns, idleMb),
        ...openedResults(day, opened, idleMb),
        ...scaleResults(scaled, scale, idleMb),
        ...encrypted,
      ],
      notice: notice(program().version),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
