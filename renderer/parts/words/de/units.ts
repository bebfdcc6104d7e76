/** Spans of time and places in a recording, in German. */
import type { Like } from '../../language.ts';
import type * as en from '../en/units.ts';

const two = (n: number): string => String(n).padStart(2, '0');

export const UNITS: Like<typeof en.UNITS> = {
  hours: (h, min) => `${h} h ${two(min)}`,
  minutes: (min, s) => `${min} min${s === 0 ? '' : ` ${two(s)} s`}`,
  seconds: (s) => `${s} s`,
  day: (nth) => `Tag ${nth}`,
  percent: (figure) => `${figure} %`,
  into: (h, min, s) => (h > 0 ? `nach ${h} h ${min} min` : min > 0 ? `nach ${min} min ${s} s` : `nach ${s} s`),
};
