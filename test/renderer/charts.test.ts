import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caliperSpan, spanWords, stepWords, valueAt } from '../../renderer/charts/caliper-reading.ts';
import { clockSplits } from '../../renderer/charts/day-plot.ts';
import { GUTTER, pixelsPerSecond, PX_PER_MM, samplesAcross, zeroLines } from '../../renderer/charts/ecg-draw.ts';
import { lowerBound, nearest } from '../../core/beats/search.ts';
import { traceLead } from '../../renderer/charts/signal.ts';

/** Points of a path, a new list for every stroke of the pen that is lifted. */
function drawn(values: Float32Array, perSample: number): { x: number; y: number }[][] {
  const strokes: { x: number; y: number }[][] = [];
  const context = {
    beginPath: () => undefined,
    stroke: () => undefined,
    moveTo: (x: number, y: number) => strokes.push([{ x, y }]),
    lineTo: (x: number, y: number) => strokes.at(-1)?.push({ x, y }),
  };
  traceLead(context as Pick<CanvasRenderingContext2D, 'beginPath' | 'stroke' | 'moveTo' | 'lineTo'>, [{ from: 0, to: values.length, leads: [values] }], 0, 0, values.length, (sample) => sample * perSample, (mv) => -mv);
  return strokes;
}

describe('the strip', () => {
  it('is true to scale: 25 mm/s is 100 px/s at 4 px a millimetre', () => {
    expect(PX_PER_MM).toBe(4);
    expect(pixelsPerSecond(25)).toBe(100);
    expect(samplesAcross(GUTTER + 836, 25, 360) / 360).toBeCloseTo(8.36, 6);
  });

  it('gives every lead its line, from the top', () => {
    for (let leads = 1; leads <= 12; leads++) {
      const lines = zeroLines(leads, 312);
      expect(lines).toHaveLength(leads);
      expect([...lines].toSorted((a, b) => a - b)).toEqual(lines);
    }
  });

  it('breaks where nothing was measured', () => {
    const strokes = drawn(Float32Array.of(0, 1, Number.NaN, 2, 3), 2);
    expect(strokes.map((points) => points.length)).toEqual([2, 2]);
  });

  it('loses no peak when many samples share a pixel', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 50, maxLength: 800 }), (list) => {
        const values = Float32Array.from(list);
        const points = drawn(values, 0.05).flat();
        expect(Math.max(...points.map(({ y }) => -y))).toBe(Math.max(...values));
        expect(Math.min(...points.map(({ y }) => -y))).toBe(Math.min(...values));
      }),
    );
  });
});

describe('calipers', () => {
  const pieces = [
    { from: 100, to: 104, leads: [Float32Array.of(0, 0.5, 1.25, Number.NaN), Float32Array.of(1, 1, 1, 1)] },
    { from: 104, to: 106, leads: [Float32Array.of(-0.75, 0), Float32Array.of(1.004, 1)] },
  ];
  const calipers = (a: number, b: number) => ({ a, b, hand: 'b' as const, march: false });

  it('read the time, and the rate from a tenth of a second on, whichever end is in hand', () => {
    for (const caliper of [calipers(100, 200), calipers(200, 100)]) {
      expect(caliperSpan(caliper)).toEqual([100, 200]);
      expect(spanWords(caliper, 250)).toBe('400 ms · 150/min');
    }
    expect(spanWords(calipers(100, 120), 250)).toBe('80 ms');
  });

  it('read what each lead rises or falls by, from the earlier line to the later', () => {
    expect([stepWords(pieces, 0, calipers(100, 102)), stepWords(pieces, 0, calipers(102, 100))]).toEqual(['+1.25 mV', '+1.25 mV']);
    expect(stepWords(pieces, 0, calipers(102, 104))).toBe('−2.00 mV');
    expect(stepWords(pieces, 1, calipers(100, 104))).toBe('0.00 mV');
  });

  it('say nothing of what was never measured, or is not here', () => {
    expect(stepWords(pieces, 0, calipers(100, 103))).toBeNull();
    expect(stepWords(pieces, 0, calipers(99, 101))).toBeNull();
    expect(valueAt(pieces, 0, 106)).toBeNaN();
  });
});

describe('finding beats', () => {
  it('agrees with looking at each', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 60 }), fc.integer({ min: -10, max: 1010 }), (list, wanted) => {
        const sorted = list.toSorted((a, b) => a - b);
        expect(lowerBound(sorted, wanted)).toBe(sorted.filter((value) => value < wanted).length);
        const place = nearest(sorted, wanted);
        if (sorted.length === 0) expect(place).toBe(-1);
        else expect(Math.abs(sorted[place]! - wanted)).toBe(Math.min(...sorted.map((value) => Math.abs(value - wanted))));
      }),
    );
  });
});

describe('the day', () => {
  it('puts its ticks on whole hours of the wall clock', () => {
    const start = Date.UTC(2026, 10, 14, 9, 12);
    const splits = clockSplits(start, 0, 86_400, 13);
    expect(splits).toHaveLength(12);
    for (const seconds of splits) expect(((start / 1000 + seconds) % 7200) + 0).toBe(0);
    expect(clockSplits(start, 0, 1806, 13).length).toBeGreaterThan(4);
  });
});
