/** Edits one after the other: the first begins in the event that asked for it, so that one picture shows all that the key did. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTurn, settled } from '../../renderer/state/turns.ts';

describe('edits in turn', () => {
  it('begin at once where nothing is before them, else when what is before them is done, failed or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), async (fails) => {
        await settled();
        const said: string[] = [];
        const work = fails.map((fail, i) => async () => {
          said.push(`${i} begins`);
          await Promise.resolve();
          said.push(`${i} ends`);
          if (fail) throw new Error('refused');
          return i;
        });
        const all = work.map((one) => inTurn(one).catch(() => -1));
        expect(said).toEqual(['0 begins']);
        await settled();
        expect(await Promise.all(all)).toEqual(fails.map((fail, i) => (fail ? -1 : i)));
        expect(said).toEqual(fails.flatMap((_, i) => [`${i} begins`, `${i} ends`]));
        // What was refused stands in nobody's way.
        await Promise.resolve();
        let begun = false;
        const next = inTurn(async () => void (begun = true));
        expect(begun).toBe(true);
        await next;
      }),
      { numRuns: 30 },
    );
  });
});
