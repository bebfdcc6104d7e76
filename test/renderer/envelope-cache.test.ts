/** Signal of long stretches as the window keeps it. */
import { describe, expect, it } from 'vitest';
import { EnvelopeCache, finenessFor } from '../../renderer/state/envelope-cache.ts';
import type { IsolineClient } from '../../renderer/state/session.ts';
import { fakeClient } from './fake-client.ts';

const RATE = 250;
/** A client that answers one query otherwise. */
function answering(envelope: IsolineClient['review']['envelope']): IsolineClient {
  const client = fakeClient({ hours: 0.2 });
  return { ...client, review: { ...client.review, envelope } };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('how fine a stretch is asked for', () => {
  it('is more than one value a pixel and never more than every other sample', () => {
    expect(finenessFor(9, 360)).toBe(20);
    expect(finenessFor(18, 360)).toBe(40);
    expect(finenessFor(37, 360)).toBe(60);
    expect(finenessFor(200, 360)).toBe(60);
    expect(finenessFor(37, 100)).toBe(40);
    expect(finenessFor(37, 10)).toBe(20);
  });
});

describe('pieces of a long stretch', () => {
  it('are asked for once, in order, as far as the recording goes', async () => {
    const asked: number[] = [];
    const { envelope } = fakeClient({ hours: 0.2 }).review;
    const client = answering((wish) => {
      asked.push(wish.from / RATE);
      return envelope(wish);
    });
    const cache = new EnvelopeCache(client, 'a', RATE, 700 * RATE);
    let arrived = 0;
    cache.onArrival(() => arrived++);
    const want = (): void => cache.want({ from: -10 * RATE, to: 250 * RATE, before: -70 * RATE, after: 310 * RATE, downwards: true }, 0, 40);
    expect(cache.pieces(-10 * RATE, 250 * RATE, 0, 40)).toEqual([]);
    expect(asked).toEqual([]);
    want();
    want();
    await settled();
    expect(asked).toEqual([0, 120, 240]);
    expect(arrived).toBe(3);
    expect(cache.pieces(-10 * RATE, 250 * RATE, 0, 40).map(({ from, to, min }) => [from / RATE, to / RATE, min.length])).toEqual([
      [0, 120, 4800],
      [120, 240, 4800],
      [240, 360, 4800],
    ]);
    cache.want({ from: 600 * RATE, to: 900 * RATE, before: 600 * RATE, after: 900 * RATE, downwards: true }, 0, 40);
    await settled();
    expect(cache.pieces(600 * RATE, 900 * RATE, 0, 40)).toMatchObject([{ to: 700 * RATE }]);
    cache.close();
  });

  it('are asked for where the reader goes first, and not once they are no longer wanted', async () => {
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    const client = answering(async ({ from, to, buckets }) => {
      asked.push(from / (120 * RATE));
      await new Promise<void>((done) => answers.push(done));
      const values = [new Float32Array(buckets)];
      return { from, to, min: values, max: values };
    });
    const cache = new EnvelopeCache(client, 'a', RATE, 100 * 120 * RATE);
    const want = (piece: number, downwards: boolean): void => {
      const at = piece * 120 * RATE;
      cache.want({ from: at, to: at + 120 * RATE, before: at - 480 * RATE, after: at + 600 * RATE, downwards }, 0, 40);
    };
    const answer = async (): Promise<void> => {
      for (const done of answers.splice(0)) done();
      await settled();
    };
    want(50, false);
    expect(asked).toEqual([50, 49, 48, 47]);
    await answer();
    expect(asked.slice(4)).toEqual([46, 51, 52, 53]);
    want(70, true);
    await answer();
    expect(asked.slice(8)).toEqual([70, 71, 72, 73]);
    cache.close();
    await answer();
  });

  it('that were not whole are asked for again when more was read', async () => {
    let reached = 60 * RATE;
    const client = answering(async ({ from, to, buckets }) => {
      const values = Float32Array.from({ length: buckets }, (_, i) => (from + (i / buckets) * (to - from) < reached ? 1 : Number.NaN));
      return { from, to, min: [values], max: [values] };
    });
    const cache = new EnvelopeCache(client, 'a', RATE, 120 * RATE);
    const end = (): number | undefined => {
      cache.want({ from: 0, to: 120 * RATE, before: 0, after: 120 * RATE, downwards: true }, 0, 40);
      return cache.pieces(0, 120 * RATE, 0, 40)[0]?.min.at(-1);
    };
    end();
    await settled();
    expect(end()).toBeNaN();
    reached = 120 * RATE;
    cache.forgetOpen();
    end();
    await settled();
    expect(end()).toBe(1);
    cache.forgetOpen();
    expect(end()).toBe(1);
    cache.close();
  });
});
