import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeySet } from '../../core/review/key-set.ts';

const key = fc.integer({ min: -40, max: 500 });
const step = fc.oneof(fc.record({ plus: fc.array(key, { maxLength: 30 }) }), fc.record({ toggle: key }));

it('says what a set says, for keys of the analysis and of inserted beats alike', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let [own, plain] = [KeySet.EMPTY, new Set<number>()];
      for (const one of steps) {
        if ('plus' in one) {
          own = own.plus(one.plus);
          plain = new Set([...plain, ...one.plus]);
        } else {
          own = own.toggled(one.toggle);
          if (!plain.delete(one.toggle)) plain.add(one.toggle);
        }
        expect(own.size).toBe(plain.size);
      }
      expect([...own.toArray()]).toEqual([...plain].sort((a, b) => a - b));
      for (let any = -50; any < 550; any++) expect(own.has(any), String(any)).toBe(plain.has(any));
      expect([...own.filter((held) => held % 2 === 0).toArray()]).toEqual([...plain].filter((held) => held % 2 === 0).sort((a, b) => a - b));
    }),
  );
});

it('stays as it was made, whatever is made of it', () => {
  const first = KeySet.from([31, 32, 63, -1]);
  first.plus([5]);
  first.toggled(32);
  expect([...first.toArray()]).toEqual([-1, 31, 32, 63]);
  expect([first.has(5), first.has(1e6), KeySet.EMPTY.size]).toEqual([false, false, 0]);
});
