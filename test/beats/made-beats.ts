/** Small made-up signals with known beats, for the tests of this room. */
import type { ConditionedSpan } from '../../core/beats/conditioned.ts';

/** Shape of a made beat. */
export interface Shape {
  /** Height of the R wave in mV; negative turns it over. */
  height: number;
  /** Standard deviation of the QRS complex in samples. */
  width: number;
  /** Height of the P wave, 21 samples before. */
  p: number;
  /** Height of the T wave, 32 samples behind. */
  t: number;
}

export const NORMAL: Shape = { height: 1, width: 2, p: 0.12, t: 0.25 };
export const WIDE: Shape = { height: -1.2, width: 6, p: 0, t: 0.4 };

/** Leads with a beat of the given shape at each place; lead `l` is scaled by 1, 0.6, −0.4, … */
export function madeSpan(length: number, places: readonly number[], shapeOf: (index: number) => Shape, leadCount = 1): ConditionedSpan {
  const scales = [1, 0.6, -0.4, 0.8, -0.7, 0.5, 0.9, 0.3, -0.5, 0.7, 1.1, -0.9];
  const base = new Float64Array(length);
  places.forEach((place, index) => {
    const shape = shapeOf(index);
    const bump = (centre: number, sd: number, height: number): void => {
      for (let k = Math.floor(centre - 5 * sd); k <= centre + 5 * sd; k++) {
        if (k >= 0 && k < length) base[k] = base[k]! + height * Math.exp(-0.5 * ((k - centre) / sd) ** 2);
      }
    };
    bump(place, shape.width, shape.height);
    if (shape.p !== 0) bump(place - 21, 3, shape.p);
    bump(place + 32, 6, shape.t);
  });
  const leads = Array.from({ length: leadCount }, (_, l) => Float32Array.from(base, (v, k) => scales[l]! * v + 0.004 * Math.sin(k * (1.7 + l))));
  return { from: 0, leads, valid: leads.map((lead) => new Uint8Array(lead.length).fill(1)) };
}

/** Places at these RR intervals (samples), from `start` on. */
export function placesAt(start: number, rr: readonly number[]): number[] {
  const places = [start];
  for (const interval of rr) places.push(places.at(-1)! + interval);
  return places;
}
