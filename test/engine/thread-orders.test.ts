/** What a thread does between two orders. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ordersFrom, REST_MS } from '../../backend/engine/thread-ahead.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A thread that carries orders out in so many milliseconds, and how often it gave back what they left. */
function thread(takesMs: number): { say: (message: unknown) => void; done: string[]; other: unknown[]; rests: () => number } {
  let listener: (message: unknown) => void = () => undefined;
  const done: string[] = [];
  const other: unknown[] = [];
  const onRest = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const port = { on: (_: string, heard: typeof listener) => (listener = heard) };
  const orders = ordersFrom<string, string>(port, (message) => void other.push(message), onRest);
  void (async () => {
    for await (const order of orders) {
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      done.push(order);
    }
  })();
  return { say: (message) => listener(message), done, other, rests: () => onRest.mock.calls.length };
}

it('gives back what an order left once it has waited, once, and nothing before its first', async () => {
  const { say, done, rests } = thread(10);
  await vi.advanceTimersByTimeAsync(5 * REST_MS);
  expect(rests()).toBe(0);
  say({ order: 'a' });
  await vi.advanceTimersByTimeAsync(10 + REST_MS - 1);
  expect([done, rests()]).toEqual([['a'], 0]);
  await vi.advanceTimersByTimeAsync(1);
  expect(rests()).toBe(1);
  await vi.advanceTimersByTimeAsync(5 * REST_MS);
  expect(rests()).toBe(1);
});

it('keeps it for an order that follows, whether that came before the end of the last or soon after', async () => {
  const { say, done, rests } = thread(2 * REST_MS);
  say({ order: 'a' });
  say({ order: 'b' });
  await vi.advanceTimersByTimeAsync(4 * REST_MS + 1);
  expect([done, rests()]).toEqual([['a', 'b'], 0]);
  await vi.advanceTimersByTimeAsync(REST_MS / 2);
  say({ order: 'c' });
  await vi.advanceTimersByTimeAsync(2 * REST_MS);
  expect([done, rests()]).toEqual([['a', 'b', 'c'], 0]);
});

it('hears what is no order at any time', async () => {
  const { say, done, other } = thread(10);
  say('taken');
  say({ order: 'a' });
  await vi.advanceTimersByTimeAsync(5);
  say('taken');
  await vi.advanceTimersByTimeAsync(10);
  expect([done, other]).toEqual([['a'], ['taken', 'taken']]);
});
