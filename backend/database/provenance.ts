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
  // An edit that was done again counts from then on: the ledger has them in the order in which they were applied.
  const places = new Map(db.journal.ledger().standing.map((sequence, place) => [sequence, place]));
  const placed = new Map<number, number>();
  for (const { sequence, author, time, changes } of db.journal.since(0)) {
    const place = places.get(sequence);
    if (place === undefined) continue;
    const words: Said = { author, time };
    for (const change of changes) {
      if (change.entity !== 'beat') continue;
      for (const key of change.keys) {
        const now = keyNow(key, sequence);
        if (now === null || (placed.get(now) ?? -1) > place) continue;
        placed.set(now, place);
        said.set(now, words);
      }
    }
  }
  return said;
}
