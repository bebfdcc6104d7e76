import { describe, expect, it } from 'vitest';
import { ectopyCounts, ectopyFindings } from '../../core/rhythm/ectopy.ts';
import { groupsOf, patternsOf } from '../../core/rhythm/ectopy-groups.ts';
import { DEFAULT_SETTINGS, type Finding } from '../../core/rhythm/finding.ts';
import type { BeatSeries } from '../../core/rhythm/series.ts';
import { RATE, series, times } from './made-day.ts';

const found = (of: BeatSeries): Finding[] => ectopyFindings(of, DEFAULT_SETTINGS, () => 1);
const kinds = (of: BeatSeries): string[] => found(of).map(({ kind }) => kind);

describe('groups of ectopic beats', () => {
  it('are singles, couplets, triplets and longer runs', () => {
    const made = series('NVNNVVNVVVNNVVVVVN', 0.5);
    expect(groupsOf(made, 'V').map(({ beats }) => beats)).toEqual([1, 2, 3, 5]);
    const counts = ectopyCounts(made, 'V', 3600, DEFAULT_SETTINGS);
    expect(counts).toMatchObject({ beats: 11, singles: 1, couplets: 1, triplets: 1, runs: 2, perHour: 11 });
    expect(counts.burden).toBeCloseTo((100 * 11) / 18);
    expect(counts.longest).toMatchObject({ beats: 5, rate: 120 });
  });

  it('end at another class, at an unreadable span and at a gap', () => {
    expect(groupsOf(series('VVSVV', 0.5), 'V').map(({ beats }) => beats)).toEqual([2, 2]);
    // Beats at 1, 1.5, 2, 2.5 s.
    expect(groupsOf(series('VVVV', 0.5, { unreadable: [1.6 * RATE, 1.9 * RATE] }), 'V').map(({ beats }) => beats)).toEqual([2, 2]);
    expect(groupsOf(series('VVVV', 0.5, { gaps: [2.1 * RATE, 2.2 * RATE] }), 'V').map(({ beats }) => beats)).toEqual([3, 1]);
  });

  it('pass over artefacts', () => {
    expect(groupsOf(series('NV|VVN', 0.4), 'V').map(({ beats }) => beats)).toEqual([3]);
  });

  it('name the fastest run by its rate and the longest by its beats', () => {
    const counts = ectopyCounts(series('NVVVNVVVVN', [0.8, 0.3, 0.3, 0.8, 0.8, 0.5, 0.5, 0.5, 0.8]), 'V', 3600, DEFAULT_SETTINGS);
    expect(counts.fastest).toMatchObject({ beats: 3, rate: 200 });
    expect(counts.longest).toMatchObject({ beats: 4, rate: 120 });
  });
});

describe('ventricular runs', () => {
  it('are tachycardia from 100/min on and idioventricular below', () => {
    expect(kinds(series('NVVVN', 0.6))).toEqual(['ventricular-tachycardia']);
    expect(kinds(series('NVVVN', 0.61))).toEqual(['idioventricular-rhythm']);
  });

  it('are urgent from six beats on or when sustained, and say so with numbers', () => {
    expect(found(series('NVVVVVN', 0.4))[0]).toMatchObject({ severity: 'important' });
    const [six] = found(series('NVVVVVVN', 0.4));
    expect(six).toMatchObject({ severity: 'urgent', rate: 150, anchors: [1, 6] });
    expect(six!.reason).toBe('6 ventricular beats in a row at 150/min (at or above 100/min) over 2.00 s');
    const [long] = found(series(`N${'V'.repeat(80)}N`, 0.4));
    expect(long!.reason).toContain('sustained');
  });
});

describe('supraventricular runs', () => {
  it('are a finding where they are fast, and urgent when sustained', () => {
    expect(kinds(series('NSSN', 0.4))).toEqual(['supraventricular-couplet']);
    expect(kinds(series('NSSSN', 0.4))).toEqual(['supraventricular-run']);
    expect(kinds(series('NSSSN', 0.9))).toEqual([]);
    expect(found(series(`N${'S'.repeat(100)}N`, 0.4))[0]).toMatchObject({ severity: 'urgent' });
  });
});

describe('bigeminy and trigeminy', () => {
  it('count from three cycles on', () => {
    expect(patternsOf(series('NVNVNVN', 0.7), 'V', 1, 3)).toEqual([]);
    expect(patternsOf(series('NVNVNVNVN', 0.7), 'V', 1, 3).map(({ cycles }) => cycles)).toEqual([3]);
    expect(patternsOf(series('VNNVNNVNNV', 0.7), 'V', 2, 3).map(({ cycles }) => cycles)).toEqual([3]);
  });

  it('do not count couplets, other classes or breaks as part of the pattern', () => {
    expect(patternsOf(series('VNVNVVNVN', 0.7), 'V', 1, 3)).toEqual([]);
    expect(patternsOf(series('VNVSVNVNV', 0.7), 'V', 1, 3)).toEqual([]);
    expect(patternsOf(series('VNVNVNV', 0.7, { gaps: [2.5 * RATE, 2.6 * RATE] }), 'V', 1, 3)).toEqual([]);
  });

  it('are an episode of their own from 30 s on', () => {
    expect(kinds(series('VN'.repeat(15), 0.7))).toEqual([]);
    const [episode] = found(series('VN'.repeat(30), 0.7));
    expect(episode).toMatchObject({ kind: 'ventricular-bigeminy', severity: 'important' });
    expect(episode!.reason).toBe('every second beat ventricular, 29 cycles over 40.60 s at 86/min');
    expect(kinds(series('SNN'.repeat(30), 0.7))).toEqual(['supraventricular-trigeminy']);
  });
});

describe('interpolated beats', () => {
  it('leave the sinus rhythm as it was', () => {
    const rr = [...times(6, 0.9), 0.45, 0.45, ...times(6, 0.9), 0.5, 1.3, 0.9];
    expect(ectopyCounts(series('NNNNNNNVNNNNNNNVNN', rr), 'V', 60, DEFAULT_SETTINGS).interpolated).toBe(1);
  });
});

describe('doubt', () => {
  const run = series('NNVVVVVVVVNN', 0.4);
  const told = (peaks: number, unusable: number, trust: number): Finding => ectopyFindings(run, DEFAULT_SETTINGS, () => trust, () => ({ peaks, unusable }))[0]!;

  it('takes confidence from a run, and urgency where little is left', () => {
    expect(told(0, 0, 0.9)).toMatchObject({ kind: 'ventricular-tachycardia', severity: 'urgent' });
    expect(told(0.6, 0, 0.9)).toMatchObject({ severity: 'important' });
    expect(told(0, 1, 0.8)).toMatchObject({ severity: 'important' });
    expect(told(0, 0, 0.3)).toMatchObject({ severity: 'important' });
  });

  it('is told in the reason', () => {
    expect(told(0, 0, 0.9).reason).not.toContain('artefact');
    expect(told(0.6, 0, 0.9).reason).toContain('; may be artefact: 0.6 more peaks a second stand around them that are no beats; against that: likelihood of its beats 90 % on average, all leads can be used');
    expect(told(0, 0.5, 0.9).reason).toContain('; may be artefact: 50 % of the signal of all leads cannot be used there; against that: likelihood of its beats 90 % on average, 50 % of the signal of all leads can be used');
    expect(told(0, 1, 0.9).reason).toContain('; may be artefact: 100 % of the signal of all leads cannot be used there; against that: likelihood of its beats 90 % on average');
  });

  it('does not make couplets of escape beats', () => {
    expect(kinds(series('NVVN', 1.2))).toEqual([]);
    expect(ectopyCounts(series('NVVN', 1.2), 'V', 3600, DEFAULT_SETTINGS)).toMatchObject({ beats: 2, singles: 2, couplets: 0 });
    expect(kinds(series('NVVN', 0.9))).toEqual(['ventricular-couplet']);
  });
});
