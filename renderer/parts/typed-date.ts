/** Dates and times as people type them, brought to one form; a day that no calendar has is none. */

const two = (digits: string): string => digits.padStart(2, '0');

/** `1963-03-03` of `1963-3-3`, `1963/3/3`, `1963年3月3日` and `3.3.1963`; null of anything else, 31 February too. */
export function typedDate(text: string): string | null {
  const [, y = '', mo = '', d = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.trim()) ?? [];
  const [, day = d, month = mo, year = y] = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text.trim()) ?? [];
  const date = `${year}-${two(month)}-${two(day)}`;
  const at = new Date(`${date}T00:00:00Z`);
  // Some days that are none are taken for one of the next month.
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date ? date : null;
}

/** `2026-11-14T09:12:00.000` of a date and a time of day with or without seconds; null of anything else. */
export function typedMoment(text: string): string | null {
  const [, day = '', h = '', mi = '', s = '0', ms = '0'] = /^(.*\S)[T\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(text.trim()) ?? [];
  const date = typedDate(day.replace(/,$/, ''));
  if (date === null || Number(h) > 23 || Number(mi) > 59 || Number(s) > 59) return null;
  return `${date}T${two(h)}:${two(mi)}:${two(s)}.${ms.padEnd(3, '0')}`;
}
