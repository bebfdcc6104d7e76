/** What is typed of a study's facts, before it is kept. */
import { FACT_FIELDS, type FactField } from '../../../core/contract/types.ts';

export type Draft = Record<FactField, string>;

/** `2026-11-14T09:12:00.000` as people write it. */
function shownStart(local: string): string {
  return local.replace('T', ' ').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '').replace(/(\d{2}:\d{2}):00$/, '$1');
}

export function draftOf(facts: Readonly<Draft>): Draft {
  return { ...facts, start: shownStart(facts.start) };
}

/** A draft over the facts as they stand by now: what was typed stays, what was not is what somebody else made of it. */
export function draftOver(draft: Draft, before: Draft, now: Draft): Draft {
  const over = { ...now };
  for (const field of FACT_FIELDS) if (draft[field].trim() !== before[field]) over[field] = draft[field];
  return over;
}
