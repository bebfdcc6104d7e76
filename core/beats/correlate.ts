/** Pearson correlation of a beat with a reference beat, over small lags. */
import type { Reference } from '../kernels/kernels.ts';
import { correlateOne, type Match } from '../kernels/plain/beats.ts';

export type { Match, Reference };

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

/**
 * Best correlation of `signal` around sample `centre` with a reference over lags
 * −`reach` to +`reach` samples. 0 where the reference or the signal is flat or
 * the window leaves the signal. For single beats; many at once: `Kernels.correlate`.
 */
export function correlate(signal: Float32Array, centre: number, reference: Reference, reach: number, match: Match): void {
  correlateOne(signal, centre, reference, reach, match);
}
