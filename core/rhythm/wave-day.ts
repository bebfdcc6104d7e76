/**
 * The waves of a day as the run measured them: averaged beats minute by minute,
 * with their intervals, and ST lead by lead. What lies in unreadable spans is
 * left out, and so is what lies in ventricular tachycardia or fibrillation by the
 * signal, whatever beats were labelled there; where the atria fibrillate there is no
 * PR, and QT is not corrected.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import type { Evidence } from '../beats/evidence.ts';
import { lengthWithin, union } from '../study/spans.ts';
import { middleOf } from '../waves/middle.ts';
import { correctedQt, INTERVAL_BOUNDS, QT_FORMULAS, type QtFormula } from '../waves/intervals.ts';
import { LOW_BAND_FIELDS, ST_FIELDS, unpacked, WAVE_FIELDS, type LowBandRow, type StRow, type WaveRow } from '../waves/wave-columns.ts';
import type { Finding } from './finding.ts';
import type { BeatSeries } from './series.ts';

/** An averaged beat of a minute. Times in ms; `NaN` where it could not be measured. */
export interface WaveMinute {
  /** Samples of the recording. */
  from: number;
  to: number;
  beats: number;
  rr: number;
  pr: number;
  qrs: number;
  qt: number;
  /** QT corrected by each formula; `NaN` in fibrillation. */
  qtc: Record<QtFormula, number>;
}

/** ST of one lead in one minute, mV above the isoelectric level. */
export interface StMinute {
  from: number;
  to: number;
  lead: number;
  /** At J + 80 ms, or at J + 60 where the rate is above 120/min. */
  level: number;
  slope: number;
  r: number;
  s: number;
}

/** What is known of the waves of a day. */
export interface WaveDay {
  /** What it was computed from; equal parts give an equal day. */
  madeOf: readonly unknown[];
  minutes: WaveMinute[];
  st: StMinute[];
  /** Leads whose recorder seems to take away what ST is made of: no level is told from them. */
  narrowLeads: number[];
  /** Beats in the averages, and beats that could not be used. */
  beats: number;
  leftOut: number;
  /** Minutes without a QT. */
  unmeasured: number;
}

/** Rate above which the ST level is read at J + 60 ms. */
const FAST_RATE = 120;
/** A lead is narrow where its means over 8 s hardly move (mV), beside those over 1 s. */
const NARROW_MV = 0.005;
const NARROW_SHARE = 0.3;
/** An average of fewer beats is no level. */
const ST_BEATS = 10;

const rowsOf = new WeakMap<object, { waves: WaveRow[]; st: StRow[]; lowBand: LowBandRow[] }>();

/** Rows of the columns; read once for a run. */
function rows(evidence: Evidence): { waves: WaveRow[]; st: StRow[]; lowBand: LowBandRow[] } {
  const key = evidence.waves;
  if (!key) return { waves: [], st: [], lowBand: [] };
  let known = rowsOf.get(key);
  if (!known) {
    known = { waves: unpacked(WAVE_FIELDS, key), st: unpacked(ST_FIELDS, evidence.st), lowBand: unpacked(LOW_BAND_FIELDS, evidence.lowBand) };
    rowsOf.set(key, known);
  }
  return known;
}

/**
 * The waves of a day. Runs that measured none give empty lists.
 *
 * @param ventricular tachycardia and fibrillation by the signal, from, to pairs of samples
 * @param before what an earlier state of the same day gave: given back where nothing that matters has changed
 */
export function waveDay(evidence: Evidence | undefined, series: BeatSeries, fibrillation: readonly Finding[], ventricular: readonly number[], before?: WaveDay): WaveDay {
  const made = [evidence?.waves, [...series.broken].join(), fibrillation.map(({ from, to }) => `${from}-${to}`).join(), ventricular.join()];
  if (before?.madeOf.every((part, i) => part === made[i])) return before;
  const { waves, st, lowBand } = rows(evidence ?? {});
  const shut = union(series.broken, ventricular);
  const untold = (from: number, to: number): boolean => lengthWithin(shut, from, to) > (to - from) / 2;
  const inAf = (from: number, to: number): boolean => fibrillation.some((episode) => episode.from < to && episode.to > from);
  const day: WaveDay = { madeOf: made, minutes: [], st: [], narrowLeads: narrowLeads(lowBand), beats: 0, leftOut: 0, unmeasured: 0 };
  const fast = new Set<number>();
  for (const row of waves) {
    if (row.beatClass !== CLASS_INDEX.N || untold(row.from, row.to)) continue;
    const minute = minuteOf(row, inAf(row.from, row.to));
    day.minutes.push(minute);
    day.beats += row.beats;
    day.leftOut += row.leftOut;
    if (Number.isNaN(minute.qt)) day.unmeasured++;
    if (60000 / row.rr > FAST_RATE) fast.add(row.from);
  }
  for (const row of st) {
    if (row.beats < ST_BEATS || day.narrowLeads.includes(row.lead) || untold(row.from, row.to)) continue;
    const level = fast.has(row.from) ? row.st60 : row.st80;
    if (Number.isNaN(level)) continue;
    day.st.push({ from: row.from, to: row.to, lead: row.lead, level, slope: row.slope, r: row.r, s: row.s });
  }
  return day;
}

function minuteOf(row: WaveRow, inAf: boolean): WaveMinute {
  const within = (value: number, [least, most]: readonly [number, number]): number => (value >= least && value <= most ? value : Number.NaN);
  const pr = inAf ? Number.NaN : within(row.qrsOnset - row.pOnset, INTERVAL_BOUNDS.pr);
  const qt = within(row.tEnd - row.qrsOnset, INTERVAL_BOUNDS.qt);
  const qtc = {} as Record<QtFormula, number>;
  for (const formula of QT_FORMULAS) qtc[formula] = inAf ? Number.NaN : correctedQt(qt, row.rr, formula);
  return { from: row.from, to: row.to, beats: row.beats, rr: row.rr, pr, qrs: within(row.qrsEnd - row.qrsOnset, INTERVAL_BOUNDS.qrs), qt, qtc };
}

function narrowLeads(lowBand: readonly LowBandRow[]): number[] {
  const leads = [...new Set(lowBand.map(({ lead }) => lead))].sort((a, b) => a - b);
  return leads.filter((lead) => {
    const own = lowBand.filter((row) => row.lead === lead);
    const slow = middleOf(own.map((row) => row.slow));
    const fast = middleOf(own.map((row) => row.fast));
    return slow < NARROW_MV && slow < NARROW_SHARE * fast;
  });
}

/** Spans of minutes in a row for which something holds, those nearer than `gapSeconds` as one. */
export function spansWhere<M extends { from: number; to: number }>(minutes: readonly M[], holds: (minute: M, index: number) => boolean, gapSeconds: number, sampleRate: number): M[][] {
  const spans: M[][] = [];
  minutes.forEach((minute, i) => {
    if (!holds(minute, i)) return;
    const last = spans.at(-1)?.at(-1);
    if (last && minute.from - last.to <= gapSeconds * sampleRate) spans.at(-1)!.push(minute);
    else spans.push([minute]);
  });
  return spans;
}
