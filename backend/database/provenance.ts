/** Who says that a beat is what it is, and since when: read off the edits that stand. */
import type { CaseDatabase } from './case-database.ts';
import { keysNow } from './eras.ts';

export interface Said {
  author: string;
  /** UTC, ISO 8601. */
  time: string;
}

/** The newest standing edit of each beat that people inserted, moved or labelled, by key. Beats that only the model has seen are not in it. */
export function provenance(db: CaseDatabase): Map<number, Said> {
  const said = new Map<number, Said>();
  const keyNow = keysNow(db);
  for (const sequence of db.journal.ledger().standing) {
    const entry = db.journal.entry(sequence);
    if (!entry) continue;
    for (const change of entry.changes) {
      if (change.entity !== 'beat') continue;
      for (const key of change.keys) {
        const now = keyNow(key, sequence);
        if (now !== null) said.set(now, { author: entry.author, time: entry.time });
      }
    }
  }
  return said;
}
