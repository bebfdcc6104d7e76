/** Pearson correlation of a beat with a reference beat, over small lags. */

/** A reference beat made ready: mean removed, scaled to unit energy. */
export interface Reference {
  /** First sample of the window relative to the R peak. */
  offset: number;
  /** Unit-energy, zero-mean samples. Empty where the reference is flat. */
  shape: Float64Array;
}

/** Makes `[offset, offset + length)` around sample `centre` of a beat ready for correlating. */
export function referenceOf(beat: ArrayLike<number>, centre: number, offset: number, length: number): Reference {
  const shape = new Float64Array(length);
  let mean = 0;
  for (let k = 0; k < length; k++) mean += beat[centre + offset + k] ?? 0;
  mean /= length;
  let energy = 0;
  for (let k = 0; k < length; k++) {
    shape[k] = (beat[centre + offset + k] ?? 0) - mean;
    energy += shape[k]! * shape[k]!;
  }
  if (energy < 1e-9) return { offset, shape: new Float64Array(0) };
  const scale = 1 / Math.sqrt(energy);
  for (let k = 0; k < length; k++) shape[k] = shape[k]! * scale;
  return { offset, shape };
}

/** What `correlate` found; one object is reused so that a day of beats allocates nothing. */
export interface Match {
  correlation: number;
  lag: number;
}

/**
 * Best correlation of `signal` around sample `centre` with a reference over lags
 * −`reach` to +`reach` samples. 0 where the reference or the signal is flat or
 * the window leaves the signal.
 */
export function correlate(signal: Float32Array, centre: number, reference: Reference, reach: number, match: Match): void {
  match.correlation = 0;
  match.lag = 0;
  const { shape } = reference;
  const n = shape.length;
  const start = centre + reference.offset;
  if (n === 0 || start - reach < 0 || start + n + reach > signal.length) return;
  // Sum and energy slide with the lag; four running sums keep the adder busy.
  let sum = 0;
  let square = 0;
  for (let k = start - reach; k < start - reach + n; k++) {
    const x = signal[k]!;
    sum += x;
    square += x * x;
  }
  const whole = n - (n & 3);
  let best = -2;
  for (let lag = -reach; lag <= reach; lag++) {
    const at = start + lag;
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    let k = 0;
    for (; k < whole; k += 4) {
      d0 += signal[at + k]! * shape[k]!;
      d1 += signal[at + k + 1]! * shape[k + 1]!;
      d2 += signal[at + k + 2]! * shape[k + 2]!;
      d3 += signal[at + k + 3]! * shape[k + 3]!;
    }
    for (; k < n; k++) d0 += signal[at + k]! * shape[k]!;
    const energy = square - (sum * sum) / n;
    const correlation = energy > 1e-9 ? (d0 + d1 + d2 + d3) / Math.sqrt(energy) : 0;
    if (correlation > best) {
      best = correlation;
      match.lag = lag;
    }
    if (lag < reach) {
      const gone = signal[at]!;
      const come = signal[at + n]!;
      sum += come - gone;
      square += come * come - gone * gone;
    }
  }
  match.correlation = best < -1 ? -1 : best > 1 ? 1 : best;
}
