import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyHold } from '../../renderer/parts/held-keys.tsx';

interface Press {
  key: string;
  preventDefault(): void;
}
const press = (key: string, stopped: string[] = []): Press => ({ key, preventDefault: () => stopped.push(key) });

/** Behind every microtask. */
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

describe('keys while a card is on its way', () => {
  it('each act once, in the order pressed, or are forgotten with the card that stays', async () => {
    const step = fc.oneof(fc.constantFrom('begin', 'end', 'stays', 'wait'), fc.string({ minLength: 1, maxLength: 1 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const hold = new KeyHold<Press>(queueMicrotask);
        const acted: string[] = [];
        const pressed: string[] = [];
        const forgotten: string[] = [];
        const open: ((drop: () => boolean) => void)[] = [];
        hold.giveTo(({ key }) => acted.push(key));
        for (const one of steps) {
          if (one === 'begin') open.push(hold.begin());
          else if (one === 'wait') await Promise.resolve();
          else if (one === 'end') open.pop()?.(() => false);
          else if (one === 'stays') {
            open.pop()?.(() => {
              forgotten.push(...pressed.slice(acted.length + forgotten.length));
              return true;
            });
          } else {
            pressed.push(one);
            if (!hold.keep(press(one))) acted.push(one);
          }
        }
        for (const end of open) end(() => false);
        await settled();
        expect([...acted, ...forgotten].toSorted()).toEqual(pressed.toSorted());
        if (forgotten.length === 0) expect(acted).toEqual(pressed);
      }),
    );
  });

  it('let Esc call the card off, and modifiers pass', async () => {
    const hold = new KeyHold<Press>(queueMicrotask);
    const acted: string[] = [];
    const stopped: string[] = [];
    hold.giveTo(({ key }) => acted.push(key));
    const end = hold.begin();
    expect([hold.keep(press('Escape')), hold.keep(press('Shift'))]).toEqual([false, false]);
    expect([hold.keep(press('v', stopped)), hold.keep(press('Escape', stopped))]).toEqual([true, true]);
    expect(stopped).toEqual(['v', 'Escape']);
    end(() => false);
    await settled();
    expect(acted).toEqual(['v', 'Escape']);
    expect(hold.keep(press('s'))).toBe(false);
  });
});
