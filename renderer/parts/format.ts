/** Numbers and times as people read them. Pure; wall time is local time without a zone, kept as UTC milliseconds. */
import { needsDay, percentFigure, secondsFigure, SEVERAL_DAYS, yearsOld } from '../../core/study/clock.ts';
import { UNKNOWN_DATE } from '../../core/study/recording.ts';
import { catalogue, locale } from './language.ts';
import * as de from './words/de/units.ts';
import * as en from './words/en/units.ts';
import * as zh from './words/zh-hant/units.ts';

const UNITS = catalogue(en.UNITS, { de: de.UNITS, 'zh-Hant': zh.UNITS });

const two = (n: number): string => String(n).padStart(2, '0');

/** What `make` gives for the language in force, made once for each. */
function perLanguage<T>(make: (tag: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    const tag = locale();
    const known = made.get(tag) ?? make(tag);
    made.set(tag, known);
    return known;
  };
}

const wholes = perLanguage((tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 0 }));
const decimalSign = perLanguage((tag) => new Intl.NumberFormat(tag).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.');
// A month in letters where the order of day and month is not the same everywhere that the language is spoken.
const dates = perLanguage((tag) => new Intl.DateTimeFormat(tag, { weekday: 'short', day: 'numeric', month: tag.startsWith('en') ? 'short' : '2-digit', year: 'numeric', timeZone: 'UTC' }));
const shortDates = perLanguage((tag) => new Intl.DateTimeFormat(tag, { weekday: 'short', day: 'numeric', timeZone: 'UTC' }));

/** The weekday without what parts it from the day: `Sat 14`, `Sa 14.`. */
function plain(date: string): string {
  return date.replace(/^(\p{L}+)\.?,? /u, '$1 ');
}

/** A whole number with thousands parted: 102,224. */
export function count(n: number): string {
  return wholes().format(Math.round(n));
}

/** A number with so many decimals: `0.86`, `0,86`, `−1.4`; what is rounded to nothing has no sign. Thousands are not parted. */
export function fixed(n: number, decimals: number): string {
  const figure = n.toFixed(decimals);
  return figure.replace('-', Number(figure) === 0 ? '' : '−').replace('.', decimalSign());
}

/** A number with the decimals that it has: `2`, `2,25`. */
export function asTyped(n: number): string {
  return String(n).replace('-', '−').replace('.', decimalSign());
}

/**
 * A number as people type it, null where it is none: with the decimal sign of the language, or with the other one where
 * that cannot part thousands (`1.5` in German, while `1.500` is refused there, which may be meant as either).
 */
export function parseNumber(text: string): number | null {
  const parts = /^\s*([-−+]?)(\d*)(?:([.,])(\d*))?\s*$/.exec(text);
  if (!parts) return null;
  const [, sign = '', whole = '', mark, rest = ''] = parts;
  if (whole === '' && rest === '') return null;
  if (mark !== undefined && mark !== decimalSign() && rest.length === 3) return null;
  const value = Number(`${whole || '0'}.${rest || '0'}`);
  return sign === '-' || sign === '−' ? -value : value;
}

/** Percent with one decimal, as the report writes it: `1.4 %`, `< 0.1 %`, `> 99.9 %`, `100 %`. */
export function percent(value: number): string {
  return UNITS.percent(percentFigure(value).replace('.', decimalSign()));
}

/** Seconds in figures: `12`, and tenths below one, `0.2`. */
function secondsIn(seconds: number): string {
  return secondsFigure(seconds).replace('.', decimalSign());
}

/** The minus that belongs to figures. */
export function signed(value: number, unit = ''): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(Math.round(value))}${unit}`;
}

/** A likeness in 1/100 as tiles write it: `.86`, `−.21`, `1.0`. */
export function likeness(hundredths: number): string {
  if (hundredths >= 100) return fixed(1, 1);
  return `${hundredths < 0 ? '−' : ''}${decimalSign()}${two(Math.abs(hundredths))}`;
}

/** Milliseconds of a local time without zone, or null where the text is none. */
export function parseLocal(local: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?/.exec(local);
  if (!parts) return null;
  const [, y, mo, d, h, mi, s = '0', ms = '0'] = parts;
  return Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s), Number(ms.padEnd(3, '0')));
}

/** `15:46`, with seconds `15:46:32`, with thousandths `15:46:32.417`. */
export function clock(ms: number, detail: 'minutes' | 'seconds' | 'thousandths' = 'minutes'): string {
  const at = new Date(detail === 'minutes' ? Math.floor(ms / 1000) * 1000 : Math.round(ms));
  const minutes = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  if (detail === 'minutes') return minutes;
  const seconds = `${minutes}:${two(at.getUTCSeconds())}`;
  return detail === 'seconds' ? seconds : `${seconds}.${String(at.getUTCMilliseconds()).padStart(3, '0')}`;
}

const DAY_MS = 86_400_000;

/** Midnight of the day that stands for a day not known. */
const UNKNOWN_DAY = Date.parse(`${UNKNOWN_DATE}T00:00:00Z`);

/** `Sat 14 Nov 2026`, `Sa 14.11.2026`, `2026/11/14（週六）`. */
export function day(ms: number): string {
  return plain(dates().format(ms));
}

/** Days of a recording that began on no known day, at most. */
const UNKNOWN_DAYS = 60;

/** Which day of such a recording it is, from 1; null on any day that is one. */
function unknownDay(ms: number): number | null {
  const days = Math.floor((ms - UNKNOWN_DAY) / DAY_MS);
  return days >= 0 && days < UNKNOWN_DAYS ? days + 1 : null;
}

/** The day a recording began, or the words `unknown`: a day that stands for none is never shown as one, whether its time was set or assumed. */
export function startDay(ms: number, unknown: string): string {
  return unknownDay(ms) === 1 ? unknown : day(ms);
}

/** `Sun 15`: a day in a row of days; `day 2` where the recording began on no known one. */
export function dayShort(ms: number): string {
  const nth = unknownDay(ms);
  return nth === null ? plain(shortDates().format(ms)) : UNITS.day(nth);
}

/**
 * A time of day, with its day where the recording has several, or has that time twice.
 *
 * @param startMs wall time of the recording's beginning
 * @param at seconds of the recording
 */
export function moment(startMs: number, at: number, recordedSeconds: number, detail: 'minutes' | 'seconds' | 'thousandths' = 'minutes'): string {
  const ms = startMs + at * 1000;
  return needsDay(at, recordedSeconds) ? `${dayShort(ms)}, ${clock(ms, detail)}` : clock(ms, detail);
}

/** From one time of day to another: the end names its day where that is another one, `Sun 15, 23:40` and `Mon 16, 00:20`. */
export function momentsBetween(startMs: number, { from, to }: { from: number; to: number }, recordedSeconds: number): [from: string, to: string] {
  const day = (at: number): number => Math.floor((startMs + at * 1000) / DAY_MS);
  const said = day(from) === day(to) && needsDay(from, recordedSeconds);
  return [moment(startMs, from, recordedSeconds), said ? clock(startMs + to * 1000) : moment(startMs, to, recordedSeconds)];
}

/**
 * Words of the ticks of an axis. In a recording of several days each midnight is its day, as is each tick where there is one
 * a day or fewer; where no midnight is among them the first names it.
 *
 * @param at places of the ticks on whole wall times, seconds of the recording
 */
export function tickWords(startMs: number, at: readonly number[], recordedSeconds: number, detail: 'minutes' | 'seconds' = 'minutes'): string[] {
  // Half a second, since places are not exact.
  const times = at.map((seconds) => Math.floor((startMs + seconds * 1000 + 500) / 1000) * 1000);
  if (recordedSeconds <= SEVERAL_DAYS) return times.map((ms) => clock(ms, detail));
  const midnight = (ms: number): boolean => ms % DAY_MS === 0;
  const none = !times.some(midnight);
  return times.map((ms, i) => (midnight(ms) ? dayShort(ms) : none && i === 0 ? `${dayShort(ms)}, ${clock(ms, detail)}` : clock(ms, detail)));
}

/** A moment in UTC (ISO 8601) in the wall time of this computer: `Sat 21 Nov 2026, 14:06`. */
export function momentHere(iso: string): string {
  const at = new Date(iso);
  const ms = at.getTime() - at.getTimezoneOffset() * 60_000;
  return `${day(ms)}, ${clock(ms)}`;
}

/** `24 h 00`, `30 min 05 s`, `48 s`, `0.2 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole >= 3600) {
    const minutes = Math.round(seconds / 60);
    return UNITS.hours(Math.floor(minutes / 60), minutes % 60);
  }
  return whole >= 60 ? UNITS.minutes(Math.floor(whole / 60), whole % 60) : UNITS.seconds(secondsIn(seconds));
}

/** A span in the fewest words: `10 min`, `44 s`, `1 h 20`. */
export function roughly(seconds: number): string {
  if (seconds >= 3600) return duration(seconds);
  return seconds >= 90 ? UNITS.minutes(Math.round(seconds / 60), 0) : UNITS.seconds(secondsIn(seconds));
}

/** `6 h 34 min in`. */
export function offset(seconds: number): string {
  const whole = Math.floor(seconds);
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  return UNITS.into(h, m, whole % 60);
}

/** A quantity of bytes: `412 GB`. */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : fixed(value, 1)} ${units[unit]}`;
}

/** Age in whole years on the day of the recording, by birth or as the file states it; null where it cannot be known. */
export function age(of: { birth: string; age: string }, on: string): number | null {
  return yearsOld(of, on.startsWith(UNKNOWN_DATE) ? null : on);
}

/** A time of day typed by a person: `15:46`, `15:46:32`, `1546`; seconds since midnight, or null. */
export function parseClock(text: string): number | null {
  const parts = /^\s*(\d{1,2})[:.\s]?(\d{2})(?:[:.\s]?(\d{2}))?\s*$/.exec(text);
  if (!parts) return null;
  const [h, m, s] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  return h < 24 && m < 60 && s < 60 ? h * 3600 + m * 60 + s : null;
}

/** A time of day, on a day where one is written before it (`Sun 15, 09:12`, `15日 09:12`): seconds since midnight and the number of the day; null where it is none. */
export function parseMoment(text: string): { time: number; day: number | null } | null {
  const alone = parseClock(text);
  if (alone !== null) return { time: alone, day: null };
  const parts = /^\D*(\d{1,2})\D*[,，\s.)）]\s*(\d.*)$/u.exec(text);
  const time = parts ? parseClock(parts[2]!) : null;
  return time === null ? null : { time, day: Number(parts![1]) };
}

/**
 * The offset nearest to `near` (seconds into the recording) that bears this time of day, on the day of that number where
 * one is asked for (of the month, or of the recording where it began on no known day); null where there is none.
 */
export function secondsOfClock(startMs: number, timeOfDay: number, totalSeconds: number, near: number, onDay: number | null = null): number | null {
  const startOfDay = (startMs / 1000) % 86_400;
  const first = (((timeOfDay - startOfDay) % 86_400) + 86_400) % 86_400;
  const candidates: number[] = [];
  for (let at = first; at <= totalSeconds; at += 86_400) {
    const ms = startMs + at * 1000;
    if (onDay === null || onDay === (unknownDay(ms) ?? new Date(ms).getUTCDate())) candidates.push(at);
  }
  if (candidates.length === 0) return null;
  return candidates.reduce((best, at) => (Math.abs(at - near) < Math.abs(best - near) ? at : best));
}
