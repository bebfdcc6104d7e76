import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantile, quantileOf, sorted } from '../../core/beats/statistics.ts';
import { select } from '../../core/signal/select.ts';

const values = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e9, max: 1e9 })), { minLength: 1, maxLength: 60 }).map((list) => Float64Array.from(list, (value) => value + 0));

describe('the k-th smallest', () => {
  it('is what sorting finds, and parts the rest', () => {
    fc.assert(
      fc.property(values, fc.nat({ max: 59 }), (list, place) => {
        const k = place % list.length;
        const moved = list.slice();
        const found = select(moved, moved.length, k);
        expect(found).toBe(sorted(list)[k]);
        expect(moved.slice(0, k).every((value) => value <= found) && moved.slice(k).every((value) => value >= found)).toBe(true);
        expect(sorted(moved)).toEqual(sorted(list));
      }),
    );
  });

  it('looks at the first values only', () => {
    expect(select(Float64Array.of(5, 3, 4, -9), 3, 0)).toBe(3);
  });

  it('gives the quantiles of a sorted array', () => {
    fc.assert(fc.property(values, fc.double({ noNaN: true, min: 0, max: 1 }), (list, q) => {
      expect(quantileOf(list.slice(), q)).toBe(quantile(sorted(list), q));
    }));
    expect(quantileOf(new Float64Array(0), 0.5, 7)).toBe(7);
  });
});
