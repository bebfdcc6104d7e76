/** `isoline benchmark`: how long things take on this computer, and how much memory. */
import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writeFailure } from '../backend/formats/files.ts';
import { temporaryFolder } from '../backend/store/temporary.ts';
import { BENCHMARK_NAMES, benchmarkReport, type BenchmarkName } from '../core/contract/benchmark-report.ts';
import { DEVICE_WORDS } from '../core/contract/device.ts';
import { benchmark } from '../backend/benchmark/everything.ts';
import { READ_CASES } from './benchmark/reading-cases.ts';
import { readingReport as reportSchema } from './benchmark/reading-result.ts';
import { readingReport, readingTable } from './benchmark/reading-run.ts';
import { stepWords } from './benchmark/step-words.ts';
import { tableOf } from './benchmark/table.ts';
import { WINDOW_CASES, windowReport } from './benchmark/window-run.ts';
import { chosenDevice, type ChosenDevice } from './chosen-device.ts';
import { UsageError, type Command, type CommandIo, type ParsedArgs } from './command.ts';

export const command: Command = {
  name: 'benchmark',
  summary: 'Measures how long analysis, review and report take here, stage by stage, and how much memory.',
  usage: '[--device NAME] [--json FILE] [--quick] [--only NAMES]\n       isoline benchmark --reading --data FOLDER [--case NAME] [--device NAME] [--json FILE]\n       isoline benchmark --window [--data FOLDER] [--cases FOLDER] [--case NAME] [--device NAME] [--json FILE] [--quick]',
  options: {
    device: { value: DEVICE_WORDS.join('|'), help: 'what runs the network; auto is the fastest right one of this computer', default: 'auto' },
    json: { value: 'FILE', help: 'write the figures as JSON; - for standard output, instead of the table' },
    only: { value: 'NAME,NAME', help: 'only these figures (and what they need)' },
    quick: { help: 'short recordings, once: does everything work, not how fast is it' },
    reading: { help: 'decisions that a reader needs who answers from a reference, in place of seconds' },
    window: { help: 'from key to picture, scrolling and memory of the window in a real Chromium' },
    cases: { value: 'FOLDER', help: 'where the cases of --window are kept and found again; made and removed without it' },
    case: { value: [...READ_CASES, '14d'].join('|'), help: 'one case; all by default: of --reading 24h, svdb-test, ds2, of --window 24h, 14d' },
    data: { value: 'FOLDER', help: 'folder that holds mitdb, svdb and splits.json' },
  },
  details: [
    'Synthetic recordings of 3 hours (1 lead, 360 Hz) and 24 hours (3 leads, 250 Hz) are taken from file to',
    'reviewable case, each time by a program that has just started; then a case is opened, read, edited, printed',
    'and exported; and the network is compared with a wavelet transform beat by beat. Medians and spread of',
    'several repetitions. A fortnight of one lead, and ten-second strips, too. All of it needs about 1.5 GB in the',
    'folder for temporary files (TMPDIR), which are removed afterwards; --only measures less. Other programs',
    'should rest meanwhile.',
    'docs/benchmark.md says what each name measures.',
  ].join('\n'),
  run,
};

async function run(args: ParsedArgs, io: CommandIo): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError(`benchmark takes options only, not "${args.positionals[0]}"`);
  const chosen = await chosenDevice(args.choice('device', DEVICE_WORDS), io);
  const { text, table } = await measured(args, chosen, io);
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
async function measured(args: ParsedArgs, { device, reason }: ChosenDevice, io: CommandIo): Promise<{ text: string; table: string[] }> {
  if (args.flag('reading') && args.flag('window')) throw new UsageError('--reading and --window are measured one at a time');
  const sets = args.text('data') === undefined ? null : resolve(io.cwd, args.required('data'));
  if (args.text('case') !== undefined && !args.flag('reading') && !args.flag('window')) throw new UsageError('--case goes with --reading and --window');
  if (args.text('cases') !== undefined && !args.flag('window')) throw new UsageError('--cases goes with --window');
  if (args.flag('window')) {
    const report = await windowReport({ device, only: args.text('case') === undefined ? null : args.choice('case', WINDOW_CASES), quick: args.flag('quick'), sets, cases: args.text('cases') === undefined ? null : resolve(io.cwd, args.required('cases')) }, io);
    return { text: JSON.stringify(benchmarkReport.parse(report), null, 2), table: tableOf(report) };
  }
  if (!args.flag('reading')) {
    if (sets !== null) throw new UsageError('--data goes with --reading and --window');
    const only = namesOf(args.text('only'));
    const scratch = temporaryFolder('benchmark');
    try {
      const report = await benchmark({ device, reason, quick: args.flag('quick'), only }, { scratch, onStep: (step) => io.progress(stepWords(step)), signal: io.signal });
      return { text: JSON.stringify(benchmarkReport.parse(report), null, 2), table: tableOf(report) };
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  const names = args.text('case') === undefined ? READ_CASES : [args.choice('case', READ_CASES)];
  const report = await readingReport(names, resolve(io.cwd, args.required('data')), device, io);
  return { text: JSON.stringify(reportSchema.parse(report), null, 1), table: readingTable(report) };
}

/** Names of figures from a list with commas; none where it is absent. Throws UsageError on an unknown one. */
function namesOf(list: string | undefined): BenchmarkName[] {
  const words = (list ?? '').split(',').map((word) => word.trim()).filter(Boolean);
  return words.map((word) => {
    const name = BENCHMARK_NAMES.find((one) => one === word);
    if (name === undefined) throw new UsageError(`there is no figure "${word}"; there are ${BENCHMARK_NAMES.join(', ')}`);
    return name;
  });
}
