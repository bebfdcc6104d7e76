import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROBABILITIES } from '../../core/beats/columns.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { concat, goneOn } from '../../core/review/beat-rows.ts';

function columns(first: number, count: number): BeatColumns {
  const number = (_: unknown, i: number): number => (first + i) % 120;
  return {
    key: Int32Array.from({ length: count }, (_, i) => first + i),
    sample: Float64Array.from({ length: count }, (_, i) => 1e9 + first + i),
    code: Uint8Array.from({ length: count }, number),
    template: Uint16Array.from({ length: count }, number),
    probability: Uint8Array.from({ length: count * PROBABILITIES }, number),
    likeness: Int8Array.from({ length: count }, number),
    source: Uint8Array.from({ length: count }, number),
  };
}

describe('columns that go on', () => {
  it('are those put together, and what any of them shows stays, whichever is gone on from twice', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ from: fc.nat(), count: fc.nat({ max: 800 }) }), { maxLength: 12 }), (steps) => {
        const made = [{ is: columns(0, 0), should: columns(0, 0) }];
        steps.forEach(({ from, count }, i) => {
          const before = made[from % made.length]!;
          const more = columns(100_000 * (i + 1), count);
          made.push({ is: goneOn(before.is, more), should: concat(before.should, more) });
        });
        for (const { is, should } of made) expect(is).toStrictEqual(should);
      }),
    );
  });

  it('are not copied as long as there is room behind them', () => {
    const begun = goneOn(columns(0, 0), columns(0, 100));
    const longer = goneOn(begun, columns(100, 100));
    expect(longer.key.buffer).toBe(begun.key.buffer);
    expect(goneOn(begun, columns(500, 1)).key.buffer).not.toBe(begun.key.buffer);
  });
});
