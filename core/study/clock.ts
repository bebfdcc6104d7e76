/**
 * Wall time of samples. A recording's start is local time without a zone, so
 * all arithmetic here is on plain calendar fields; no zone and no clock of this
 * computer enters.
 */
import { UNKNOWN_DATE, type StartTime } from './recording.ts';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

const DAY = 86_400;
/** A recording longer than this has several days, in which a time of day alone says too little; seconds. */
export const SEVERAL_DAYS = 26 * 3600;

/**
 * Whether a time of day needs its day beside it: always in a recording of several days; in one that is a little longer
 * than a day where it has that time twice.
 *
 * @param at seconds of the recording
 */
export function needsDay(at: number, recordedSeconds: number): boolean {
  return recordedSeconds > SEVERAL_DAYS || (recordedSeconds > DAY && (at < recordedSeconds - DAY || at >= DAY));
}

const two = (n: number): string => String(n).padStart(2, '0');

/** The instant of a sample, held as if the local start were UTC. */
function instant(start: StartTime, sampleRate: number, sample: number): Date {
  return new Date(Date.parse(`${start.local.replace(/Z$/, '')}Z`) + (sample / sampleRate) * 1000);
}

/** `15:46:32`; with `millis`, `15:46:32.417`. */
export function clockAt(start: StartTime, sampleRate: number, sample: number, millis = false): string {
  const at = instant(start, sampleRate, sample);
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  return millis ? `${time}.${String(at.getUTCMilliseconds()).padStart(3, '0')}` : time;
}

/**
 * Whether the day of the recording is known at all: a time of day that was set
 * or confirmed makes no date of the day that stands for none.
 */
export function dateKnown(start: { local: string; assumed?: boolean }): boolean {
  return !start.local.startsWith(UNKNOWN_DATE);
}

/** `15:46`. */
export function hourMinuteAt(start: StartTime, sampleRate: number, sample: number): string {
  return clockAt(start, sampleRate, sample).slice(0, 5);
}

/** `Sat 14 Nov 2026`. */
export function dayAt(start: StartTime, sampleRate: number, sample: number): string {
  const at = instant(start, sampleRate, sample);
  return `${WEEKDAYS[at.getUTCDay()]} ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

/** The day of a sample as it may be shown: `Sat 14 Nov 2026`, or where the date is not known the day of the recording, `day 2`. */
export function dayOrNumber(start: StartTime, sampleRate: number, sample: number): string {
  if (dateKnown(start)) return dayAt(start, sampleRate, sample);
  return `day ${Math.floor((instant(start, sampleRate, sample).getTime() - Date.parse(`${UNKNOWN_DATE}T00:00:00Z`)) / 86_400_000) + 1}`;
}

/** The day of a sample in the fewest words: `Sat 14`; `day 2` where the date is not known. */
export function shortDayAt(start: StartTime, sampleRate: number, sample: number): string {
  const at = instant(start, sampleRate, sample);
  return dateKnown(start) ? `${WEEKDAYS[at.getUTCDay()]} ${at.getUTCDate()}` : dayOrNumber(start, sampleRate, sample);
}

/** A time of day, with its day where the recording has several: `15:46`, `Sun 15, 15:46`; with `seconds` to the second. */
export function momentAt(start: StartTime, recording: { sampleRate: number; sampleCount: number }, sample: number, seconds = false): string {
  const { sampleRate, sampleCount } = recording;
  const time = seconds ? clockAt(start, sampleRate, sample) : hourMinuteAt(start, sampleRate, sample);
  return needsDay(sample / sampleRate, sampleCount / sampleRate) ? `${shortDayAt(start, sampleRate, sample)}, ${time}` : time;
}

/** `21 Nov 2026 14:06` from `2026-11-21T14:06`; as it stands where it is no moment of that form. */
export function momentInWords(moment: string): string {
  const time = /^\d{4}-\d{2}-\d{2}[T ](\d{2}:\d{2})/.exec(moment)?.[1];
  const date = dateInWords(moment);
  return date === '' ? moment : `${date}${time === undefined ? '' : ` ${time}`}`;
}

/** `3 Mar 1963` from `1963-03-03`; empty where the date is none. */
export function dateInWords(date: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (!match) return '';
  return `${Number(match[3])} ${MONTHS[Number(match[2]) - 1] ?? ''} ${match[1]}`;
}

/** Whole years between a date of birth and another date, both `YYYY-MM-DD…`; null where either is missing. */
export function ageAt(birth: string, date: string): number | null {
  const born = /^(\d{4})-(\d{2})-(\d{2})/.exec(birth);
  const then = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (!born || !then) return null;
  const years = Number(then[1]) - Number(born[1]);
  return `${then[2]}${then[3]}` < `${born[2]}${born[3]}` ? years - 1 : years;
}

/** Whole years that somebody is: by birth and date where both are known, else as the file stated it; null where neither says. */
export function yearsOld({ birth, age }: { birth: string; age: string }, date: string | null): number | null {
  const years = date === null ? null : ageAt(birth, date);
  const known = years ?? (/^\d{1,3}$/.test(age) ? Number(age) : null);
  return known !== null && known >= 0 && known < 130 ? known : null;
}

/** Seconds as a figure: whole ones, and tenths below one, so that something never reads as nothing: `12`, `0.2`, `< 0.1`. */
export function secondsFigure(seconds: number): string {
  if (seconds <= 0 || seconds >= 0.95) return String(Math.round(seconds));
  return seconds < 0.05 ? '<\u00a00.1' : seconds.toFixed(1);
}

/** Percent as a figure, the same in window, report and sentences: one decimal; what is there is never `0.0`, what is missing never `100`. CSV and JSON hold it in full. */
export function percentFigure(percent: number): string {
  if (percent > 0 && percent < 0.05) return '<\u00a00.1';
  if (percent >= 99.95) return percent < 100 ? '>\u00a099.9' : '100';
  return percent.toFixed(1);
}

/** `24 h 00 min`, `41 min`, `12 s`, `0.2 s`. */
export function durationInWords(seconds: number): string {
  if (seconds < 59.5) return `${secondsFigure(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** `104,213`. */
export function grouped(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/**
 * A start as people say it, kept in a form that no file's start has: `2026-11-14T09:12:00`, or four digits behind the
 * point where the second is no whole one. So one that a person only confirms is another value than the file's, and no
 * assumption any more. Empty stays empty; null where it is no date and time.
 */
export function saidStart(local: string): string | null {
  if (local === '') return '';
  const [, whole = '', fraction = ''] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,4}))?$/.exec(local) ?? [];
  if (Number.isNaN(Date.parse(`${whole}Z`))) return null;
  return Number(fraction) === 0 ? whole : `${whole}.${fraction.padEnd(4, '0')}`;
}

/** Seconds since midnight of a local wall time, `2026-11-14T09:12:00.000`. */
export function secondOfDay(local: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = local.slice(11).split(':').map(Number);
  return 3600 * hours + 60 * minutes + (Number.isFinite(seconds) ? seconds : 0);
}
