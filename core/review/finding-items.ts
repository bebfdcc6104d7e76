/** Findings as what a reader decides one by one: many of one kind are one item, as the window lists them. */
import type { FindingKind, Severity } from '../rhythm/finding.ts';
import type { EventState } from './event-ledger.ts';

/** So many important findings of one kind are one item; urgent ones never. */
export const ALIKE = 4;

interface Reviewed {
  finding: { kind: FindingKind; severity: Severity };
  state: EventState;
}

const waits = ({ state }: Reviewed): boolean => state === 'unseen' || state === 'reopened';

/** Urgent and important findings as items: those of one kind together where they are many. */
function itemsOf<Of extends Reviewed>(findings: readonly Of[]): Of[][] {
  const weighty = findings.filter(({ finding }) => finding.severity !== 'note');
  const kinds = Map.groupBy(
    weighty.filter(({ finding }) => finding.severity !== 'urgent'),
    ({ finding }) => `${finding.severity} ${finding.kind}`,
  );
  return [...weighty.filter(({ finding }) => finding.severity === 'urgent').map((one) => [one]), ...[...kinds.values()].flatMap((alike) => (alike.length >= ALIKE ? [alike] : alike.map((one) => [one])))];
}

/**
 * Items among urgent and important findings: how many there are, and how many
 * are decided. One of many is decided once all of it is.
 *
 * @param findings with what a reader said of each; mere notes are no items
 */
export function findingItems(findings: readonly Reviewed[]): { decided: number; of: number } {
  const items = itemsOf(findings);
  return { decided: items.filter((all) => !all.some(waits)).length, of: items.length };
}

/** What nobody has decided on: findings one by one, as a report counts them, and the items that the window lists them in. */
export function openFindings(findings: readonly Reviewed[]): { findings: number; items: number } {
  const open = itemsOf(findings).filter((all) => all.some(waits));
  return { findings: open.flat().filter(waits).length, items: open.length };
}
