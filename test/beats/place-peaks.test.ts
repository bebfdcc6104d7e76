import { describe, expect, it } from 'vitest';
import { placePeaks } from '../../core/beats/place-peaks.ts';
import { madeSpan, NORMAL, placesAt } from './made-beats.ts';

const places = placesAt(300, new Array<number>(20).fill(100));
const span = madeSpan(2700, places, () => NORMAL);

describe('given beats', () => {
  it('take the place of the detected beat within 75 ms, once', () => {
    const marks = Float64Array.from(places, (p, i) => p + (i % 5) - 2);
    expect(Array.from(placePeaks(span, marks, Float64Array.from(places)))).toEqual(places);
    const doubled = placePeaks(span, Float64Array.from([298, 303]), Float64Array.from([300]));
    expect(doubled[0]).toBe(300);
    expect(doubled[1]).toBeGreaterThan(300);
  });

  it('go to the R peak nearby where nothing was detected', () => {
    const placed = placePeaks(span, Float64Array.from(places, (p) => p + 3), new Float64Array(0));
    placed.forEach((p, i) => expect(Math.abs(p - places[i]!)).toBeLessThan(1));
  });
});
