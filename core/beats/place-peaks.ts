/** Moves given beat marks onto the R peak, so that a given beat is seen where the detector would have put it. */
import type { ConditionedSpan } from './conditioned.ts';
import { placeR } from '../signal/place.ts';

/** A detected beat this near (75 ms) is the same beat; samples. */
const SAME = 9.4;

/**
 * Reference positions (125 Hz) as the detector would have them: the detected
 * beat within 75 ms where there is one, else the R peak near the mark. Order is
 * kept; no detected beat is used twice.
 */
export function placePeaks(span: ConditionedSpan, positions: Float64Array, own: Float64Array): Float64Array {
  const placed = new Float64Array(positions.length);
  let at = 0;
  let previous = Number.NEGATIVE_INFINITY;
  positions.forEach((position, index) => {
    while (at < own.length && (own[at]! < position - SAME || own[at]! <= previous)) at++;
    let best = at;
    while (best + 1 < own.length && Math.abs(own[best + 1]! - position) < Math.abs(own[best]! - position)) best++;
    const found = own[best];
    let place: number;
    if (found !== undefined && Math.abs(found - position) <= SAME) {
      place = found;
      at = best + 1;
    } else {
      place = placeR(span.leads[0]!, Math.round(position));
    }
    placed[index] = place > previous + 1 ? place : Math.max(position, previous + 1);
    previous = placed[index]!;
  });
  return placed;
}
