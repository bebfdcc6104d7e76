/** The longest RR interval of a day as everything shows it. */
import type { FindingTables } from '../rhythm/findings.ts';
import type { StudySummary } from './summary-types.ts';

/**
 * The longest interval that is not told to be a drop-out: a lead that fell off for
 * two minutes is no pause of two minutes. Where findings have not been worked
 * out, the longest between two beats.
 */
export function longestRrOf(summary: Pick<StudySummary, 'longestRr'>, tables: Pick<FindingTables, 'longestRr'> | null | undefined): StudySummary['longestRr'] {
  return tables?.longestRr === undefined ? summary.longestRr : tables.longestRr;
}
