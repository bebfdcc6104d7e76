/** Reference beats that others are correlated with: `Kernels.correlate` for many beats at once, `likest.ts` for many references. */
import type { Reference } from '../kernels/kernels.ts';

export type { Reference };

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
