import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanOf } from '../../renderer/screens/episodes/rr-detail.tsx';
import { likenessOf } from '../../core/review/likeness.ts';
import { crosses, crossing, Density, Mean, MISSING, shades, type Traces } from '../../renderer/charts/overlay.ts';
import { between, histogram, inside, layHistogram, layOverTime, layPoincare, layPrematurity, prematurities, PREMATURE_LEAST, PREMATURE_MOST, rrMost, rrPoints, type Spot } from '../../renderer/charts/rr-points.ts';
import { CARD, readScreens, scaleOf, screenName } from '../../renderer/state/calibration.ts';

const RATE = 250;

function day(samples: readonly number[], codes: readonly number[] = samples.map(() => 0), unreadable: readonly number[] = []): ReturnType<typeof rrPoints> {
  return rrPoints({ beats: { key: Int32Array.from(samples, (_, i) => i), sample: Float64Array.from(samples), code: Uint8Array.from(codes) }, sampleRate: RATE, sampleCount: 1e6, unreadable, gaps: [] });
}

describe('points of RR intervals', () => {
  it('hold each interval once, and none across an unreadable span', () => {
    const points = day([0, 200, 400, 800, 1000, 1200], [0, 0, 2, 0, 0, 0], [820, 980]);
    expect([...points.before]).toEqual([800, 800, 1600, 800]);
    expect([...points.key]).toEqual([1, 2, 3, 5]);
    expect(points.after[2]).toBeNaN();
    const bins = histogram(layHistogram(points, 2000), points.beatClass, 180, 6);
    expect([...bins].reduce((a, b) => a + b, 0)).toBe(4);
    // 800 ms lie in the bin that begins there: one V, two N.
    expect([bins[60], bins[2 * 180 + 60]]).toEqual([2, 1]);
    expect([...histogram(layHistogram(points, 2000), points.beatClass, 180, 6, Uint8Array.of(0, 1, 0, 0))].reduce((a, b) => a + b, 0)).toBe(1);
  });

  it('lie where they are sought: a lasso catches what a second reckoning finds, but for those on its edge', () => {
    const spot = fc.record({ x: fc.double({ min: 0, max: 1, noNaN: true }), y: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(spot, { minLength: 3, maxLength: 8 }), fc.array(spot, { maxLength: 60 }), (corners, spots) => {
        const laid = { x: Float32Array.from(spots, ({ x }) => x), y: Float32Array.from(spots, ({ y }) => y) };
        const found = new Set(inside(laid, corners));
        spots.forEach((at, i) => {
          if (edgeDistance(at, corners) > 2 / 512) expect(found.has(i)).toBe(winding(at, corners));
        });
      }),
      { numRuns: 60 },
    );
  });

  it('tell how early a beat comes against the twelve before it, and nothing behind a gap', () => {
    const rr = fc.array(fc.oneof(fc.integer({ min: 75, max: 400 }), fc.constant(-1)), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(rr, (steps) => {
        const samples = [0];
        const gaps: number[] = [];
        for (const step of steps) {
          const last = samples.at(-1)!;
          if (step < 0) gaps.push(last + 10, last + 40);
          samples.push(last + (step < 0 ? 50 : step));
        }
        const points = day(samples, undefined, gaps);
        const told = prematurities(points);
        // The same, counted anew for each beat.
        let behind: number[] = [];
        points.before.forEach((before, i) => {
          if (i > 0 && Number.isNaN(points.after[i - 1]!)) behind = [];
          const last = behind.slice(-12).toSorted((a, b) => a - b);
          if (last.length < 4) expect(told[i]).toBeNaN();
          else expect(told[i]).toBeCloseTo(100 * (before / last[last.length >> 1]! - 1), 3);
          behind.push(before);
        });
        const { x } = layPrematurity(points);
        x.forEach((share, i) => {
          if (Number.isNaN(told[i]!)) expect(share).toBeNaN();
          else expect(PREMATURE_LEAST + share * (PREMATURE_MOST - PREMATURE_LEAST)).toBeCloseTo(told[i]!, 2);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('of the histogram are caught by the width alone; an empty lasso catches nothing', () => {
    const points = day(Array.from({ length: 50 }, (_, i) => 200 * i));
    const laid = layHistogram(points, rrMost(points.before));
    expect(between(laid, [{ x: 0, y: 0 }, { x: 1, y: 0 }])).toHaveLength(49);
    expect(inside(laid, [{ x: 0, y: 0 }])).toHaveLength(0);
    for (const { x, y } of [layPoincare(points, 1200), layOverTime(points, 1200, 4000)]) expect([x.length, y.length]).toEqual([49, 49]);
  });
});

function winding({ x, y }: Spot, corners: readonly Spot[]): boolean {
  let odd = false;
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length]!;
    if (a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) odd = !odd;
  });
  return odd;
}

function edgeDistance(at: Spot, corners: readonly Spot[]): number {
  return Math.min(
    ...corners.map((a, i) => {
      const b = corners[(i + 1) % corners.length]!;
      const length = Math.hypot(b.x - a.x, b.y - a.y) || 1e-9;
      const t = Math.max(0, Math.min(1, ((at.x - a.x) * (b.x - a.x) + (at.y - a.y) * (b.y - a.y)) / length ** 2));
      return Math.hypot(at.x - a.x - t * (b.x - a.x), at.y - a.y - t * (b.y - a.y));
    }),
  );
}

describe('all beats of a template', () => {
  const samples = 36;
  const traces: Traces = { values: new Int16Array(3 * samples), samples, first: -100, step: 10 };
  // Flat at 0 mV, at 1 mV, and one that was never measured.
  traces.values.fill(1000, samples, 2 * samples);
  traces.values.fill(MISSING, 2 * samples);

  it('cross a line where they meet it, and nowhere else', () => {
    const cut = { a: { ms: 20, mv: 0.5 }, b: { ms: 40, mv: 1.5 } };
    expect([...crossing(traces, 3, cut)]).toEqual([1]);
    expect(crosses(traces, 0, { a: { ms: 0, mv: -1 }, b: { ms: 0, mv: 1 } })).toBe(true);
    expect([...crossing(traces, 3, { a: { ms: 300, mv: -1 }, b: { ms: 400, mv: 2 } })]).toEqual([]);
  });

  it('are counted: one among thousands still shows, and counting in parts is counting at once', () => {
    const scale = { low: -0.5, high: 1.5, from: -100, to: 250 };
    const at = new Density(20, 40);
    at.add(traces, [0, 1, 2], scale);
    const parts = new Density(20, 40);
    for (const beat of [0, 1, 2]) parts.add(traces, [beat], scale);
    expect(parts.counts).toEqual(at.counts);
    expect(at.most).toBe(1);
    for (let i = 0; i < 4000; i++) at.add(traces, [0], scale);
    const shade = shades(at, 46);
    expect(shade[10 * 20 + 3]).toBeGreaterThanOrEqual(46);
    expect(shade[30 * 20 + 3]).toBe(255);
  });

  it('stand at their times, however far the traces reach', () => {
    const peak = (first: number, count: number): number => {
      const one: Traces = { values: new Int16Array(count), samples: count, first, step: 10 };
      one.values[-first / 10] = 1000;
      const drawn = new Density(71, 3);
      drawn.add(one, [0], { low: -0.5, high: 1.5, from: -300, to: 400 });
      return drawn.counts.subarray(0, 71).findIndex((count) => count > 0);
    };
    expect([peak(-300, 71), peak(-300, 60), peak(-250, 50), peak(-200, 70)]).toEqual([30, 30, 30, 30]);
  });

  it('have a mean of what was measured, in parts as at once', () => {
    const mean = new Mean(samples);
    mean.add(traces, 0, 1);
    mean.add(traces, 1, 3);
    expect([mean.at(0), mean.at(samples - 1), new Mean(2).at(1)]).toEqual([0.5, 0.5, Number.NaN]);
  });

  it('are like another template over a small shift, in every lead', () => {
    const wave = Float32Array.from({ length: 100 }, (_, i) => Math.exp(-(((i - 50) / 6) ** 2)));
    const late = Float32Array.from({ length: 100 }, (_, i) => Math.exp(-(((i - 53) / 6) ** 2)));
    expect(likenessOf([wave], [late], 4)).toBeGreaterThan(0.99);
    expect(likenessOf([wave], [late], 0)).toBeLessThan(0.95);
    expect(likenessOf([wave, wave], [late, late.map((v) => -v)], 4)).toBeLessThan(0.5);
  });
});

describe('the calibration of a screen', () => {
  it('is kept for the screen, whatever the zoom', () => {
    const plain = { width: 1920, height: 1080, ratio: 1 };
    const zoomed = { width: 960, height: 540, ratio: 2 };
    expect(screenName(plain)).toBe(screenName(zoomed));
    const screens = readScreens(JSON.stringify({ [screenName(plain)]: 3.8 }));
    expect(scaleOf(screens, plain)).toBeCloseTo(3.8);
    expect(scaleOf(screens, zoomed)).toBeCloseTo(1.9);
    expect(scaleOf(screens, { ...plain, width: 1280 })).toBeNull();
    expect(CARD.width).toBe(85.6);
  });

  it('takes nothing from what is damaged', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.jsonValue().map((value) => JSON.stringify(value))), (text) => Object.values(readScreens(text)).every((value) => Number.isFinite(value) && value > 0)));
    expect(scaleOf({ '1920x1080': 400 }, { width: 1920, height: 1080, ratio: 1 })).toBeNull();
  });
});

it('the mean of many traces leaves out what was not measured, and what is behind its end', () => {
  const { beats, mean, low, high } = meanOf(Float32Array.from([1, 2, 9, 3, Number.NaN, 9, 5, 4, 9]), 3, 2);
  expect(beats).toBe(3);
  expect(Array.from(mean)).toEqual([3, 3]);
  expect([Array.from(low), Array.from(high)]).toEqual([[1, 2], [5, 4]]);
  expect(Number.isNaN(meanOf(Float32Array.of(Number.NaN), 1).mean[0]!)).toBe(true);
});
