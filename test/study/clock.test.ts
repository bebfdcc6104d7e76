import { describe, expect, it } from 'vitest';
import { ticksOf } from '../../core/study/report-ticks.ts';
import { said } from '../../core/words/phrases.ts';
import { ageAt, clockAt, dateInWords, dateKnown, dayAt, dayOrNumber, durationInWords, grouped, momentAt, momentInWords, saidStart, secondOfDay } from '../../core/study/clock.ts';

const start = { local: '2026-11-14T23:59:58.500', assumed: false };

describe('wall time of samples', () => {
  it('passes midnight, month and year by plain calendar arithmetic', () => {
    expect(clockAt(start, 360, 0)).toBe('23:59:58');
    expect(clockAt(start, 360, 540, true)).toBe('00:00:00.000');
    expect(dayAt(start, 360, 540)).toBe('Sun 15 Nov 2026');
    expect(dayAt({ local: '2024-02-28T12:00:00', assumed: true }, 1, 86400)).toBe('Thu 29 Feb 2024');
  });

  it('keeps what people say of a start in a form that no file has, of the very same moment', () => {
    for (const local of ['2026-11-14T09:12:00.000', '2026-11-14T09:12:00.417', '2026-11-14T09:12:00.500', '2026-11-14T09:12:00']) {
      const said = saidStart(local)!;
      expect(said).not.toMatch(/\.\d{3}$/);
      expect(clockAt({ local: said, assumed: false }, 1000, 0, true)).toBe(clockAt({ local, assumed: false }, 1000, 0, true));
      expect(secondOfDay(said)).toBe(secondOfDay(local));
      expect(saidStart(said)).toBe(said);
    }
  });

  it('counts whole years, and none where a date is missing', () => {
    expect(ageAt('1963-03-03', '2026-11-14T09:12:00')).toBe(63);
    expect(ageAt('1963-11-15', '2026-11-14T09:12:00')).toBe(62);
    expect(ageAt('', '2026-11-14')).toBeNull();
  });

  it('has no date where none is known, set time of day or not: days are counted', () => {
    expect([dateKnown(start), dateKnown({ local: '2000-01-01T00:00:00', assumed: true }), dateKnown({ local: '2000-01-01T09:12:00', assumed: false })]).toEqual([true, false, false]);
    const unknown = { local: '2000-01-01T09:12:00.000', assumed: false };
    expect([0, 86_399 - 33_120, 86_400 - 33_120, 20 * 86_400].map((second) => dayOrNumber(unknown, 1, second))).toEqual(['day 1', 'day 1', 'day 2', 'day 21']);
    expect(dayOrNumber(start, 360, 540)).toBe('Sun 15 Nov 2026');
    expect(['2026-11-21T14:06', '2026-11-21', 'at noon'].map(momentInWords)).toEqual(['21 Nov 2026 14:06', '21 Nov 2026', 'at noon']);
  });

  it('names the day of a time where a recording has several, in every language', () => {
    const [day, days] = [24 * 3600, 48 * 3600].map((sampleCount) => ({ sampleRate: 1, sampleCount }));
    expect([momentAt(start, day!, 10), momentAt(start, days!, 10), momentAt(start, days!, 10, true)]).toEqual(['00:00', 'Sun 15, 00:00', 'Sun 15, 00:00:08']);
    const [longer] = [{ sampleRate: 1, sampleCount: 24 * 3600 + 600 }];
    expect([10, 700, 86_400].map((at) => momentAt(start, longer!, at))).toEqual(['Sun 15, 00:00', '00:11', 'Sun 15, 23:59']);
    expect(momentAt({ local: '2000-01-01T09:12:00', assumed: true }, days!, 86_400)).toBe('day 2, 09:12');
    expect((['de', 'zh-Hant'] as const).map((language) => said('Sun 15, 00:00', language))).toEqual(['So 15., 00:00', '15 日（週日）\uff0c00:00']);
    const { label } = ticksOf({ from: 0, to: 48 * 3600 }, start, 1)[0]!;
    expect(label).toBe('Sun 15');
  });

  it('puts dates, durations and counts into words', () => {
    expect(dateInWords('1963-03-03')).toBe('3 Mar 1963');
    expect(dateInWords('unknown')).toBe('');
    expect([0, 0.01, 0.2, 0.97, 59.6].map(durationInWords)).toEqual(['0 s', '<\u00a00.1 s', '0.2 s', '1 s', '1 min']);
    expect([12, 61, 3600, 86_399].map(durationInWords)).toEqual(['12 s', '1 min', '1 h 00 min', '24 h 00 min']);
    expect(grouped(1_234_567)).toBe('1,234,567');
  });
});
