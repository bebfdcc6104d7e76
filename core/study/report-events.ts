/** What a report says of urgent findings and of how much of the list was decided. */
import { openFindings } from '../review/finding-items.ts';
import { toldFor, type Told } from '../review/told.ts';
import type { EventState } from '../review/event-ledger.ts';
import type { ReportLine } from './report-line.ts';
import { byUrgency, type Finding } from '../rhythm/finding.ts';
import { writtenKind } from '../rhythm/kind-words.ts';
import { grouped, momentInWords } from './clock.ts';

/** A finding with its state in the review. */
export interface ReviewedFinding {
  finding: Finding;
  state: EventState;
}

/** An urgent or important finding that nobody has decided on; what is only of note follows from the beats. */
export function isWaiting({ finding, state }: ReviewedFinding): boolean {
  return finding.severity !== 'note' && (state === 'unseen' || state === 'reopened');
}

/** Times that a line names; the others are counted. */
const MOST = 4;

const STATE_WORDS: Readonly<Record<EventState, string>> = {
  unseen: 'not reviewed',
  reopened: 'changed since it was reviewed',
  confirmed: 'confirmed',
  changed: 'confirmed, kind or bounds set by the reader',
  rejected: 'rejected',
};

/**
 * Urgent findings in lines: those that nobody was told of by kind, with their
 * times and whether a reader has decided on them; then each that somebody was
 * told of, and to whom. A note on an event that is no longer urgent, or no longer
 * there, is printed too: somebody was told of it.
 *
 * @param findings all; rejected ones are passed over
 * @param at wall time of a sample, in words
 */
export function urgentLines(findings: readonly ReviewedFinding[], told: readonly Told[], at: (sample: number) => string): string[] {
  const urgent = findings.filter(({ finding, state }) => finding.severity === 'urgent' && state !== 'rejected').toSorted((a, b) => byUrgency(a.finding, b.finding));
  const noteOf = new Map(urgent.map(({ finding }) => [finding, toldFor(told, finding)]));
  const noted = new Set(noteOf.values());
  const untold = Map.groupBy(
    urgent.filter(({ finding }) => noteOf.get(finding) === null),
    ({ finding, state }) => `${kindWords(finding.kind)} ${state}`,
  );
  const groups = [...untold.values()].map((group) => {
    const [first] = group;
    const worst = group.slice(0, MOST).map(({ finding }) => finding.from);
    const times = worst.toSorted((a, b) => a - b).map(at);
    const more = group.length > MOST ? ` and ${group.length - MOST} more` : '';
    return first === undefined ? '' : `${kindWords(first.finding.kind)}${group.length > 1 ? `, ${group.length}` : ''}: ${times.join(', ')}${more}; ${STATE_WORDS[first.state]}, no note of anybody told`;
  });
  const noting = urgent.flatMap(({ finding, state }) => {
    const note = noteOf.get(finding);
    return note ? [`${kindWords(finding.kind)} at ${at(finding.from)}, ${STATE_WORDS[state]}; ${toldWords(note)}`] : [];
  });
  const left = told.filter((note) => !noted.has(note)).map((note) => `${kindWords(note.kind)} at ${at(note.from)}, no urgent finding any more; ${toldWords(note)}`);
  return [...groups, ...noting, ...left];
}

/** There is atrial fibrillation, and a reader has confirmed every episode of it that stands. */
export function isFibrillationConfirmed(findings: readonly ReviewedFinding[]): boolean {
  const episodes = findings.filter(({ finding, state }) => finding.kind === 'atrial-fibrillation' && state !== 'rejected');
  return episodes.length > 0 && episodes.every(({ state }) => state === 'confirmed' || state === 'changed');
}

/** Urgent and important findings that a reader has decided on, and that there are; rejected ones count as decided. */
export function decidedOf(findings: readonly ReviewedFinding[]): { decided: number; of: number } {
  const weighty = findings.filter(({ finding }) => finding.severity !== 'note');
  return { decided: weighty.filter(({ state }) => state !== 'unseen' && state !== 'reopened').length, of: weighty.length };
}

/**
 * What nobody has reviewed, in lines: templates, and urgent and important findings by kind; where
 * the window lists many as one, in how many items.
 *
 * @param templates how many nobody has looked at, in words
 */
export function notReviewedLines(templates: string, findings: readonly ReviewedFinding[]): ReportLine[] {
  const open = findings.filter(isWaiting);
  const kinds = Map.groupBy(open, ({ finding }) => finding.kind);
  const { findings: single, items } = openFindings(findings);
  const lines = [...(templates === '0' ? [] : [{ label: 'Templates', value: templates, at: '' }]), ...(single > items ? [{ label: 'Findings', value: `${grouped(single)} in ${items} ${items === 1 ? 'item' : 'items'}`, at: '' }] : []), ...Array.from(kinds, ([kind, all]): ReportLine => ({ label: kindWords(kind), value: grouped(all.length), at: '' }))];
  return lines.length > 0 ? lines : [{ label: 'everything was looked at', value: '', at: '' }];
}

function kindWords(kind: string): string {
  const words = writtenKind(kind);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toldWords({ whom, how, at }: Told): string {
  return `told to ${whom}${at === '' ? '' : `, ${momentInWords(at)}`}${how === '' ? '' : `, ${how}`}`;
}
