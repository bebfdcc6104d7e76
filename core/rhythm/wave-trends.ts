/** Intervals and ST over the day, minute by minute: what a picture of them is drawn from. */
import type { QtFormula } from '../waves/intervals.ts';
import type { WaveDay } from './wave-day.ts';

export interface WaveTrends {
  formula: QtFormula;
  /** First sample of each minute, ascending. */
  from: Float64Array;
  /** ms; NaN where it was not measured. */
  qt: Float32Array;
  qtc: Float32Array;
  /** By lead (number among those analysed): minutes and levels in mV. */
  st: { lead: number; from: Float64Array; level: Float32Array }[];
  /** Leads of which no ST is told. */
  narrow: number[];
}

type Day = Pick<WaveDay, 'minutes' | 'st' | 'narrowLeads'>;

/** Trends by the day that they are of: an edit mostly leaves that as it is. */
const known = new WeakMap<Day, WaveTrends>();

/** The trends of a day; empty where the run measured no waves. The same day gives the same object. */
export function waveTrends(day: Day, formula: QtFormula): WaveTrends {
  const held = known.get(day);
  if (held?.formula === formula) return held;
  const trends = trendsOf(day, formula);
  known.set(day, trends);
  return trends;
}

function trendsOf({ minutes, st, narrowLeads }: Day, formula: QtFormula): WaveTrends {
  const ascending = minutes.toSorted((a, b) => a.from - b.from);
  const byLead = [...Map.groupBy(st, ({ lead }) => lead)].sort(([a], [b]) => a - b);
  return {
    formula,
    from: Float64Array.from(ascending, (minute) => minute.from),
    qt: Float32Array.from(ascending, (minute) => minute.qt),
    qtc: Float32Array.from(ascending, (minute) => minute.qtc[formula]),
    st: byLead.map(([lead, rows]) => {
      const own = rows.toSorted((a, b) => a.from - b.from);
      return { lead, from: Float64Array.from(own, (row) => row.from), level: Float32Array.from(own, (row) => row.level) };
    }),
    narrow: [...narrowLeads],
  };
}
