/**
 * Min/max pyramid of stored samples: what timelines and full disclosure draw
 * instead of millions of samples.
 *
 * A level holds, for each `factor` samples, their lowest and highest value.
 * Samples never measured (INVALID_ADU) are left out; a cell of nothing else is
 * INVALID_ADU in both. Cells count from the first sample given, so blocks whose
 * length is a multiple of `factor` can be put end to end.
 */
import { INVALID_ADU } from '../study/recording.ts';

/** Stored samples: int16, or int32 where the file has more bits. */
export type AduArray = Int16Array | Int32Array;

/** One level: lowest and highest value of each cell. */
export interface PyramidLevel {
  /** Samples a cell; the last cell may hold fewer. */
  factor: number;
  min: AduArray;
  max: AduArray;
}

function likeOf(adu: AduArray, length: number): AduArray {
  return adu instanceof Int16Array ? new Int16Array(length) : new Int32Array(length);
}

function requireFactor(factor: number): void {
  if (!Number.isInteger(factor) || factor < 1) throw new RangeError(`${factor} is no number of samples for a cell`);
}

/**
 * The level of `factor` samples a cell. Same integer width as `adu`.
 *
 * @throws RangeError unless `factor` is a whole number from 1 on
 */
export function pyramidOf(adu: AduArray, factor: number): PyramidLevel {
  requireFactor(factor);
  const cells = Math.ceil(adu.length / factor);
  const min = likeOf(adu, cells);
  const max = likeOf(adu, cells);
  for (let c = 0; c < cells; c++) {
    const end = Math.min(adu.length, (c + 1) * factor);
    let low = 0x7fff_ffff;
    let high = -0x8000_0000;
    for (let i = c * factor; i < end; i++) {
      const value = adu[i]!;
      if (value === INVALID_ADU) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    min[c] = low <= high ? low : INVALID_ADU;
    max[c] = low <= high ? high : INVALID_ADU;
  }
  return { factor, min, max };
}

/**
 * A coarser level from a finer one: `times` cells become one. The same as
 * `pyramidOf(adu, level.factor * times)`, without the samples.
 */
export function coarser(level: PyramidLevel, times: number): PyramidLevel {
  requireFactor(times);
  const low = pyramidOf(level.min, times).min;
  const high = pyramidOf(level.max, times).max;
  return { factor: level.factor * times, min: low, max: high };
}

/**
 * Levels of neighbouring blocks end to end. Each block but the last must be a
 * whole number of cells long (else its last cell stands for fewer samples than
 * its neighbours, and every later cell is displaced).
 *
 * @throws RangeError for no level or levels of different factors
 */
export function joinLevels(levels: readonly PyramidLevel[]): PyramidLevel {
  const first = levels[0];
  if (!first) throw new RangeError('there is no level to join');
  const length = levels.reduce((sum, level) => sum + level.min.length, 0);
  // One wide block makes the whole wide.
  const wide = levels.find((level) => level.min instanceof Int32Array) ?? first;
  const min = likeOf(wide.min, length);
  const max = likeOf(wide.max, length);
  let at = 0;
  for (const level of levels) {
    if (level.factor !== first.factor) throw new RangeError('levels of different factors cannot be joined');
    min.set(level.min, at);
    max.set(level.max, at);
    at += level.min.length;
  }
  return { factor: first.factor, min, max };
}
