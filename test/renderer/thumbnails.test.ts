/** Pictures of beats in the gallery: a lead that shows nothing of a beat gives way to the next that does. */
import { describe, expect, it, vi } from 'vitest';
import { isFlat, ThumbnailCache, type Shown } from '../../renderer/state/thumbnails.ts';
import { fakeClient } from './fake-client.ts';

const SAMPLES = 5;

/** A cache over leads that show beats where `shows` says so, and what was asked for, `lead: keys`. */
function cacheOf(shows: (lead: number, key: number) => boolean): { cache: ThumbnailCache; asked: string[]; came: () => Promise<void> } {
  const client = fakeClient({ hours: 0.1 });
  const asked: string[] = [];
  let arrivals = 0;
  vi.spyOn(client.review, 'thumbnails').mockImplementation(async ({ keys, lead }) => {
    asked.push(`${lead}: ${keys.join(' ')}`);
    return { samples: SAMPLES, before: 2, values: Float32Array.from([...keys].flatMap((key) => [0, 0, shows(lead, key) ? 1 : 0.01, 0, 0])) };
  });
  const cache = new ThumbnailCache(client, 'a', () => arrivals++);
  return {
    cache,
    asked,
    came: async () => {
      const before = arrivals;
      await vi.waitFor(() => expect(arrivals).toBeGreaterThan(before));
    },
  };
}

/** Asks for what a beat wants until it wants nothing. */
async function settled(cache: ThumbnailCache, key: number, lead: number, leads: number, came: () => Promise<void>): Promise<Shown> {
  for (;;) {
    const shown = cache.shown(key, 100, lead, leads);
    if (shown.wanted === null) return shown;
    cache.want([{ key, sample: 100 }], shown.wanted);
    await came();
  }
}

describe('the lead of a tile', () => {
  it('is the chosen one where that shows the beat, and no other is asked for', async () => {
    const { cache, asked, came } = cacheOf(() => true);
    expect(cache.shown(7, 100, 1, 3)).toEqual({ lead: 1, values: null, wanted: 1 });
    expect((await settled(cache, 7, 1, 3, came)).lead).toBe(1);
    expect(asked).toEqual(['1: 7']);
  });

  it('is the first other one that does, where that is flat; the flat trace stands until it is here', async () => {
    const { cache, asked, came } = cacheOf((lead) => lead === 2);
    cache.want([{ key: 7, sample: 100 }], 1);
    await came();
    const flat = cache.shown(7, 100, 1, 3);
    expect(flat).toMatchObject({ lead: 1, wanted: 0 });
    expect(flat.values).toHaveLength(SAMPLES);
    expect((await settled(cache, 7, 1, 3, came)).lead).toBe(2);
    expect(asked).toEqual(['1: 7', '0: 7', '2: 7']);
  });

  it('stays the chosen one where no lead shows it, and nothing is asked for again', async () => {
    const { cache, asked, came } = cacheOf(() => false);
    expect(await settled(cache, 7, 1, 3, came)).toMatchObject({ lead: 1, wanted: null });
    expect(asked).toHaveLength(3);
  });

  it('is each beat’s own', async () => {
    const { cache, came } = cacheOf((lead, key) => lead === 0 || key === 8);
    expect((await settled(cache, 7, 1, 2, came)).lead).toBe(0);
    expect((await settled(cache, 8, 1, 2, came)).lead).toBe(1);
  });
});

describe('a trace', () => {
  it('is flat where it hardly moves, whatever its level, and where nothing was measured', () => {
    expect(isFlat(new Float32Array(9).fill(2.5))).toBe(true);
    expect(isFlat(new Float32Array(9).fill(Number.NaN))).toBe(true);
    expect(isFlat(new Float32Array(0))).toBe(true);
    expect(isFlat(Float32Array.of(1, 1, 1.05, 1))).toBe(true);
    expect(isFlat(Float32Array.of(1, Number.NaN, 1.1, 1))).toBe(false);
    // A line that drifts: half a millivolt from end to end, little of it under the beat.
    expect(isFlat(Float32Array.from({ length: 175 }, (_, i) => 0.5 * (i / 175) ** 4))).toBe(true);
  });
});
