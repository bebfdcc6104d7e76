/**
 * What the RR intervals say about a beat: against its neighbours, against its
 * surroundings and against the horizon. All ratios are natural logarithms, so
 * that they are free of the rate.
 *
 * References are medians *and* means: where premature beats are the main rhythm
 * every ratio to a median is one, the ratios to means are not.
 */
import { MODEL_RATE } from './conditioned.ts';
import { lowerBound } from './search.ts';
import { prefixSums, quantileOf, rank, rollingMean, RollingSorted, sorted } from './statistics.ts';

/** Names of the RR numbers, in their order. `rr-5` to `rr+6`: RR intervals around the beat, `rr+0` ends at it. */
export const RR_NAMES = [
  'preOverMedian11',
  'postOverMedian11',
  'preOverPost',
  'preOverHorizonMedian',
  'preOverHorizonMean',
  'preOverMean21',
  'preOverHigh31',
  'preOverHorizonHigh',
  'postOverMean21',
  'longest5OverMean21',
  'rr-5',
  'rr-4',
  'rr-3',
  'rr-2',
  'rr-1',
  'rr+0',
  'rr+1',
  'rr+2',
  'rr+3',
  'rr+4',
  'rr+5',
  'rr+6',
  'rateOverHorizon',
  'rate',
  'irregularity31',
  'deviationOverHorizon',
  'deviationOverLocal',
  'rankHorizon',
  'rankLocal',
  'jumps05',
  'jumps12',
  'horizonJumps05',
  'horizonJumps12',
  'horizonJump',
] as const;

const LIMIT = 1.6;
const clip = (x: number): number => (x > LIMIT ? LIMIT : x < -LIMIT ? -LIMIT : x);

/** RR intervals in seconds, one a beat: the interval that ends at it. The first beat borrows the second's. */
export function rrIntervals(peaks: ArrayLike<number>): Float64Array {
  const n = peaks.length;
  const rr = new Float64Array(n);
  for (let i = 1; i < n; i++) rr[i] = Math.max(1e-3, (peaks[i]! - peaks[i - 1]!) / MODEL_RATE);
  rr[0] = n > 1 ? rr[1]! : 0.8;
  return rr;
}

/** What the intervals around each of some beats say. */
interface AroundBeats {
  peaks: Float64Array;
  rr: Float64Array;
  log: Float64Array;
  /** Median of eleven intervals, and the deviation from it in logarithms. */
  median11: Float64Array;
  deviation: Float64Array;
}

/** Intervals on either side that a local median is taken of. */
const LOCAL = 5;

let lastAsked: AroundBeats | null = null;

/**
 * The local numbers of each beat. A block's horizon holds most beats of the one before: what was told of
 * them is taken over where all that it was made of is the very same (compared, not assumed).
 */
function aroundBeats(peaks: Float64Array): AroundBeats {
  const n = peaks.length;
  const made: AroundBeats = { peaks: peaks.slice(), rr: rrIntervals(peaks), log: new Float64Array(n), median11: new Float64Array(n), deviation: new Float64Array(n) };
  const known = lastAsked;
  const ahead = known && n > 0 ? lowerBound(known.peaks, peaks[0]!) : 0;
  let same = 0;
  while (known && same < n && ahead + same < known.peaks.length && known.peaks[ahead + same] === peaks[same]) same++;
  // The first interval is borrowed, and medians at the ends are of fewer.
  const [first, last] = known && same > 2 * LOCAL + 1 ? [LOCAL + 1, same - LOCAL] : [0, 0];
  if (known) {
    made.log.set(known.log.subarray(ahead + first, ahead + last), first);
    made.median11.set(known.median11.subarray(ahead + first, ahead + last), first);
    made.deviation.set(known.deviation.subarray(ahead + first, ahead + last), first);
  }
  tellAround(made, 0, first);
  tellAround(made, last, n);
  lastAsked = made;
  return made;
}

/** The numbers of beats `[from, to)`. */
function tellAround({ rr, log, median11, deviation }: AroundBeats, from: number, to: number): void {
  const around = new RollingSorted(rr, LOCAL, from);
  for (let i = from; i < to; i++) {
    around.moveTo(i);
    median11[i] = around.middle;
    log[i] = Math.log(rr[i]!);
    deviation[i] = clip(log[i]! - Math.log(median11[i]!));
  }
}

/**
 * Writes the RR numbers of beats `[first, last)` into `out`, `stride` numbers a
 * beat, from column `column`. `peaks` (125 Hz positions) are all beats of the
 * horizon between two gaps, and their whole is what "horizon" means here.
 */
export function rrFeatures(
  peaks: Float64Array,
  first: number,
  last: number,
  out: Float32Array,
  stride: number,
  column: number,
): void {
  const n = peaks.length;
  const { rr, log, median11, deviation } = aroundBeats(peaks);
  const at = (i: number): number => rr[i < 0 ? 0 : i >= n ? n - 1 : i]!;
  const size = new Float64Array(n);
  const jump = new Float64Array(n);
  const over05 = new Float64Array(n);
  const over12 = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    size[i] = Math.abs(deviation[i]!);
    jump[i] = i > 1 ? Math.min(LIMIT, Math.abs(log[i]! - log[i - 1]!)) : 0;
    over05[i] = jump[i]! > 0.05 ? 1 : 0;
    over12[i] = jump[i]! > 0.12 ? 1 : 0;
  }
  const scratch = rr.slice();
  const horizonMedian = quantileOf(scratch, 0.5);
  const horizonHigh = quantileOf(scratch, 0.8);
  const rrSums = prefixSums(rr);
  const horizonMean = rrSums[n]! / n;
  const deviationSorted = sorted(deviation);
  const horizonDeviation = quantileOf(size.slice(), 0.5);
  const sizeSums = prefixSums(size);
  const sums05 = prefixSums(over05);
  const sums12 = prefixSums(over12);
  const horizonJumps05 = sums05[n]! / n;
  const horizonJumps12 = sums12[n]! / n;
  const horizonJump = quantileOf(jump.slice(), 0.5);

  const count = last - first;
  const median31 = new Float64Array(count);
  const high31 = new Float64Array(count);
  const jump31 = new Float64Array(count);
  const rankLocal = new Float64Array(count);
  const rr31 = new RollingSorted(rr, 15, first);
  const jumps31 = new RollingSorted(jump, 15, first);
  const deviations61 = new RollingSorted(deviation, 30, first);
  for (let i = first; i < last; i++) {
    rr31.moveTo(i);
    median31[i - first] = rr31.middle;
    high31[i - first] = rr31.window[Math.min(rr31.length - 1, Math.floor(0.8 * rr31.length))]!;
    jumps31.moveTo(i);
    jump31[i - first] = jumps31.middle;
    deviations61.moveTo(i);
    rankLocal[i - first] = rank(deviations61.window, deviation[i]!, deviations61.length);
  }

  for (let i = first; i < last; i++) {
    const pre = at(i);
    const post = at(i + 1);
    const mean21 = rollingMean(rrSums, 10, i);
    const m31 = median31[i - first]!;
    const longest = Math.max(at(i - 2), at(i - 1), pre, post, at(i + 2));
    let k = (i - first) * stride + column;
    out[k++] = deviation[i]!;
    out[k++] = clip(Math.log(post / median11[i]!));
    out[k++] = clip(Math.log(pre / post));
    out[k++] = clip(Math.log(pre / horizonMedian));
    out[k++] = clip(Math.log(pre / horizonMean));
    out[k++] = clip(Math.log(pre / mean21));
    out[k++] = clip(Math.log(pre / high31[i - first]!));
    out[k++] = clip(Math.log(pre / horizonHigh));
    out[k++] = clip(Math.log(post / mean21));
    out[k++] = clip(Math.log(longest / mean21));
    for (let j = -5; j <= 6; j++) out[k++] = clip(Math.log(at(i + j) / m31));
    out[k++] = clip(Math.log(m31 / horizonMedian));
    out[k++] = clip(Math.log(m31 / 0.8));
    out[k++] = jump31[i - first]!;
    out[k++] = Math.max(-6, Math.min(6, deviation[i]! / (horizonDeviation + 0.03)));
    out[k++] = Math.max(-6, Math.min(6, deviation[i]! / (rollingMean(sizeSums, 30, i) + 0.03)));
    out[k++] = rank(deviationSorted, deviation[i]!);
    out[k++] = rankLocal[i - first]!;
    out[k++] = rollingMean(sums05, 30, i);
    out[k++] = rollingMean(sums12, 30, i);
    out[k++] = horizonJumps05;
    out[k++] = horizonJumps12;
    out[k++] = horizonJump;
  }
}
