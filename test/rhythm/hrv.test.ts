import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../core/rhythm/finding.ts';
import { hrvOfDay, isRefused, noHrv, type Hrv, type HrvFigures } from '../../core/rhythm/hrv.ts';
import { normalIntervals } from '../../core/rhythm/normal-intervals.ts';
import type { BeatSeries } from '../../core/rhythm/series.ts';
import { series } from './made-day.ts';

/** Intervals of `seconds` in all, each of what `of` gives at the time of its first beat. */
function intervals(seconds: number, of: (time: number, i: number) => number): number[] {
  const list: number[] = [];
  for (let time = 0; time < seconds; time += list.at(-1)!) list.push(of(time, list.length));
  return list;
}

function dayOf(rr: readonly number[], classes = 'N'.repeat(rr.length + 1)): BeatSeries {
  return series(classes, rr);
}

function figures(hrv: Hrv | undefined): HrvFigures {
  if (hrv === undefined || isRefused(hrv)) throw new Error(`refused: ${hrv?.refused ?? 'not there'}`);
  return hrv;
}

const whole = (own: BeatSeries): Hrv => hrvOfDay(own, [], DEFAULT_SETTINGS, null).whole;

describe('heart rate variability', () => {
  it('of two intervals in turns is what the hand finds', () => {
    // 0.8 and 0.9 s: mean 850, deviation 50, every step 100: SD1 = 100/√2, SD2² = 2·50² − 100²/2 = 0.
    const found = figures(whole(dayOf(intervals(900, (_, i) => (i % 2 === 0 ? 0.8 : 0.9)))));
    expect(found.meanNn).toBeCloseTo(850, 0);
    expect(found.sdnn).toBeCloseTo(50, 0);
    expect(found.rmssd).toBeCloseTo(100, 5);
    expect(found.pnn50).toBe(100);
    expect(found.sd1).toBeCloseTo(100 / Math.SQRT2, 5);
    expect(found.sd2).toBeLessThan(3);
    expect(found.sdann).toBeLessThan(0.5);
    expect(found.triangularIndex).toBeCloseTo(2, 1);
  });

  it.each([
    ['low', 0.1, 'lf'],
    ['high', 0.25, 'hf'],
    ['very low', 0.02, 'vlf'],
  ] as const)('puts a sine of 30 ms at %s frequency into its band: 450 ms²', (_, hertz, band) => {
    const { bands, sdnn } = figures(whole(dayOf(intervals(1200, (time) => 0.8 + 0.03 * Math.sin(2 * Math.PI * hertz * time)))));
    expect(bands).not.toBeNull();
    expect(bands![band]).toBeGreaterThan(380);
    expect(bands![band]).toBeLessThan(480);
    expect(bands!.total - bands![band]).toBeLessThan(25);
    expect(sdnn).toBeCloseTo(30 / Math.SQRT2, 0);
  });

  it('counts no interval beside an ectopic beat, in fibrillation, or unlike its neighbours', () => {
    const rr = intervals(60, () => 0.8);
    const ectopic = dayOf(rr, `${'N'.repeat(20)}V${'N'.repeat(rr.length - 20)}`);
    expect(Array.from(normalIntervals(ectopic, [])).flatMap((nn, i) => (Number.isNaN(nn) ? [i] : []))).toEqual([0, 20, 21]);
    const af = [{ from: ectopic.sample[30]!, to: ectopic.sample[40]! }];
    expect(Array.from(normalIntervals(ectopic, af)).filter((nn) => Number.isNaN(nn))).toHaveLength(13);
    const late = dayOf(rr.map((interval, i) => (i === 50 ? 1.1 : interval)));
    expect(normalIntervals(late, [])[51]).toBeNaN();
  });

  it('is refused, with its reason, where too little can be used', () => {
    const bigeminy = 'NV'.repeat(600);
    const refused = whole(series(bigeminy, 0.8));
    expect(isRefused(refused) && refused.refused).toBe('0 of 3 five-minute pieces could be used, 2 are needed');
    const piece = hrvOfDay(series(bigeminy, 0.8), [], DEFAULT_SETTINGS, null).pieces[0]!;
    expect(isRefused(piece) && piece.refused).toMatch(/^only 0 % of the five minutes/);
  });

  it('tells day from night where the start is known', () => {
    const rr = intervals(4 * 3600, (time) => (time < 2 * 3600 ? 0.7 : 1));
    const { day, night, hours } = hrvOfDay(dayOf(rr), [], DEFAULT_SETTINGS, 20 * 3600);
    expect(figures(day ?? undefined).meanNn).toBeCloseTo(700, 0);
    expect(figures(night ?? undefined).meanNn).toBeCloseTo(1000, 0);
    expect(hours.slice(0, 4).map((hour) => Math.round(figures(hour).meanNn))).toEqual([700, 700, 1000, 1000]);
  });

  it('given what was told before, is what it is from nothing', () => {
    const rr = intervals(1800, (_, i) => 0.8 + 0.05 * Math.sin(i / 3));
    const letters = fc.array(fc.record({ at: fc.nat({ max: rr.length }), to: fc.constantFrom('N', 'V', 'S', 'X') }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 4 }), fc.option(fc.nat({ max: 1500 }), { nil: null }), (edits, af) => {
        const known = noHrv();
        const classes = [...'N'.repeat(rr.length + 1)];
        for (const [turn, edit] of edits.entries()) {
          for (const { at, to } of edit) classes[at] = to;
          const day = dayOf(rr, classes.join(''));
          const episodes = af === null || turn % 3 === 2 ? [] : [{ from: af * day.sampleRate, to: (af + 100) * day.sampleRate }];
          expect(hrvOfDay(day, episodes, DEFAULT_SETTINGS, 20 * 3600, known)).toEqual(hrvOfDay(day, episodes, DEFAULT_SETTINGS, 20 * 3600));
        }
      }),
      { numRuns: 12 },
    );
  });
});
