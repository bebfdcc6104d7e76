import { describe, expect, it } from 'vitest';
import { detectBlock } from '../../core/signal/detect.ts';
import { QUALITY } from '../../core/signal/quality.ts';
import { chance } from '../rhythm/made-day.ts';
import { fallOff, sourceOf, standStill } from '../rhythm/planting.ts';
import { beatTimes, leadOf, noiseAt } from './synthetic.ts';

const RATE = 250;
const SECONDS = 120;
const SPAN = { from: 40 * RATE, to: 80 * RATE };

/** Two leads with the noise of electrodes, 10 µV to either side. */
function ground(): { leads: Float32Array[]; peaks: number[]; ectopic: Set<number>; rate: number } {
  const times = beatTimes(SECONDS);
  const leads = [1, 2].map((seed) => leadOf(times, SECONDS, RATE).map((value, i) => value + 0.01 * noiseAt(i + 100_000 * seed)));
  return { leads, peaks: times.map((time) => Math.round(time * RATE)), ectopic: new Set(), rate: RATE };
}

async function unreadableOf(leads: Float32Array[]): Promise<{ spans: number[][]; flags: number[] }> {
  const { unreadable, quality } = await detectBlock({ source: sourceOf(leads, leads.map((_, l) => `L${l}`), RATE), block: 0 });
  return { spans: unreadable.map(({ from, to }) => [from / RATE, to / RATE]), flags: leads.map((_, l) => quality[l * SECONDS + 60]!) };
}

describe('contact of all leads', () => {
  it.each([0.0005, 0.002])('that is lost in mid-block cannot be read, whatever the level and %f mV of noise', async (noise) => {
    const made = ground();
    fallOff(made, SPAN, noise, chance(3));
    const { spans, flags } = await unreadableOf(made.leads);
    expect(spans).toHaveLength(1);
    expect(Math.abs(spans[0]![0]! - 40)).toBeLessThanOrEqual(3);
    expect(Math.abs(spans[0]![1]! - 80)).toBeLessThanOrEqual(3);
    for (const flag of flags) expect(flag & (QUALITY.flat | QUALITY.usable)).toBe(QUALITY.flat);
  });

  it.each([0, 0.05])('that stays while the heart stops can be read, with %f mV of breathing', async (breathing) => {
    const made = ground();
    standStill(made, SPAN, breathing, chance(3));
    const { spans, flags } = await unreadableOf(made.leads);
    expect(spans).toEqual([]);
    for (const flag of flags) expect(flag & QUALITY.usable).toBe(QUALITY.usable);
  });

  it('of one lead alone leaves the other to be read', async () => {
    const made = ground();
    const kept = made.leads[1]!.slice();
    fallOff(made, SPAN, 0.001, chance(3));
    expect((await unreadableOf([made.leads[0]!, kept])).spans).toEqual([]);
  });
});
