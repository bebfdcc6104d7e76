/** Ventricular fibrillation and asystole in the report's words. */
import type { FindingTables } from '../rhythm/findings.ts';
import type { ReportLine } from './report-line.ts';

type Tables = Pick<FindingTables, 'fibrillation' | 'asystoles'>;

/** Lines of the table of ventricular ectopy. */
export function fibrillationLines({ fibrillation, asystoles }: Tables, at: (sample: number | undefined) => string): ReportLine[] {
  if (fibrillation === null) return [{ label: 'Fibrillation, flutter', value: 'not looked for by this analysis', at: '' }];
  const { episodes, longest } = fibrillation;
  return [
    { label: 'Fibrillation, flutter', value: longest ? `${episodes}, longest ${Math.round(longest.seconds)} s` : 'none', at: at(longest?.sample) },
    ...(asystoles > 0 ? [{ label: 'Asystole', value: String(asystoles), at: '' }] : []),
  ];
}
