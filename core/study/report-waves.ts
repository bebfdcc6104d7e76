/** Intervals and ST as the report says them: a few lines, and a table by the hour. */
import { QT_FORMULA_NAMES } from '../waves/intervals.ts';
import type { ReportLine } from './report-line.ts';
import type { IntervalMedians, WaveTables } from '../rhythm/wave-tables.ts';

/** A table of words, first column to the left. */
export interface ReportTable {
  title: string;
  detail: string;
  columns: string[];
  rows: string[][];
  /** Shares of the width; equal ones where they are not given. */
  widths?: number[];
  /** Words, not figures: every column begins at its left, and what is too long is cut. */
  words?: boolean;
}

/** Most leads whose ST stands in the table. */
const ST_LEADS = 6;

const ms = (value: number | null): string => (value === null ? '–' : `${Math.round(value)}`);
/** Millimetres; nothing is less than zero where it rounds to zero. */
const mm = (mv: number | null): string => (mv === null ? '–' : (10 * mv).toFixed(1).replace(/^-(?=0\.0$)/, '').replace('-', '\u2212'));

/** The lines of the group. `at` says when a sample was, `leads` are the names of the run's leads. */
export function waveLines(waves: WaveTables | null, at: (sample: number) => string, leads: readonly string[]): ReportLine[] {
  if (waves === null) return [{ label: 'not measured by this analysis', value: '', at: '' }];
  const { day, longestQtc, formula } = waves;
  const name = QT_FORMULA_NAMES[formula];
  const narrow = waves.st.filter((lead) => lead.narrow);
  const st = waves.st.flatMap(({ lead, lowest, highest }): ReportLine[] => {
    if (!lowest || !highest) return [];
    const far = Math.abs(lowest.level) > Math.abs(highest.level) ? lowest : highest;
    return [{ label: `ST ${leads[lead] ?? `lead ${lead + 1}`}`, value: `${mm(lowest.level)} to ${mm(highest.level)} mm`, at: at(far.sample) }];
  });
  return [
    { label: 'PR', value: `${ms(day.pr)} ms`, at: '' },
    { label: 'QRS', value: `${ms(day.qrs)} ms`, at: '' },
    { label: 'QT', value: `${ms(day.qt)} ms`, at: '' },
    { label: `QTc ${name}`, value: `${ms(day.qtc[formula])} ms`, at: '' },
    { label: `Longest QTc ${name}`, value: longestQtc ? `${ms(longestQtc.ms)} ms` : 'none', at: longestQtc ? at(longestQtc.sample) : '' },
    ...st.slice(0, ST_LEADS),
    ...(narrow.length > 0 ? [{ label: `ST not told in ${narrow.map(({ lead }) => leads[lead] ?? lead + 1).join(', ')}: its low frequencies seem to be filtered out`, value: '', at: '' }] : []),
  ];
}

/** The table by the hour; null where nothing was measured. `from` says when an hour of the recording begins. */
export function waveTable(waves: WaveTables | null, from: (hour: number) => string, leads: readonly string[]): ReportTable | null {
  if (waves === null || waves.day.minutes === 0) return null;
  const st = waves.st.filter(({ level }) => level !== null).slice(0, ST_LEADS);
  const rate = ({ rr }: IntervalMedians): string => (rr === null ? '–' : String(Math.round(60000 / rr)));
  return {
    title: 'Intervals and ST by the hour',
    detail: `medians of averaged beats, one a minute; ms, ST in mm at J + 80 (J + 60 above 120/min), right only where the recorder passes 0.05 Hz${waves.unmeasured > 0 ? `; ${waves.unmeasured} minutes without QT` : ''}`,
    columns: ['From', 'Rate /min', 'PR', 'QRS', 'QT', ...Object.values(QT_FORMULA_NAMES).map((name) => `QTc ${name.slice(0, 4)}.`), ...st.map(({ lead }) => `ST ${leads[lead] ?? lead + 1}`)],
    rows: waves.hours.map((hour, i) => [
      from(i),
      rate(hour),
      ms(hour.pr),
      ms(hour.qrs),
      ms(hour.qt),
      ms(hour.qtc.bazett),
      ms(hour.qtc.fridericia),
      ms(hour.qtc.framingham),
      ms(hour.qtc.hodges),
      ...st.map(({ hours }) => mm(hours[i] ?? null)),
    ]),
  };
}
