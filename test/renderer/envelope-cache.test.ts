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
    let arrived = 0;
    const cache = new EnvelopeCache(client, 'a', RATE, 700 * RATE, () => arrived++);
    const seen = (): ReturnType<EnvelopeCache['pieces']> => cache.pieces(-10 * RATE, 250 * RATE, 0, 40, 60 * RATE);
    expect(seen()).toEqual({ pieces: [], whole: false });
    seen();
    await settled();
    expect(asked).toEqual([0, 120, 240]);
    expect(arrived).toBe(3);
    const { pieces, whole } = seen();
    expect(whole).toBe(true);
    expect(pieces.map(({ from, to, min }) => [from / RATE, to / RATE, min.length])).toEqual([
      [0, 120, 4800],
      [120, 240, 4800],
      [240, 360, 4800],
    ]);
    expect(cache.pieces(600 * RATE, 900 * RATE, 0, 40, 0).pieces).toEqual([]);
    await settled();
    expect(cache.pieces(600 * RATE, 900 * RATE, 0, 40, 0)).toMatchObject({ whole: true, pieces: [{ to: 700 * RATE }] });
    cache.close();
  });

  it('that were not whole are asked for again when more was read', async () => {
    let reached = 60 * RATE;
    const client = answering(async ({ from, to, buckets }) => {
      const values = Float32Array.from({ length: buckets }, (_, i) => (from + (i / buckets) * (to - from) < reached ? 1 : Number.NaN));
      return { from, to, min: [values], max: [values] };
    });
    const cache = new EnvelopeCache(client, 'a', RATE, 120 * RATE, () => undefined);
    const end = (): number | undefined => cache.pieces(0, 120 * RATE, 0, 40, 0).pieces[0]?.min.at(-1);
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
