/** Beats against a reference beat, and sums of beats, in TypeScript. */
import { SHAPE_VALUES, type Reference, type ShapeWindows } from '../kernel-types.ts';

/** What a correlation found; one object is used again, so that a day of beats allocates nothing. */
export interface Match {
  correlation: number;
  lag: number;
}

/** A beat and what lies within the lags on either side. */
let around = new Float64Array(64);

/** `Kernels.correlate` of one beat. */
export function correlateOne(signal: Float32Array, centre: number, { offset, shape }: Reference, reach: number, match: Match): void {
  match.correlation = 0;
  match.lag = 0;
  const n = shape.length;
  const start = centre + offset;
  if (n === 0 || start - reach < 0 || start + n + reach > signal.length) return;
  // In double precision once rather than for each lag.
  const width = n + 2 * reach;
  if (around.length < width) around = new Float64Array(width);
  const window = around;
  for (let k = 0; k < width; k++) window[k] = signal[start - reach + k]!;
  // Sum and energy slide with the lag; four running sums keep the adder busy.
  let sum = 0;
  let square = 0;
  for (let k = 0; k < n; k++) {
    const x = window[k]!;
    sum += x;
    square += x * x;
  }
  const whole = n - (n & 3);
  let most = -2;
  for (let at = 0; at <= 2 * reach; at++) {
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    let k = 0;
    for (; k < whole; k += 4) {
      d0 += window[at + k]! * shape[k]!;
      d1 += window[at + k + 1]! * shape[k + 1]!;
      d2 += window[at + k + 2]! * shape[k + 2]!;
      d3 += window[at + k + 3]! * shape[k + 3]!;
    }
    for (; k < n; k++) d0 += window[at + k]! * shape[k]!;
    const energy = square - (sum * sum) / n;
    const correlation = energy > 1e-9 ? (d0 + d1 + d2 + d3) / Math.sqrt(energy) : 0;
    if (correlation > most) {
      most = correlation;
      match.lag = at - reach;
    }
    if (at < 2 * reach) {
      const gone = window[at]!;
      const come = window[at + n]!;
      sum += come - gone;
      square += come * come - gone * gone;
    }
  }
  match.correlation = most < -1 ? -1 : most > 1 ? 1 : most;
}

const match: Match = { correlation: 0, lag: 0 };

/** See `Kernels.correlate`. */
export function correlate(signal: Float32Array, centres: Int32Array, reference: Reference, reach: number, correlations: Float64Array, lags: Int32Array): void {
  for (let i = 0; i < centres.length; i++) {
    correlateOne(signal, centres[i]!, reference, reach, match);
    correlations[i] = match.correlation;
    lags[i] = match.lag;
  }
}

/** See `Kernels.measure`. */
export function measure(signal: Float32Array, centres: Int32Array, { wide, narrow, wave, reach }: ShapeWindows, rows: Float64Array): void {
  const part = new Float64Array(wave.shape.length);
  for (let i = 0; i < centres.length; i++) {
    const row = i * SHAPE_VALUES;
    correlateOne(signal, centres[i]!, wide, reach, match);
    rows[row] = match.correlation;
    const at = centres[i]! + match.lag;
    correlateOne(signal, at, narrow, 0, match);
    rows[row + 1] = match.correlation;
    let low = signal[at]!;
    let high = low;
    let sum = 0;
    const from = at + narrow.offset;
    for (let k = from; k < from + narrow.shape.length; k++) {
      const x = signal[k]!;
      if (x < low) low = x;
      if (x > high) high = x;
      sum += x < 0 ? -x : x;
    }
    rows[row + 2] = low;
    rows[row + 3] = high;
    rows[row + 4] = sum;
    straighten(signal, at + wave.offset, part);
    let dot = 0;
    let own = 1e-9;
    for (let k = 0; k < part.length; k++) {
      dot += part[k]! * wave.shape[k]!;
      own += part[k]! * part[k]!;
    }
    rows[row + 5] = dot;
    rows[row + 6] = own;
  }
}

/** A window of a signal, as long as `out`, without its mean and slope. */
export function straighten(signal: Float32Array, start: number, out: Float64Array): void {
  const n = out.length;
  let sum = 0;
  let slope = 0;
  let spread = 0;
  const half = (n - 1) / 2;
  for (let k = 0; k < n; k++) {
    const x = signal[start + k]!;
    sum += x;
    slope += (k - half) * x;
    spread += (k - half) * (k - half);
  }
  const mean = sum / n;
  slope /= spread;
  for (let k = 0; k < n; k++) out[k] = signal[start + k]! - mean - slope * (k - half);
}

/** See `Kernels.addBeats`. */
export function addBeats(signal: Float32Array, starts: Int32Array, sums: Float64Array): void {
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i]!;
    const to = Math.min(sums.length, signal.length - start);
    for (let k = Math.max(0, -start); k < to; k++) sums[k]! += signal[start + k]!;
  }
}
