import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/rhythm/finding.ts';
import { readThresholds, settingsFrom, THRESHOLD_NAMES, THRESHOLDS, thresholdsValue, thresholdTrouble, type Thresholds } from '../../core/rhythm/thresholds.ts';
import { waveTrends } from '../../core/rhythm/wave-trends.ts';
import { thresholdLines } from '../../core/study/report-thresholds.ts';

const any: fc.Arbitrary<Thresholds> = fc.record(Object.fromEntries(THRESHOLD_NAMES.map((name) => [name, fc.double({ min: THRESHOLDS[name].least - 1, max: THRESHOLDS[name].most + 1, noNaN: true })])), { requiredKeys: [] });

describe('thresholds', () => {
  it('as shipped are the settings that findings are made with', () => {
    expect(settingsFrom(undefined)).toBe(DEFAULT_SETTINGS);
    expect(settingsFrom(thresholdsValue(Object.fromEntries(THRESHOLD_NAMES.map((name) => [name, THRESHOLDS[name].shipped]))) ?? undefined)).toBe(DEFAULT_SETTINGS);
    for (const name of THRESHOLD_NAMES) {
      const { least, most, shipped, step } = THRESHOLDS[name];
      expect(shipped >= least && shipped <= most && step > 0, name).toBe(true);
    }
  });

  it('come back from their value as they went in, and only where they can hold', () => {
    fc.assert(
      fc.property(any, (thresholds) => {
        const value = thresholdsValue(thresholds);
        const back = readThresholds(value ?? undefined);
        expect(back === null).toBe(thresholdTrouble(thresholds) !== null);
        if (back) for (const name of THRESHOLD_NAMES) expect(back[name] ?? THRESHOLDS[name].shipped).toBe(thresholds[name] ?? THRESHOLDS[name].shipped);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (value) => {
        expect(settingsFrom(value).pauseSteps.length).toBeGreaterThan(0);
      }),
    );
    expect(readThresholds('{"gone":1}')).toBeNull();
    expect(readThresholds('{"pauseSeconds":4}')).toBeNull();
    expect(readThresholds('{"pauseSeconds":4,"urgentPauseSeconds":4}')).toEqual({ pauseSeconds: 4, urgentPauseSeconds: 4 });
  });

  it('count pauses in steps that begin with the shortest pause', () => {
    expect(settingsFrom('{"pauseSeconds":2.7}').pauseSteps).toEqual([2.7, 3, 4]);
    expect(settingsFrom('{"pauseSeconds":1.5}').pauseSteps).toEqual([1.5, 2, 2.5, 3, 4]);
    expect(thresholdLines('{"pauseSeconds":2.7,"vtRate":120}')).toEqual([
      { label: 'Pause', value: '2.7 s', at: 'shipped 2' },
      { label: 'V tachycardia', value: '120/min', at: 'shipped 100' },
    ]);
    expect(thresholdLines(undefined)).toEqual([]);
  });
});

describe('trends of intervals', () => {
  it('ascend by the minute, ST lead by lead', () => {
    const minute = (from: number, qt: number): Parameters<typeof waveTrends>[0]['minutes'][number] => ({ from, to: from + 1, beats: 60, rr: 800, pr: 160, qrs: 90, qt, qtc: { bazett: qt, fridericia: qt + 1, framingham: qt, hodges: qt } });
    const st = (from: number, lead: number, level: number): Parameters<typeof waveTrends>[0]['st'][number] => ({ from, to: from + 1, lead, level, slope: 0, r: 1, s: 0 });
    const trends = waveTrends({ minutes: [minute(200, 400), minute(100, Number.NaN)], st: [st(200, 2, -0.1), st(100, 2, 0.1), st(100, 0, 0)], narrowLeads: [1] }, 'fridericia');
    expect([...trends.from]).toEqual([100, 200]);
    expect([...trends.qtc]).toEqual([Number.NaN, 401]);
    expect(trends.st.map(({ lead, from }) => [lead, ...from])).toEqual([[0, 100], [2, 100, 200]]);
    expect(trends.narrow).toEqual([1]);
  });
});
