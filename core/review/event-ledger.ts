/**
 * The review ledger of events: every finding is unseen, confirmed, changed,
 * rejected or reopened. A mark is tied to the event's anchor beats and to what
 * was seen of it. An event that is still what was seen keeps its mark, however
 * often findings are recomputed; one that an edit elsewhere made longer,
 * shorter or of another kind is reopened; one where nothing was seen before is
 * unseen.
 */
import { z } from 'zod';
import type { Finding, FindingKind } from '../rhythm/finding.ts';
import { findingIdentity } from './impact.ts';
import { valuesOf } from './state.ts';
import type { EditState } from './state.ts';

export const EVENT_MARKS = ['confirmed', 'changed', 'rejected'] as const;
export type EventMark = (typeof EVENT_MARKS)[number];
export type EventState = EventMark | 'unseen' | 'reopened';

/** How an event stands. */
export interface EventReview {
  kind: FindingKind;
  anchors: number[];
  from: number;
  to: number;
  state: EventState;
}

const PREFIX = 'event/';

const stored = z.object({ state: z.enum(EVENT_MARKS), from: z.number(), to: z.number(), severity: z.string() });

/** A mark as it was given. */
export type StoredMark = z.infer<typeof stored>;

/** Kinds that turn into each other when an event grows or shrinks. */
const FAMILY: Readonly<Record<FindingKind, string>> = {
  'ventricular-couplet': 'ventricular',
  'ventricular-fibrillation': 'ventricular',
  'ventricular-tachycardia': 'ventricular',
  'idioventricular-rhythm': 'ventricular',
  'ventricular-bigeminy': 'ventricular pattern',
  'ventricular-trigeminy': 'ventricular pattern',
  'supraventricular-couplet': 'supraventricular',
  'supraventricular-run': 'supraventricular',
  'supraventricular-bigeminy': 'supraventricular pattern',
  'supraventricular-trigeminy': 'supraventricular pattern',
  'atrial-fibrillation': 'fibrillation',
  pause: 'pause',
  'pause-after-ectopic-beat': 'pause',
  'pause-with-blocked-p-wave': 'pause',
  'pause-in-atrial-fibrillation': 'pause',
  'pause-at-end-of-atrial-fibrillation': 'pause',
  asystole: 'pause',
  'no-pause': 'pause',
  bradycardia: 'bradycardia',
  tachycardia: 'tachycardia',
  'suspected-first-degree-block': 'av block',
  'qt-prolonged': 'qt',
  'st-depression': 'st',
  'st-elevation': 'st',
  'atrial-flutter': 'fibrillation',
  'r-on-t': 'r-on-t',
  'suspected-wenckebach-block': 'av block',
  'suspected-mobitz-block': 'av block',
  'suspected-two-to-one-block': 'av block',
  'suspected-complete-block': 'av block',
  'suspected-bundle-branch-block': 'wide qrs',
  'paced-rhythm': 'pacing',
  'suspected-loss-of-capture': 'capture',
  'suspected-loss-of-sensing': 'sensing',
  'suspected-failure-to-pace': 'output',
};

/** Whether a name among the values of `review-mark` is that of an event; the others are of templates. */
export function isEventMark(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** Name of an event's mark among the values of `review-mark`. */
export function eventMarkName(event: Pick<Finding, 'kind' | 'anchors'>): string {
  return PREFIX + findingIdentity(event);
}

/** A mark of an event as it is now. */
export function eventMark({ from, to, severity }: Pick<Finding, 'from' | 'to' | 'severity'>, state: EventMark): string {
  const mark: StoredMark = { state, from, to, severity };
  return JSON.stringify(mark);
}

/** The name of a mark once its anchor beats have other keys, or null where one of them is gone. */
export function renamedEventMark(name: string, keyNow: (key: number) => number | null): string | null {
  const [kind, ...anchors] = name.slice(PREFIX.length).split(' ');
  const now = anchors.map((key) => keyNow(Number(key)));
  return now.includes(null) ? null : `${PREFIX}${kind} ${now.join(' ')}`;
}

/** Marks of events that people gave, by name. */
export function eventMarks(state: Pick<EditState, 'values'>): Map<string, StoredMark> {
  const marks = new Map<string, StoredMark>();
  for (const [name, value] of valuesOf(state, 'review-mark')) if (isEventMark(name)) marks.set(name, stored.parse(JSON.parse(value)));
  return marks;
}

/** How each event stands, in the order of the findings, and which mark it is that an event was reopened from. */
export function reviewEvents(findings: readonly Finding[], marks: ReadonlyMap<string, StoredMark>): (EventReview & { was: string | null })[] {
  const loose = new Map(marks);
  const exact = findings.map((finding) => {
    const name = eventMarkName(finding);
    const mark = marks.get(name);
    if (mark?.from !== finding.from || mark.to !== finding.to || mark.severity !== finding.severity) return null;
    loose.delete(name);
    return mark.state;
  });
  const left = Array.from(loose, ([name, { from, to }]) => ({ name, from, to, family: familyOf(name) }));
  return findings.map(({ kind, anchors, from, to }, i) => {
    const was = exact[i] == null ? left.find((mark) => mark.family === FAMILY[kind] && mark.from <= to && mark.to >= from) : undefined;
    return { kind, anchors, from, to, state: exact[i] ?? (was ? 'reopened' : 'unseen'), was: was?.name ?? null };
  });
}

function familyOf(name: string): string {
  const kind = name.slice(PREFIX.length).split(' ', 1)[0];
  return Object.entries(FAMILY).find(([known]) => known === kind)?.[1] ?? '';
}
