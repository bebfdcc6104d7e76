import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../core/study/recording.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';

const BEATS = new Set(['N', 'A', 'a', 'V', 'F', 'j']);

function beats(list: readonly Annotation[]): Annotation[] {
  return list.filter(({ symbol }) => BEATS.has(symbol));
}

describe('synthetic recording', () => {
  const day = synthesise({ hours: 24, seed: 1 });
  const truth = day.annotations();

  it('holds every kind of event that a Holter day can hold', () => {
    const count = (symbol: string) => truth.filter((mark) => mark.symbol === symbol).length;
    const rhythms = new Set(truth.filter(({ symbol }) => symbol === '+').map(({ aux }) => aux));
    expect([...rhythms].sort()).toEqual(['(AFIB', '(B', '(N', '(SVTA', '(VT']);
    expect(beats(truth).length).toBeGreaterThan(80_000);
    expect(beats(truth).length).toBeLessThan(130_000);
    for (const symbol of ['A', 'a', 'V', 'F', '~']) expect([symbol, count(symbol) > 10]).toEqual([symbol, true]);
    const qualities = new Set(truth.filter(({ symbol }) => symbol === '~').map(({ subtype }) => subtype));
    expect(qualities.has(-1) && qualities.has(0) && qualities.size > 3).toBe(true);
    const gaps = beats(truth).map(({ sample }, i, all) => (i > 0 ? (sample - all[i - 1]!.sample) / 250 : 0));
    expect(gaps.some((gap) => gap > 2.2 && gap < 4)).toBe(true);
  });

  it('is slower at night than by day', () => {
    const rate = (hour: number) => {
      const from = (hour - 9.2) * 3600 * 250;
      return beats(truth).filter(({ sample }) => sample >= from && sample < from + 3600 * 250).length;
    };
    expect(rate(28)).toBeLessThan(rate(16) - 300);
  });

  it('keeps its marks ascending, within the recording, and clear of each other', () => {
    for (let i = 1; i < truth.length; i++) expect(truth[i]!.sample).toBeGreaterThanOrEqual(truth[i - 1]!.sample);
    expect(truth.at(-1)!.sample).toBeLessThan(day.length);
    const all = beats(truth);
    for (let i = 1; i < all.length; i++) expect((all[i]!.sample - all[i - 1]!.sample) / 250).toBeGreaterThan(0.25);
  });

  it('has its R peaks where the truth says', () => {
    let far = 0;
    let seen = 0;
    for (let from = 0; from < day.length; from += 3_000_000) {
      const to = Math.min(day.length, from + 25_000);
      const [lead] = day.readAdu(from, to);
      for (const { sample, symbol } of beats(truth)) {
        if (symbol !== 'N' || sample < from + 50 || sample >= to - 50) continue;
        // Highest above the line through what lies on both sides.
        let best = 0;
        let at = 0;
        for (let i = -20; i <= 20; i++) {
          const x = sample - from + i;
          const height = lead![x]! - (lead![x - 12]! + lead![x + 12]!) / 2;
          if (height > best) [best, at] = [height, i];
        }
        seen++;
        if (Math.abs(at) > 3) far++;
      }
    }
    expect(seen).toBeGreaterThan(500);
    expect(far / seen).toBeLessThan(0.03);
  });

  it('gives the same samples for any blocks and the same day for the same seed', () => {
    const recording = synthesise({ hours: 0.6, seed: 5, leads: 2, rate: 200 });
    const whole = recording.readAdu(0, recording.length);
    fc.assert(fc.property(fc.nat(recording.length - 1), fc.integer({ min: 1, max: 5000 }), (from, length) => {
      const to = Math.min(recording.length, from + length);
      recording.readAdu(from, to).forEach((lead, l) => expect(lead).toEqual(whole[l]!.subarray(from, to)));
    }), { numRuns: 60 });
    const again = synthesise({ hours: 0.6, seed: 5, leads: 2, rate: 200 });
    expect(again.readAdu(0, 10_000)).toEqual(whole.map((lead) => lead.slice(0, 10_000)));
    expect(again.annotations()).toEqual(recording.annotations());
    expect(synthesise({ hours: 0.6, seed: 6, leads: 2, rate: 200 }).readAdu(0, 1000)).not.toEqual(whole.map((lead) => lead.slice(0, 1000)));
  });

  it('is silent outside itself and refuses what it cannot make', () => {
    const recording = synthesise({ hours: 0.01, seed: 1, leads: 1 });
    const [lead] = recording.read(-5, 5);
    expect([...lead!].map(Number.isNaN)).toEqual([true, true, true, true, true, false, false, false, false, false]);
    expect(() => synthesise({ hours: 0, seed: 1 })).toThrow(RangeError);
    expect(() => synthesise({ hours: 1, seed: 1, leads: 13 })).toThrow(RangeError);
    expect(() => synthesise({ hours: 1, seed: 1, rate: 50 })).toThrow(RangeError);
  });

  it('reads the end of a fortnight without its middle', () => {
    const fortnight = synthesise({ hours: 336, seed: 14, leads: 1, rate: 200 });
    const [end] = fortnight.readAdu(fortnight.length - 200_000, fortnight.length);
    expect(end!.length).toBe(200_000);
  });
});
