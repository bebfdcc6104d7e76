import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowsByValue } from '../../core/review/rows-by-value.ts';

const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, 0.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
const compared = (values: readonly number[]): number[] => Array.from(values.keys()).sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));

it.each([
  ['few', 0, 60],
  ['many', 4096, 4200],
] as const)('puts %s rows in the order of their values, equal ones as they came', (_, minLength, maxLength) => {
  fc.assert(
    fc.property(fc.array(value, { minLength, maxLength }), (values) => {
      const rows = Int32Array.from(values, (_, i) => 7 * i - 3);
      expect([...rowsByValue(rows, Float64Array.from(values))]).toEqual(compared(values).map((at) => rows[at]));
    }),
    { numRuns: minLength === 0 ? 100 : 10 },
  );
});
