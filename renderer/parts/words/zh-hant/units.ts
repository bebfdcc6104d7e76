/** Spans of time and places in a recording, in traditional Chinese. */
import type { Like } from '../../language.ts';
import type * as en from '../en/units.ts';

const two = (n: number): string => String(n).padStart(2, '0');

export const UNITS: Like<typeof en.UNITS> = {
  hours: (h, min) => `${h} 小時 ${two(min)} 分`,
  minutes: (min, s) => `${min} 分${s === 0 ? '' : ` ${two(s)} 秒`}`,
  seconds: (s) => `${s} 秒`,
  day: (nth) => `第 ${nth} 天`,
  percent: (figure) => `${figure}%`,
  into: (h, min, s) => (h > 0 ? `第 ${h} 小時 ${min} 分` : min > 0 ? `第 ${min} 分 ${s} 秒` : `第 ${s} 秒`),
};
