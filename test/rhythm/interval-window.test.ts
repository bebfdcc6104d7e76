/** A window that has slid holds what one made anew does. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ALIKE, IntervalWindow, type Slid } from '../../core/rhythm/interval-window.ts';

const intervals = fc.array(fc.tuple(fc.integer({ min: 40, max: 300 }), fc.boolean()), { minLength: 4, maxLength: 60 }).map(
  (list): Slid => ({ rr: Float64Array.from(list, ([steps]) => steps / 128), joint: Uint8Array.from(list, ([, isJoint]) => (isJoint ? 1 : 0)) }),
);

function said(window: IntervalWindow, n: number): unknown {
  return { ordered: [...window.ordered.subarray(0, n)], sizes: [...window.sizes.subarray(0, window.steps)], occupied: window.occupied, ...window.pairs };
}

it('says the same wherever it comes from, and counts pairs as they are', () => {
  fc.assert(
    fc.property(intervals, fc.array(fc.tuple(fc.nat({ max: 12 }), fc.integer({ min: 2, max: 20 })), { minLength: 1, maxLength: 12 }), (of, moves) => {
      const window = new IntervalWindow(20);
      let at = 0;
      for (const [step, length] of moves) {
        at = (at + step) % (of.rr.length - 2);
        const to = Math.min(of.rr.length, at + length);
        window.moveTo(of, at, to);
        const anew = new IntervalWindow(20);
        anew.moveTo(of, at, to);
        expect(said(window, to - at)).toEqual(said(anew, to - at));
        let a = 0;
        let b = 0;
        for (let i = at; i < to - 1; i++) {
          for (let j = i + 1; j < to - 1; j++) {
            if (Math.abs(of.rr[i]! - of.rr[j]!) > ALIKE) continue;
            b++;
            if (Math.abs(of.rr[i + 1]! - of.rr[j + 1]!) <= ALIKE) a++;
          }
        }
        expect(window.pairs).toEqual({ a, b });
        expect([...window.ordered.subarray(0, to - at)]).toEqual([...of.rr.slice(at, to).sort()]);
      }
    }),
  );
});
