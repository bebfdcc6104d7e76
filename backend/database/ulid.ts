/** New ids that sort by time. */
import { randomBytes } from 'node:crypto';
import { ULID_CHANCE, ulidOf } from '../../core/review/ulid.ts';

export { movedUlid } from '../../core/review/ulid.ts';

/** A new id. `now` is milliseconds since 1970. */
export function ulid(now: number): string {
  return ulidOf(now, randomBytes(ULID_CHANCE));
}
