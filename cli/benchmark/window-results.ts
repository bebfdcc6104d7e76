/** From what was measured in the window to the figures that are printed. */
import type { BenchmarkResult } from '../../core/contract/benchmark-report.ts';
import { median, spread } from '../../backend/benchmark/statistics.ts';
import type { WindowOutcome } from './window-measure.ts';

/** What the window was measured on. */
export interface CaseFacts {
  hours: number;
  leads: number;
  sampleRate: number;
  beats: number;
}

/** A longer frame is seen, milliseconds: two pictures of sixty a second. */
const LONG_FRAME_MS = 33;

/** The value under which a share of all lies: the nearest rank. Throws RangeError where there is none. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no values, no percentile');
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

/** Figures of one case; `ending` tells their names from those of another. */
export function windowResults(outcome: WindowOutcome, { hours, leads, sampleRate, beats }: CaseFacts, ending: string, browser: string): BenchmarkResult[] {
  const figure = (name: string, times: readonly number[], stages: Record<string, number>, more: Partial<BenchmarkResult> = {}): BenchmarkResult => ({
    name: `${name}${ending}`,
    device: browser,
    seconds: to(4, median(times)),
    ratioToUnfused: null,
    peakMb: null,
    peakAboveIdleMb: null,
    coreSeconds: null,
    joules: null,
    beatsPerSecond: null,
    spread: to(4, spread(times)),
    repetitions: times.length,
    beats,
    recording: { hours, leads, sampleRate },
    stages: Object.fromEntries(Object.entries(stages).map(([stage, value]) => [stage, to(4, value)])),
    note: '',
    ...more,
  });
  const keys = { moving: outcome.moving, selecting: outcome.selecting, previewing: outcome.previewing, relabelling: outcome.relabelling };
  const all = Object.values(keys).flat();
  const p95 = (values: readonly number[]): number => percentile(values, 0.95);
  const frames = (name: string, lengths: readonly number[]): BenchmarkResult => {
    const short = lengths.filter((length) => Math.round(1000 * length) <= LONG_FRAME_MS).length;
    return figure(name, lengths, { p95: p95(lengths), longest: Math.max(...lengths) }, { beats: null, note: `${((100 * short) / lengths.length).toFixed(1)} % of the frames after the first second took 33 ms at most.` });
  };
  return [
    figure('key-picture', all, { p95: p95(all), ...Object.fromEntries(Object.entries(keys).flatMap(([name, values]) => [[name, median(values)], [`${name} p95`, p95(values)]])) }, { note: `95th percentile from key to picture: ${Math.round(1000 * p95(all))} ms.` }),
    figure('relabel-10000', outcome.relabelMany, { longest: Math.max(...outcome.relabelMany) }, { beats: outcome.relabelled, note: `From key to picture, ${outcome.relabelled} beats in one edit.` }),
    frames('scroll-strip', outcome.scrollStrip),
    frames('scroll-disclosure', outcome.scrollDisclosure),
    figure('window-memory', [0], {}, { peakMb: outcome.memoryMb === null ? null : to(1, outcome.memoryMb), beats, note: "PSS of the page's process." }),
  ];
}

function to(digits: number, value: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
