import { describe, expect, it } from 'vitest';
import { blockCount, blockSpan, detectBlock, joinBlocks, keepAcrossSeam, type BlockDetection } from '../../core/signal/detect.ts';
import { QUALITY } from '../../core/signal/quality.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { beatTimes, compare, leadOf, noiseAt, PLAIN, sourceOf } from './synthetic.ts';

async function detectAll(source: SampleSource, blockSeconds?: number, leadMask?: boolean[]): Promise<BlockDetection[]> {
  const blocks: BlockDetection[] = [];
  for (let block = 0; block < blockCount(source, blockSeconds); block++) {
    blocks.push(await detectBlock({ source, block, ...(blockSeconds ? { blockSeconds } : {}), ...(leadMask ? { leadMask } : {}) }));
  }
  return blocks;
}

async function peaksOf(source: SampleSource, blockSeconds?: number): Promise<Float64Array> {
  return joinBlocks(await detectAll(source, blockSeconds), source.sampleRate).peaks;
}

const NONE = { missed: [], invented: [] };

describe('R peaks of a plain signal', () => {
  it.each([100, 125, 128, 180, 200, 249.98, 250, 257, 360, 500, 1000])('are the same at %d Hz', async (rate) => {
    const times = beatTimes(70);
    expect(compare(times, await peaksOf(sourceOf(rate, leadOf(times, 70, rate))), rate, 0.012)).toEqual(NONE);
  });

  it.each([1, 3, 12])('are found in %d leads of any size and sign', async (leadCount) => {
    const times = beatTimes(60);
    const leads = Array.from({ length: leadCount }, (_, l) => leadOf(times, 60, 250, PLAIN, () => [1, -0.6, 0.3, -1.5][l % 4]!));
    expect(compare(times, await peaksOf(sourceOf(250, ...leads)), 250)).toEqual(NONE);
  });

  it('do not change with the gain', async () => {
    const lead = leadOf(beatTimes(60), 60, 250);
    const plain = await peaksOf(sourceOf(250, lead));
    for (const gain of [1 / 8, 16]) expect(await peaksOf(sourceOf(250, lead.map((value) => value * gain)))).toEqual(plain);
  });

  it.each([0.5, 1.2, 8, 50])('are none in a line of 5 µV that swings at %d Hz: that is the amplifier', async (hertz) => {
    const [block] = await detectAll(sourceOf(250, Float32Array.from({ length: 60 * 250 }, (_, i) => 0.005 * Math.sin((2 * Math.PI * hertz * i) / 250))));
    expect([...block!.peaks]).toEqual([]);
  });

  it('are found in a recording of a few seconds, and nothing in one without a beat', async () => {
    for (const seconds of [3, 8]) {
      const times = beatTimes(seconds);
      expect(compare(times, await peaksOf(sourceOf(250, leadOf(times, seconds, 250))), 250)).toEqual(NONE);
    }
    for (const length of [1, 10, 250]) expect(await peaksOf(sourceOf(250, new Float32Array(length)))).toHaveLength(0);
  });
});

describe('blocks', () => {
  it('cover the recording and nothing twice', () => {
    for (const sampleRate of [128, 249.98, 257]) {
      const source = { length: 1_000_003, sampleRate };
      let at = 0;
      for (let block = 0; block < blockCount(source); block++) {
        const span = blockSpan(source, block);
        expect(span.from).toBe(at);
        at = span.to;
      }
      expect(at).toBe(source.length);
    }
  });

  it('agree at their seams, wherever the seam cuts', async () => {
    const times = beatTimes(240);
    const rate = 257;
    const source = sourceOf(rate, leadOf(times, 240, rate), leadOf(times, 240, rate, PLAIN, () => -0.5));
    const whole = await peaksOf(source, 300);
    expect(compare(times, whole, rate)).toEqual(NONE);
    for (const seconds of [30, 37, 60]) expect(await peaksOf(source, seconds)).toEqual(whole);
  });

  it('depend on nothing farther away than 30 s', async () => {
    const lead = leadOf(beatTimes(240), 240, 250);
    const plain = await detectBlock({ source: sourceOf(250, lead), block: 1, blockSeconds: 90 });
    const far = lead.map((value, i) => (i < 60 * 250 || i >= 210 * 250 ? noiseAt(i) * 5 : value));
    expect(await detectBlock({ source: sourceOf(250, far), block: 1, blockSeconds: 90 })).toEqual(plain);
  });

  it('of a strip look at the strip: little is read behind its end, and what was never measured there changes nothing', async () => {
    const lead = leadOf(beatTimes(10), 10, 250);
    const strip = sourceOf(250, lead);
    let end = 0;
    const peaks = await peaksOf({ ...strip, read: (from, to) => strip.read(from, (end = to)) });
    expect(end).toBeLessThan(45 * 250);
    const measuredNoMore = new Float32Array(600 * 250).fill(Number.NaN);
    measuredNoMore.set(lead);
    expect(await peaksOf(sourceOf(250, measuredNoMore))).toEqual(peaks);
  });

  it('drop what lies within the refractory time of the last beat', () => {
    expect(keepAcrossSeam(undefined, Float64Array.from([10]), 250)).toBe(0);
    expect(keepAcrossSeam(980, Float64Array.from([1000, 1029, 1230]), 250)).toBe(2);
    expect(keepAcrossSeam(980, Float64Array.from([1030]), 250)).toBe(0);
  });

  it('refuse a block that is not there and a mask without a lead', async () => {
    const source = sourceOf(250, leadOf(beatTimes(20), 20, 250));
    await expect(detectBlock({ source, block: 1 })).rejects.toThrow(RangeError);
    await expect(detectBlock({ source, block: 0, leadMask: [false] })).rejects.toThrow(RangeError);
  });
});

describe('hard signals', () => {
  it('a sudden change of amplitude costs no beat', async () => {
    const times = beatTimes(120);
    for (const factor of [0.25, 4]) {
      const lead = leadOf(times, 120, 250, PLAIN, (t) => (t > 60 ? factor : 1));
      expect(compare(times, await peaksOf(sourceOf(250, lead)), 250)).toEqual(NONE);
    }
  });

  it('tall T waves are no beats', async () => {
    const times = beatTimes(90);
    const tall = [...PLAIN.slice(0, 4), [1.4, 0.28, 0.06] as const];
    expect(compare(times, await peaksOf(sourceOf(250, leadOf(times, 90, 250, tall))), 250)).toEqual(NONE);
  });

  it.each([250, 1000])('pacing spikes are no beats of their own at %d Hz', async (rate) => {
    const times = beatTimes(90);
    const lead = leadOf(times, 90, rate, [[-0.9, 0, 0.03], [0.35, 0.3, 0.06]]);
    for (const t of times) for (let i = 0; i < Math.max(1, 0.002 * rate); i++) lead[Math.round((t - 0.06) * rate) + i]! += 3;
    const result = compare(times, await peaksOf(sourceOf(rate, lead)), rate, 0.075);
    expect(result).toEqual(NONE);
    expect(await peaksOf(sourceOf(rate, lead))).toHaveLength(times.length);
  });

  it('no beat is invented in a pause', async () => {
    const times = beatTimes(120).filter((t) => t < 50 || t > 56);
    expect(compare(times, await peaksOf(sourceOf(250, leadOf(times, 120, 250))), 250)).toEqual(NONE);
  });

  it('a lead that falls off is left to the other, and said', async () => {
    const times = beatTimes(120);
    const off = leadOf(times, 120, 250).fill(Number.NaN, 40 * 250, 60 * 250).fill(-5, 70 * 250, 90 * 250);
    const source = sourceOf(250, off, leadOf(times, 120, 250, PLAIN, () => 0.7));
    const [block] = await detectAll(source);
    expect(compare(times, block!.peaks, 250)).toEqual(NONE);
    expect(block!.unreadable).toEqual([]);
    expect(block!.leadsUsed).toEqual([0, 1]);
    const seconds = block!.quality.length / 2;
    expect(seconds).toBe(120);
    expect(block!.quality[50]! & (QUALITY.leadOff | QUALITY.usable)).toBe(QUALITY.leadOff);
    expect(block!.quality[80]! & (QUALITY.flat | QUALITY.usable)).toBe(QUALITY.flat);
    for (const s of [10, 65, 100]) expect(block!.quality[s]! & QUALITY.usable).toBe(QUALITY.usable);
    expect(block!.quality[seconds + 50]! & QUALITY.usable).toBe(QUALITY.usable);
    const [single] = await detectAll(source, undefined, [false, true]);
    expect(single!.leadsUsed).toEqual([1]);
    expect(compare(times, single!.peaks, 250)).toEqual(NONE);
  });

  it('where no lead can be read there is a span and no beat', async () => {
    const times = beatTimes(120);
    const off = leadOf(times, 120, 250).fill(Number.NaN, 40 * 250, 60 * 250);
    const [block] = await detectAll(sourceOf(250, off));
    expect(block!.unreadable).toEqual([{ from: 10000, to: 15000 }]);
    expect(compare(times.filter((t) => t < 40 || t > 60), block!.peaks, 250, 0.02)).toEqual(NONE);

    const rail = leadOf(times, 120, 250).map((value, i) => (i >= 40 * 250 && i < 60 * 250 ? (noiseAt((i / 200) | 0) > 0 ? 5 : -5) : value));
    const [railed] = await detectAll(sourceOf(250, rail));
    expect(railed!.unreadable).toEqual([{ from: 10000, to: 15000 }]);
    expect(railed!.quality[50]! & QUALITY.saturated).toBe(QUALITY.saturated);
  });

  it('what is smaller than any heart is no lead', async () => {
    const tiny = (hz: number): Float32Array => Float32Array.from({ length: 120 * 250 }, (_, i) => 0.0025 * Math.sin((2 * Math.PI * hz * i) / 250));
    for (const hz of [1.2, 8, 17]) {
      const [block] = await detectAll(sourceOf(250, tiny(hz)));
      expect(block!.peaks).toHaveLength(0);
      expect(block!.doubtful).toHaveLength(0);
      expect(block!.unreadable).toEqual([{ from: 0, to: 30_000 }]);
      expect(block!.quality[60]! & (QUALITY.flat | QUALITY.usable)).toBe(QUALITY.flat);
      expect(block!.leadsUsed).toEqual([]);
    }
    // A low voltage is a heart's all the same, and beside it the fallen lead is left out.
    const times = beatTimes(120);
    const [block] = await detectAll(sourceOf(250, tiny(8), leadOf(times, 120, 250, PLAIN, () => 0.1, 0.002)));
    expect(compare(times, block!.peaks, 250)).toEqual(NONE);
    expect(block!.leadsUsed).toEqual([1]);
  });

  it('noise in one lead is told and does not carry the day', async () => {
    const times = beatTimes(120);
    const noisy = leadOf(times, 120, 250).map((value, i) => value + (i > 40 * 250 && i < 70 * 250 ? 1.5 * noiseAt(i) : 0));
    const [block] = await detectAll(sourceOf(250, noisy, leadOf(times, 120, 250, PLAIN, () => -0.8)));
    const result = compare(times, block!.peaks, 250, 0.05);
    expect(result.missed.length + result.invented.length).toBeLessThan(3);
    expect(block!.quality.subarray(45, 65).some((flags) => flags & QUALITY.muscle)).toBe(true);
    expect(block!.quality.subarray(0, 30).some((flags) => flags & QUALITY.muscle)).toBe(false);
  });

  it('noise alone is unreadable, fibrillation is not', async () => {
    const noise = new Float32Array(250 * 120).map((_, i) => noiseAt(i));
    const [noisy] = await detectAll(sourceOf(250, noise));
    const unreadable = noisy!.unreadable.reduce((sum, span) => sum + span.to - span.from, 0);
    expect(unreadable / noise.length).toBeGreaterThan(0.9);
    const fibrillation = new Float32Array(250 * 120).map((_, i) => 0.5 * Math.sin((2 * Math.PI * 5.3 * i) / 250 + Math.sin(i / 170)) + 0.02 * noiseAt(i));
    const [fibrillating] = await detectAll(sourceOf(250, fibrillation));
    expect(fibrillating!.unreadable).toEqual([]);
  });
});
