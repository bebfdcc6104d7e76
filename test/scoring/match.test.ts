import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchBeats } from '../../core/scoring/match.ts';

function pairs(reference: number[], test: number[], window = 150): [number, number][] {
  return [...matchBeats(reference, test, window).ofReference].flatMap((t, r): [number, number][] => (t < 0 ? [] : [[reference[r]!, test[t]!]]));
}

describe('matching of beats', () => {
  it('takes both ends of the window in, and nothing beyond', () => {
    expect(pairs([1000], [1150])).toEqual([[1000, 1150]]);
    expect(pairs([1000], [850])).toEqual([[1000, 850]]);
    expect(pairs([1000], [1151])).toEqual([]);
    expect(pairs([1000], [849])).toEqual([]);
  });

  it('gives a beat detected twice to the nearer mark and leaves the other alone', () => {
    expect(pairs([1000], [990, 1040])).toEqual([[1000, 990]]);
    expect(pairs([1000], [940, 1010])).toEqual([[1000, 1010]]);
    expect(pairs([1000], [900, 980, 1005, 1090])).toEqual([[1000, 1005]]);
  });

  it('gives two beats with one mark between them to the nearer one', () => {
    expect(pairs([1000, 1100], [1040])).toEqual([[1000, 1040]]);
    expect(pairs([1000, 1100], [1060])).toEqual([[1100, 1060]]);
  });

  it('takes the later of two marks at equal distances', () => {
    expect(pairs([1000], [950, 1050])).toEqual([[1000, 1050]]);
    expect(pairs([950, 1050], [1000])).toEqual([[1050, 1000]]);
  });

  it('keeps both pairs where marks are displaced at a high rate', () => {
    // The test case with which the published comparator was corrected in 2002 (window 37).
    expect(pairs([96, 160], [128, 185], 37)).toEqual([[96, 128], [160, 185]]);
    expect(pairs([128, 185], [96, 160], 37)).toEqual([[128, 96], [185, 160]]);
  });

  it('gives up the first beat where the second takes its only mark', () => {
    expect(pairs([0, 60], [40, 100], 54)).toEqual([[60, 40]]);
  });

  it('does without either side', () => {
    expect(pairs([], [])).toEqual([]);
    expect(pairs([1000], [])).toEqual([]);
    expect(pairs([], [1000])).toEqual([]);
  });

  it('pairs one to one, in order and within the window, whatever comes', () => {
    const times = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 40 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(times, times, (reference, test) => {
        const { ofReference, ofTest } = matchBeats(reference, test, 54);
        let last = -1;
        ofReference.forEach((t, r) => {
          if (t < 0) return;
          expect(ofTest[t]).toBe(r);
          expect(Math.abs(reference[r]! - test[t]!)).toBeLessThanOrEqual(54);
          expect(t).toBeGreaterThan(last);
          last = t;
        });
        expect([...ofTest].filter((r) => r >= 0)).toHaveLength([...ofReference].filter((t) => t >= 0).length);
      }),
    );
  });

  it('is the nearest mark of all where beats are more than two windows apart', () => {
    const gaps = fc.array(fc.tuple(fc.integer({ min: 110, max: 300 }), fc.array(fc.integer({ min: -80, max: 80 }), { maxLength: 3 })), { maxLength: 20 });
    fc.assert(
      fc.property(gaps, (beats) => {
        let at = 1000;
        const reference: number[] = [];
        const test: number[] = [];
        for (const [gap, offsets] of beats) {
          at += gap + 160;
          reference.push(at);
          test.push(...offsets.map((offset) => at + offset));
        }
        test.sort((a, b) => a - b);
        const { ofReference } = matchBeats(reference, test, 54);
        reference.forEach((sample, r) => {
          const distances = test.map((other) => Math.abs(other - sample));
          const nearest = Math.min(...distances, Number.POSITIVE_INFINITY);
          const partner = ofReference[r]!;
          if (nearest > 54) expect(partner).toBe(-1);
          else expect(Math.abs(test[partner]! - sample)).toBe(nearest);
        });
      }),
    );
  });
});
