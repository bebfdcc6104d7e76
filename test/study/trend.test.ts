import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { notCounted, sketch, summarise } from '../../core/study/summary.ts';
import { binsFor, classColumn, densityTrend, rateTrend } from '../../core/study/trend.ts';

function columns(samples: number[], codes: number[]): BeatColumns {
  const n = samples.length;
  return {
    key: Int32Array.from(samples, (_, i) => i),
    sample: Float64Array.from(samples),
    code: Uint8Array.from(codes),
    template: new Uint16Array(n),
    probability: new Uint8Array(n * 5),
    likeness: new Int8Array(n),
    source: new Uint8Array(n),
  };
}

const steady = (seconds: number, rr: number, rate = 100): number[] => Array.from({ length: Math.floor(seconds / rr) }, (_, i) => Math.round(i * rr * rate));

describe('rate trend', () => {
  it('shows a steady rhythm as one rate in every bin', () => {
    const samples = steady(600, 0.8);
    const trend = rateTrend(columns(samples, samples.map(() => 0)), 100, 60_000, new Float64Array(0));
    expect(trend.mean.length).toBe(5);
    for (const series of [trend.min, trend.mean, trend.max]) for (const value of series) expect(value).toBeCloseTo(75, 1);
  });

  it('passes over artefacts and starts anew after an unreadable span', () => {
    const samples = steady(240, 1);
    const codes = samples.map((_, i) => (i % 7 === 3 ? 5 : 0));
    const withArtefacts = rateTrend(columns(samples, codes), 100, 24_000, new Float64Array(0));
    expect(withArtefacts.mean[0]).toBeLessThan(60);
    const gap = rateTrend(columns(samples, samples.map(() => 0)), 100, 24_000, Float64Array.of(0, 12_000));
    expect(gap.mean[0]).toBeNaN();
    expect(gap.mean[1]).toBeCloseTo(60, 3);
  });

  it('keeps min, mean and max in order whatever the beats', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ step: fc.integer({ min: 20, max: 900 }), code: fc.integer({ min: 0, max: 19 }) }), { maxLength: 300 }), (steps) => {
        let at = 0;
        const samples = steps.map(({ step }) => (at += step));
        const trend = rateTrend(columns(samples, steps.map(({ code }) => code)), 100, at + 1, new Float64Array(0));
        trend.mean.forEach((mean, bin) => {
          if (Number.isNaN(mean)) return expect(trend.min[bin]).toBeNaN();
          expect(trend.min[bin]!).toBeLessThanOrEqual(mean + 1e-3);
          expect(trend.max[bin]!).toBeGreaterThanOrEqual(mean - 1e-3);
        });
      }),
    );
  });
});

describe('density trend', () => {
  it('counts every beat once, in its class', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ step: fc.integer({ min: 1, max: 5000 }), code: fc.integer({ min: 0, max: 19 }) }), { maxLength: 200 }), (steps) => {
        let at = 0;
        const samples = steps.map(({ step }) => (at += step));
        const beats = columns(samples, steps.map(({ code }) => code));
        const trend = densityTrend(beats, 100, at + 1);
        const total = trend.counts.reduce((sum, lane) => sum + lane.reduce((a, b) => a + b, 0), 0);
        expect(total).toBe(samples.length);
        expect(classColumn(beats).length).toBe(samples.length);
      }),
    );
  });

  it('takes finer bins for a short recording', () => {
    expect(binsFor(86_400)).toEqual({ rate: 120, density: 300 });
    expect(binsFor(1_806).rate).toBeLessThan(30);
  });
});

describe('beats inside ventricular fibrillation', () => {
  it('are counted nowhere: not in the summary, the sketch, the trends', () => {
    const samples = steady(600, 0.5);
    const beats = columns(samples, samples.map((_, i) => (i % 3 === 0 ? 2 : 0)));
    const frame = { sampleRate: 100, sampleCount: 60_000, unreadable: new Float64Array(0), gaps: [], fibrillation: [12_000, 18_000] };
    const shut = Float64Array.from(notCounted(frame));
    const left = samples.filter((at) => at < 12_000 || at >= 18_000).length;
    const summary = summarise(beats, frame);
    const density = densityTrend(beats, 100, 60_000, 60, shut);
    const total = (bin: number): number => density.counts.reduce((sum, lane) => sum + lane[bin]!, 0);
    expect(summary.beats).toBe(left);
    expect(Array.from({ length: 10 }, (_, bin) => total(bin)).reduce((a, b) => a + b, 0)).toBe(left);
    expect(total(2)).toBe(0);
    expect(Array.from(sketch(beats, frame, 10).rate)).toEqual([120, 120, 0, 120, 120, 120, 120, 120, 120, 120]);
    // Its minute has no rate, and neither end lends it one.
    expect(Array.from(rateTrend(beats, 100, 60_000, shut, 60).mean, Math.round)).toEqual([120, 120, Number.NaN, 120, 120, 120, 120, 120, 120, 120]);
  });
});
