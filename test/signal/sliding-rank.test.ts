import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingRank } from '../../core/signal/sliding-rank.ts';

describe('the k-th smallest of numbers that come and go', () => {
  it('is that of the sorted ones, or not told from the limit on', () => {
    const step = fc.record({ come: fc.array(fc.nat(14), { maxLength: 6 }), go: fc.nat(4), share: fc.double({ min: 0, max: 0.999, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const rank = new SlidingRank(10);
        const held: number[] = [];
        for (const { come, go, share } of steps) {
          for (const value of come) {
            rank.add(value);
            held.push(value);
          }
          for (const value of held.splice(0, Math.min(go, held.length))) rank.remove(value);
          expect(rank.size).toBe(held.length);
          if (held.length === 0) continue;
          const k = Math.floor(share * held.length);
          const wanted = held.toSorted((a, b) => a - b)[k]!;
          expect(rank.smallest(k)).toBe(wanted < 10 ? wanted : null);
        }
      }),
    );
  });
});
