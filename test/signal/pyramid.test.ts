import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarser, joinLevels, pyramidOf } from '../../core/signal/pyramid.ts';
import { INVALID_ADU } from '../../core/study/recording.ts';

const samples = fc.array(fc.oneof(fc.integer({ min: -32767, max: 32767 }), fc.constant(INVALID_ADU)), { maxLength: 200 }).map((values) => Int16Array.from(values));

describe('the min/max pyramid', () => {
  it('holds the lowest and highest measured value of each cell', () => {
    const level = pyramidOf(Int16Array.from([3, INVALID_ADU, -2, INVALID_ADU, INVALID_ADU, INVALID_ADU, 7]), 3);
    expect(Array.from(level.min)).toEqual([-2, INVALID_ADU, 7]);
    expect(Array.from(level.max)).toEqual([3, INVALID_ADU, 7]);
    expect(pyramidOf(Int32Array.from([1_000_000, -1_000_000]), 2).min).toEqual(Int32Array.from([-1_000_000]));
    expect(() => pyramidOf(new Int16Array(4), 0)).toThrow(RangeError);
  });

  it('grows coarser as if made from the samples', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }), (adu, factor, times) => {
        expect(coarser(pyramidOf(adu, factor), times)).toEqual(pyramidOf(adu, factor * times));
      }),
    );
  });

  it('joins blocks as if they were one', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 20 }), (adu, factor, cells) => {
        const cut = Math.min(adu.length - (adu.length % factor), cells * factor);
        expect(joinLevels([pyramidOf(adu.slice(0, cut), factor), pyramidOf(adu.slice(cut), factor)])).toEqual(pyramidOf(adu, factor));
      }),
    );
  });
});
