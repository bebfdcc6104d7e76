/**
 * Log odds that what stands before the QRS complexes is fibrillation (or
 * flutter) rather than P waves, and the column that keeps them beat by beat.
 */
import { ATRIAL_MEASURES, ATRIAL_STRIDE } from '../beats/atrial-wave.ts';
import { ATRIAL_NETWORK } from './atrial-network.ts';

/** A step of the column, log odds; 0 in the column says that nothing was told. */
export const ATRIAL_STEP = 1 / 16;
const MIDDLE = 128;
const WIDTH = ATRIAL_MEASURES.length;

/** The network's log odds for the row of measures that begins at `at`; `NaN` where nothing was measured. */
export function atrialOdds(measures: ArrayLike<number>, at = 0): number {
  if (Number.isNaN(measures[at]!)) return Number.NaN;
  const { mean, scale, hidden, output } = ATRIAL_NETWORK;
  let sum = output.bias;
  for (let unit = 0; unit < output.weights.length; unit++) {
    let total = hidden.bias[unit]!;
    for (let k = 0; k < WIDTH; k++) total += hidden.weights[unit * WIDTH + k]! * Math.max(-4, Math.min(4, (measures[at + k]! - mean[k]!) * scale[k]!));
    sum += output.weights[unit]! * Math.tanh(total);
  }
  return sum;
}

/**
 * The column of a block: one number a beat.
 *
 * @param measures of `atrialMeasures` for the beats in `told`
 * @param told rows of those beats among the `beats` of the block, ascending
 */
export function atrialColumn(measures: Float32Array, told: ArrayLike<number>, beats: number): Uint8Array {
  const column = new Uint8Array(beats);
  let odds = Number.NaN;
  for (let i = 0; i < told.length; i++) {
    if (i % ATRIAL_STRIDE === 0) odds = atrialOdds(measures, (i / ATRIAL_STRIDE) * WIDTH);
    if (!Number.isNaN(odds)) column[told[i]!] = Math.max(1, Math.min(255, MIDDLE + Math.round(odds / ATRIAL_STEP)));
  }
  return column;
}

/** Log odds of a beat of the run by its key; `NaN` where nothing was told. */
export function atrialAt(column: ArrayLike<number> | undefined, key: number): number {
  const value = column === undefined || key < 0 ? 0 : (column[key] ?? 0);
  return value === 0 ? Number.NaN : (value - MIDDLE) * ATRIAL_STEP;
}
