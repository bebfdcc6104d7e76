/** Ticks under the heart rate of the report. */
import { hourMinuteAt, SEVERAL_DAYS, shortDayAt } from './clock.ts';

/** Steps between two ticks, seconds. */
const STEPS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
/** About so many ticks have room. */
const MOST = 13;

/** Ticks at full hours (or minutes in short recordings) between two samples: share of the width, and words; of several days midnight is its day. */
export function ticksOf({ from, to }: { from: number; to: number }, start: { local: string; assumed: boolean }, rate: number): { share: number; label: string }[] {
  const seconds = (to - from) / rate;
  const step = STEPS.find((candidate) => seconds / candidate <= MOST) ?? 86400;
  const origin = Date.parse(`${start.local}Z`) / 1000 + from / rate;
  const result: { share: number; label: string }[] = [];
  for (let at = Math.ceil(origin / step) * step; at <= origin + seconds; at += step) {
    const place = at - origin + from / rate;
    const midnight = Math.round(at) % 86400 === 0;
    result.push({ share: (at - origin) / seconds, label: seconds > SEVERAL_DAYS && midnight ? shortDayAt(start, 1, place) : hourMinuteAt(start, 1, place) });
  }
  return result;
}
