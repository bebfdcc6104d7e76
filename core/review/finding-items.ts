/** Findings as what a reader decides one by one: many of one kind are one item, as the window lists them. */
import type { FindingKind, Severity } from '../rhythm/finding.ts';
import type { EventState } from './event-ledger.ts';

/** So many important findings of one kind are one item; urgent ones never. */
export const ALIKE = 4;

/**
 * Items among urgent and important findings: how many there are, and how many
 * are decided. One of many is decided once all of it is.
 *
 * @param findings with what a reader said of each; mere notes are no items
 */
export function findingItems(findings: readonly { finding: { kind: FindingKind; severity: Severity }; state: EventState }[]): { decided: number; of: number } {
  const waits = ({ state }: { state: EventState }): boolean => state === 'unseen' || state === 'reopened';
  const weighty = findings.filter(({ finding }) => finding.severity !== 'note');
  const kinds = Map.groupBy(
    weighty.filter(({ finding }) => finding.severity !== 'urgent'),
    ({ finding }) => `${finding.severity} ${finding.kind}`,
  );
  const items = [...weighty.filter(({ finding }) => finding.severity === 'urgent').map((one) => [one]), ...[...kinds.values()].flatMap((alike) => (alike.length >= ALIKE ? [alike] : alike.map((one) => [one])))];
  return { decided: items.filter((all) => !all.some(waits)).length, of: items.length };
}
