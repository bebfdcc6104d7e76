import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cohenKappa } from '../../core/scoring/kappa.ts';

const counts = (size: number): fc.Arbitrary<number[][]> => fc.array(fc.array(fc.nat(500), { minLength: size, maxLength: size }), { minLength: size, maxLength: size });

describe('Cohen’s kappa', () => {
  test('equals what is computed by hand', () => {
    // n = 50, observed 35/50, expected (25 × 30 + 25 × 20) / 2500; variance (0.02743 + 0.02547 − 0.0025) / (50 × 0.0625) = 0.016128.
    const kappa = cohenKappa([
      [20, 5],
      [10, 15],
    ]);
    expect(kappa.observed).toBeCloseTo(0.7, 12);
    expect(kappa.expected).toBeCloseTo(0.5, 12);
    expect(kappa.value).toBeCloseTo(0.4, 12);
    expect(kappa.low).toBeCloseTo(0.4 - 1.96 * Math.sqrt(0.016128), 9);
    expect(kappa.high).toBeCloseTo(0.4 + 1.96 * Math.sqrt(0.016128), 9);
  });

  test('of three classes, by hand', () => {
    // Rows 90, 30, 20, columns 88, 34, 18, agreed 80 + 24 + 15 of 140: (140 × 119 − 9300) / (140² − 9300) = 7360 / 10300.
    const kappa = cohenKappa([
      [80, 8, 2],
      [5, 24, 1],
      [3, 2, 15],
    ]);
    expect(kappa.n).toBe(140);
    expect(kappa.value).toBeCloseTo(7360 / 10300, 12);
  });

  test('of two who agree in everything is 1, with no doubt about it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 2, maxLength: 6 }), (diagonal) => {
        const kappa = cohenKappa(diagonal.map((count, i) => diagonal.map((_, j) => (i === j ? count : 0))));
        expect(kappa.value).toBeCloseTo(1, 12);
        expect(kappa.low).toBeCloseTo(1, 5);
        expect(kappa.high).toBeCloseTo(1, 5);
        expect(kappa.why).toBeNull();
      }),
    );
  });

  test('of one class only is not defined, and says so', () => {
    expect(cohenKappa([[0, 0], [0, 1234]])).toMatchObject({ value: null, low: null, high: null, observed: 1, expected: 1, n: 1234, why: 'one-class' });
  });

  test('of nothing is not defined, and says so', () => {
    expect(cohenKappa([[0, 0], [0, 0]])).toMatchObject({ value: null, observed: null, n: 0, why: 'empty' });
  });

  test('lies within its interval and within −1 and 1, and does not mind who is called first', () => {
    fc.assert(
      fc.property(counts(5), (table) => {
        const kappa = cohenKappa(table);
        if (kappa.value === null) return;
        expect(kappa.value).toBeGreaterThanOrEqual(-1);
        expect(kappa.value).toBeLessThanOrEqual(1);
        expect(kappa.low!).toBeLessThanOrEqual(kappa.value + 1e-12);
        expect(kappa.high!).toBeGreaterThanOrEqual(kappa.value - 1e-12);
        const turned = cohenKappa(table.map((_, i) => table.map((row) => row[i]!)));
        expect(turned.value).toBeCloseTo(kappa.value, 10);
        expect(turned.low).toBeCloseTo(kappa.low!, 8);
      }),
    );
  });

  test('of what chance alone makes is about 0', () => {
    // Marginals multiplied: every cell is its expectation.
    const rows = [600, 300, 100];
    const columns = [500, 400, 100];
    const table = rows.map((row) => columns.map((column) => (row * column) / 1000));
    expect(cohenKappa(table).value).toBeCloseTo(0, 12);
  });
});
