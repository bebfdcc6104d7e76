import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/rhythm/finding.ts';
import { ectopyCounts } from '../../core/rhythm/ectopy.ts';
import { rOnTFindings } from '../../core/rhythm/r-on-t.ts';
import { seriesOf } from '../../core/rhythm/series.ts';
import { day, series, times } from './made-day.ts';

describe('a ventricular beat on the T wave before it', () => {
  const with_ = (coupling: number, classes = 'NNNNNNVNN') => rOnTFindings(series(classes, [...times(5, 0.8), coupling, 1.1, 0.8]), DEFAULT_SETTINGS, () => 0.9);

  it('is found by its coupling against the QT that the rate asks for', () => {
    expect(with_(0.34)).toMatchObject([{ kind: 'r-on-t', severity: 'note', anchors: [5, 6], confidence: 0.9, evidence: { seconds: 0.34 } }]);
    expect(with_(0.34)[0]!.reason).toBe('ventricular beat 0.34 s after the R peak before it: the T wave there ends at about 0.37 s, by a QTc of 400 ms (Fridericia) at a usual RR of 0.80 s');
    expect(with_(0.44)).toEqual([]);
  });

  it('is no supraventricular beat, and no later beat of a run', () => {
    expect(with_(0.34, 'NNNNNNSNN')).toEqual([]);
    expect(rOnTFindings(series('NNNNNVVVN', [...times(4, 0.8), 0.5, 0.34, 0.34, 1]), DEFAULT_SETTINGS, () => 1)).toEqual([]);
  });
});

describe('many such beats', () => {
  /** Ten early beats, each among normal ones; the seventh is the earliest. */
  const many = series('NNNNN' + 'NNNV'.repeat(10) + 'N', [...times(4, 0.8), ...Array.from({ length: 10 }, (_, k) => [0.9, 0.8, 0.8, k === 6 ? 0.3 : 0.34]).flat(), 0.9]);

  it('are one finding, at the earliest, with their number', () => {
    const found = rOnTFindings(many, DEFAULT_SETTINGS, () => 0.9);
    expect(found).toMatchObject([{ kind: 'r-on-t', severity: 'note', evidence: { beats: 10, seconds: 0.3 } }]);
    expect(found[0]!.reason).toContain('; the earliest of 10 such beats, ');
    expect(ectopyCounts(many, 'V', 60, DEFAULT_SETTINGS).rOnT).toBe(10);
  });

  it('but one that begins a run is told by itself', () => {
    const runs = series('NNNNNNVVVNNNNNVN', [...times(5, 0.8), 0.34, 0.35, 0.35, 1.1, ...times(4, 0.8), 0.34, 1]);
    const found = rOnTFindings(runs, DEFAULT_SETTINGS, () => 1);
    expect(found.map(({ anchors }) => anchors)).toEqual([[5, 6], [13, 14]]);
    expect(found[0]!.reason).toContain('; a run of 3 ventricular beats begins with it');
    expect(found[1]!.reason).not.toContain('such beats');
  });
});

describe('shapes of ectopy', () => {
  it('are templates of three beats and more', () => {
    const own = day('NVNVNVNVNVN', 0.7);
    own.beats.template.set([1, 2, 1, 2, 1, 2, 1, 3, 1, 3, 1]);
    expect(ectopyCounts(seriesOf(own), 'V', 60, DEFAULT_SETTINGS).shapes).toBe(1);
    const { template: _, ...beats } = own.beats;
    expect(ectopyCounts(seriesOf({ ...own, beats }), 'V', 60, DEFAULT_SETTINGS).shapes).toBeNull();
  });
});
