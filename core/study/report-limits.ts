/** Normal limits in the figures of a report: which line has which, and an arrow before what lies outside. */
import { measuredFigures, rangeInWords, type LimitName } from './normal-limits.ts';
import type { ReportGroup, ReportInput } from './report-content.ts';

/** Lines with limits, by their group and how they begin. */
const LINES: readonly (readonly [group: string, line: string, names: readonly LimitName[]])[] = [
  ['Heart rate', 'Mean', ['rateMean']],
  ['Heart rate', 'Lowest', ['rateLowest']],
  ['Heart rate', 'Highest', ['rateHighest']],
  ['Beats', 'Longest RR', ['longestRr']],
  ['Ventricular ectopy', 'Beats, burden', ['ventricular']],
  ['Supraventricular ectopy', 'Beats, burden', ['supraventricular']],
  ['Intervals and ST, averaged beats', 'PR', ['pr']],
  ['Intervals and ST, averaged beats', 'QRS', ['qrs']],
  ['Intervals and ST, averaged beats', 'QTc', ['qtcMen', 'qtcWomen']],
  ['Heart rate variability', 'SDNN', ['sdnn']],
];

const ARROWS = { low: '↓ ', high: '↑ ' } as const;

/** The groups with the limits of their lines. */
export function withLimits(columns: ReportGroup[][], { summary, tables, hrv, study: { facts, recording }, limits = {} }: ReportInput): ReportGroup[][] {
  const measured = measuredFigures({ summary, tables, hrv: hrv ?? null, birth: facts.birth, sex: facts.sex, start: facts.start || recording.start.local, own: limits });
  const figureOf = (group: string, label: string): (typeof measured)[number] | undefined => {
    const names = LINES.find(([of, line]) => of === group && (label === line || label.startsWith(`${line}, `) || (line === 'QTc' && label.startsWith('QTc '))))?.[2];
    return names && measured.find(({ name }) => names.includes(name));
  };
  return columns.map((groups) =>
    groups.map((group) => ({
      ...group,
      lines: group.lines.map((line) => {
        const found = figureOf(group.title, line.label);
        const limit = found ? rangeInWords(found.range, found.name) : '';
        return !found || limit === '' ? line : { ...line, limit, value: `${found.standing ? ARROWS[found.standing] : ''}${line.value}` };
      }),
    })),
  );
}
