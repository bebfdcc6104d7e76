/**
 * Where the R peak sits: the largest absolute value of the 5-20 Hz signal
 * within 40 ms of the envelope's peak, between samples by a parabola.
 */
import { ANALYSIS_RATE } from './condition.ts';
import { bandPassTaps } from './fir.ts';

const TAPS = bandPassTaps(5, 20, ANALYSIS_RATE, 51);
const HALF = 25;
/** Samples on either side that are searched: 40 ms. */
const REACH = 5;

const window = new Float64Array(2 * REACH + 3);

/**
 * Place of the R peak in samples of `x` (fractional).
 *
 * @param x conditioned signal of one lead
 * @param at peak of the envelope
 */
export function placeR(x: Float32Array, at: number): number {
  for (let k = 0; k < window.length; k++) window[k] = Math.abs(filtered(x, at - REACH - 1 + k));
  let best = REACH + 1;
  for (let k = 1; k <= 2 * REACH + 1; k++) if (window[k]! > window[best]!) best = k;
  const left = window[best - 1]!;
  const middle = window[best]!;
  const right = window[best + 1]!;
  const bend = left - 2 * middle + right;
  // At the border of the search the largest value need not be a peak.
  const shift = bend < 0 && left <= middle && right <= middle ? (left - right) / (2 * bend) : 0;
  return at - REACH - 1 + best + shift;
}

function filtered(x: Float32Array, at: number): number {
  if (at < HALF || at + HALF >= x.length) return at >= 0 && at < x.length ? x[at]! : 0;
  let sum = TAPS[HALF]! * x[at]!;
  for (let k = 1; k <= HALF; k++) sum += TAPS[HALF + k]! * (x[at - k]! + x[at + k]!);
  return sum;
}
