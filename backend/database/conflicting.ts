/** The failure of an edit that something stands in the way of. */
import { AppError } from '../../core/contract/errors.ts';
import type { Conflict } from '../../core/review/conflict.ts';

/** Beats of a conflict that are named, at most. */
const MOST_LISTED = 1000;

/** What stands in the way, beat by beat. */
export function inWay({ entity, what, count, keys }: Conflict): Record<string, string | number> {
  return { entity, what, count, beats: keys.slice(0, MOST_LISTED).join(' ') };
}

export function conflicting(details: Record<string, string | number>): AppError {
  return new AppError('edit-conflict', 'Something else was changed here in the meantime.', { hint: 'Look at it again, then repeat the edit.', details });
}
