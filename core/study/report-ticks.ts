/** Ticks under the heart rate of the report. */
import { hourMinuteAt } from './clock.ts';

/** Steps between two ticks, seconds. */
const STEPS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];
/** About so many ticks have room. */
const MOST = 13;

/** Ticks at full hours (or minutes in short recordings) between two samples: share of the width, and words. */
export function ticksOf({ from, to }: { from: number; to: number }, start: { local: string; assumed: boolean }, rate: number): { share: number; label: string }[] {
  const seconds = (to - from) / rate;
  const step = STEPS.find((candidate) => seconds / candidate <= MOST) ?? 86400;
  const origin = Date.parse(`${start.local}Z`) / 1000 + from / rate;
  const result: { share: number; label: string }[] = [];
  for (let at = Math.ceil(origin / step) * step; at <= origin + seconds; at += step) {
    result.push({ share: (at - origin) / seconds, label: hourMinuteAt(start, 1, at - origin + from / rate) });
  }
  return result;
}
