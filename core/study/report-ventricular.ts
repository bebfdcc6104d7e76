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

/** A sentence of the proposed conclusion. */
export function fibrillationWords({ fibrillation, asystoles }: Tables): string {
  const silent = asystoles === 0 ? '' : `${asystoles} ${asystoles === 1 ? 'asystole' : 'asystoles'}. `;
  if (fibrillation === null) return `${silent}Ventricular fibrillation was not looked for by this analysis. `;
  const { episodes, longest } = fibrillation;
  if (longest === null) return `${silent}No ventricular fibrillation found. `;
  return `Ventricular fibrillation or flutter suspected from the signal, ${episodes} ${episodes === 1 ? 'episode' : 'episodes'}, longest ${Math.round(longest.seconds)} s. ${silent}`;
}
