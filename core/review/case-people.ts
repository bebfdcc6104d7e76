/**
 * What a case says of the people who work on it: who has it, which other case
 * is the blind second reading of the same recording, and what a third reader
 * has settled. Values of the entity `assignment`; other cases stand in the
 * names, persons in the values, so that erasing persons leaves the links.
 */
import { z } from 'zod';
import { questionsOf, type Question } from './questions.ts';
import { readStored } from './read-stored.ts';
import { valuesOf } from './state.ts';
import type { EditState } from './state.ts';

/** Who has the case. */
export const ASSIGNED = 'case';
const FIRST = 'first/';
const SECOND = 'second/';
const SETTLING = 'settling/';
const SETTLED = 'settled/';

/** Kinds of entries that are about people and not about the recording. A key press never takes them back. */
export const ORGANISING: ReadonlySet<string> = new Set(['assign', 'question-ask', 'question-answer', 'question-hand', 'question-withdraw', 'second-reading', 'settling']);

/** Name of the value by which a second reading names its first, and the reverse. */
export const firstName = (caseId: string): string => FIRST + caseId;
export const secondName = (caseId: string): string => SECOND + caseId;
/** Name of the value that says that a third has begun to settle, and which revision of the first reading is compared. */
export const settlingName = (second: string, revision: number): string => `${SETTLING}${second}/${revision}`;
/** Name of the value that says how a difference was settled. */
export const settledName = (second: string, difference: string): string => `${SETTLED}${second}/${difference}`;

/** Who has the case, empty for nobody. */
export function assignedTo(state: Pick<EditState, 'values'>): string {
  return plain(valuesOf(state, 'assignment').get(ASSIGNED) ?? '');
}

/** Values that were erased stand as words in brackets. */
const plain = (value: string): string => (value.startsWith('[') ? '' : value);

export interface CaseReadings {
  /** The case that this one is a second reading of. */
  first: string | null;
  /** Second readings of this case, oldest first. */
  seconds: string[];
  /** Those of them whose settling has begun, and the revision of this case that they are compared with: from then on nothing is hidden any more. */
  settling: { second: string; revision: number }[];
}

/** Links to other readings among the names of the entity. */
export function readingLinks(names: Iterable<string>): CaseReadings {
  const links: CaseReadings = { first: null, seconds: [], settling: [] };
  for (const name of names) {
    if (name.startsWith(FIRST)) links.first = name.slice(FIRST.length);
    else if (name.startsWith(SECOND)) links.seconds.push(name.slice(SECOND.length));
    else if (name.startsWith(SETTLING)) {
      const [second = '', revision = ''] = name.slice(SETTLING.length).split('/');
      links.settling.push({ second, revision: Number(revision) });
    }
  }
  return links;
}

/** Links to other readings of a case. */
export function readingsOf(state: Pick<EditState, 'values'>): CaseReadings {
  return readingLinks(valuesOf(state, 'assignment').keys());
}

/** What a window shows of people beside the beats. */
export function peopleOf(state: Pick<EditState, 'values'>): { assignedTo: string; questions: Question[] } {
  return { assignedTo: assignedTo(state), questions: questionsOf(state) };
}

const settled = z.object({ by: z.string(), time: z.string(), as: z.string() });
export type Settled = z.infer<typeof settled>;

/** The value that says how a difference was settled. */
export const settledValue = (how: Settled): string => JSON.stringify(how);

/** What was settled against a second reading, by the difference's id. After erasing, who did it is gone and that it was done stays. */
export function settledOf(state: Pick<EditState, 'values'>, second: string): Map<string, Settled> {
  const prefix = `${SETTLED}${second}/`;
  const found = new Map<string, Settled>();
  for (const [name, value] of valuesOf(state, 'assignment')) {
    if (name.startsWith(prefix)) found.set(name.slice(prefix.length), value.startsWith('[') ? { by: '', time: '', as: '' } : readStored(settled, value, 'How a difference was settled'));
  }
  return found;
}
