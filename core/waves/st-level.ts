/**
 * ST of an averaged beat, per lead: its level at J + 60 and J + 80 ms above the
 * isoelectric level before the QRS complex, and its slope between J + 20 and J + 80.
 */
import { AVERAGE_BEFORE } from './averaged-beat.ts';
import { WAVE_RATE } from './wave-signal.ts';

export interface StLevel {
  /** mV above the isoelectric level; `NaN` where it cannot be told. */
  st60: number;
  st80: number;
  /** mV a second. */
  slope: number;
  /** Height of the QRS complex from its lowest to its highest point, and its net area sign: what posture changes. mV. */
  height: number;
  /** Highest and lowest point of the QRS complex, mV. */
  r: number;
  s: number;
}

const at = (ms: number): number => (ms * WAVE_RATE) / 1000;
/** Half the width of what is averaged around a place: 8 ms. */
const HALF = at(8);

/**
 * @param lead an averaged beat (`averagedBeat`)
 * @param qrs begin and end of the QRS complex, samples from the R peak
 * @param pEnd end of the P wave, samples from the R peak, or null
 */
export function stLevel(lead: Float32Array, qrs: { from: number; to: number }, pEnd: number | null): StLevel {
  // Isoelectric: the 24 ms before the complex, less where the P wave reaches into them.
  const to = qrs.from - at(4);
  const from = Math.min(to - at(4), Math.max(qrs.from - at(28), pEnd ?? Number.NEGATIVE_INFINITY));
  const level = mean(lead, from, to);
  const around = (place: number): number => mean(lead, place - HALF, place + HALF) - level;
  const st20 = around(qrs.to + at(20));
  const st80 = around(qrs.to + at(80));
  let r = Number.NEGATIVE_INFINITY;
  let s = Number.POSITIVE_INFINITY;
  for (let k = Math.floor(qrs.from); k <= Math.ceil(qrs.to); k++) {
    r = Math.max(r, lead[AVERAGE_BEFORE + k]! - level);
    s = Math.min(s, lead[AVERAGE_BEFORE + k]! - level);
  }
  return { st60: around(qrs.to + at(60)), st80, slope: (st80 - st20) / 0.06, height: r - s, r, s };
}

function mean(lead: Float32Array, from: number, to: number): number {
  let sum = 0;
  let n = 0;
  for (let k = Math.round(from); k <= Math.round(to); k++) {
    const value = lead[AVERAGE_BEFORE + k];
    if (value === undefined) continue;
    sum += value;
    n++;
  }
  return n > 0 ? sum / n : Number.NaN;
}
