import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTEXT_LENGTH, CONTEXT_NAMES } from '../../core/beats/context.ts';
import { dominantBeat, TEMPLATE_LENGTH } from '../../core/beats/dominant.ts';
import { blockRange, horizonOf, labelParts } from '../../core/beats/horizon.ts';
import { rrFeatures, RR_NAMES } from '../../core/beats/rr-features.ts';
import { quantile, rank, RollingSorted, sorted } from '../../core/beats/statistics.ts';
import { madeSpan, NORMAL, placesAt, WIDE } from './made-beats.ts';

const number = (context: Float32Array, beat: number, name: string): number => context[beat * CONTEXT_LENGTH + CONTEXT_NAMES.indexOf(name)]!;

describe('order statistics', () => {
  it('a rolling window holds what sorting the slice gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 0, max: 8 }), fc.nat(59), (list, half, from) => {
        const values = Float64Array.from(list);
        const rolling = new RollingSorted(values, half, from);
        for (let i = from; i < values.length; i++) {
          rolling.moveTo(i);
          const want = sorted(values, Math.max(0, i - half), Math.min(values.length, i + half + 1));
          expect(Array.from(rolling.window.subarray(0, rolling.length))).toEqual(Array.from(want));
          const lower = want[(want.length - 1) >> 1]!;
          expect(rolling.middle).toBe((lower + want[want.length >> 1]!) / 2);
        }
      }),
    );
  });

  it('ranks and quantiles of known lists', () => {
    const list = Float64Array.from([1, 2, 2, 3]);
    expect(rank(list, 2)).toBe(0.5);
    expect(rank(list, 0)).toBe(0);
    expect(rank(list, 9)).toBe(1);
    expect(quantile(list, 0.5)).toBe(2);
    expect(quantile(new Float64Array(0), 0.5, 7)).toBe(7);
  });
});

describe('RR numbers', () => {
  const rrOf = (rr: number[]): { at: (beat: number, name: (typeof RR_NAMES)[number]) => number } => {
    const peaks = Float64Array.from(placesAt(100, rr));
    const out = new Float32Array(peaks.length * RR_NAMES.length);
    rrFeatures(peaks, 0, peaks.length, out, RR_NAMES.length, 0);
    return { at: (beat, name) => out[beat * RR_NAMES.length + RR_NAMES.indexOf(name)]! };
  };

  it('of a horizon are the same whether or not one that overlaps it was asked before', () => {
    const told = (peaks: Float64Array): Float32Array => {
      const out = new Float32Array(peaks.length * RR_NAMES.length);
      rrFeatures(peaks, 0, peaks.length, out, RR_NAMES.length, 0);
      return out;
    };
    const elsewhere = Float64Array.of(-900, -800, -650);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 40, max: 200 }), { minLength: 20, maxLength: 90 }), fc.nat(40), fc.nat(40), fc.boolean(), (rr, dropped, cut, otherEnd) => {
        const peaks = Float64Array.from(placesAt(100, rr));
        const next = peaks.slice(Math.min(dropped, peaks.length - 2));
        if (otherEnd) next[next.length - 1]! += 7;
        told(elsewhere);
        const fresh = told(next);
        told(peaks.subarray(0, peaks.length - Math.min(cut, peaks.length - 1)));
        expect(told(next)).toEqual(fresh);
      }),
    );
  });

  it('of an even rhythm are all zero but the rate', () => {
    const { at } = rrOf(new Array<number>(80).fill(100));
    for (const name of RR_NAMES) {
      if (name.startsWith('rank')) expect(at(40, name)).toBeCloseTo(0.5);
      else expect(at(40, name)).toBeCloseTo(0);
    }
  });

  it('tell a premature beat with its pause', () => {
    const rr = new Array<number>(80).fill(100);
    rr[39] = 60;
    rr[40] = 140;
    const { at } = rrOf(rr);
    expect(at(40, 'preOverMedian11')).toBeCloseTo(Math.log(0.6));
    expect(at(40, 'postOverMedian11')).toBeCloseTo(Math.log(1.4));
    expect(at(40, 'preOverPost')).toBeCloseTo(Math.log(60 / 140));
    expect(at(41, 'rr-1')).toBeCloseTo(Math.log(0.6));
    expect(at(39, 'rr+1')).toBeCloseTo(Math.log(0.6));
    expect(at(40, 'rankHorizon')).toBeLessThan(0.02);
  });

  it('do not change with the rate but for the rate itself', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 60, max: 160 }), { minLength: 70, maxLength: 90 }), (rr) => {
        const one = rrOf(rr);
        const two = rrOf(rr.map((x) => 1.5 * x));
        for (const name of RR_NAMES) if (name !== 'rate') expect(two.at(35, name)).toBeCloseTo(one.at(35, name), 4);
      }),
      { numRuns: 30 },
    );
  });

  it('are finite for one, two and three beats', () => {
    for (const rr of [[], [90], [90, 4000]]) {
      const { at } = rrOf(rr);
      for (const name of RR_NAMES) expect(Number.isFinite(at(0, name))).toBe(true);
    }
  });
});

describe('dominant beat', () => {
  it('is the normal beat, R peak in the middle', () => {
    const places = placesAt(300, new Array<number>(120).fill(100));
    const span = madeSpan(13_000, places, (i) => (i % 4 === 2 ? WIDE : NORMAL), 2);
    const dominant = dominantBeat(span, Float64Array.from(places));
    const lead = dominant.leads[0]!;
    expect(lead.length).toBe(TEMPLATE_LENGTH);
    expect(lead.indexOf(Math.max(...lead.subarray(240, 272)))).toBe(TEMPLATE_LENGTH / 2);
    expect(lead[256]).toBeCloseTo(1, 1);
    expect(dominant.leads[1]![256]).toBeCloseTo(0.6, 1);
  });

  it('is the late beat of a bigeminy', () => {
    const rr = Array.from({ length: 160 }, (_, i) => (i % 2 === 0 ? 60 : 120));
    const places = placesAt(300, rr);
    const span = madeSpan(15_500, places, (i) => (i % 2 === 1 ? WIDE : NORMAL));
    expect(dominantBeat(span, Float64Array.from(places)).leads[0]![256]).toBeGreaterThan(0.8);
  });

  it('leaves a lead out that cannot be read', () => {
    const places = placesAt(300, new Array<number>(60).fill(100));
    const span = madeSpan(7000, places, () => NORMAL, 2);
    span.valid[1]!.fill(0);
    const dominant = dominantBeat(span, Float64Array.from(places));
    expect(dominant.counts[1]).toBe(0);
    expect(Math.max(...dominant.leads[1]!)).toBe(0);
  });
});

describe('shape numbers', () => {
  const places = placesAt(300, new Array<number>(150).fill(100));
  const shapeOf = (i: number): typeof NORMAL => (i === 50 ? WIDE : i === 80 ? { ...NORMAL, p: 0 } : NORMAL);
  const span = madeSpan(16_000, places, shapeOf, 2);
  const [part] = labelParts({ block: blockRange(0), peaks: Float64Array.from(places), span });
  const { context } = part!;

  it('tell the odd beat', () => {
    expect(number(context, 50, 'likeness')).toBeGreaterThan(number(context, 20, 'likeness') + 1);
    expect(number(context, 49, 'likenessAfter')).toBeCloseTo(number(context, 50, 'likeness'), 5);
    expect(number(context, 50, 'qrsArea')).toBeGreaterThan(0.5);
    expect(number(context, 50, 'likenessRank')).toBeLessThan(0.02);
  });

  it('tell a missing P wave', () => {
    expect(number(context, 20, 'pAmplitude')).toBeCloseTo(1, 0);
    expect(Math.abs(number(context, 80, 'pAmplitude'))).toBeLessThan(0.3);
    expect(number(context, 80, 'pResidual')).toBeGreaterThan(1);
  });

  it('do not depend on gain or sign of a lead', () => {
    const turned = { ...span, leads: span.leads.map((lead) => lead.map((v) => -3 * v)) };
    const [other] = labelParts({ block: blockRange(0), peaks: Float64Array.from(places), span: turned });
    for (const name of ['likeness', 'qrsLikeness', 'pLikeness', 'qrsHeight']) {
      expect(number(other!.context, 50, name)).toBeCloseTo(number(context, 50, name), 1);
    }
  });

  it('are finite where no lead can be read', () => {
    const blind = { ...span, valid: span.valid.map((v) => new Uint8Array(v.length)) };
    const [other] = labelParts({ block: blockRange(0), peaks: Float64Array.from(places), span: blind });
    expect(other!.context.every(Number.isFinite)).toBe(true);
  });
});

describe('horizon', () => {
  const beats = 2000;
  const places = placesAt(50, new Array<number>(beats).fill(97));
  const block = blockRange(2);
  const span = madeSpan(220_000, places, (i) => (i % 9 === 4 ? WIDE : NORMAL));

  it('what lies outside does not change a label', () => {
    const horizon = horizonOf(block);
    const inside = places.filter((p) => p >= horizon.from && p < horizon.to);
    const all = labelParts({ block, peaks: Float64Array.from(places), span });
    const cut = labelParts({ block, peaks: Float64Array.from(inside), span });
    expect(all[0]!.context).toEqual(cut[0]!.context);
    expect(all[0]!.dominant.leads).toEqual(cut[0]!.dominant.leads);
    expect(all[0]!.peaks[0]).toBe(cut[0]!.peaks[0]);
  });

  it('lies within 15 minutes of every beat of the block', () => {
    const horizon = horizonOf(block);
    expect(horizon.from).toBeGreaterThanOrEqual(block.to - 900 * 125);
    expect(horizon.to).toBeLessThanOrEqual(block.from + 900 * 125);
  });

  it('starts anew behind a gap of more than a minute', () => {
    const before = places.filter((p) => p < block.from + 10_000);
    const after = before.map((p) => p + before.at(-1)! + 61 * 125 - before[0]!).filter((p) => p < 220_000);
    const peaks = Float64Array.from([...before, ...after]);
    const both = labelParts({ block, peaks, span });
    expect(both.length).toBe(2);
    expect(both[1]!.first).toBe(before.length);
    const alone = labelParts({ block, peaks: Float64Array.from(after), span });
    expect(both[1]!.context).toEqual(alone[0]!.context);
    expect(both.reduce((sum, part) => sum + part.peaks.length, 0)).toBe(peaks.filter((p) => p >= block.from && p < block.to).length);
  });

  it('a block without beats has no parts', () => {
    expect(labelParts({ block: blockRange(90), peaks: Float64Array.from(places), span })).toEqual([]);
  });
});
