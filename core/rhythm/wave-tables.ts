/** Intervals and ST of a day hour by hour: what summary and report print. */
import { middleOf } from '../waves/middle.ts';
import { QT_FORMULAS, type QtFormula } from '../waves/intervals.ts';
import type { WaveDay, WaveMinute } from './wave-day.ts';

/** Medians over minutes, ms; null where nothing was measured. */
export interface IntervalMedians {
  rr: number | null;
  pr: number | null;
  qrs: number | null;
  qt: number | null;
  qtc: Record<QtFormula, number | null>;
  /** Minutes with a QT. */
  minutes: number;
}

export interface StOfLead {
  lead: number;
  /** The recorder seems to take the low frequencies away: ST of this lead is not told. */
  narrow: boolean;
  /** Median level of the day, lowest and highest minute, mV; null where nothing was measured. */
  level: number | null;
  lowest: { level: number; sample: number } | null;
  highest: { level: number; sample: number } | null;
  /** Median level per hour of the recording. */
  hours: (number | null)[];
}

export interface WaveTables {
  /** How QTc is given where one number stands. */
  formula: QtFormula;
  day: IntervalMedians;
  /** Per hour of the recording, from its start. */
  hours: IntervalMedians[];
  /** The minute with the longest corrected QT by `formula`. */
  longestQtc: { ms: number; sample: number } | null;
  /** Beats in the averages that were measured, beats that could not be used, and minutes without a QT. */
  beats: number;
  leftOut: number;
  unmeasured: number;
  st: StOfLead[];
}

/** Tables by the day that they are of: an edit mostly leaves that as it is. */
const known = new WeakMap<WaveDay, { of: string; tables: WaveTables }>();

/** The tables of a day; null where the run measured no waves. The same day gives the same object. */
export function waveTables(day: WaveDay, sampleRate: number, sampleCount: number, formula: QtFormula): WaveTables | null {
  if (day.minutes.length === 0) return null;
  const of = `${sampleRate} ${sampleCount} ${formula}`;
  let held = known.get(day);
  if (held?.of !== of) {
    held = { of, tables: tablesOf(day, sampleRate, sampleCount, formula) };
    known.set(day, held);
  }
  return held.tables;
}

function tablesOf(day: WaveDay, sampleRate: number, sampleCount: number, formula: QtFormula): WaveTables {
  const width = 3600 * sampleRate;
  const hours = Math.max(1, Math.ceil(sampleCount / width));
  const hourOf = (from: number): number => Math.min(hours - 1, Math.floor(from / width));
  const byHour = Array.from({ length: hours }, (): WaveMinute[] => []);
  for (const minute of day.minutes) byHour[hourOf(minute.from)]!.push(minute);
  const longest = day.minutes.reduce<WaveMinute | null>((held, minute) => (!Number.isNaN(minute.qtc[formula]) && (held === null || minute.qtc[formula] > held.qtc[formula]) ? minute : held), null);
  const leads = [...new Set([...day.st.map(({ lead }) => lead), ...day.narrowLeads])].sort((a, b) => a - b);
  return {
    formula,
    day: mediansOf(day.minutes),
    hours: byHour.map(mediansOf),
    longestQtc: longest && { ms: longest.qtc[formula], sample: longest.from },
    beats: day.beats,
    leftOut: day.leftOut,
    unmeasured: day.unmeasured,
    st: leads.map((lead): StOfLead => {
      const own = day.st.filter((row) => row.lead === lead);
      const extreme = (sign: 1 | -1): StOfLead['lowest'] =>
        own.reduce<StOfLead['lowest']>((held, { level, from }) => (held === null || sign * level > sign * held.level ? { level, sample: from } : held), null);
      const hourly = Array.from({ length: hours }, (): number[] => []);
      for (const { from, level } of own) hourly[hourOf(from)]!.push(level);
      return { lead, narrow: day.narrowLeads.includes(lead), level: told(middleOf(own.map(({ level }) => level))), lowest: extreme(-1), highest: extreme(1), hours: hourly.map((levels) => told(middleOf(levels))) };
    }),
  };
}

function told(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function mediansOf(minutes: readonly WaveMinute[]): IntervalMedians {
  const of = (value: (minute: WaveMinute) => number): number | null => told(middleOf(minutes.map(value)));
  const qtc = {} as Record<QtFormula, number | null>;
  for (const formula of QT_FORMULAS) qtc[formula] = of((minute) => minute.qtc[formula]);
  return { rr: of(({ rr }) => rr), pr: of(({ pr }) => pr), qrs: of(({ qrs }) => qrs), qt: of(({ qt }) => qt), qtc, minutes: minutes.filter(({ qt }) => !Number.isNaN(qt)).length };
}
