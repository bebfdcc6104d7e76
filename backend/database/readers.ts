/** Who has read a case: whoever has edited it in more than its organisation, the facts of the request, the lock and settling. */
import { ORGANISING, readingsOf } from '../../core/review/case-people.ts';
import type { CaseDatabase } from './case-database.ts';
import type { OpenCase } from './open-case.ts';

/** Kinds of entries that read nothing into a recording. */
const NO_READING: readonly string[] = [...ORGANISING, 'fact', 'active-run', 'sign-off', 'reopening', 'settle'];

/** Authors of a reading up to one of its entries, and since when. */
export function authorsOf(db: CaseDatabase, upTo = Number.MAX_SAFE_INTEGER): { author: string; since: string }[] {
  return db.journal.authorsBut(NO_READING, upTo);
}

/** As they stand in the line of a case: of one that is read twice; of others nobody asks. */
export function readersOf({ db, state: { edit } }: Pick<OpenCase, 'db' | 'state'>): string[] {
  const { first, seconds } = readingsOf(edit);
  return first === null && seconds.length === 0 ? [] : authorsOf(db).map(({ author }) => author);
}
