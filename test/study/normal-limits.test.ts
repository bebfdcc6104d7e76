import { describe, expect, it } from 'vitest';
import { limitsValue, limitTrouble, measuredFigures, rangeInWords, readLimits, standingOf, type Measured } from '../../core/study/normal-limits.ts';
import { day as dayOf } from './live-day.ts';

const day = dayOf();
const about = { summary: { ...day.summary, recordedSeconds: 86_400, analysableSeconds: 43_200 }, tables: day.tables, birth: '1960-01-01', sex: 'F', start: '2026-11-14T09:00', own: {} };
const of = (name: string, all: readonly Measured[]): Measured | undefined => all.find((figure) => figure.name === name);

describe('normal limits', () => {
  it('are kept where they differ from what is shipped, and unreadable ones are as shipped', () => {
    expect(limitsValue({ qrs: { least: null, most: 110 } })).toBe('');
    const own = { qrs: { least: null, most: 120 }, rateLowest: { least: 40, most: null } };
    expect(readLimits(limitsValue(own))).toEqual(own);
    for (const bad of ['[', '[]', '{"qrs":{"least":200,"most":100}}', '{"qrs":{"least":1,"most":100}}', '{"other":{"least":1,"most":2}}']) expect(readLimits(bad)).toEqual({});
    expect([limitTrouble('qrs', { least: null, most: 9 }), limitTrouble('pr', { least: 200, most: 120 })]).toEqual(['bounds', 'order']);
  });

  it('are said and judged as they are printed', () => {
    expect([rangeInWords({ least: 120, most: 200 }, 'pr'), rangeInWords({ least: null, most: 2000 }, 'ventricular'), rangeInWords({ least: null, most: null }, 'pr')]).toEqual(['120–200', '≤ 2,000/24 h', '']);
    const range = { least: 50, most: 90 };
    expect([90.4, 90.6, 49.6, 49.4].map((value) => standingOf(value, range))).toEqual([null, 'high', null, 'low']);
  });

  it('reckon ectopy by the readable day, know the sex, and leave children to the laboratory', () => {
    const figures = measuredFigures(about);
    expect(of('ventricular', figures)?.value).toBe(2 * day.summary.counts.V);
    expect(of('qtcMen', figures)).toBeUndefined();
    expect(of('ventricular', measuredFigures({ ...about, summary: { ...about.summary, analysableSeconds: 3600 } }))).toBeUndefined();
    const own = { ventricular: { least: null, most: 50 } };
    expect(measuredFigures({ ...about, birth: '2015-01-01', own }).map(({ name }) => name)).toEqual(['ventricular']);
    // The day that stands for none makes no child of anybody.
    expect(measuredFigures({ ...about, birth: '1985-01-01', start: '2000-01-01T09:12', own: {} })).toEqual(measuredFigures(about));
  });
});
