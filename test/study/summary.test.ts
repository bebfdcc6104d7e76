import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROBABILITIES } from '../../core/beats/columns.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { countedRows, sketch, summarise } from '../../core/study/summary.ts';
import type { SummaryFrame } from '../../core/study/summary.ts';
import { lengthWithin, normalised, subtract, union, within } from '../../core/study/spans.ts';

const RATE = 250;

function beatsAt(seconds: readonly number[], codes: readonly number[] = []): BeatColumns {
  const n = seconds.length;
  return {
    key: Int32Array.from(seconds.keys()),
    sample: Float64Array.from(seconds, (t) => Math.round(t * RATE)),
    code: Uint8Array.from({ length: n }, (_, i) => codes[i] ?? 0),
    template: new Uint16Array(n),
    probability: new Uint8Array(n * PROBABILITIES),
    likeness: new Int8Array(n),
    source: new Uint8Array(n),
  };
}

const frame = (seconds: number, more: Partial<SummaryFrame> = {}): SummaryFrame => ({ sampleRate: RATE, sampleCount: seconds * RATE, unreadable: [], gaps: [], ...more });
const every = (rr: number, from: number, to: number): number[] => Array.from({ length: Math.floor((to - from) / rr) }, (_, i) => from + i * rr);

describe('the day in numbers', () => {
  it('is empty and finite where there is nothing', () => {
    const summary = summarise(beatsAt([]), frame(10));
    expect(summary).toMatchObject({ beats: 0, burden: { S: 0, V: 0 }, longestRr: null, heartRate: { mean: null, lowest: null, highest: null }, recordedSeconds: 10 });
    expect(summary.hours).toHaveLength(1);
  });

  it('tells a steady rate, and a slower and a faster hour', () => {
    const beats = beatsAt([...every(1, 0, 3600), ...every(0.5, 3600, 7200)]);
    const summary = summarise(beats, frame(7200));
    expect(summary.heartRate.lowest!.rate).toBeCloseTo(60, 6);
    expect(summary.heartRate.highest!.rate).toBeCloseTo(120, 6);
    expect(summary.heartRate.mean).toBeCloseTo(90, 1);
    expect(summary.hours.map(({ beats: n }) => n)).toEqual([3600, 7200]);
    expect(summary.hours[0]).toMatchObject({ from: 0, min: 60 });
    expect(summary.hours[1]!.mean).toBeCloseTo(120, 1);
    expect(summary.hours[1]!.from).toBe(3600 * RATE);
  });

  it('counts classes, and artefacts apart', () => {
    const summary = summarise(beatsAt([1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 2, 3, 4, 5, 6, 12]), frame(10));
    expect(summary.counts).toEqual({ N: 2, S: 2, V: 1, F: 1, Q: 1 });
    expect(summary).toMatchObject({ beats: 7, artefacts: 1 });
    expect(summary.burden.V).toBeCloseTo(100 / 7, 9);
    // The artefact at 6 s is no beat: the interval runs from 5 to 7.
    expect(summary.longestRr).toEqual({ seconds: 2, sample: 5 * RATE });
  });

  it('draws no RR interval across unreadable spans and gaps, and counts no beat inside', () => {
    const beats = beatsAt([1, 2, 3, 9, 10, 11.5, 20, 21]);
    const plain = summarise(beats, frame(30));
    expect(plain.longestRr).toEqual({ seconds: 8.5, sample: 11.5 * RATE });
    const spans = summarise(beats, frame(30, { gaps: [15 * RATE, 16 * RATE], unreadable: [2.5 * RATE, 5 * RATE] }));
    expect(spans).toMatchObject({ beats: 7, longestRr: { seconds: 1.5, sample: 10 * RATE }, recordedSeconds: 29, unreadableSeconds: 2.5, analysableSeconds: 26.5 });
    expect(Array.from(countedRows(beats, [2.5 * RATE, 5 * RATE]))).toEqual([1, 1, 0, 1, 1, 1, 1, 1]);
  });

  it('stops where the analysis has come to', () => {
    expect(summarise(beatsAt([1, 2, 3]), frame(100, { analysedTo: 10 * RATE, gaps: [50 * RATE, 60 * RATE] })).recordedSeconds).toBe(10);
  });

  it('adds up, whatever the beats', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 4 * 3600 * RATE }), { maxLength: 300 }),
        fc.array(fc.nat(19), { minLength: 300, maxLength: 300 }),
        fc.array(fc.nat(4 * 3600 * RATE), { maxLength: 6 }),
        fc.array(fc.nat(4 * 3600 * RATE), { maxLength: 4 }),
        (samples, codes, spans, holes) => {
          const pairs = (list: number[]): number[] => normalisedPairs(list);
          const beats = { ...beatsAt(samples.map(() => 0), codes), sample: Float64Array.from(samples).sort() };
          const at = { ...frame(4 * 3600), unreadable: pairs(spans), gaps: pairs(holes) };
          const summary = summarise(beats, at);
          const { N, S, V, F, Q } = summary.counts;
          const sum = (pick: (hour: (typeof summary.hours)[number]) => number): number => summary.hours.reduce((total, hour) => total + pick(hour), 0);
          expect(N + S + V + F + Q).toBe(summary.beats);
          expect(sum((hour) => hour.beats)).toBe(summary.beats);
          expect(sum((hour) => hour.V)).toBe(V);
          expect(sum((hour) => hour.unreadableSeconds)).toBeCloseTo(summary.unreadableSeconds, 6);
          expect(summary.analysableSeconds).toBeGreaterThanOrEqual(0);
          const drawn = sketch(beats, at);
          expect(drawn.V.reduce((total, n) => total + n, 0)).toBe(V);
          expect(drawn.S.reduce((total, n) => total + n, 0)).toBe(S);
        },
      ),
    );
    function normalisedPairs(list: number[]): number[] {
      const sorted = list.toSorted((a, b) => a - b);
      return sorted.slice(0, sorted.length - (sorted.length % 2));
    }
  });
});

describe('spans', () => {
  const spans = fc.array(fc.nat(60), { maxLength: 12 }).map((list) => list.slice(0, list.length - (list.length % 2)));
  const members = (list: ArrayLike<number>): Set<number> => {
    const set = new Set<number>();
    for (let i = 0; i + 1 < list.length; i += 2) for (let at = list[i]!; at < list[i + 1]!; at++) set.add(at);
    return set;
  };

  it('are sets of samples', () => {
    fc.assert(
      fc.property(spans, spans, fc.nat(60), fc.nat(60), (a, b, x, y) => {
        const inA = members(a);
        const inB = members(b);
        expect(members(normalised(a))).toEqual(inA);
        expect(members(union(a, b))).toEqual(new Set([...inA, ...inB]));
        expect(members(subtract(a, b))).toEqual(new Set([...inA].filter((at) => !inB.has(at))));
        expect(within(normalised(a), x)).toBe(inA.has(x));
        expect(lengthWithin(normalised(a), Math.min(x, y), Math.max(x, y))).toBe([...inA].filter((at) => at >= Math.min(x, y) && at < Math.max(x, y)).length);
      }),
    );
  });
});
