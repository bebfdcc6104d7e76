/**
 * The signal in which waves are sought: 250 Hz, one lead, without drift, and of
 * one height whatever the gain. It keeps more of the band than the 125 Hz signal
 * of detection, since a bound of a wave is told to a few milliseconds.
 *
 * `models/training/waves/dataset.py` conditions its signals in the same way; a
 * test holds the two together.
 */

/** Rate of the wave network, Hz. */
export const WAVE_RATE = 250;
/** -6 dB frequency of the high-pass (first order, forth and back), Hz. */
const HIGH_PASS_HZ = 0.5;
/** Samples of odd extension on either side of what is filtered. */
const EXTENSION = 3 * WAVE_RATE;
/** Least height by which a lead is divided, mV: silence stays silence. */
const LEAST_HEIGHT = 0.02;

const WARP = Math.tan((Math.PI * HIGH_PASS_HZ) / WAVE_RATE);
const GAIN = 1 / (1 + WARP);
const FEEDBACK = (WARP - 1) / (WARP + 1);

/**
 * 0.5 Hz high-pass without phase: a Butterworth of first order run forth and
 * back over an odd extension. NaN is bridged in a straight line first.
 *
 * @param x mV at 250 Hz
 */
export function withoutDrift(x: ArrayLike<number>): Float32Array {
  const n = x.length;
  const pad = Math.min(n - 1, EXTENSION);
  if (n < 2) return new Float32Array(n);
  const inner = anyMissing(x) ? bridged(x) : x;
  const y = workFor(n + 2 * pad);
  for (let i = 0; i < pad; i++) {
    y[i] = 2 * inner[0]! - inner[pad - i]!;
    y[pad + n + i] = 2 * inner[n - 1]! - inner[n - 2 - i]!;
  }
  y.set(inner, pad);
  forth(y);
  back(y);
  return new Float32Array(y.subarray(pad, pad + n));
}

/** Memory of a filter's run, kept from run to run. */
let work = new Float64Array(0);

function workFor(length: number): Float64Array {
  if (work.length < length) work = new Float64Array(length);
  return work.subarray(0, length);
}

/** Whether something is NaN. */
export function anyMissing(x: ArrayLike<number>): boolean {
  for (let i = 0; i < x.length; i++) if (x[i]! !== x[i]!) return true;
  return false;
}

/** One run of the filter in place, begun as if the first value had always been there. */
function forth(y: Float64Array): void {
  let state = -GAIN * y[0]!;
  for (let i = 0; i < y.length; i++) {
    const value = y[i]!;
    const out = GAIN * value + state;
    state = -GAIN * value - FEEDBACK * out;
    y[i] = out;
  }
}

/** The same from the end. */
function back(y: Float64Array): void {
  let state = -GAIN * y[y.length - 1]!;
  for (let i = y.length - 1; i >= 0; i--) {
    const value = y[i]!;
    const out = GAIN * value + state;
    state = -GAIN * value - FEEDBACK * out;
    y[i] = out;
  }
}

/** A copy with NaN bridged in straight lines; all 0 where nothing was measured. */
export function bridged(x: ArrayLike<number>): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = x[i]!;
  let known = -1;
  for (let i = 0; i < out.length; i++) {
    if (Number.isNaN(out[i]!)) continue;
    const from = known < 0 ? out[i]! : out[known]!;
    for (let k = known + 1; k < i; k++) out[k] = known < 0 ? from : from + ((out[i]! - from) * (k - known)) / (i - known);
    known = i;
  }
  const last = known < 0 ? 0 : out[known]!;
  for (let k = known + 1; k < out.length; k++) out[k] = last;
  return out;
}

/** A lead as the network takes it, and how tall it was. */
export interface ConditionedLead {
  signal: Float32Array;
  /** Median peak-to-peak height of its whole seconds, mV. */
  height: number;
}

/** What the network takes: without drift, divided by the median peak-to-peak height of its whole seconds, and that height. */
export function conditionedLead(x: ArrayLike<number>): ConditionedLead {
  const y = withoutDrift(x);
  const heights: number[] = [];
  for (let from = 0; from + WAVE_RATE <= y.length; from += WAVE_RATE) heights.push(heightOf(y, from, from + WAVE_RATE));
  if (heights.length === 0) heights.push(heightOf(y, 0, y.length));
  heights.sort((a, b) => a - b);
  const middle = heights.length >> 1;
  const height = Math.max(heights.length % 2 === 1 ? heights[middle]! : (heights[middle - 1]! + heights[middle]!) / 2, LEAST_HEIGHT);
  const scale = 1 / height;
  for (let i = 0; i < y.length; i++) y[i]! *= scale;
  return { signal: y, height };
}

function heightOf(y: Float32Array, from: number, to: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    const value = y[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? high - low : 0;
}
