import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { axisKind, axisOf, voltagesOf } from '../../core/waves/frontal.ts';

const RATE = 250;
const PEAK = 75;
/** A beat on a level of 0.2 mV with an R and an S of these heights. */
const beat = (r: number, s: number): Float32Array => Float32Array.from({ length: 200 }, (_, i) => 0.2 + (Math.abs(i - PEAK) < 3 ? r : Math.abs(i - PEAK - 10) < 3 ? s : 0));

describe('voltages of an averaged beat', () => {
  it('are measured from the level before QRS, by the names of the leads', () => {
    const found = voltagesOf([beat(1, -0.2), beat(0.9, -0.1), beat(0.2, -2), beat(1.8, 0), beat(1.6, 0)], ['I', 'aVF', 'V1', 'V5', 'V6'], RATE, PEAK);
    expect(found.leads[0]!.r).toBeCloseTo(1, 5);
    expect(found.leads[2]!.s).toBeCloseTo(-2, 5);
    expect(found.sokolowLyon).toBeCloseTo(3.8, 5);
    expect(found.axis).toBe(49);
    expect(voltagesOf([beat(1, 0), beat(1, 0)], ['MLII', 'V5'], RATE, PEAK)).toMatchObject({ axis: null, sokolowLyon: null });
    expect(voltagesOf([new Float32Array(40)], ['I'], RATE, PEAK).leads).toEqual([]);
  });

  it('give the direction of the vector that made them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -179, max: 180 }), fc.double({ min: 0.2, max: 3, noNaN: true }), (degrees, size) => {
        const angle = (degrees * Math.PI) / 180;
        const axis = axisOf(size * Math.cos(angle), (Math.sqrt(3) / 2) * size * Math.sin(angle))!;
        expect(Math.abs(((axis - degrees + 540) % 360) - 180)).toBeLessThanOrEqual(1);
      }),
    );
    expect(axisOf(0.02, 0.03)).toBeNull();
    expect([-30, 90, -31, 91, -91, 180].map(axisKind)).toEqual(['normal', 'normal', 'left', 'right', 'extreme', 'right']);
  });
});
