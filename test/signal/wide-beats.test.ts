import { describe, expect, it } from 'vitest';
import { blockCount, detectBlock, joinBlocks } from '../../core/signal/detect.ts';
import { withWideBeats } from '../../core/signal/wide-beats.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';

/** 62.5 places a second, two samples each. */
const RATE = 62.5;
const SECONDS = 60;
const RR = 0.8;
/** Behind the beat before it, seconds: half of an interval is left over. */
const COUPLING = 0.48;

interface Asked {
  /** Beats, by their number, that a wide one follows; the next plain beat is left out. */
  after: readonly number[];
  /** Height of the wide wave in each lead, mV. */
  heights?: readonly number[];
  /** Whether every beat is followed by that wave. */
  always?: boolean;
  /** Height of the envelope at the wide wave. */
  heard?: number;
  /** Whether no plain beat is left out. */
  noGap?: boolean;
}

/** How many wide beats are told, and at which of the places asked for. */
function told({ after, heights = [0.8, -0.6], always = false, heard = 0.17, noGap = false }: Asked) {
  const leads = heights.map(() => new Float32Array(2 * SECONDS * RATE));
  const draw = (place: number, lead: number, height: number, width: number): void => {
    const x = leads[lead]!;
    for (let k = -40; k <= 40; k++) if (x[2 * place + k] !== undefined) x[2 * place + k]! += height * Math.exp(-0.5 * (k / 125 / width) ** 2);
  };
  const peaks: { place: number; height: number }[] = [];
  const wide: number[] = [];
  const behind = Math.round(COUPLING * RATE);
  for (let i = 0; i < SECONDS / RR - 2; i++) {
    if (!noGap && after.includes(i - 1)) continue;
    const place = Math.round((0.4 + RR * i) * RATE);
    heights.forEach((_, lead) => draw(place, lead, 1, 0.012));
    peaks.push({ place, height: 1 });
    if (!always && !after.includes(i)) continue;
    heights.forEach((height, lead) => draw(place + behind, lead, height, 0.032));
    peaks.push({ place: place + behind, height: heard });
    if (after.includes(i)) wide.push(place + behind);
  }
  const at = Int32Array.from(peaks, ({ place }) => place);
  const height = Float32Array.from(peaks, (peak) => peak.height);
  const plain = Int32Array.from([...peaks.keys()].filter((j) => peaks[j]!.height === 1));
  const result = withWideBeats({ beats: plain, doubtful: new Int32Array(0) }, { at, height }, { leads, usable: leads.map(() => new Uint8Array(SECONDS * RATE).fill(1)), rate: RATE });
  expect([...result.beats]).toEqual([...result.beats].sort((a, b) => a - b));
  return { found: [...result.beats].filter((j) => peaks[j]!.height !== 1).map((j) => at[j]!), wide };
}

describe('beats too wide for the envelope', () => {
  it('are found by their height where a beat would be missing, alone and in bigeminy', () => {
    for (const after of [[20], [20, 40], [20, 22, 24, 26, 28, 30]]) {
      const { found, wide } = told({ after });
      expect(wide).toHaveLength(after.length);
      expect(found).toEqual(wide);
    }
  });

  it('are none in an interval of the usual length', () => {
    expect(told({ after: [20], noGap: true }).found).toEqual([]);
  });

  it('are none where only one lead moves, or the wave is low', () => {
    expect(told({ after: [20], heights: [1.6, 0.1] }).found).toEqual([]);
    expect(told({ after: [20], heights: [0.4, -0.3] }).found).toEqual([]);
    expect(told({ after: [20], heights: [1.6] }).found).toEqual([]);
  });

  it('are none where such a wave follows every beat: that is its T wave', () => {
    expect(told({ after: [20], always: true }).found).toEqual([]);
  });

  it('are left to the decoder where the envelope hears them', () => {
    expect(told({ after: [20], heard: 0.3 }).found).toEqual([]);
  });

  it('are found in a made recording, whose ventricular beats have three shapes', async () => {
    const source = synthesise({ hours: 2, seed: 1 });
    const blocks = [];
    for (let block = 0; block < blockCount(source); block++) blocks.push(await detectBlock({ source, block }));
    const { peaks, unreadable } = joinBlocks(blocks, source.sampleRate);
    const near = 0.15 * source.sampleRate;
    const ventricular = source.annotations().filter(({ symbol, sample }) => symbol === 'V' && !unreadable.some(({ from, to }) => sample >= from && sample < to));
    const missed = ventricular.filter(({ sample }) => !peaks.some((peak) => Math.abs(peak - sample) <= near));
    expect(ventricular.length).toBeGreaterThan(50);
    expect(missed).toEqual([]);
  });
});
