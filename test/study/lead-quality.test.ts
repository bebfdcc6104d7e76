import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QUALITY } from '../../core/signal/quality.ts';
import { GRADE, leadQuality } from '../../core/study/lead-quality.ts';
import { nightsOf } from '../../core/study/night.ts';
import { nightAt } from '../../core/rhythm/rates.ts';

test('a lane says what a lead was like: good, fair, unreadable, not analysed', () => {
  const { usable, noisy, leadOff } = QUALITY;
  const good = [usable, usable, usable | noisy, leadOff, leadOff, 0];
  const { stepSeconds, leads, grades } = leadQuality({ leads: 2, seconds: 6, flags: Uint8Array.from([...good, usable, usable, usable, usable, usable, usable]) }, [0, 2]);
  expect([stepSeconds, leads]).toEqual([1, [0, 2]]);
  expect([...grades]).toEqual([GRADE.good, GRADE.good, GRADE.fair, GRADE.unreadable, GRADE.unreadable, GRADE.unknown, ...new Array<number>(6).fill(GRADE.good)]);
});

test('a long day has no more steps than can be seen, and a third of a step is seen', () => {
  const seconds = 14_400;
  const flags = new Uint8Array(seconds).fill(QUALITY.usable);
  flags.fill(QUALITY.leadOff, 20, 24);
  flags.fill(QUALITY.leadOff, 100, 102);
  const { stepSeconds, grades } = leadQuality({ leads: 1, seconds, flags }, [0]);
  expect([stepSeconds, grades.length]).toEqual([10, 1440]);
  expect([grades[2], grades[10], grades[11]]).toEqual([GRADE.unreadable, GRADE.good, GRADE.good]);
});

test('nothing analysed gives no steps', () => {
  expect(leadQuality({ leads: 3, seconds: 0, flags: new Uint8Array(0) }, [0, 1, 2]).grades).toHaveLength(0);
});

test('nights are where the rules say that it is night', () => {
  expect(nightsOf(86_400, 9 * 3600, { from: 22, to: 6 })).toEqual([{ from: 46_800, to: 75_600 }]);
  expect(nightsOf(3600, null, { from: 22, to: 6 })).toEqual([]);
  expect(nightsOf(86_400, 0, { from: 7, to: 7 })).toEqual([]);
  const hour = fc.integer({ min: 0, max: 47 }).map((half) => half / 2);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 1, max: 300_000 }), hour, hour, fc.nat(), (start, seconds, from, to, at) => {
      const nights = nightsOf(seconds, start, { from, to });
      const second = at % seconds;
      expect(nights.some((night) => second >= night.from && second < night.to)).toBe(nightAt(second, 1, start, { from, to }));
      nights.forEach((night, i) => expect(night.from >= 0 && night.to <= seconds && night.from >= (nights[i - 1]?.to ?? 0)).toBe(true));
    }),
  );
});
