/** Beats as points of their RR intervals: for the histogram, the Poincaré plot and the cloud over time. Pure. */
import { seriesOf, type SeriesInput } from '../../core/rhythm/series.ts';

/** One point per beat with an interval before it. Columns are parallel, ascending in time. */
export interface RrPoints {
  key: Int32Array;
  /** Seconds of the recording. */
  time: Float32Array;
  /** Interval before the beat and behind it, ms; behind may be NaN. */
  before: Float32Array;
  after: Float32Array;
  /** Index into CLASSES. */
  beatClass: Uint8Array;
}

/** RR intervals before a beat whose median its own is held against, and the fewest that say anything. */
const LOCAL_INTERVALS = 12;
const LEAST_INTERVALS = 4;

/**
 * How much earlier (below 0) or later each beat comes than the median of the twelve
 * intervals before its own, percent; NaN where fewer than four are known. No interval
 * is held against those behind a gap. O(beats).
 */
export function prematurities({ before, after }: Pick<RrPoints, 'before' | 'after'>): Float32Array {
  const out = new Float32Array(before.length).fill(Number.NaN);
  // The intervals at hand, ascending.
  const sorted = new Float32Array(LOCAL_INTERVALS);
  let held = 0;
  for (let i = 0; i < before.length; i++) {
    // Behind a gap nothing is at hand.
    if (i > 0 && Number.isNaN(after[i - 1]!)) held = 0;
    const rr = before[i]!;
    if (held >= LEAST_INTERVALS) {
      const median = sorted[held >> 1]!;
      out[i] = (100 * (rr - median)) / median;
    }
    if (held === LOCAL_INTERVALS) {
      const oldest = before[i - LOCAL_INTERVALS]!;
      let at = 0;
      while (sorted[at]! !== oldest) at++;
      sorted.copyWithin(at, at + 1, held);
      held--;
    }
    let at = held++;
    for (; at > 0 && sorted[at - 1]! > rr; at--) sorted[at] = sorted[at - 1]!;
    sorted[at] = rr;
  }
  return out;
}

/** Points of a day: no interval reaches across an unreadable span, artefacts are passed over. O(beats). */
export function rrPoints(input: SeriesInput): RrPoints {
  const { key, sample, beatClass, rr, sampleRate } = seriesOf(input);
  let n = 0;
  for (let i = 0; i < rr.length; i++) if (!Number.isNaN(rr[i]!)) n++;
  const points: RrPoints = { key: new Int32Array(n), time: new Float32Array(n), before: new Float32Array(n), after: new Float32Array(n), beatClass: new Uint8Array(n) };
  n = 0;
  for (let i = 0; i < rr.length; i++) {
    if (Number.isNaN(rr[i]!)) continue;
    points.key[n] = key[i]!;
    points.time[n] = sample[i]! / sampleRate;
    points.before[n] = rr[i]! * 1000;
    points.after[n] = i + 1 < rr.length ? rr[i + 1]! * 1000 : Number.NaN;
    points.beatClass[n++] = beatClass[i]!;
  }
  return points;
}

/** Shortest and longest interval that the plots have room for, ms. */
export const RR_LEAST = 200;
/** The longest is that which all but a thousandth keep under, in whole 200 ms, within these bounds. */
export function rrMost(before: Float32Array): number {
  const bins = new Uint32Array(300);
  for (const rr of before) bins[Math.min(299, Math.floor(rr / 10))]! += 1;
  let left = before.length / 1000;
  let bin = 299;
  while (bin > 0 && (left -= bins[bin]!) > 0) bin--;
  return Math.max(1200, Math.min(3000, Math.ceil(((bin + 1) * 10 * 1.05) / 200) * 200));
}

/** Width of a bin of the histogram, ms. */
export const BIN_MS = 10;

/** What the plot of prematurity has room for, percent, and the width of its bins. */
export const PREMATURE_LEAST = -80;
export const PREMATURE_MOST = 120;
export const PREMATURE_BIN = 2;

/** Beats of each class per bin: one column a class, one after the other. `x` as laid, `chosen` those that count where not all do. */
export function histogram({ x }: Pick<Laid, 'x'>, beatClass: Uint8Array, bins: number, classes: number, chosen: Uint8Array | null = null): Uint32Array {
  const counts = new Uint32Array(bins * classes);
  for (let i = 0; i < x.length; i++) {
    // A thousandth of a bin, so that intervals on an edge all fall on the same side of it.
    const bin = Math.floor(x[i]! * bins + 1e-3);
    if (bin >= 0 && bin < bins && (chosen === null || chosen[i] === 1)) counts[beatClass[i]! * bins + bin]! += 1;
  }
  return counts;
}

/** A corner of a lasso, or a point of a plot: 0…1 of its width from the left and of its height from the top. */
export interface Spot {
  x: number;
  y: number;
}

/** Where each point lies in a plot: `x` and `y` 0…1; outside where a value is NaN or beyond the axes. */
export interface Laid {
  x: Float32Array;
  y: Float32Array;
}

export function layPoincare({ before, after }: RrPoints, most: number): Laid {
  const scale = 1 / (most - RR_LEAST);
  return { x: before.map((rr) => (rr - RR_LEAST) * scale), y: after.map((rr) => 1 - (rr - RR_LEAST) * scale) };
}

export function layOverTime({ time, before }: RrPoints, most: number, seconds: number): Laid {
  const scale = 1 / (most - RR_LEAST);
  return { x: time.map((at) => at / seconds), y: before.map((rr) => 1 - (rr - RR_LEAST) * scale) };
}

/** In the histogram the height says nothing of a beat: each lies on the middle line. */
export function layHistogram({ before }: RrPoints, most: number): Laid {
  const scale = 1 / (most - RR_LEAST);
  return { x: before.map((rr) => (rr - RR_LEAST) * scale), y: new Float32Array(before.length).fill(0.5) };
}

export function layPrematurity(points: RrPoints): Laid {
  const scale = 1 / (PREMATURE_MOST - PREMATURE_LEAST);
  return { x: prematurities(points).map((early) => (early - PREMATURE_LEAST) * scale), y: new Float32Array(points.before.length).fill(0.5) };
}

/** Cells of the mask that a lasso is looked up in. */
const CELLS = 512;

/**
 * Points inside a closed lasso (even–odd), ascending. The polygon is laid on a
 * grid row by row, so that each point costs one look-up.
 */
export function inside({ x, y }: Laid, corners: readonly Spot[]): Int32Array {
  if (corners.length < 3) return new Int32Array(0);
  const mask = maskOf(corners);
  const found: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const column = Math.floor(x[i]! * CELLS);
    const row = Math.floor(y[i]! * CELLS);
    if (column >= 0 && column < CELLS && row >= 0 && row < CELLS && mask[row * CELLS + column] === 1) found.push(i);
  }
  return Int32Array.from(found);
}

function maskOf(corners: readonly Spot[]): Uint8Array {
  const mask = new Uint8Array(CELLS * CELLS);
  for (let row = 0; row < CELLS; row++) {
    const level = (row + 0.5) / CELLS;
    const crossings: number[] = [];
    corners.forEach((a, i) => {
      const b = corners[(i + 1) % corners.length]!;
      if (a.y <= level !== b.y <= level) crossings.push(a.x + ((level - a.y) / (b.y - a.y)) * (b.x - a.x));
    });
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(0, Math.ceil(crossings[k]! * CELLS - 0.5));
      const to = Math.min(CELLS - 1, Math.floor(crossings[k + 1]! * CELLS - 0.5));
      if (to >= from) mask.fill(1, row * CELLS + from, row * CELLS + to + 1);
    }
  }
  return mask;
}

/** Points between two places of the histogram, ascending. */
export function between({ x }: Laid, corners: readonly Spot[]): Int32Array {
  const from = Math.min(...corners.map((corner) => corner.x));
  const to = Math.max(...corners.map((corner) => corner.x));
  const found: number[] = [];
  for (let i = 0; i < x.length; i++) if (x[i]! >= from && x[i]! <= to) found.push(i);
  return Int32Array.from(found);
}
