/** Signal of a recording that is still coming in, as the window keeps it. */
import { expect, it } from 'vitest';
import { SignalCache } from '../../renderer/state/signal-cache.ts';
import { fakeClient } from './fake-client.ts';

const RATE = 250;
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

it('reads anew what was not there yet, and keeps the rest', async () => {
  const fake = fakeClient({ hours: 0.2 });
  let there = 50 * RATE;
  const asked: number[] = [];
  const client: typeof fake = {
    ...fake,
    review: {
      ...fake.review,
      signal: async ({ from, to }) => {
        asked.push(from / RATE);
        return { from, to, leads: [Float32Array.from({ length: to - from }, (_, i) => (from + i < there ? 1 : Number.NaN))] };
      },
    },
  };
  const cache = new SignalCache(client, 'a', RATE, 90 * RATE, () => undefined);
  const look = async (): Promise<number[]> => {
    cache.pieces(0, 119 * RATE, 'display');
    await settled();
    return asked.splice(0).toSorted((a, b) => a - b);
  };
  expect(await look()).toEqual([0, 20, 40, 60, 80]);
  there = 120 * RATE;
  cache.more(90 * RATE);
  expect(await look()).toEqual([20, 40, 60, 80]);
  cache.more(120 * RATE);
  expect(await look()).toEqual([60, 80, 100]);
  cache.more(120 * RATE);
  expect(await look()).toEqual([]);
  expect(cache.pieces(0, 119 * RATE, 'display').every(({ leads }) => !Number.isNaN(leads[0]!.at(-1)!))).toBe(true);
});
