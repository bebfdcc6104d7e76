import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conditionedLength, conditionSpan } from '../../core/signal/condition.ts';
import { windowOf } from '../../core/signal/resample.ts';
import type { SampleSource } from '../../core/study/recording.ts';

function sourceOf(rate: number, ...leads: Float32Array[]): SampleSource {
  return {
    sampleRate: rate,
    leadNames: leads.map((_, i) => `L${i}`),
    length: leads[0]!.length,
    read: (from, to) => leads.map((lead) => windowOf(lead, from, to)),
  };
}

async function amplitude(rate: number, hz: number): Promise<number> {
  const x = new Float32Array(Math.round(rate * 60)).map((_, i) => 3 + Math.sin((2 * Math.PI * hz * i) / rate));
  const lead = (await conditionSpan(sourceOf(rate, x), 1250, 6250)).leads[0]!;
  return Math.sqrt((2 * lead.reduce((sum, value) => sum + value * value, 0)) / lead.length);
}

describe('the conditioned signal', () => {
  it.each([100, 128, 250, 360, 1000])('passes 1 to 36 Hz and stops offset, wander and mains at %d Hz', async (rate) => {
    expect(await amplitude(rate, 0.05)).toBeLessThan(0.04);
    expect(await amplitude(rate, 0.3)).toBeLessThan(0.06);
    for (const hz of [1, 2, 10, 30]) expect(Math.abs((await amplitude(rate, hz)) - 1)).toBeLessThan(0.03);
    if (rate > 120) for (const hz of [50, 60]) expect(await amplitude(rate, hz)).toBeLessThan(0.003);
  });

  it('is identical however it is cut, also over gaps and both ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(128, 250, 257, 360), fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 4000 }), async (rate, cut, gap) => {
        const x = new Float32Array(rate * 30).map((_, i) => Math.sin(i * i) + i / 1000);
        x.fill(Number.NaN, gap, gap + 900);
        const source = sourceOf(rate, x);
        const end = conditionedLength(source) + 60;
        const whole = await conditionSpan(source, -40, end);
        for (let from = -40; from < end; from += cut * 4) {
          const to = Math.min(end, from + cut * 4);
          const part = await conditionSpan(source, from, to);
          expect(part.leads[0]).toEqual(whole.leads[0]!.slice(from + 40, to + 40));
          expect(part.valid[0]).toEqual(whole.valid[0]!.slice(from + 40, to + 40));
        }
      }),
      { numRuns: 15 },
    );
  });

  it('is 0 and invalid where nothing was measured, and makes no step beside it', async () => {
    const x = new Float32Array(250 * 40).fill(2);
    x.fill(Number.NaN, 250 * 10, 250 * 20);
    const { leads, valid } = await conditionSpan(sourceOf(250, x), -50, 5050);
    for (let i = 0; i < 5100; i++) {
      const k = i - 50;
      expect(valid[0]![i]).toBe(k >= 0 && k < 5000 && !(k >= 1250 && k < 2500) ? 1 : 0);
      expect(Math.abs(leads[0]![i]!)).toBeLessThan(1e-5);
    }
  });
});
