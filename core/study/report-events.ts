/** What a report says of urgent findings and of how much of the list was decided. */
import { toldFor, type Told } from '../review/told.ts';
import type { EventState } from '../review/event-ledger.ts';
import { byUrgency, type Finding } from '../rhythm/finding.ts';

/** A finding with its state in the review. */
export interface ReviewedFinding {
  finding: Finding;
  state: EventState;
}

/** Most urgent findings that a report names one by one; the others are counted. */
const MOST = 8;

const STATE_WORDS: Readonly<Record<EventState, string>> = {
  unseen: 'not reviewed',
  reopened: 'changed since it was reviewed',
  confirmed: 'confirmed',
  changed: 'confirmed, kind or bounds set by the reader',
  rejected: 'rejected',
};

/**
 * A line for each urgent finding: what, where, whether a reader has decided on
 * it, and who was told. A note on an event that is no longer urgent, or no longer
 * there, is printed too: somebody was told of it.
 *
 * @param findings all; rejected ones are passed over
 * @param at wall time of a sample, in words
 */
export function urgentLines(findings: readonly ReviewedFinding[], told: readonly Told[], at: (sample: number) => string): string[] {
  const urgent = findings.filter(({ finding, state }) => finding.severity === 'urgent' && state !== 'rejected').toSorted((a, b) => byUrgency(a.finding, b.finding));
  const noted = new Set<Told>();
  const lines = urgent.map(({ finding, state }) => {
    const note = toldFor(told, finding);
    if (note) noted.add(note);
    return { told: note !== null, text: `${kindWords(finding.kind)} at ${at(finding.from)}, ${STATE_WORDS[state]}; ${note ? toldWords(note) : 'no note of anybody told'}` };
  });
  const left = told.filter((note) => !noted.has(note)).map((note) => `${kindWords(note.kind)} at ${at(note.from)}, no urgent finding any more; ${toldWords(note)}`);
  // Of what nobody was told of the first are named; what somebody was told of is a fact, and each is printed.
  const untold = lines.filter((line) => !line.told).map(({ text }) => text);
  const noting = lines.filter((line) => line.told).map(({ text }) => text);
  return [...untold.slice(0, MOST), ...(untold.length > MOST ? [`and ${untold.length - MOST} more urgent findings`] : []), ...noting, ...left];
}

/** Urgent and important findings that a reader has decided on, and that there are; rejected ones count as decided. */
export function decidedOf(findings: readonly ReviewedFinding[]): { decided: number; of: number } {
  const weighty = findings.filter(({ finding }) => finding.severity !== 'note');
  return { decided: weighty.filter(({ state }) => state !== 'unseen' && state !== 'reopened').length, of: weighty.length };
}

function kindWords(kind: string): string {
  const words = kind.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function toldWords({ whom, how, at }: Told): string {
  return `told to ${whom}${at === '' ? '' : `, ${at.replace('T', ' ')}`}${how === '' ? '' : `, ${how}`}`;
}
