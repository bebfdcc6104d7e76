/** Stored integers as mV, in TypeScript. */
import { INVALID_ADU } from '../../study/recording.ts';

/** See `Kernels.millivolts`. */
export function millivolts(values: Int16Array | Int32Array, baseline: number, scale: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    const value = values[i]!;
    out[i] = value === INVALID_ADU ? Number.NaN : (value - baseline) * scale;
  }
}
