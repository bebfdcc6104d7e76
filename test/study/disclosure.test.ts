/** Lines of full disclosure: the arithmetic that window and print share. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexSpans, layLines, lineOf, LINE_SECONDS, scrollFor, spanOfLine, visibleLines } from '../../core/study/disclosure.ts';
import { lowHigh } from '../../core/signal/low-high.ts';

const START = Date.parse('2026-11-14T09:12:20Z');

describe('lines of full disclosure', () => {
  it('begin at whole minutes of the wall clock', () => {
    const lines = layLines({ startMs: START, sampleRate: 360, sampleCount: 360 * 3600, seconds: 60 });
    // 09:12:20 to 10:12:20: from 09:12 to 10:12, the last one begun.
    expect(lines.count).toBe(61);
    expect(spanOfLine(lines, 0)).toEqual({ from: -20 * 360, to: 40 * 360 });
    expect(lineOf(lines, 0)).toBe(0);
    expect(lineOf(lines, 40 * 360 - 1)).toBe(0);
    expect(lineOf(lines, 40 * 360)).toBe(1);
    expect(lineOf(lines, -1e9)).toBe(0);
    expect(lineOf(lines, 1e12)).toBe(60);
  });

  it('hold every sample of any recording, once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_399_999 }), fc.constantFrom(100, 128, 250.5, 360), fc.integer({ min: 1, max: 5_000_000 }), fc.constantFrom(...LINE_SECONDS), fc.nat(1000), (startMs, sampleRate, sampleCount, seconds, share) => {
        const lines = layLines({ startMs, sampleRate, sampleCount, seconds });
        expect(spanOfLine(lines, 0).from).toBeLessThanOrEqual(0);
        expect(spanOfLine(lines, 0).to).toBeGreaterThan(0);
        expect(spanOfLine(lines, lines.count - 1).to).toBeGreaterThan(sampleCount - 1);
        const sample = Math.floor(((sampleCount - 1) * share) / 1000);
        const { from, to } = spanOfLine(lines, lineOf(lines, sample));
        expect(sample).toBeGreaterThanOrEqual(Math.floor(from));
        expect(sample).toBeLessThanOrEqual(Math.ceil(to));
      }),
    );
  });

  it('are drawn only where they are seen, in a fortnight too', () => {
    const lines = layLines({ startMs: START, sampleRate: 360, sampleCount: 360 * 14 * 86_400, seconds: 60 });
    expect(lines.count).toBe(20_161);
    expect(visibleLines(lines, 0, 572, 26)).toEqual({ first: 0, end: 22 });
    expect(visibleLines(lines, 13, 572, 26)).toEqual({ first: 0, end: 23 });
    expect(visibleLines(lines, 20_161 * 26 - 572, 572, 26)).toEqual({ first: 20_139, end: 20_161 });
    expect(visibleLines(lines, 1e9, 572, 26).end).toBe(20_161);
  });

  it('are scrolled to no further than it takes', () => {
    const lines = layLines({ startMs: 0, sampleRate: 100, sampleCount: 100 * 3600, seconds: 30 });
    expect(scrollFor(lines, 5, 0, 520, 26)).toBe(0);
    expect(scrollFor(lines, 30, 0, 520, 26)).toBe(32 * 26 - 520);
    expect(scrollFor(lines, 30, 2000, 520, 26)).toBe(29 * 26);
    expect(scrollFor(lines, 119, 0, 520, 26)).toBe(120 * 26 - 520);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 119 }), fc.integer({ min: 0, max: 3120 }), fc.integer({ min: 26, max: 1200 }), (line, scrollTop, height) => {
        const to = scrollFor(lines, line, scrollTop, height, 26);
        expect(line * 26).toBeGreaterThanOrEqual(to);
        expect((line + 1) * 26).toBeLessThanOrEqual(to + height);
      }),
    );
  });
});

describe('spans by place', () => {
  it('are those that a walk through all of them finds', () => {
    const span = fc.tuple(fc.nat(1000), fc.nat(300)).map(([from, length]) => ({ from, to: from + length }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 60 }), span, (spans, { from, to }) => {
        const found = indexSpans(spans).within(from, to);
        const walked = spans.filter((one) => one.to >= from && one.from < to);
        expect(found.toSorted((a, b) => a.from - b.from || a.to - b.to)).toEqual(walked.toSorted((a, b) => a.from - b.from || a.to - b.to));
      }),
    );
  });
});

describe('least and greatest of buckets', () => {
  it('lose no peak and tell what was never measured', () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => (i >= 500 && i < 600 ? Number.NaN : Math.sin(i)));
    values[333] = 7;
    const { min, max } = lowHigh(values, 10);
    expect(max[3]).toBe(7);
    expect(min[5]).toBeNaN();
    expect(max[5]).toBeNaN();
    expect(Math.min(...min.filter((value) => !Number.isNaN(value)))).toBe(Math.min(...values.filter((value) => !Number.isNaN(value))));
  });

  it('repeat a sample where they are narrower', () => {
    expect([...lowHigh(Float32Array.of(1, 2), 4).max]).toEqual([1, 1, 2, 2]);
    expect([...lowHigh(new Float32Array(0), 2).max]).toEqual([Number.NaN, Number.NaN]);
  });
});
