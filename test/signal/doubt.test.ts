import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beatInput, beatOdds, BEAT_NETWORK_REACH, SAMPLES_AN_ANSWER, STRETCH_GRID } from '../../core/signal/beat-network.ts';
import { BEAT_NETWORK } from '../../core/signal/beat-weights.ts';
import type { Candidates } from '../../core/signal/decode.ts';
import { DOUBT, doubtOf, oddsInDoubt, withOdds } from '../../core/signal/doubt.ts';
import { beatNetworkSchema } from '../../core/signal/network-schemas.ts';
import { chance } from '../rhythm/made-day.ts';

const RATE = 125;
const ENVELOPE = 62.5;
const R_PEAKS = Array.from({ length: 37 }, (_, i) => Math.round((0.6 + 0.8 * i) * RATE));

/** Thirty seconds of narrow complexes with T waves at 75/min, in noise of so many mV. */
function heart(noise: number, seed: number): Float32Array {
  const next = chance(seed);
  return Float32Array.from({ length: 30 * RATE }, (_, i) => {
    const t = (i / RATE + 0.2) % 0.8;
    return Math.exp(-(((t - 0) / 0.018) ** 2)) + Math.exp(-(((t - 0.8) / 0.018) ** 2)) + 0.25 * Math.exp(-(((t - 0.28) / 0.06) ** 2)) + 2 * noise * (next() - 0.5);
  });
}

function oddsOf(leads: readonly Float32Array[], from: number, to: number): Float32Array {
  const believed = leads.map(() => new Uint8Array((to - from) / SAMPLES_AN_ANSWER).fill(1));
  return beatOdds(BEAT_NETWORK, leads.map((lead) => beatInput(lead, from, to)), believed);
}

const shareOf = (odds: number): number => 1 / (1 + Math.exp(-odds));

describe('the beat network', () => {
  const leads = [heart(0.05, 3), heart(0.2, 4)];
  const length = Math.floor(leads[0]!.length / STRETCH_GRID) * STRETCH_GRID;
  const whole = oddsOf(leads, 0, length);

  it('is what its schema says', () => {
    expect(() => beatNetworkSchema.parse(BEAT_NETWORK)).not.toThrow();
  });

  it('tells R peaks from everything between them, in noise, too', () => {
    for (const peak of R_PEAKS.filter((peak) => peak > 2 * BEAT_NETWORK_REACH && peak < length - 2 * BEAT_NETWORK_REACH)) {
      const at = Math.round(peak / SAMPLES_AN_ANSWER);
      expect(Math.max(...whole.subarray(at - 3, at + 4)), `R peak at ${peak}`).toBeGreaterThan(0);
      const between = at + Math.round(0.4 * ENVELOPE);
      expect(Math.max(...whole.subarray(between - 6, between + 7)), `between beats at ${peak}`).toBeLessThan(-1);
    }
  });

  it('says the same of a moment wherever the stretch around it was cut', () => {
    const cells = Math.floor(length / STRETCH_GRID);
    const margin = BEAT_NETWORK_REACH / STRETCH_GRID;
    fc.assert(
      fc.property(fc.integer({ min: margin, max: cells - margin - 4 }), fc.integer({ min: 1, max: 30 }), (first, count) => {
        const from = (first - margin) * STRETCH_GRID;
        const to = Math.min(cells, first + count + margin) * STRETCH_GRID;
        const cut = oddsOf(leads, from, to);
        for (let i = first * STRETCH_GRID; i < Math.min(cells - margin, first + count) * STRETCH_GRID; i += SAMPLES_AN_ANSWER) {
          expect(Math.abs(shareOf(cut[(i - from) / SAMPLES_AN_ANSWER]!) - shareOf(whole[i / SAMPLES_AN_ANSWER]!))).toBeLessThan(0.01);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('says of a window what it says of it alone, whatever was asked before', () => {
    const asked = (seed: number): Float32Array => {
      const lead = heart(0.1, seed);
      const n = lead.length / SAMPLES_AN_ANSWER;
      const doubt = new Uint8Array(n);
      doubt.fill(1, n - 900, n - 700);
      const envelope = { curve: new Float32Array(n), weight: new Float64Array(n).fill(1) };
      return oddsInDoubt(BEAT_NETWORK, { from: 0, leads: [lead], valid: [new Uint8Array(lead.length).fill(1)] }, [0], [envelope], [new Uint8Array(n).fill(1)], doubt);
    };
    const [first, other, again, anew] = [asked(5), asked(6), asked(5), asked(5)];
    expect(again).toEqual(first);
    expect(anew).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('hears no lead that cannot be believed', () => {
    const noise = heart(4, 9);
    const n = length / SAMPLES_AN_ANSWER;
    const inputs = [leads[0]!, noise].map((lead) => beatInput(lead, 0, length));
    const alone = beatOdds(BEAT_NETWORK, inputs.slice(0, 1), [new Uint8Array(n).fill(1)]);
    expect([...beatOdds(BEAT_NETWORK, inputs, [new Uint8Array(n).fill(1), new Uint8Array(n)])]).toEqual([...alone]);
    for (const [from, to] of [[0, 6], [41, 97], [n - 5, n]] as const) {
      const asked = beatOdds(BEAT_NETWORK, inputs.slice(0, 1), [new Uint8Array(n).fill(1)], from, to);
      expect([...asked.subarray(from, to)]).toEqual([...alone.subarray(from, to)]);
    }
    expect(Math.max(...beatOdds(BEAT_NETWORK, inputs, [new Uint8Array(n), new Uint8Array(n)]))).toBeLessThan(-5);
  });
});

describe('doubt', () => {
  const plain = (count: number, every: number): Candidates => ({ at: Int32Array.from({ length: count }, (_, i) => 20 + i * every), height: new Float32Array(count).fill(1) });
  const all = ({ at }: Candidates): Int32Array => Int32Array.from(at, (_, j) => j);
  const n = 3000;

  it('is nowhere where plain beats follow each other', () => {
    const candidates = plain(50, 50);
    expect(doubtOf(candidates, all(candidates), ENVELOPE, n).includes(1)).toBe(false);
  });

  it('is around a peak of middle height, a towering one, and in a gap', () => {
    const beside = Math.round(DOUBT.beside * ENVELOPE);
    for (const height of [(DOUBT.from + DOUBT.to) / 2, DOUBT.tall + 0.5]) {
      const candidates = plain(50, 50);
      candidates.height[25] = height;
      const doubt = doubtOf(candidates, all(candidates), ENVELOPE, n);
      const at = candidates.at[25]!;
      expect(doubt.indexOf(1)).toBe(at - beside);
      expect(doubt.lastIndexOf(1)).toBe(at + beside);
    }
    const candidates = plain(50, 50);
    const gap = doubtOf(candidates, all(candidates).filter((j) => j !== 25), ENVELOPE, n);
    expect(gap[candidates.at[25]!]).toBe(1);
    expect(gap[candidates.at[20]!]).toBe(0);
  });

  it('brings what only the network sees among the candidates, and leaves the others where they were', () => {
    const candidates = plain(10, 50);
    const odds = new Float32Array(n).fill(Number.NaN);
    odds.fill(-8, 100, 200);
    for (const [i, value] of [-2, 1.5, -2].entries()) odds[144 + i] = value;
    odds[171] = 2;
    const merged = withOdds(candidates, new Float32Array(n).fill(0.01), odds);
    expect([...merged.at]).toEqual([20, 70, 120, 145, 170, 220, 270, 320, 370, 420, 470]);
    expect([...merged.unseen!].indexOf(1)).toBe(3);
    // The peak of the odds beside a candidate is that candidate's.
    expect(merged.odds![4]).toBe(2);
    expect(Number.isNaN(merged.odds![0]!)).toBe(true);
  });
});
