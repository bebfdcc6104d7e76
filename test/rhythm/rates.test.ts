import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/rhythm/finding.ts';
import { nightAt, rateFindings } from '../../core/rhythm/rates.ts';
import { RATE, series, times } from './made-day.ts';

const letters = (n: number): string => 'N'.repeat(n);

describe('bradycardia and tachycardia', () => {
  it('last 30 s at least and say their extreme', () => {
    expect(rateFindings(series(letters(60), [...times(30, 0.8), ...times(15, 1.5), ...times(14, 0.8)]), DEFAULT_SETTINGS, null)).toEqual([]);
    const findings = rateFindings(series(letters(121), [...times(40, 0.8), ...times(40, 1.5), ...times(40, 0.8)]), DEFAULT_SETTINGS, null);
    expect(findings.map(({ kind, rate }) => [kind, Math.round(rate ?? 0)])).toEqual([['bradycardia', 40]]);
    expect(findings[0]!.reason).toMatch(/^rate over 15 s below 50\/min, lowest 40\/min, for \d+ s$/);
  });

  it('go by other bounds at night, and by those of the day where the start is not known', () => {
    const slow = series(letters(100), times(99, 1.35));
    expect(rateFindings(slow, DEFAULT_SETTINGS, 12 * 3600).map(({ kind }) => kind)).toEqual(['bradycardia']);
    expect(rateFindings(slow, DEFAULT_SETTINGS, 2 * 3600)).toEqual([]);
    expect(rateFindings(slow, DEFAULT_SETTINGS, null)).toHaveLength(1);
    expect(nightAt(3600 * RATE, RATE, 21.5 * 3600, DEFAULT_SETTINGS.night)).toBe(true);
  });

  it('end at a drop-out', () => {
    const made = series(letters(121), times(120, 0.4), { unreadable: [20 * RATE, 30 * RATE] });
    // 48 s at 150/min, but neither part of it lasts for 30 s of windows.
    expect(rateFindings(made, DEFAULT_SETTINGS, null)).toEqual([]);
  });
});
