/** How findings stand in the review, kept in step with the edits as they come back. Pure. */
import type { Change } from '../../core/review/edit.ts';
import { isEventMark, type EventReview, type EventState } from '../../core/review/event-ledger.ts';
import { findingKey, type Finding } from '../../core/rhythm/finding.ts';

export interface EventStanding {
  state: EventState;
  /** The edit that reopened it, where it is known. */
  by: number | null;
}

/** By the finding's key. What is not in it is unseen. */
export type EventStandings = ReadonlyMap<string, EventStanding>;

export function standingsOf(events: readonly (EventReview & { by: number | null })[]): EventStandings {
  return new Map(events.map(({ kind, anchors, state, by }) => [findingKey({ kind, anchors }), { state, by }]));
}

/** Keys of findings that were asked for: several parts of a screen ask for all of a day with each edit, and a fortnight has thousands. */
const keys = new WeakMap<Pick<Finding, 'kind' | 'anchors'>, string>();

/** `findingKey`, remembered. @param finding is not changed after it was asked for */
export function keyOf(finding: Pick<Finding, 'kind' | 'anchors'>): string {
  let key = keys.get(finding);
  if (key === undefined) {
    key = findingKey(finding);
    keys.set(finding, key);
  }
  return key;
}

/** How a finding stands. @param finding as for `keyOf` */
export function stateOf(standings: EventStandings, finding: Pick<Finding, 'kind' | 'anchors'>): EventState {
  return standings.get(keyOf(finding))?.state ?? 'unseen';
}

/** Findings that nobody has rejected. */
export function standingFindings(findings: readonly Finding[], standings: EventStandings): Finding[] {
  return findings.filter((finding) => stateOf(standings, finding) !== 'rejected');
}

/** Nobody has decided on it, or it has changed since. */
export function isUndecided(state: EventState): boolean {
  return state === 'unseen' || state === 'reopened';
}

/** The finding that a mark is of: `event/<kind> <anchors>`. */
function keyOfMark(name: string): string {
  const [kind = '', ...anchors] = name.slice(name.indexOf('/') + 1).split(' ');
  return `${kind}:${anchors.join(',')}`;
}

/** The standings after the marks that an edit set; the same object where it set none. */
export function afterMarks(standings: EventStandings, changes: readonly Change[]): EventStandings {
  let next: Map<string, EventStanding> | null = null;
  for (const change of changes) {
    if (change.op !== 'set' || change.entity !== 'review-mark' || !isEventMark(change.name)) continue;
    next ??= new Map(standings);
    const key = keyOfMark(change.name);
    if (change.after === null) next.delete(key);
    else next.set(key, { state: markState(change.after), by: null });
  }
  return next ?? standings;
}

function markState(mark: string): EventState {
  const { state } = JSON.parse(mark) as { state: EventState };
  return state;
}

/** Urgent findings that nobody has decided on. */
export function undecidedUrgent(findings: readonly Finding[], standings: EventStandings): Finding[] {
  return findings.filter((finding) => finding.severity === 'urgent' && isUndecided(stateOf(standings, finding)));
}

/** Findings that weigh: urgent and important ones; what is only of note is no item. */
export function weighty(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ severity }) => severity !== 'note');
}
