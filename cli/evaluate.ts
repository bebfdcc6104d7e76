/** `isoline evaluate`: beat-by-beat scoring of our own output or of annotation files. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { AppError, errorShape, type ErrorCode } from '../core/contract/errors.ts';
import { PROTOCOLS } from '../core/scoring/protocol.ts';
import { fileFailure } from '../backend/formats/files.ts';
import { DEVICE_WORDS } from '../core/contract/device.ts';
import { chosenDevice } from './chosen-device.ts';
import { UsageError, type Command, type CommandIo, type ParsedArgs } from './command.ts';
import { delineationTable, evaluateDelineation, wantsDelineation } from './evaluate/delineation.ts';
import { ADAPTS } from './evaluate/adapt.ts';
import { leadWords } from './evaluate/leads.ts';
import { foldModel, trainingSets } from './evaluate/model-facts.ts';
import { appendHistory, lineOf, readHistory } from './evaluate/history.ts';
import { pageOf } from './evaluate/page.ts';
import type { EvaluationReport } from './evaluate/result.ts';
import { AnalysisPool } from './evaluate/pool.ts';
import { jsonOf, reportOf, type RecordOutcome } from './evaluate/report.ts';
import { scorePlace, type Analyser, type Tested } from './evaluate/score.ts';
import { chooseSet, LISTS, type ChosenSet, type RecordPlace } from './evaluate/sets.ts';
import { tableOf } from './evaluate/table.ts';

/** Extension under which `isoline analyze` writes its annotations. */
const OWN_ANNOTATOR = 'cnn';

/** The beats of the reference, of whose classes nothing is known: what a detector's beats are held against. */
const STRIPPED = 'stripped';

/** Failures that no other record would be spared. */
const OF_NO_RECORD: readonly ErrorCode[] = ['model-missing', 'model-damaged', 'device-unavailable'];

/** What is scored, out of `--beats`, `--annotations` and `--annotator`. */
function testedOf(args: ParsedArgs, reference: string, cwd: string): Tested {
  const beats = args.text('beats');
  const folder = args.text('annotations');
  const extension = args.text('annotator');
  if (folder !== undefined || extension !== undefined) {
    for (const option of ['beats', 'model', 'leads', 'device']) {
      if (args.text(option) !== undefined) throw new UsageError(`--${option} says how to analyse; with --annotations or --annotator nothing is analysed`);
    }
    if (args.flag('folds')) throw new UsageError('--folds says how to analyse; with --annotations or --annotator nothing is analysed');
    return { kind: 'annotations', folder: folder === undefined ? null : resolve(cwd, folder), extension: extension ?? OWN_ANNOTATOR };
  }
  if (beats === undefined || beats === 'own') return { kind: 'machine', given: null };
  if (beats === STRIPPED) return { kind: 'machine', given: reference, stripped: true };
  return { kind: 'machine', given: beats === 'reference' ? reference : beats };
}

function words(option: string | undefined): string[] {
  return (option ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
}

function processes(args: ParsedArgs): number {
  const asked = args.number('jobs');
  if (asked !== undefined && (!Number.isInteger(asked) || asked < 1)) throw new UsageError('--jobs wants a whole number from 1');
  return asked ?? Math.min(2, availableParallelism());
}

async function scoreAll(args: ParsedArgs, io: CommandIo, chosen: ChosenSet, tested: Tested, analyse: Analyser): Promise<RecordOutcome[]> {
  const protocol = args.choice('protocol', PROTOCOLS);
  const leads = leadWords(args.text('leads'));
  const model = args.text('model') ?? null;
  const device = args.text('device') === undefined ? null : (await chosenDevice(args.choice('device', DEVICE_WORDS), io)).device;
  const adapt = args.choice('adapt', ADAPTS);
  const fractions = new Map<string, number>();
  let finished = 0;
  const show = (): void => {
    const running = [...fractions].map(([record, fraction]) => `${record} ${Math.round(100 * fraction)} %`).join('  ');
    io.progress(`${finished} of ${chosen.records.length}  ${running}`);
  };
  const one = async (place: RecordPlace): Promise<RecordOutcome> => {
    const group = args.flag('folds') ? chosen.splits.fold(place.id) : -1;
    const outcome = { id: place.id, record: place.record, fold: group < 0 ? null : group };
    try {
      const request = { place, protocol, reference: chosen.reference, tested, leads, model: group < 0 ? model : foldModel(group), device, adapt };
      const result = await scorePlace(request, analyse, (fraction) => {
        fractions.set(place.record, fraction);
        show();
      });
      return { ...outcome, result };
    } catch (thrown) {
      const failed = errorShape(thrown);
      if (OF_NO_RECORD.includes(failed.code)) throw thrown;
      if (failed.code !== 'cancelled') io.err(`${place.record}: ${failed.message}`);
      return { ...outcome, result: { failed } };
    } finally {
      fractions.delete(place.record);
      finished++;
      show();
    }
  };
  // Annotation files are read one after another; analyses queue for the processes of the pool.
  const outcomes: RecordOutcome[] = [];
  if (tested.kind === 'annotations') for (const place of chosen.records) outcomes.push(await one(place));
  else outcomes.push(...(await Promise.all(chosen.records.map(one))));
  io.progress('');
  return outcomes;
}

async function run(args: ParsedArgs, io: CommandIo): Promise<number> {
  if (args.positionals.length > 0) throw new UsageError(`"${args.positionals[0]}" is no option; the set is named by --set`);
  if (wantsDelineation(args)) return scoreWaves(args, io);
  const protocol = args.choice('protocol', PROTOCOLS);
  const list = args.text('list') === undefined ? undefined : args.choice('list', LISTS);
  const excluded = words(args.text('exclude'));
  const jobs = processes(args);
  if (args.flag('folds') && args.text('model') !== undefined) throw new UsageError('--folds chooses the model by record, so --model cannot be given');
  const json = args.text('json');
  const chosen = await chooseSet({ data: resolve(io.cwd, args.required('data')), set: args.required('set'), list, exclude: excluded, reference: args.text('reference') });
  const tested = testedOf(args, chosen.reference, io.cwd);

  const pool = new AnalysisPool(jobs);
  const stop = (): void => pool.close();
  io.signal.addEventListener('abort', stop, { once: true });
  let outcomes: RecordOutcome[];
  try {
    outcomes = await scoreAll(args, io, chosen, tested, (job, onProgress) => pool.run(job, onProgress));
  } finally {
    io.signal.removeEventListener('abort', stop);
    pool.close();
  }
  if (io.signal.aborted) throw new AppError('cancelled', 'The evaluation was stopped.');

  const facts = {
    set: chosen.set,
    list: chosen.list,
    protocol,
    beats: tested.kind === 'annotations' ? 'annotations' : (args.text('beats') ?? 'own'),
    reference: chosen.reference,
    annotator: tested.kind === 'annotations' ? tested.extension : null,
    folds: args.flag('folds'),
    leads: args.text('leads') ?? 'all',
    excluded,
    adapt: args.choice('adapt', ADAPTS),
  };
  const report = reportOf(facts, await trainingSets(args.text('model')), outcomes);
  if (json !== '-') for (const line of tableOf(report)) io.out(line);
  if (json === '-') io.out(jsonOf(report).trimEnd());
  else if (json !== undefined) await save(resolve(io.cwd, json), jsonOf(report));
  await keep(args, io, report);
  if (report.failed.length > 0) io.err(`${report.failed.length} of ${outcomes.length} records could not be scored: ${report.failed.map(({ record }) => record).join(', ')}`);
  for (const hint of new Set(report.failed.map((failure) => failure.hint).filter((text) => text !== ''))) io.err(`  ${hint}`);
  return report.failed.length > 0 ? 1 : 0;
}

/** Adds the result to the history, and writes the page. */
async function keep(args: ParsedArgs, io: CommandIo, report: EvaluationReport): Promise<void> {
  const line = lineOf(report, new Date().toISOString());
  const path = args.text('history');
  const history = path === undefined ? [] : [...(await readHistory(resolve(io.cwd, path))).filter(({ scored }) => scored === line.scored), line];
  if (path !== undefined) await saved(resolve(io.cwd, path), (file) => appendHistory(file, line));
  const page = args.text('html');
  if (page !== undefined) await save(resolve(io.cwd, page), pageOf(report, history));
}

/** Bounds of waves, where a set marks them. */
async function scoreWaves(args: ParsedArgs, io: CommandIo): Promise<number> {
  const report = await evaluateDelineation(args, io);
  const text = `${JSON.stringify(report, (_key, value: unknown) => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value), 1)}\n`;
  const json = args.text('json');
  if (json === '-') io.out(text.trimEnd());
  else for (const line of delineationTable(report)) io.out(line);
  if (json !== undefined && json !== '-') await save(resolve(io.cwd, json), text);
  return report.failed.length > 0 ? 1 : 0;
}

async function save(path: string, text: string): Promise<void> {
  await saved(path, (file) => writeFile(file, text));
}

/** What cannot be written is said by name. */
async function saved(path: string, write: (path: string) => Promise<void>): Promise<void> {
  try {
    await write(path);
  } catch (thrown) {
    const failure = fileFailure(thrown, path);
    if (failure instanceof AppError && failure.code === 'file-missing') {
      throw new AppError('file-unwritable', `${basename(path)} cannot be written.`, { hint: 'Check the folder and its permissions.', details: failure.details, cause: thrown });
    }
    throw failure;
  }
}

export const command: Command = {
  name: 'evaluate',
  summary: 'Scores beat by beat against reference annotations.',
  usage: '--data FOLDER --set NAME [--list train|test|all] [--protocol ec57|literature] [--beats own|reference|stripped|EXT] …',
  options: {
    data: { value: 'FOLDER', help: 'folder that holds the sets (and splits.json)' },
    set: { value: 'NAME', help: 'mitdb, ds1, ds2, svdb-test, nstdb, any set with lists; all: every record of the data folder itself' },
    list: { value: 'train|test|all', help: 'which list of splits.json; test by default, all for mitdb and nstdb' },
    protocol: { value: 'ec57|literature', help: 'how beats are compared', default: 'ec57' },
    beats: { value: 'own|reference|stripped|EXT', help: 'R peaks: found by the program (own, by default), or given by the reference (stripped: its V and F not known, where there is no signal) or another annotation file' },
    reference: { value: 'EXT', help: 'extension of the reference annotations; atr or ecg, whichever is there, by default' },
    folds: { help: 'score each record with the model of models/training/folds that has not seen its group; one that belongs to none with the shipped model' },
    leads: { value: '0|0,1|NAME,…', help: 'leads to analyse; all by default' },
    exclude: { value: '232,…', help: 'records to leave out' },
    adapt: { value: ADAPTS.join('|'), help: 'let a reader answer asks from the reference; asked beats count as answered', default: 'none' },
    annotations: { value: 'DIR', help: 'score annotation files of this folder instead of analysing' },
    annotator: { value: 'NAME', help: `their extension; ${OWN_ANNOTATOR} by default; without --annotations they lie beside the records` },
    model: { value: 'NAME|FOLDER', help: 'model to analyse with' },
    device: { value: DEVICE_WORDS.join('|'), help: 'where the model runs' },
    jobs: { value: 'N', help: 'analyses at a time; 2 by default' },
    html: { value: 'FILE', help: 'write a page with plots' },
    history: { value: 'FILE', help: 'add a line to this file; the page shows the earlier ones scored alike' },
    json: { value: 'FILE', help: 'write the figures as JSON; - for standard output, instead of the table' },
  },
  details: [
    'EC57: 150 ms, nearest unmatched, first 5 minutes not scored, fibrillation left out, e j n are S,',
    'paced records in the QRS figures only. Literature: all minutes, e j are N.',
    'Beats inside spans that the tested labels call unreadable (~) count as missed in every figure.',
    'Sets of marked waves (ludb, qtdb) are scored by the bounds of P, QRS and T; --reference atr scores the beats of qtdb instead.',
    'docs/scoring.md states every cell. A record that cannot be scored is named, the others go on; exit code 1 then.',
  ].join('\n'),
  run,
};
