/**
 * The day as a picture: heart rate per two minutes and beats per class and five
 * minutes. Rates are means over 15 s, sliding from beat to beat, as everywhere;
 * counts are those of the summary.
 */
import { CLASSES, CLASS_INDEX, CODES } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';
import { lowerBound } from '../beats/search.ts';
import { LONGEST_RR_SECONDS, RATE_WINDOW_SECONDS, slideRate, usableRr } from './heart-rate.ts';
import { countedRows } from './summary.ts';

const ARTEFACT = CLASS_INDEX.X;

/** Class (index into CLASSES) of every code. */
const CLASS_OF_CODE = Uint8Array.from(CODES, ([, beatClass]) => CLASS_INDEX[beatClass]);

/** Class (index into CLASSES) of a code; Q where the code is not known. */
export function classIndexOf(code: number): number {
  return CLASS_OF_CODE[code] ?? CLASS_INDEX.Q;
}

/** Beats a minute per bin; NaN where a bin has no rate. */
export interface RateTrend {
  binSeconds: number;
  min: Float32Array;
  mean: Float32Array;
  max: Float32Array;
}

/** Beats per bin, one array per class in the order of CLASSES. */
export interface DensityTrend {
  binSeconds: number;
  counts: Uint32Array[];
}

/** Number of bins of `binSeconds` that cover `sampleCount` samples, at least 1. */
function binCount(sampleCount: number, sampleRate: number, binSeconds: number): number {
  return Math.max(1, Math.ceil(sampleCount / (sampleRate * binSeconds)));
}

/**
 * Class index per beat, from the code column.
 * @throws RangeError never: an unknown code counts as Q.
 */
export function classColumn(beats: BeatColumns): Uint8Array {
  const classes = new Uint8Array(beats.code.length);
  for (let i = 0; i < classes.length; i++) classes[i] = classIndexOf(beats.code[i]!);
  return classes;
}

/**
 * Least, mean and greatest 15-second heart rate per bin.
 *
 * @param beats current beats, ascending by sample; artefacts are passed over
 * @param sampleRate samples a second
 * @param sampleCount length of the recording, samples
 * @param unreadable from, to pairs: an RR interval that touches one counts for nothing
 * @param binSeconds width of a bin
 */
export function rateTrend(beats: BeatColumns, sampleRate: number, sampleCount: number, unreadable: Float64Array, binSeconds = 120): RateTrend {
  const bins = binCount(sampleCount, sampleRate, binSeconds);
  const empty = (): Float32Array => new Float32Array(bins).fill(Number.NaN);
  const trend = { binSeconds, min: empty(), mean: empty(), max: empty() };
  fillBins(trend, beats, sampleRate, unreadable, 0, bins);
  return trend;
}

/**
 * The trend after an edit: as `rateTrend` gives it, at the cost of the bins that the edit can have changed.
 *
 * @param trend as it was before
 * @param beats as they are now
 * @param touched samples at which a beat came, went, moved (both places), or became an artefact or ceased to be one
 */
export function rateTrendAfter(trend: RateTrend, touched: Iterable<number>, beats: BeatColumns, sampleRate: number, unreadable: Float64Array): RateTrend {
  const bins = trend.mean.length;
  const width = sampleRate * trend.binSeconds;
  const binOf = (sample: number): number => Math.min(bins - 1, Math.max(0, Math.floor(sample / width)));
  const stale = new Uint8Array(bins);
  // A window of 15 s that holds the place, or begins anew behind it, has its middle no farther from it.
  for (const sample of touched) stale.fill(1, binOf(sample - RATE_WINDOW_SECONDS * sampleRate), binOf(sample + (RATE_WINDOW_SECONDS + 1) * sampleRate) + 1);
  const next = { binSeconds: trend.binSeconds, min: trend.min.slice(), mean: trend.mean.slice(), max: trend.max.slice() };
  for (let from = stale.indexOf(1); from >= 0; ) {
    const end = stale.indexOf(0, from);
    const to = end < 0 ? bins : end;
    for (const series of [next.min, next.mean, next.max]) series.fill(Number.NaN, from, to);
    fillBins(next, beats, sampleRate, unreadable, from, to);
    from = stale.indexOf(1, to);
  }
  return next;
}

/** R peaks of the rows `[first, last)` that are no artefacts. A loop: a fortnight has 1.4 million, and `filter` asks a function of each. */
function peaksWithin({ sample, code }: BeatColumns, first: number, last: number): Float64Array {
  const peaks = new Float64Array(last - first);
  let n = 0;
  for (let row = first; row < last; row++) if (CLASS_OF_CODE[code[row]!] !== ARTEFACT) peaks[n++] = sample[row]!;
  return peaks.subarray(0, n);
}

/** Fills the bins `[from, to)`, which are NaN. */
function fillBins({ binSeconds, min, mean, max }: RateTrend, beats: BeatColumns, sampleRate: number, unreadable: Float64Array, from: number, to: number): void {
  const bins = mean.length;
  const width = sampleRate * binSeconds;
  // A window is known once the intervals before it fill it, or one is too long for it.
  const reach = (RATE_WINDOW_SECONDS + 2 * LONGEST_RR_SECONDS) * sampleRate;
  const first = from === 0 ? 0 : lowerBound(beats.sample, from * width - reach);
  const last = to === bins ? beats.sample.length : lowerBound(beats.sample, to * width + reach);
  const samples = peaksWithin(beats, first, last);
  const sum = new Float64Array(to - from);
  const number = new Uint32Array(to - from);
  slideRate(samples, usableRr(samples, sampleRate, unreadable), sampleRate, (rate, middle) => {
    const bin = Math.min(bins - 1, Math.floor(middle / width));
    if (bin < from || bin >= to) return;
    if (!(min[bin]! <= rate)) min[bin] = rate;
    if (!(max[bin]! >= rate)) max[bin] = rate;
    sum[bin - from] = sum[bin - from]! + rate;
    number[bin - from] = number[bin - from]! + 1;
  });
  for (let bin = from; bin < to; bin++) mean[bin] = number[bin - from] ? sum[bin - from]! / number[bin - from]! : Number.NaN;
}

/**
 * Beats per class and bin.
 *
 * @param beats current beats, ascending by sample
 * @param sampleRate samples a second
 * @param sampleCount length of the recording, samples
 * @param binSeconds width of a bin
 * @param unreadable from, to pairs: beats inside are not counted
 */
export function densityTrend(beats: BeatColumns, sampleRate: number, sampleCount: number, binSeconds = 300, unreadable: ArrayLike<number> = []): DensityTrend {
  const bins = binCount(sampleCount, sampleRate, binSeconds);
  const counts = CLASSES.map(() => new Uint32Array(bins));
  const width = sampleRate * binSeconds;
  const rows = countedRows(beats, unreadable);
  for (let i = 0; i < beats.sample.length; i++) {
    if (rows[i] === 0) continue;
    const lane = counts[CLASS_OF_CODE[beats.code[i]!] ?? CLASS_INDEX.Q]!;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(beats.sample[i]! / width)));
    lane[bin] = lane[bin]! + 1;
  }
  return { binSeconds, counts };
}

/** Bins for a recording of this length: two and five minutes for a day, finer for shorter ones, so that a picture has shape. */
export function binsFor(seconds: number): { rate: number; density: number } {
  if (seconds >= 6 * 3600) return { rate: 120, density: 300 };
  const fit = (parts: number): number => Math.max(5, Math.ceil(seconds / parts / 5) * 5);
  return { rate: fit(360), density: fit(180) };
}
