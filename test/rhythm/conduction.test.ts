import { describe, expect, it } from 'vitest';
import { conductionFindings } from '../../core/rhythm/conduction.ts';
import { DEFAULT_SETTINGS, type Finding } from '../../core/rhythm/finding.ts';
import type { WaveDay, WaveMinute } from '../../core/rhythm/wave-day.ts';
import { GAP_WAVE } from '../../core/signal/gap-evidence.ts';
import { RATE, series, times } from './made-day.ts';

const NO_WAVES: WaveDay = { madeOf: [], minutes: [], st: [], narrowLeads: [], beats: 0, leftOut: 0, unmeasured: 0 };

/** Findings of these intervals, all beats normal, with P waves at these shares of some of them (from P wave to P wave). */
function found(rr: readonly number[], pWaves: (i: number) => readonly number[], atrial?: number): Finding[] {
  const own = series('N'.repeat(rr.length + 1), rr);
  const gapWaves = rr.flatMap((interval, i) => pWaves(i).flatMap((share) => [own.sample[i]! + (share * interval - 0.17) * RATE, GAP_WAVE.p, 1, 0.9]));
  const evidence = { gapWaves: Float64Array.from(gapWaves), ...(atrial === undefined ? {} : { atrial: new Uint8Array(rr.length + 1).fill(128 + 16 * atrial) }) };
  return conductionFindings({ series: own, evidence, af: [], settings: DEFAULT_SETTINGS }, NO_WAVES);
}

describe('suspected block', () => {
  const everyEighth = (long: number): number[] => Array.from({ length: 48 }, (_, i) => (i % 8 === 7 ? long : 0.8));

  it('of second degree is Mobitz II where even intervals are doubled, Wenckebach where the long ones are shorter', () => {
    const p = (i: number): number[] => (i % 8 === 7 ? [0.5] : []);
    expect(found(everyEighth(1.6), p)).toMatchObject([{ kind: 'suspected-mobitz-block', severity: 'urgent', evidence: { dropped: 6 } }]);
    expect(found(everyEighth(1.3), (i) => (i % 8 === 7 ? [0.8 / 1.3] : []))).toMatchObject([{ kind: 'suspected-wenckebach-block', severity: 'important' }]);
  });

  it('is not suspected of long intervals without P waves, with P waves out of rhythm, or of one alone', () => {
    expect(found(everyEighth(1.6), () => [])).toEqual([]);
    expect(found(everyEighth(1.6), (i) => (i % 8 === 7 ? [0.3] : []))).toEqual([]);
    expect(found([...times(10, 0.8), 1.6, ...times(10, 0.8)], (i) => (i === 10 ? [0.5] : []))).toEqual([]);
  });

  it('is 2:1 where a P wave stands half-way in interval after interval', () => {
    expect(found(times(30, 1.5), () => [0.5])).toMatchObject([{ kind: 'suspected-two-to-one-block', evidence: { intervals: 30, halfway: 30 } }]);
    expect(found(times(30, 1.5), () => [])).toEqual([]);
    expect(found(times(30, 1.5), (i) => (i % 2 === 0 ? [0.5] : []))).toEqual([]);
  });

  it('is of third degree where the ventricles are slow and even and no P wave keeps to them', () => {
    expect(found(times(30, 1.6), () => [], 2)).toMatchObject([{ kind: 'suspected-complete-block', severity: 'urgent' }]);
    expect(found(times(30, 1.6), () => [], -3)).toEqual([]);
    expect(found(times(30, 1), () => [], 2)).toEqual([]);
  });
});

describe('wide QRS', () => {
  const minute = (k: number, qrs: number): WaveMinute => ({ from: k * 60 * RATE, to: (k + 1) * 60 * RATE, beats: 70, rr: 800, pr: 160, qrs, qt: 400, qtc: { bazett: 420, fridericia: 410, framingham: 410, hodges: 410 } });
  const told = (widths: readonly number[]): Finding[] => {
    const own = series('N'.repeat(2000), 0.8);
    return conductionFindings({ series: own, evidence: undefined, af: [], settings: DEFAULT_SETTINGS }, { ...NO_WAVES, minutes: widths.map((qrs, k) => minute(k, qrs)) });
  };

  it('is told of ten minutes and more, with its median', () => {
    expect(told(times(15, 138))).toMatchObject([{ kind: 'suspected-bundle-branch-block', severity: 'note', evidence: { qrsMs: 138, minutes: 15 } }]);
    expect(told([...times(5, 138), ...times(10, 96)])).toEqual([]);
    expect(told(times(15, 96))).toEqual([]);
  });
});
