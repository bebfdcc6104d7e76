import { describe, expect, it } from 'vitest';
import { speak } from '../../renderer/parts/language.ts';
import { typedDate, typedMoment } from '../../renderer/parts/typed-date.ts';
import { stepped } from '../../renderer/parts/number-field.tsx';
import { age, asTyped, clock, count, day, duration, fixed, likeness, moment, momentsBetween, parseClock, parseLocal, parseMoment, parseNumber, percent, secondsOfClock, tickWords } from '../../renderer/parts/format.ts';

describe('words for figures', () => {
  it('write times', () => {
    const start = parseLocal('2026-11-14T09:12:00.000')!;
    expect(day(start)).toBe('Sat 14 Nov 2026');
    expect(clock(start)).toBe('09:12');
    expect(clock(start + 23_672_417, 'thousandths')).toBe('15:46:32.417');
    expect(parseLocal('yesterday')).toBeNull();
    expect(moment(start, 0, 86_400)).toBe('09:12');
    expect(moment(start, 0, 14 * 86_400)).toBe('Sat 14, 09:12');
    // A recording of a day and ten minutes has these ten minutes twice.
    expect([0, 599, 600, 86_399, 86_400].map((at) => moment(start, at, 87_000))).toEqual(['Sat 14, 09:12', 'Sat 14, 09:21', '09:22', '09:11', 'Sun 15, 09:12']);
    expect(duration(86_400)).toBe('24 h 00');
    expect(duration(1805)).toBe('30 min 05 s');
  });

  it('name the day of each time in a recording of several', () => {
    const start = parseLocal('2026-11-14T18:00:00.000')!;
    const [evening, night] = [4 * 3600, 7 * 3600];
    expect(momentsBetween(start, { from: evening, to: night }, 86_400)).toEqual(['22:00', '01:00']);
    expect(momentsBetween(start, { from: evening, to: night }, 2 * 86_400)).toEqual(['Sat 14, 22:00', 'Sun 15, 01:00']);
    expect(momentsBetween(start, { from: 0, to: evening }, 2 * 86_400)).toEqual(['Sat 14, 18:00', '22:00']);
    const hours = [0, 6, 12].map((h) => h * 3600);
    expect(tickWords(start, hours, 86_400)).toEqual(['18:00', '00:00', '06:00']);
    expect(tickWords(start, hours, 2 * 86_400)).toEqual(['18:00', 'Sun 15', '06:00']);
    expect(tickWords(start, [6 * 3600, 30 * 3600], 14 * 86_400)).toEqual(['Sun 15', 'Mon 16']);
    // A stretch within a day.
    expect(tickWords(start, [60, 120], 2 * 86_400)).toEqual(['Sat 14, 18:01', '18:02']);
  });

  it('find a time of day on the day that is written before it', () => {
    const start = parseLocal('2026-11-14T18:00:00.000')!;
    const go = (typed: string, near = 0): number | null => {
      const asked = parseMoment(typed);
      return asked && secondsOfClock(start, asked.time, 3 * 86_400, near, asked.day);
    };
    expect([go('19:00'), go('Sun 15, 19:00'), go('So 15., 19:00'), go('15日 週日, 19:00'), go('15. 19:00'), go('16, 1900')]).toEqual([3600, 90_000, 90_000, 90_000, 90_000, 176_400]);
    expect([go('Sat 21, 19:00'), go('noon'), go('Sun 15')]).toEqual([null, null, null]);
    const unknown = parseLocal('2000-01-01T18:00:00')!;
    expect(secondsOfClock(unknown, 19 * 3600, 3 * 86_400, 0, parseMoment('day 2, 19:00')!.day)).toBe(90_000);
  });

  it('write numbers', () => {
    expect(count(102_224)).toBe('102,224');
    expect(percent(1.42)).toBe('1.4 %');
    expect([0, 0.001, 0.049, 0.05, 99.94, 99.96].map(percent)).toEqual(['0.0 %', '<\u00a00.1 %', '<\u00a00.1 %', '0.1 %', '99.9 %', '>\u00a099.9 %']);
    expect([0, 0.01, 0.2, 0.97, 12, 59.6].map(duration)).toEqual(['0 s', '<\u00a00.1 s', '0.2 s', '1 s', '12 s', '1 min']);
    expect(percent(100)).toBe('100 %');
    expect(likeness(-21)).toBe('−.21');
    expect(likeness(86)).toBe('.86');
    expect(likeness(5)).toBe('.05');
    expect([-1.4, 1.4, -0.04, 0].map((n) => fixed(n, 1))).toEqual(['−1.4', '1.4', '0.0', '0.0']);
  });

  it('write a number with the decimals that it has', () => {
    expect([2, 2.25, -0.1].map(asTyped)).toEqual(['2', '2.25', '−0.1']);
    speak('de');
    expect(asTyped(2.25)).toBe('2,25');
    speak('en');
  });

  it('read a number with the decimal sign of the language, or the other where it parts no thousands', () => {
    expect(['1.5', '1,5', ' .5 ', '-0.1', '−0,1', '300', '2.', '1.250'].map(parseNumber)).toEqual([1.5, 1.5, 0.5, -0.1, -0.1, 300, 2, 1.25]);
    for (const typed of ['', '.', 'a', '1,500', '1.5.2', '1e3', '1 000']) expect([typed, parseNumber(typed)]).toEqual([typed, null]);
    speak('de');
    expect(['1,5', '1.5', '1,250', '1.500', asTyped(-2.25)].map(parseNumber)).toEqual([1.5, 1.5, 1.25, null, -2.25]);
    speak('en');
  });

  it('step a number without leaving its bounds', () => {
    const steps = { step: 0.1, least: 1, most: 2 };
    expect([stepped(1.2, 1, steps), stepped(1.1, -1, steps), stepped(1, -1, steps), stepped(1.95, 1, steps), stepped(30, 1, { step: 5, least: 0, most: 100 })]).toEqual([1.3, 1, 1, 2, 35]);
  });

  it('read what people type', () => {
    expect(parseClock('15:46')).toBe(56_760);
    expect(parseClock('154632')).toBe(56_792);
    expect(parseClock('25:00')).toBeNull();
    const start = parseLocal('2026-11-14T09:12:00')!;
    expect(secondsOfClock(start, 9 * 3600 + 13 * 60, 86_400, 0)).toBe(60);
    expect(secondsOfClock(start, 3600, 7200, 0)).toBeNull();
  });

  it('take a date as it is written in many places, and none that no calendar has', () => {
    for (const typed of ['1963-03-03', '1963-3-3', ' 3.3.1963 ', '03. 03. 1963', '1963/3/3', '1963年3月3日']) expect([typed, typedDate(typed)]).toEqual([typed, '1963-03-03']);
    for (const typed of ['', '1966-02-31', '31.02.1966', '2026-13-01', '63-03-03', '3/3/1963', '1963-03-03 x']) expect([typed, typedDate(typed)]).toEqual([typed, null]);
    expect(typedMoment('2026-11-20 8:30')).toBe('2026-11-20T08:30:00.000');
    expect(typedMoment('20.11.2026, 08:30:15.5')).toBe('2026-11-20T08:30:15.500');
    for (const typed of ['2026-02-30 08:30', '2026-11-20 24:00', '2026-11-20 08:30 or so', '2026-11-20', '08:30']) expect([typed, typedMoment(typed)]).toEqual([typed, null]);
  });

  it('tell an age on the day of the recording', () => {
    expect(age({ birth: '1963-03-03', age: '70' }, '2026-11-14T09:12:00')).toBe(63);
    expect(age({ birth: '1963-12-03', age: '' }, '2026-11-14')).toBe(62);
    expect(age({ birth: '', age: '' }, '2026-11-14')).toBeNull();
    // As a file states it, whatever the day; what is no age is none.
    expect(age({ birth: '', age: '69' }, '2000-01-01T00:00:00')).toBe(69);
    expect(age({ birth: '', age: 'old' }, '2026-11-14')).toBeNull();
  });
});
