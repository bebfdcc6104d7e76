/** Where edits were made, in the beats as they stand now. */
import { rowOf } from '../../core/review/beat-rows.ts';
import { placeOf, type EditPlace } from '../../core/review/place.ts';
import { keysNow } from './eras.ts';
import type { OpenCase } from './open-case.ts';

/** Places of entries, in the order asked for; null where an entry has none or is not there. */
export function placesOf({ db, state }: Pick<OpenCase, 'db' | 'state'>, sequences: readonly number[]): (EditPlace | null)[] {
  const keyNow = keysNow(db);
  const { beats } = state.edit;
  return sequences.map((sequence) => {
    const entry = db.journal.entry(sequence);
    if (!entry) return null;
    return placeOf(entry.changes, (key) => {
      const now = keyNow(key, sequence);
      const row = now === null ? -1 : rowOf(beats, now);
      return row < 0 ? null : beats.sample[row]!;
    });
  });
}
