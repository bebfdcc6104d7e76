/** Beats against a reference beat, and sums of beats, in TypeScript. */
import { SHAPE_VALUES, type Reference, type ShapeWindows } from '../kernel-types.ts';

/** What a correlation found; one object is used again, so that a day of beats allocates nothing. */
export interface Match {
  correlation: number;
  lag: number;
}

/** A beat and what lies within the lags on either side, made ready for references of one length. */
export interface BeatWindow {
  /** In double precision once rather than for each lag and reference. */
  samples: Float64Array;
  /** Root of the energy at each lag; 0 where it is flat. */
  roots: Float64Array;
}

/** Room for the windows of references of `length` numbers over lags −`reach` … `reach`. */
export function beatWindow(length: number, reach: number): BeatWindow {
  return { samples: new Float64Array(length + 2 * reach), roots: new Float64Array(2 * reach + 1) };
}

/** Fills a window with what begins `reach` samples before `start`; false, and nothing done, where it leaves the signal. */
export function windowAt(signal: Float32Array, start: number, length: number, reach: number, { samples, roots }: BeatWindow): boolean {
  const from = start - reach;
  const width = length + 2 * reach;
  if (from < 0 || from + width > signal.length) return false;
  for (let k = 0; k < width; k++) samples[k] = signal[from + k]!;
  // Sum and energy slide with the lag.
  let sum = 0;
  let square = 0;
  for (let k = 0; k < length; k++) {
    const x = samples[k]!;
    sum += x;
    square += x * x;
  }
  for (let at = 0; at <= 2 * reach; at++) {
    const energy = square - (sum * sum) / length;
    roots[at] = energy > 1e-9 ? Math.sqrt(energy) : 0;
    if (at === 2 * reach) break;
    const gone = samples[at]!;
    const come = samples[at + length]!;
    sum += come - gone;
    square += come * come - gone * gone;
  }
  return true;
}

/** Best correlation of a window with a reference of its length, and the lag. */
export function correlateIn({ samples, roots }: BeatWindow, shape: Float64Array, reach: number, match: Match): void {
  const n = shape.length;
  const whole = n - (n & 3);
  let most = -2;
  for (let at = 0; at <= 2 * reach; at++) {
    // Four running sums keep the adder busy.
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    let k = 0;
    for (; k < whole; k += 4) {
      d0 += samples[at + k]! * shape[k]!;
      d1 += samples[at + k + 1]! * shape[k + 1]!;
      d2 += samples[at + k + 2]! * shape[k + 2]!;
      d3 += samples[at + k + 3]! * shape[k + 3]!;
    }
    for (; k < n; k++) d0 += samples[at + k]! * shape[k]!;
    const root = roots[at]!;
    const correlation = root > 0 ? (d0 + d1 + d2 + d3) / root : 0;
    if (correlation > most) {
      most = correlation;
      match.lag = at - reach;
    }
  }
  match.correlation = most < -1 ? -1 : most > 1 ? 1 : most;
}

let around = beatWindow(64, 8);

/** `Kernels.correlate` of one beat. */
function correlateOne(signal: Float32Array, centre: number, { offset, shape }: Reference, reach: number, match: Match): void {
  match.correlation = 0;
  match.lag = 0;
  const n = shape.length;
  if (around.samples.length < n + 2 * reach || around.roots.length < 2 * reach + 1) around = beatWindow(n, reach);
  if (n > 0 && windowAt(signal, centre + offset, n, reach, around)) correlateIn(around, shape, reach, match);
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
