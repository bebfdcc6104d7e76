import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alikeTo } from '../../core/review/asks/alike.ts';
import { FEATURES } from '../../core/review/asks/features.ts';

/** Beats on a line: beat `i` lies at `places[i]` along every number. */
const along = (places: readonly number[]): { count: number; values: Float32Array } => ({ count: places.length, values: Float32Array.from({ length: places.length * FEATURES }, (_, i) => places[Math.floor(i / FEATURES)]!) });
const all = (): boolean => true;

describe('beats alike', () => {
  it('come nearest first, those asked about left out, and no more than asked for', () => {
    const features = along([0, 5, 0.1, 0.3, 0.2, 9]);
    const { rows, likeness } = alikeTo(features, [0], all, 3);
    expect([...rows]).toEqual([2, 4, 3]);
    expect([...likeness]).toEqual([100, 98, 96]);
    expect([...alikeTo(features, [0, 2], (row) => row !== 4).rows]).toEqual([3, 1, 5]);
    // Of several the middle counts: 5 lies at it, the rest beside it.
    expect([...alikeTo(along([0, 10, 5, 0.1]), [0, 1], all).rows]).toEqual([2, 3]);
  });

  it('are every beat that counts, once, however many there are', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 40 }), fc.nat(39), fc.nat(3), (places, seed, step) => {
        const at = seed % places.length;
        const counts = (row: number): boolean => row % (step + 1) === 0;
        const { rows, likeness } = alikeTo(along(places), [at], counts);
        expect([...rows].toSorted((a, b) => a - b)).toEqual(places.map((_, row) => row).filter((row) => row !== at && counts(row)));
        expect([...likeness]).toEqual([...likeness].toSorted((a, b) => b - a));
      }),
    );
  });

  it('are not looked for without a beat', () => {
    expect(() => alikeTo(along([1]), [], all)).toThrow(RangeError);
    expect(() => alikeTo(along([1]), [1], all)).toThrow(RangeError);
  });
});
