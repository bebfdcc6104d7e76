/** Spans of time and places in a recording, in figures. */
const two = (n: number): string => String(n).padStart(2, '0');

export const UNITS = {
  hours: (h: number, min: number) => `${h} h ${two(min)}`,
  minutes: (min: number, s: number) => `${min} min${s === 0 ? '' : ` ${two(s)} s`}`,
  seconds: (s: string) => `${s} s`,
  day: (nth: number) => `day ${nth}`,
  percent: (figure: string) => `${figure} %`,
  /** How far into the recording. */
  into: (h: number, min: number, s: number) => (h > 0 ? `${h} h ${min} min in` : min > 0 ? `${min} min ${s} s in` : `${s} s in`),
} as const;
