/**
 * The intervals that heart rate variability is told from, and their sums piece by
 * piece: a longer span is put together from its pieces, so that an edit costs the
 * piece that it lies in.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import type { Finding } from './finding.ts';
import { insert, type BeatSeries } from './series.ts';
import { unchangedRows } from './unchanged.ts';

const SHORTEST = 0.3;
const LONGEST = 2;
const UNLIKE = 0.2;
const NEIGHBOURS = 5;
/** Bins of the triangular index: 1/128 s, as the Task Force has them. */
const BIN = 1 / 128;
const BINS = Math.floor(LONGEST / BIN) + 1;

type Span = Pick<Finding, 'from' | 'to'>;

/** Intervals of an earlier state of the same day, and what they were made of. */
export interface KnownIntervals {
  series: BeatSeries;
  af: readonly Span[];
  nn: Float64Array;
}

/**
 * Intervals between normal beats: `NaN` in place of one that does not count. Seconds, by row of the series.
 *
 * @param af episodes of fibrillation, ascending
 * @param known those of an earlier state: only what changed since is looked at
 */
export function normalIntervals(series: BeatSeries, af: readonly Span[], known?: KnownIntervals): Float64Array {
  const n = series.rr.length;
  const out = new Float64Array(n);
  let from = 0;
  let to = n;
  if (known && isSameSpans(known.af, af)) {
    const { head, tail } = unchangedRows(known.series, series);
    from = Math.max(0, head - NEIGHBOURS);
    // An interval hangs on the beat before, too.
    to = Math.min(n, n - tail + NEIGHBOURS + 1);
    out.set(known.nn.subarray(0, from));
    out.set(known.nn.subarray(to + known.nn.length - n), to);
  }
  const low = Math.max(0, from - NEIGHBOURS);
  const own = candidates(series, af, low, Math.min(n, to + NEIGHBOURS));
  for (let i = from; i < to; i++) out[i] = isUnlike(own, i - low) ? Number.NaN : own[i - low]!;
  return out;
}

function isSameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return a.length === b.length && a.every(({ from, to }, i) => from === b[i]!.from && to === b[i]!.to);
}

/** Intervals of rows `[low, high)` between normal beats outside fibrillation, of a length that may be one. */
function candidates({ rr, beatClass, sample }: BeatSeries, af: readonly Span[], low: number, high: number): Float64Array {
  const nn = new Float64Array(Math.max(0, high - low)).fill(Number.NaN);
  let episode = 0;
  for (let i = Math.max(1, low); i < high; i++) {
    while (episode < af.length && af[episode]!.to <= sample[i - 1]!) episode++;
    if (episode < af.length && af[episode]!.from < sample[i]!) continue;
    const interval = rr[i]!;
    if (interval >= SHORTEST && interval <= LONGEST && beatClass[i] === CLASS_INDEX.N && beatClass[i - 1] === CLASS_INDEX.N) nn[i - low] = interval;
  }
  return nn;
}

const around = new Float64Array(2 * NEIGHBOURS);

/** Whether an interval is unlike the median of those around it. */
function isUnlike(nn: Float64Array, i: number): boolean {
  const own = nn[i]!;
  if (Number.isNaN(own)) return false;
  let count = 0;
  let any = false;
  for (let k = Math.max(0, i - NEIGHBOURS); k <= Math.min(nn.length - 1, i + NEIGHBOURS); k++) {
    const other = nn[k]!;
    if (k === i || Number.isNaN(other)) continue;
    insert(around, count++, other);
    any ||= Math.abs(own - other) > UNLIKE * other;
  }
  // The median is one of them: where it is like all, it is like the median.
  if (!any || count < NEIGHBOURS) return false;
  const usual = around[count >> 1]!;
  return Math.abs(own - usual) > UNLIKE * usual;
}

/** Sums over the intervals of a stretch. */
export interface IntervalSums {
  count: number;
  /** Seconds. */
  sum: number;
  /** Squares of the distances from their own mean, ms². */
  spread: number;
  /** Steps from one to the very next: their number, squares in ms², and those of more than 50 ms. */
  steps: number;
  squares: number;
  over50: number;
  /** Intervals by length, `BIN` each. */
  bins: Uint32Array;
  /** The first and the last interval of the stretch; `NaN` where that does not count. */
  first: number;
  last: number;
}

/** Of no interval at all. */
export function noSums(): IntervalSums {
  return { count: 0, sum: 0, spread: 0, steps: 0, squares: 0, over50: 0, bins: new Uint32Array(BINS), first: Number.NaN, last: Number.NaN };
}

/** Of rows `[from, to)`. */
export function sumsOf(nn: Float64Array, from: number, to: number): IntervalSums {
  const sums = noSums();
  for (let i = from; i < to; i++) {
    const interval = nn[i]!;
    if (Number.isNaN(interval)) continue;
    sums.count++;
    sums.sum += interval;
    sums.bins[Math.floor(interval / BIN)]! += 1;
    if (i > from) step(sums, nn[i - 1]!, interval);
  }
  const mean = sums.sum / sums.count;
  for (let i = from; i < to; i++) if (!Number.isNaN(nn[i]!)) sums.spread += (1000 * (nn[i]! - mean)) ** 2;
  if (to > from) {
    sums.first = nn[from]!;
    sums.last = nn[to - 1]!;
  }
  return sums;
}

function step(sums: IntervalSums, before: number, interval: number): void {
  const ms = 1000 * (interval - before);
  if (Number.isNaN(ms)) return;
  sums.steps++;
  sums.squares += ms * ms;
  if (Math.abs(ms) > 50) sums.over50++;
}

/** Adds a stretch to what stands before it; `next` where it follows at once, so that the step into it counts. */
export function add(sums: IntervalSums, stretch: IntervalSums, next: boolean): void {
  if (next) step(sums, sums.last, stretch.first);
  const count = sums.count + stretch.count;
  if (stretch.count > 0) {
    const apart = sums.count > 0 ? 1000 * (stretch.sum / stretch.count - sums.sum / sums.count) : 0;
    sums.spread += stretch.spread + (apart * apart * sums.count * stretch.count) / count;
  }
  sums.count = count;
  sums.sum += stretch.sum;
  sums.steps += stretch.steps;
  sums.squares += stretch.squares;
  sums.over50 += stretch.over50;
  for (let k = 0; k < BINS; k++) sums.bins[k]! += stretch.bins[k]!;
  sums.last = stretch.last;
}

/** Height of the histogram of intervals. */
export function highestBin({ bins }: IntervalSums): number {
  let highest = 0;
  for (const count of bins) if (count > highest) highest = count;
  return highest;
}
