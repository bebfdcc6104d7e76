/** From what was measured to the figures that are printed. */
import type { BusyOutcome, CaseOutcome, LiveJob, LiveOutcome, OpenedOutcome, ScaleJob, ScaleOutcome, Spent, StripJob, StripOutcome, UnfusedOutcome, Waited } from './jobs.ts';
import type { Measured } from './measure.ts';
import type { BenchmarkRecording } from './recordings.ts';
import { PRINTED, PRINTED_HOURS, type BenchmarkResult } from '../../core/contract/benchmark-report.ts';
import { EDITED_BEATS, RELABELLED_BEATS } from './opened-job.ts';
import { largest, median, medianStages, percentile, spread } from './statistics.ts';
import { STRIP_SECONDS } from './strip-job.ts';

/** Beats a second of the unfused transform below which it was not written well enough, or the machine was too busy, for a ratio to mean anything. */
export const LEAST_UNFUSED_RATE = 1000;

interface Figure {
  name: string;
  device: string;
  repetitions: readonly number[];
  recording: Pick<BenchmarkRecording, 'hours' | 'leads' | 'sampleRate'> | null;
  beats: number | null;
  peakMb?: number | null;
  idleMb?: number | null;
  coreSeconds?: number | null;
  joules?: number | null;
  stages?: Record<string, number>;
  ratioToUnfused?: number | null;
  note?: string;
}

function result(figure: Figure): BenchmarkResult {
  const { name, device, repetitions, recording, beats, peakMb = null, idleMb = null, coreSeconds = null, joules = null, stages = {}, ratioToUnfused = null, note = '' } = figure;
  const seconds = median(repetitions);
  return {
    name,
    device,
    seconds: to(4, seconds),
    ratioToUnfused: ratioToUnfused === null ? null : to(2, ratioToUnfused),
    peakMb: peakMb === null ? null : to(1, peakMb),
    peakAboveIdleMb: peakMb === null || idleMb === null ? null : to(1, peakMb - idleMb),
    coreSeconds: coreSeconds === null ? null : to(2, coreSeconds),
    joules: joules === null ? null : to(1, joules),
    beatsPerSecond: beats === null || seconds === 0 ? null : Math.round(beats / seconds),
    spread: to(4, spread(repetitions)),
    repetitions: repetitions.length,
    beats,
    recording: recording && { hours: recording.hours, leads: recording.leads, sampleRate: recording.sampleRate },
    stages: Object.fromEntries(Object.entries(stages).map(([stage, value]) => [stage, to(4, value)])),
    note,
  };
}

/** Keys in an open case, at rest and while recordings are imported. */
export function busyResults(recording: BenchmarkRecording, { outcome, peakMb }: Measured<BusyOutcome>, idleMb: number | null): BenchmarkResult[] {
  const { atRest, whileImporting, importing, beats } = outcome;
  const told = (name: string, repetitions: readonly number[], note: string, more: Partial<Figure> = {}): BenchmarkResult =>
    result({ name, device: 'cpu', repetitions, recording, beats, stages: { median: median(repetitions), percentile95: percentile(repetitions, 0.95), longest: Math.max(...repetitions) }, note, ...more });
  return [
    told('key-at-rest', atRest, 'Preview, edit of a beat in the journal, and the strip.'),
    told('key-importing', whileImporting, `The same while three such recordings were imported and analysed, which took ${Math.round(importing)} s.`, { peakMb, idleMb }),
  ];
}

/** From file to reviewable case; for recordings of an hour or more also the time to the first hour. */
export function caseResults(recording: BenchmarkRecording, runs: readonly Measured<CaseOutcome>[], idleMb: number | null): BenchmarkResult[] {
  const { device, beats } = runs[0]!.outcome;
  const peakMb = largest(runs.map((run) => run.peakMb));
  const seconds = runs.map(({ outcome }) => outcome.seconds);
  const whole = result({
    name: recording.name,
    device,
    repetitions: seconds,
    recording,
    beats,
    peakMb,
    idleMb,
    coreSeconds: medianOf(runs.map((run) => run.coreSeconds)),
    joules: medianOf(runs.map((run) => run.joules)),
    stages: medianStages(runs.map(({ outcome }) => outcome.stages)),
  });
  const firstHours = runs.map(({ outcome }) => outcome.firstHour).filter((seconds) => seconds !== null);
  // The first hour and the findings are told of the day, as a reader waits for them there.
  if (recording.name !== '24h-3lead') return [whole];
  const withFindings = runs.map((run) => run.outcome.withFindings);
  const more = Math.round(100 * (median(withFindings) / median(seconds) - 1));
  const found = result({ name: '24h-3lead-findings', device, repetitions: withFindings, recording, beats, peakMb, idleMb, note: `${runs[0]!.outcome.findings} findings, computed, written and served: ${more} % longer than without.` });
  return [whole, found, ...(firstHours.length === 0 ? [] : [result({ name: 'first-hour', device, repetitions: firstHours, recording, beats: null })])];
}

/** The first hour in a program that has had another recording; none of a recording that is shorter. */
export function againResults(recording: BenchmarkRecording, runs: readonly Measured<CaseOutcome>[], idleMb: number | null): BenchmarkResult[] {
  const firstHours = runs.map(({ outcome }) => outcome.firstHour).filter((seconds) => seconds !== null);
  if (firstHours.length === 0) return [];
  const note = 'In a program that has analysed another recording before; its start is not counted.';
  return [result({ name: 'first-hour-again', device: runs[0]!.outcome.device, repetitions: firstHours, recording, beats: null, peakMb: largest(runs.map((run) => run.peakMb)), idleMb, stages: { whole: median(runs.map(({ outcome }) => outcome.seconds)) }, note })];
}

/** A recording that grows: the cost of an update, and how a beat waits for its label. */
export function liveResult({ leads, sampleRate, seconds }: Omit<LiveJob, 'kind'>, { cores, behind, kept }: LiveOutcome): BenchmarkResult {
  const stages = { coresMedian: median(cores), coresPercentile95: percentile(cores, 0.95), behindMedian: median(behind), behindMost: largest(behind) ?? 0, kept };
  return result({ name: 'live-update', device: 'cpu', repetitions: cores, recording: { hours: seconds / 3600, leads, sampleRate }, beats: behind.length, stages, note: 'Seconds on the cores for the labels of 20 minutes, anew each second; stages: behind are beats that came before a label was told, kept is the share that kept it.' });
}

/** Ten-second strips: the percentile is what is asked for. */
export function stripResults({ leads, sampleRate }: Pick<StripJob, 'leads' | 'sampleRate'>, { beats, seconds, cores }: StripOutcome, device: string): BenchmarkResult[] {
  const recording = { hours: STRIP_SECONDS / 3600, leads, sampleRate };
  return [result({ name: 'strip-10s', device, repetitions: seconds, recording, beats, stages: { median: median(seconds), percentile95: percentile(seconds, 0.95), coresMedian: median(cores), coresPercentile95: percentile(cores, 0.95) }, note: 'Samples in memory to labels, session warm; cores: seconds on the cores.' })];
}

/** Median of what could be measured; null where nothing could. */
function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}

/** What is done with a case that is there. */
export function openedResults(recording: BenchmarkRecording, { outcome, peaks }: Measured<OpenedOutcome>, idleMb: number | null): BenchmarkResult[] {
  const of = (name: string, repetitions: readonly number[], phase: string, more: Partial<Figure> = {}): BenchmarkResult =>
    result({ name, device: 'cpu', repetitions, recording, beats: outcome.beats, peakMb: peaks[phase] ?? null, idleMb, ...more });
  return [
    of('open-case', outcome.open, 'open'),
    of('read-window', outcome.window, 'window', { beats: null }),
    of('commit-10000', outcome.commit, 'commit', {
      beats: outcome.edited,
      note: outcome.edited < EDITED_BEATS ? `The recording has no more than ${outcome.edited} beats to relabel.` : '',
    }),
    of('relabel-50000', outcome.relabel, 'commit', {
      beats: outcome.relabelled,
      note: outcome.relabelled < RELABELLED_BEATS ? `The recording has no more than ${outcome.relabelled} beats to relabel.` : '',
    }),
    of('preview-100000', outcome.preview, 'preview', { note: `What an edit of three beats would change, of a day of ${outcome.beats} beats.` }),
    of('findings-after-edit', outcome.afterEdit.wall, 'after-edit', {
      stages: { median: median(outcome.afterEdit.wall), percentile95: percentile(outcome.afterEdit.wall, 0.95), coresMedian: median(outcome.afterEdit.cores), coresPercentile95: percentile(outcome.afterEdit.cores, 0.95) },
      note: `Findings and tables of the day after each of ${outcome.afterEdit.wall.length} random edits; cores: seconds on the cores.`,
    }),
    of('render-pdf', outcome.pdf, 'pdf', { beats: null, stages: { first: outcome.firstPdf, warm: median(outcome.pdf) } }),
    of('export-labels', outcome.export, 'export'),
    ...Object.entries(outcome.waits).map(([what, waits]) => of(`wait-${what}`, waits, what, { beats: null, note: 'The longest that another request waited meanwhile.' })),
  ];
}

/** A fortnight, a journal of many edits, and a worklist of many cases: made, not analysed. */
export function scaleResults({ days, edits }: Pick<ScaleJob, 'days' | 'edits'>, { outcome, peaks }: Measured<ScaleOutcome>, idleMb: number | null): BenchmarkResult[] {
  const recording = { hours: 24 * days, leads: 3, sampleRate: 250 };
  const of = (name: string, repetitions: readonly number[], phase: string, more: Partial<Figure> = {}): BenchmarkResult =>
    result({ name, device: 'cpu', repetitions, recording, beats: outcome.beats, peakMb: peaks[phase] ?? null, idleMb, ...more });
  const took = (list: readonly Waited[]): number[] => list.map((one) => one.took);
  const waits = (list: readonly Waited[]): number[] => list.map(({ longestWait }) => longestWait);
  const waited = 'The longest that another request waited meanwhile.';
  return [
    of('open-14d', took(outcome.open), 'open', { note: `${outcome.beats} beats, made; no samples.` }),
    of('wait-open-14d', waits(outcome.open), 'open', { beats: null, note: waited }),
    of('open-14d-edited', took(outcome.openEdited), 'edited', { stages: { first: outcome.firstEdited }, note: `The same with ${edits} edits in the journal, folded; first: before it was folded.` }),
    of('wait-open-14d-edited', waits(outcome.openEdited), 'edited', { beats: null, note: waited }),
    of('worklist-10000', took(outcome.list), 'worklist', { beats: null, recording: null, stages: { start: median(outcome.list.map(({ started }) => started)) }, note: `${outcome.cases} cases; start: until the data folder is open.` }),
  ];
}

/** The unfused way and ours over the same recording. The ratios are void where its transform was slower than it can be. */
export function unfusedResults(recording: BenchmarkRecording, { beats, unfused, ours, total, spent }: UnfusedOutcome, device: string): BenchmarkResult[] {
  const stages = medianStages(unfused);
  const { cwt = 0, network = 0 } = stages;
  const whole = unfused.map(({ segmentation, cwt: transform, network: asked }) => segmentation + transform + asked);
  const classify = ours.map((of) => of['classify'] ?? 0);
  const rate = beats / cwt;
  const valid = rate >= LEAST_UNFUSED_RATE && median(classify) > 0;
  const ratio = (theirs: number, own: readonly number[]): number | null => (valid ? theirs / median(own) : null);
  const voided = valid ? '' : `The ratio is void: the unfused transform reached ${Math.round(rate)} beats a second here, ${LEAST_UNFUSED_RATE} are asked of it. `;
  const alone = valid ? `Beside its transform alone, without a network: ${to(1, cwt / median(classify))} times as fast. ` : '';
  const costs = (of: readonly Spent[]): Pick<Figure, 'coreSeconds' | 'joules'> => ({ coreSeconds: medianOf(of.map(({ coreSeconds }) => coreSeconds)), joules: medianOf(of.map(({ joules }) => joules)) });
  // A shorter recording than what was printed says nothing beside it.
  const long = recording.hours === PRINTED_HOURS;
  const printed = ` Printed of the original work for 3 hours, on another machine: segmentation ${PRINTED.segmentation} s, transform ${PRINTED.transform} s, network ${PRINTED.network} s, ${PRINTED.whole} s in all.`;
  const times = ` ${Math.round(PRINTED.whole / median(total))} times as fast as the ${PRINTED.whole} s printed of the original work, on another machine.`;
  return [
    result({ name: '3h-1lead-classify', device, repetitions: classify, recording, beats, stages: { classify: median(classify) }, ratioToUnfused: ratio(cwt + network, classify), note: `${voided}Transform and network of both ways. ${alone}`.trim() }),
    result({
      name: '3h-1lead-warm',
      device,
      repetitions: total,
      recording,
      beats,
      stages: medianStages(ours),
      ratioToUnfused: ratio(median(whole), total),
      note: `${voided}Signal and networks on a thread each; the stages are those of one thread, waves among them.${long ? times : ''}`,
      ...costs(spent.total),
    }),
    result({
      name: 'unfused-3h',
      device: 'cpu',
      repetitions: whole,
      recording,
      beats,
      stages,
      note: `${voided}The beats as ours, then beat by beat the transform and the network behind it, one at a time.${long ? printed : ''}`,
      ...costs(spent.unfused),
    }),
  ];
}

function to(digits: number, value: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
