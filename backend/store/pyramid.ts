/**
 * Least and largest value of every 64 and of every 4,096 samples of a segment:
 * what an overview is drawn from, without reading the samples.
 */
import { INVALID_ADU } from '../../core/study/recording.ts';

/** Samples a cell, finest level first. */
export const LEVELS = [64, 4096] as const;

export type Adu = Int16Array | Int32Array;

/** Cells of a level over `frames` samples. */
export function cellCount(frames: number, factor: number): number {
  return Math.ceil(frames / factor);
}

/** Min, max pairs of cells of `factor` samples; both INVALID_ADU where nothing was measured. */
export function minMaxCells<T extends Adu>(samples: T, factor: number, out: T): T {
  for (let cell = 0, at = 0; at < samples.length; cell++) {
    const end = Math.min(samples.length, at + factor);
    let min = Infinity;
    let max = -Infinity;
    for (; at < end; at++) {
      const value = samples[at]!;
      if (value === INVALID_ADU) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    out[2 * cell] = min <= max ? min : INVALID_ADU;
    out[2 * cell + 1] = min <= max ? max : INVALID_ADU;
  }
  return out;
}
