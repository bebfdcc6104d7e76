/**
 * What a window of RR intervals says about atrial fibrillation: thirteen
 * numbers of its irregularity, none of which knows the rate but the first.
 *
 * CoSEn (coefficient of sample entropy, Lake and Moorman 2011) carries most of
 * it; the others tell irregular sinus rhythm, bigeminy and frequent premature
 * beats from fibrillation.
 */

import { ALIKE, IntervalWindow, type Pairs, type Slid } from './interval-window.ts';

/** Names of the measures of one window, in order. */
export const MEASURES = [
  'logMedian',
  'meanStep',
  'rmssd',
  'medianStep',
  'stepsOver6',
  'cosen',
  'entropy',
  'turningPoints',
  'mapCells',
  'autocorrelation1',
  'autocorrelation2',
  'stepAutocorrelation',
  'logSpread',
] as const;

/** Windows, in RR intervals, centred on the interval in question. */
export const WINDOWS = [31, 91] as const;
/** Numbers that the classifier sees. */
export const INPUTS = MEASURES.length * WINDOWS.length;
/** Fewer intervals than this say nothing. */
export const LEAST_INTERVALS = 12;
/** Fewer steps from one interval to the very next in the shorter window say nothing of irregularity. */
export const LEAST_STEPS = 8;

const BINS = 16;
const MATCHES = 5;
const LONGEST = 91;

/** Room for the windows, so that nothing is allocated per place; each goes on from where it was last. */
interface Scratch {
  windows: IntervalWindow[];
  steps: Float64Array;
  bins: Uint16Array;
}

const scratchOf = (): Scratch => ({
  windows: WINDOWS.map(() => new IntervalWindow(LONGEST)),
  steps: new Float64Array(LONGEST),
  bins: new Uint16Array(BINS),
});

/** Quantile of the first `n` values of an ascending array. */
function quantileOf(ascending: Float64Array, n: number, q: number): number {
  const place = q * (n - 1);
  const low = Math.floor(place);
  const a = ascending[low]!;
  return low + 1 < n ? a + (ascending[low + 1]! - a) * (place - low) : a;
}

/** Pairs of intervals alike within `r` (b), and of them those whose successors are (a). */
function alike(rr: Float64Array, from: number, last: number, r: number): { a: number; b: number } {
  let a = 0;
  let b = 0;
  for (let i = from; i < last; i++) {
    const x = rr[i]!;
    const y = rr[i + 1]!;
    for (let j = i + 1; j < last; j++) {
      const here = x - rr[j]!;
      if (here > r || here < -r) continue;
      b++;
      if (Math.abs(y - rr[j + 1]!) <= r) a++;
    }
  }
  return { a, b };
}

/** The least tolerance at which `MATCHES` pairs and their successors are alike; 1 s where there are not as many pairs. */
function toleranceFor(rr: Float64Array, from: number, last: number): number {
  const least = new Float64Array(MATCHES).fill(Number.POSITIVE_INFINITY);
  let bar = Number.POSITIVE_INFINITY;
  for (let i = from; i < last; i++) {
    const x = rr[i]!;
    const y = rr[i + 1]!;
    for (let j = i + 1; j < last; j++) {
      const here = Math.abs(x - rr[j]!);
      if (here >= bar) continue;
      const both = Math.max(here, Math.abs(y - rr[j + 1]!));
      if (both >= bar) continue;
      let k = MATCHES - 1;
      while (k > 0 && least[k - 1]! > both) {
        least[k] = least[k - 1]!;
        k--;
      }
      least[k] = both;
      bar = least[MATCHES - 1]!;
    }
  }
  return Number.isFinite(bar) ? bar : 1;
}

/**
 * −ln(A/B) + ln(2r) − ln(mean) with m = 1: B pairs of intervals alike within r,
 * A those whose successors are alike too; r is 30 ms, or as much as gives five.
 */
function cosen(rr: Float64Array, from: number, n: number, mean: number, pairs: Pairs): number {
  const last = from + n - 1;
  let r = ALIKE;
  let { a, b } = pairs;
  if (a < MATCHES) {
    r = toleranceFor(rr, from, last);
    ({ a, b } = alike(rr, from, last, r));
  }
  return Math.log(Math.max(1, b) / Math.max(1, a)) + Math.log(2 * Math.max(r, 0.004)) - Math.log(mean);
}

/**
 * Writes the measures of `rr[from, to)` into `out` from `at` on.
 *
 * @param intervals seconds, and where no step is taken across
 */
function measure(intervals: Slid, from: number, to: number, out: Float32Array, at: number, window: IntervalWindow, { steps, bins }: Scratch): void {
  const n = to - from;
  const { rr, joint } = intervals;
  window.moveTo(intervals, from, to);
  const { ordered, sizes, occupied } = window;
  let sum = 0;
  for (let i = from; i < to; i++) sum += rr[i]!;
  const mean = sum / n;
  const median = quantileOf(ordered, n, 0.5);

  let stepCount = 0;
  let total = 0;
  let squares = 0;
  let over = 0;
  let turns = 0;
  let triples = 0;
  let stepProduct = 0;
  let stepPairs = 0;
  for (let i = from + 1; i < to; i++) {
    if (joint[i] === 1) continue;
    const step = rr[i]! - rr[i - 1]!;
    if (stepCount > 0 && joint[i - 1] === 0 && i - 1 > from) {
      const before = steps[stepCount - 1]!;
      triples++;
      if (before * step < 0) turns++;
      stepProduct += before * step;
      stepPairs++;
    }
    steps[stepCount++] = step;
    const size = Math.abs(step);
    total += size;
    squares += step * step;
    if (size > 0.06 * mean) over++;
  }
  const steady = Math.max(1, stepCount);

  let variance = 0;
  let lag1 = 0;
  let lag2 = 0;
  for (let i = from; i < to; i++) {
    const d = rr[i]! - mean;
    variance += d * d;
    if (i + 1 < to) lag1 += d * (rr[i + 1]! - mean);
    if (i + 2 < to) lag2 += d * (rr[i + 2]! - mean);
  }
  const power = Math.max(variance, 1e-9);

  const low = Math.floor(0.06 * n);
  const high = n - low;
  const floor = ordered[low]!;
  const width = Math.max(1e-6, ordered[high - 1]! - floor);
  bins.fill(0);
  for (let i = low; i < high; i++) bins[Math.min(BINS - 1, Math.floor((BINS * (ordered[i]! - floor)) / width))]! += 1;
  let entropy = 0;
  for (const count of bins) if (count > 0) entropy -= (count / (high - low)) * Math.log(count / (high - low));

  let k = at;
  out[k++] = Math.log(median);
  out[k++] = total / steady / mean;
  out[k++] = Math.sqrt(squares / steady) / mean;
  out[k++] = stepCount > 0 ? quantileOf(sizes, stepCount, 0.5) / median : 0;
  out[k++] = over / steady;
  out[k++] = cosen(rr, from, n, mean, window.pairs);
  out[k++] = entropy / Math.log(BINS);
  out[k++] = triples > 0 ? turns / triples : 0.66;
  out[k++] = occupied / steady;
  out[k++] = lag1 / power;
  out[k++] = lag2 / power;
  out[k++] = stepPairs > 0 ? stepProduct / stepPairs / Math.max(squares / steady, 1e-9) : 0;
  out[k++] = Math.log((quantileOf(ordered, n, 0.75) - quantileOf(ordered, n, 0.25)) / median + 0.004);
}

/** RR intervals that may speak about fibrillation: one entry each, ascending. */
export interface Intervals {
  /** Row of the beat that ends the interval, in the series. */
  row: Int32Array;
  /** Sample at its end. */
  end: Float64Array;
  /** Seconds. */
  rr: Float64Array;
  /** 1 where the interval does not begin at the end of the entry before it. */
  joint: Uint8Array;
  /** Stretch that the entry belongs to; windows do not reach beyond it. */
  stretch: Int32Array;
  /** First entry and one past the last of each stretch. */
  bounds: Int32Array;
}

/** Writes the `INPUTS` numbers of entry `i` into `out` at `at`; false where there are too few intervals or steps to say anything. */
export function measureAround(intervals: Intervals, i: number, out: Float32Array, at: number, room: Scratch): boolean {
  const stretch = intervals.stretch[i]!;
  const first = intervals.bounds[2 * stretch]!;
  const last = intervals.bounds[2 * stretch + 1]!;
  if (last - first < LEAST_INTERVALS) return false;
  let k = at;
  for (let w = 0; w < WINDOWS.length; w++) {
    const half = WINDOWS[w]! >> 1;
    const from = Math.max(first, i - half);
    const to = Math.min(last, i + half + 1);
    if (to - from < LEAST_INTERVALS || (k === at && stepsWithin(intervals.joint, from, to) < LEAST_STEPS)) return false;
    measure(intervals, from, to, out, k, room.windows[w]!, room);
    k += MEASURES.length;
  }
  return true;
}

function stepsWithin(joint: Uint8Array, from: number, to: number): number {
  let steps = 0;
  for (let i = from + 1; i < to; i++) if (joint[i] === 0) steps++;
  return steps;
}

/** Room for `measureAround`, to be made once. */
export function measureRoom(): Scratch {
  return scratchOf();
}
