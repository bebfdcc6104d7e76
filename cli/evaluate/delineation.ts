/** `isoline evaluate --set ludb|qtdb`: bounds of waves against those that readers marked, all leads fused. */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError, errorShape } from '../../core/contract/errors.ts';
import { CSE_TOLERANCE_MS, delineationFigures, POINT_WINDOW_MS, scoreDelineation, WAVE_POINTS, type DelineationFigures, type DelineationScore } from '../../core/scoring/delineation.ts';
import { chosenBeats, fusedLeads, type MarkedWave, type WaveReference } from '../../core/scoring/wave-marks.ts';
import { resample } from '../../core/signal/resample.ts';
import type { Convention } from '../../core/waves/manifest.ts';
import { measureStretch, type MeasuredStretch } from '../../core/waves/stretch.ts';
import { WAVE_RATE } from '../../core/waves/wave-signal.ts';
import { modelFolder } from '../../backend/engine/model.ts';
import { openWaveNetwork, WAVE_MODEL, type LoadedWaveNetwork } from '../../backend/engine/wave-network.ts';
import { isFile, isFolder } from '../../backend/formats/files.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { readAnnotationFile } from '../../backend/formats/wfdb/annotations.ts';
import { program } from '../../backend/program.ts';
import { UsageError, type CommandIo, type ParsedArgs } from '../command.ts';
import { leadsOf } from './leads.ts';
import { LISTS } from './sets.ts';
import { readSplits } from './splits.ts';

/** Sets of marked waves, with the convention that each is measured in. */
const WAVE_SETS: Readonly<Record<string, Convention>> = { ludb: 'ludb', qtdb: 'qtdb' };
/** Annotations of `ludb`: one file a lead. */
const LUDB_LEADS = ['i', 'ii', 'iii', 'avr', 'avl', 'avf', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6'];
/** Marks of `ludb` this near to each other are of one wave, seconds. */
const SAME_WAVE_SECONDS = 0.1;
/** Seconds of signal read around what is marked. */
const AROUND_SECONDS = 8;

/** Whether these options ask for the scoring of waves. */
export function wantsDelineation(args: ParsedArgs): boolean {
  return Object.hasOwn(WAVE_SETS, args.text('set') ?? '') && ['beats', 'reference', 'annotations', 'annotator'].every((option) => args.text(option) === undefined) && !args.flag('folds');
}

const count = z.number().int().nonnegative();
const number = z.number().nullable();
const pointFigures = z.object({ found: number, ppv: number, meanMs: number, sdMs: number, recordSdMs: number, n: count });
const figures = z.object({ pOnset: pointFigures, pEnd: pointFigures, qrsOnset: pointFigures, qrsEnd: pointFigures, tPeak: pointFigures, tEnd: pointFigures, qt: z.object({ medianAbsMs: number, within10: number, records: count }) });

/** What `--json` writes. Percent and milliseconds. */
export const delineationReport = z.object({
  set: z.string(),
  list: z.string().nullable(),
  /** Whose bounds are scored, and in whose the program measures. */
  convention: z.string(),
  ownConvention: z.string(),
  leads: z.string(),
  windowMs: z.number(),
  /** Two standard deviations between readers that the CSE working party tolerates; null for the peak of T. */
  toleranceMs: z.record(z.string(), z.number().nullable()),
  model: z.string(),
  modelSha256: z.string(),
  trainedOn: z.record(z.string(), z.array(z.string())),
  seenInTraining: z.array(z.string()),
  delineation: figures,
  records: z.array(
    z.object({
      record: z.string(),
      /** Whether P waves were looked for. */
      hasP: z.boolean(),
      points: z.record(z.string(), z.object({ reference: count, found: count, tested: count, right: count, meanMs: number, sdMs: number })),
      qtReferenceMs: number,
      qtTestedMs: number,
    }),
  ),
  failed: z.array(z.object({ record: z.string(), code: z.string(), message: z.string() })),
});
export type DelineationReport = z.infer<typeof delineationReport>;

interface Scored {
  record: string;
  hasP: boolean;
  score: DelineationScore;
}

/** Scores a set of marked waves. Errors: those of the set, the model and the files. */
export async function evaluateDelineation(args: ParsedArgs, io: CommandIo): Promise<DelineationReport> {
  const set = args.required('set');
  const data = resolve(io.cwd, args.required('data'));
  const folder = join(data, set);
  if (!(await isFolder(folder))) throw new AppError('file-missing', `There is no set ${set} in ${data}.`, { hint: '--data names the folder that holds the sets.', details: { path: folder } });
  const list = args.text('list') === undefined ? 'test' : args.choice('list', LISTS);
  const splits = await readSplits(data);
  const names = (list === 'all' ? ['train', 'test'] : [list]).flatMap((name) => splits.list(set, name) ?? []);
  const excluded = (args.text('exclude') ?? '').split(',').map((name) => name.trim());
  const records = names.filter((name) => !excluded.includes(name));
  if (records.length === 0) throw new UsageError(`splits.json has no list "${list}" of ${set}`);
  const convention = WAVE_SETS[set]!;
  const network = await openWaveNetwork(modelFolder(program().folder, args.text('model') ?? WAVE_MODEL));
  const leads = (args.text('leads') ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
  const scored: Scored[] = [];
  const failed: DelineationReport['failed'] = [];
  for (const [i, record] of records.entries()) {
    if (io.signal.aborted) throw new AppError('cancelled', 'The evaluation was stopped.');
    io.progress(`${i} of ${records.length}  ${record}`);
    try {
      scored.push({ record, ...(await scoreRecord(join(folder, record), set, leads, network, convention)) });
    } catch (thrown) {
      const { code, message } = errorShape(thrown);
      io.err(`${record}: ${message}`);
      failed.push({ record, code, message });
    }
  }
  io.progress('');
  const { manifest, sha256 } = network;
  const trained = manifest.trainedOn.lists;
  return {
    set,
    list: list === 'all' ? null : list,
    convention,
    ownConvention: manifest.convention,
    leads: leads.length === 0 ? 'all' : leads.join(','),
    windowMs: POINT_WINDOW_MS,
    toleranceMs: CSE_TOLERANCE_MS,
    model: manifest.name,
    modelSha256: sha256,
    trainedOn: trained,
    seenInTraining: scored.map(({ record }) => record).filter((record) => trained[set]?.includes(record) ?? false),
    delineation: delineationFigures(scored.map(({ score }) => score)),
    records: scored.map(line),
    failed,
  };
}

async function scoreRecord(path: string, set: string, leadNames: string[], network: LoadedWaveNetwork, convention: Convention): Promise<Omit<Scored, 'record'>> {
  const reader = await openRecording(`${path}.hea`);
  try {
    const rate = reader.header.sampleRate;
    const reference = await referenceOf(path, set, rate);
    const source = await memorySource(reader);
    const chosen = leadNames.length === 0 ? source.leadNames.map((_, i) => i) : leadsOf(reader.header, leadNames);
    const marked = reference.told;
    const from = Math.max(0, Math.floor((marked[0]?.from ?? 0) - AROUND_SECONDS * rate));
    const to = Math.min(source.length, Math.ceil((marked.at(-1)?.to ?? source.length) + AROUND_SECONDS * rate));
    const read = await source.read(from, to);
    const stretch = await measureStretch(chosen.map((lead) => resample(read[lead]!, rate, WAVE_RATE)), network.of(convention));
    const tested = stretch ? wavesOf(stretch, from, rate) : [];
    return { hasP: stretch?.hasP ?? false, score: scoreDelineation({ reference, tested, sampleRate: rate }) };
  } finally {
    await reader.close();
  }
}

async function referenceOf(path: string, set: string, rate: number): Promise<WaveReference> {
  // Not every record of qtdb has its beats; those that have say which beats between marked ones were not chosen.
  if (set === 'qtdb') return chosenBeats(await readAnnotationFile(`${path}.q1c`, rate), (await isFile(`${path}.atr`)) ? await readAnnotationFile(`${path}.atr`, rate) : []);
  const leads = [];
  for (const lead of LUDB_LEADS) leads.push(await readAnnotationFile(`${path}.${lead}`, rate));
  return fusedLeads(leads, SAME_WAVE_SECONDS * rate);
}

/** What was found as waves in samples of the recording. */
function wavesOf(stretch: MeasuredStretch, from: number, rate: number): MarkedWave[] {
  const at = (place: number): number => from + (place * rate) / WAVE_RATE;
  const wave = (kind: MarkedWave['kind'], span: { from: number; to: number }, peak = (span.from + span.to) / 2): MarkedWave => ({ kind, onset: at(span.from), peak: at(peak), end: at(span.to) });
  return [
    ...stretch.looseP.map((span) => wave('P', span)),
    ...stretch.beats.flatMap(({ qrs, p, t }, i) => [...(p ? [wave('P', p)] : []), wave('QRS', qrs), ...(t ? [wave('T', t, stretch.tPeaks[i])] : [])]),
  ].sort((a, b) => a.peak - b.peak);
}

function line({ record, hasP, score }: Scored): DelineationReport['records'][number] {
  const points = Object.fromEntries(
    WAVE_POINTS.map((point) => {
      const { errors, ...counts } = score.points[point];
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      const sd = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (errors.length - 1));
      return [point, { ...counts, meanMs: errors.length > 0 ? mean : null, sdMs: errors.length > 1 ? sd : null }];
    }),
  );
  return { record, hasP, points, qtReferenceMs: score.qt?.reference ?? null, qtTestedMs: score.qt?.tested ?? null };
}

const LABELS = { pOnset: 'P onset', pEnd: 'P end', qrsOnset: 'QRS onset', qrsEnd: 'QRS end', tPeak: 'T peak', tEnd: 'T end' } as const;

/** The report as a person reads it. */
export function delineationTable(report: DelineationReport): string[] {
  const show = (value: number | null, digits = 1): string => (value === null ? '–' : value.toFixed(digits));
  const row = (cells: string[]): string => cells.map((cell, i) => (i === 0 ? cell.padEnd(12) : cell.padStart(10))).join('').trimEnd();
  const { delineation } = report;
  const lines = [
    `${report.set}${report.list === null ? '' : ` (${report.list})`}: ${report.records.length} records, leads ${report.leads}; bounds by the convention of ${report.convention} (the program's own: ${report.ownConvention})`,
    `model: ${report.model} ${report.modelSha256.slice(0, 12)}; a point is found within ${report.windowMs} ms`,
  ];
  if (report.seenInTraining.length > 0) lines.push(`The model was trained on ${report.seenInTraining.length} of these records: their figures say nothing about new patients.`);
  lines.push('', row(['', 'found %', 'PPV %', 'mean ms', 'SD ms', 'rec SD ms', 'CSE ms', 'n']));
  for (const point of WAVE_POINTS) {
    const f: DelineationFigures[typeof point] = delineation[point];
    lines.push(row([LABELS[point], show(f.found, 2), show(f.ppv, 2), show(f.meanMs), show(f.sdMs), show(f.recordSdMs), show(report.toleranceMs[point] ?? null), String(f.n)]));
  }
  lines.push('', `QT of the record: median error ${show(delineation.qt.medianAbsMs)} ms, within 10 ms ${show(delineation.qt.within10, 0)} % of ${delineation.qt.records} records`);
  return lines;
}
