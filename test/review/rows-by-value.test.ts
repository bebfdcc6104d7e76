import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowsByValue } from '../../core/review/rows-by-value.ts';

it('puts rows in the order of their values, equal ones as they came', () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 1, -1, 0.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (values) => {
      const rows = Int32Array.from(values, (_, i) => 7 * i - 3);
      const compared = Array.from(values.keys()).sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
      expect([...rowsByValue(rows, Float64Array.from(values))]).toEqual(compared.map((at) => rows[at]));
    }),
  );
});
