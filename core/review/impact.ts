/**
 * What an edit would change in the numbers of the day, before it is made. The
 * numbers come from the same function before and after, so what is foretold is
 * what the committed edit gives, bit for bit.
 */
import type { Finding } from '../rhythm/finding.ts';
import type { FindingTables } from '../rhythm/findings.ts';
import type { StudySummary } from '../study/summary-types.ts';
import type { Change } from './edit.ts';
import { applyAll } from './state.ts';
import type { EditState } from './state.ts';

/** The day in numbers: counts, burdens and rates, and the tables that findings fill. */
export interface DayNumbers {
  summary: StudySummary;
  tables: FindingTables;
}

/** A day as far as an edit can change it. */
export interface DayPicture extends DayNumbers {
  /** Ascending by place. */
  findings: readonly Finding[];
}

/** What an edit does to a day. */
export interface Impact {
  before: DayNumbers;
  after: DayNumbers;
  /** Findings that are there only after the edit. */
  made: Finding[];
  /** Findings that are there only before it. */
  removed: Finding[];
  /** Findings that stay what they are and where they are but say something else: longer, faster, of other severity. As they are after the edit. */
  changed: Finding[];
}

/** A finding is known again by its kind and its anchor beats. */
export function findingIdentity({ kind, anchors }: Pick<Finding, 'kind' | 'anchors'>): string {
  return `${kind} ${anchors.join(' ')}`;
}

/** What lies between two pictures of a day. */
export function impactBetween(before: DayPicture, after: DayPicture): Impact {
  const numbers = ({ summary, tables }: DayPicture): DayNumbers => ({ summary, tables });
  const old = new Map(before.findings.map((finding) => [findingIdentity(finding), finding]));
  const made: Finding[] = [];
  const changed: Finding[] = [];
  for (const finding of after.findings) {
    const was = old.get(findingIdentity(finding));
    old.delete(findingIdentity(finding));
    if (!was) made.push(finding);
    else if (JSON.stringify(was) !== JSON.stringify(finding)) changed.push(finding);
  }
  return { before: numbers(before), after: numbers(after), made, removed: [...old.values()], changed };
}

/**
 * What changes would do to a day.
 *
 * @param changes as `plan` gives them: they apply to the state
 * @param picture the picture of a state; the one that a committed edit is described with
 */
export function impactOf(state: EditState, changes: readonly Change[], picture: (state: EditState) => DayPicture): Impact {
  return impactBetween(picture(state), picture(applyAll(state, changes)));
}
