import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAVE_CLASSES } from '../../core/waves/manifest.ts';
import { peakOf, wavesIn } from '../../core/waves/delineate.ts';
import { fused, spansOf, type WaveLikelihood } from '../../core/waves/wave-spans.ts';

const plain = (length: number, ...spans: [number, number][]): Float32Array => Float32Array.from({ length }, (_, i) => (spans.some(([from, to]) => i >= from && i <= to) ? 0.9 : 0.1));

describe('spans above the level', () => {
  it('begin and end half a sample inside where they cross it', () => {
    const [span, ...rest] = spansOf(plain(40, [10, 19]), 1, 0);
    expect(rest).toEqual([]);
    // From 0.1 to 0.9 the level of 0.42 is crossed at two fifths of the way.
    expect(span!.from).toBeCloseTo(9.9, 6);
    expect(span!.to).toBeCloseTo(19.1, 6);
    expect(span!.mass).toBeCloseTo(9, 5);
  });

  it('are joined over short gaps, and none where they are short', () => {
    const p = plain(100, [10, 19], [23, 30], [60, 61], [90, 99]);
    expect(spansOf(p, 5, 6).map(({ from, to }) => [Math.round(from), Math.round(to)])).toEqual([[10, 30], [90, 99]]);
  });

  it('ascend, keep apart and stay within the stretch', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 }), (values) => {
        const spans = spansOf(Float32Array.from(values), 0, 3);
        spans.forEach((span, i) => {
          expect(span.from).toBeGreaterThanOrEqual(0);
          expect(span.to).toBeLessThanOrEqual(values.length - 1);
          if (i > 0) expect(span.from - spans[i - 1]!.to).toBeGreaterThanOrEqual(3);
        });
      }),
    );
  });
});

describe('leads as one', () => {
  const logits = (odds: readonly number[]): Float32Array => {
    const out = new Float32Array(WAVE_CLASSES.length * odds.length);
    out.set(odds, odds.length * 2);
    return out;
  };
  it('are the mean of up to three, the median of four and more', () => {
    const sure = logits([20]);
    const none = logits([-20]);
    expect(fused([sure, none], 1).QRS[0]).toBeCloseTo(0.5, 5);
    expect(fused([sure, sure, sure, none], 1).QRS[0]).toBeCloseTo(1, 5);
    expect(fused([sure, none, none, none], 1).QRS[0]).toBeCloseTo(0, 5);
  });
  it('weigh by their heights in the mean, but for P', () => {
    const tall = logits([20]);
    const low = logits([-20]);
    expect(fused([tall, low], 1, [3, 1]).QRS[0]).toBeCloseTo(0.75, 5);
    const p = (odds: number): Float32Array => Float32Array.of(0, odds, 0, 0, 0);
    expect(fused([p(20), p(-20)], 1, [3, 1]).P[0]).toBeCloseTo(0.5, 5);
    expect(fused([tall, tall, low, low, low], 1, [9, 9, 1, 1, 1]).QRS[0]).toBeCloseTo(0, 5);
  });
});

/** A rhythm: QRS complexes every 200 samples, with P and T where asked. */
function rhythm(beats: number, withP: (i: number) => boolean, withT: (i: number) => boolean = () => true): WaveLikelihood {
  const length = beats * 200 + 100;
  const all = Array.from({ length: beats }, (_, i) => i);
  const of = (wanted: (i: number) => boolean, from: number, to: number): Float32Array => plain(length, ...all.filter(wanted).map((i): [number, number] => [i * 200 + from, i * 200 + to]));
  return { P: of(withP, 60, 84), QRS: of(() => true, 100, 124), T: of(withT, 170, 215) };
}

describe('the waves of a stretch', () => {
  it('are those of each beat', () => {
    const { beats, hasP, looseP } = wavesIn(rhythm(6, () => true));
    expect(hasP).toBe(true);
    expect(looseP).toEqual([]);
    expect(beats).toHaveLength(6);
    for (const [i, { p, qrs, t }] of beats.entries()) {
      expect([p!.from, p!.to, qrs.from, qrs.to, t!.from, t!.to].map(Math.round)).toEqual([60, 84, 100, 124, 170, 215].map((at) => at + 200 * i));
    }
  });

  it('have no P where the rhythm has none, but for a few', () => {
    const { beats, hasP, looseP } = wavesIn(rhythm(10, (i) => i % 4 === 0));
    expect(hasP).toBe(false);
    expect(looseP).toEqual([]);
    expect(beats.every(({ p }) => p === null)).toBe(true);
  });

  it('have P where fewer beats show one, plain and at a steady distance, as among ectopic beats', () => {
    const { beats, hasP } = wavesIn(rhythm(12, (i) => i % 3 === 1));
    expect(hasP).toBe(true);
    expect(beats.filter(({ p }) => p)).toHaveLength(4);
    // At distances that come and go they count for nothing.
    const unsteady = rhythm(12, () => false);
    [1, 4, 7, 10].forEach((i, n) => unsteady.P.fill(0.9, i * 200 + 60 - 5 * n, i * 200 + 84 - 5 * n));
    expect(wavesIn(unsteady).hasP).toBe(false);
    // Nor where they are faint.
    const faint = rhythm(12, (i) => i % 3 === 1);
    expect(wavesIn({ ...faint, P: faint.P.map((value) => (value > 0.5 ? 0.7 : value)) }).hasP).toBe(false);
  });

  it('keep a P wave that leads to no beat', () => {
    const likelihood = rhythm(8, () => true);
    likelihood.QRS.fill(0.1, 700, 730);
    likelihood.T.fill(0.1, 765, 820);
    const { beats, looseP } = wavesIn(likelihood);
    expect(beats).toHaveLength(7);
    expect(looseP.map(({ from }) => Math.round(from))).toEqual([660]);
  });

  it('have one T a beat, the larger one, or none', () => {
    const likelihood = rhythm(5, () => true, (i) => i !== 2);
    likelihood.T.fill(0.9, 140, 152);
    const { beats } = wavesIn(likelihood);
    expect(beats.map(({ t }) => (t ? Math.round(t.from) : null))).toEqual([170, 370, null, 770, 970]);
  });

  it('peak where the lead is farthest from the line between their bounds', () => {
    const lead = Float32Array.from({ length: 100 }, (_, i) => i / 50 - Math.exp(-(((i - 40) / 5) ** 2)));
    expect(peakOf([lead], { from: 20, to: 70, mass: 0, top: 0 })).toBe(40);
    expect(peakOf([lead, lead.map((value) => -value)], { from: 20, to: 70, mass: 0, top: 0 })).toBe(40);
  });
});
