import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedTo, orderedStrips, orderOf } from '../../core/study/strip-order.ts';

const strip = (id: string, from: number): { id: string; from: number } => ({ id, from });
const day = [strip('c', 30), strip('a', 10), strip('b', 20)];
const ids = (list: readonly { id: string }[]): string => list.map(({ id }) => id).join('');

describe('strips of the report', () => {
  it('stand in the order of time until they are put in another', () => {
    expect(ids(orderedStrips(day, undefined))).toBe('abc');
    const now = movedTo(orderedStrips(day, undefined), 2, 0);
    expect(orderOf(now)).toBe('c,a,b');
    expect(ids(orderedStrips(day, 'c,a,b'))).toBe('cab');
    expect(orderOf(orderedStrips(day, undefined))).toBeNull();
    // One that came later stands behind, one that is gone leaves no gap.
    expect(ids(orderedStrips([...day, strip('d', 5)], 'c,x,a,b'))).toBe('cabd');
  });

  it('are all printed, whatever the setting says, and an order that was made is read as it was made', () => {
    const list = fc.uniqueArray(fc.record({ id: fc.string({ unit: fc.constantFrom('a', 'b', '1'), minLength: 1, maxLength: 5 }), from: fc.nat(9) }), { selector: ({ id }) => id, maxLength: 8 });
    fc.assert(fc.property(list, fc.string({ unit: fc.constantFrom('a', 'b', '1', ',', '心') }), (strips, order) => {
      expect(ids(orderedStrips(strips, order).toSorted((a, b) => a.id.localeCompare(b.id)))).toBe(ids(strips.toSorted((a, b) => a.id.localeCompare(b.id))));
    }));
    fc.assert(fc.property(list, fc.nat(7), fc.nat(7), (strips, from, to) => {
      const moved = movedTo(orderedStrips(strips, undefined), from, to);
      const order = orderOf(moved);
      if (order !== null) expect(orderedStrips(strips, order)).toEqual(moved);
    }));
    expect(orderOf(Array.from({ length: 200 }, (_, i) => strip(`01M819GWEMSB4WTEEMPX${i}`, -i)))!.length).toBeLessThanOrEqual(2000);
  });
});
