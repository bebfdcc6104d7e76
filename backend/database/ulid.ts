/** Ids that sort by time: ULIDs (48 bits of milliseconds, 80 of chance, Crockford's base 32). */
import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new id. `now` is milliseconds since 1970. */
export function ulid(now: number): string {
  let time = Math.floor(now);
  let head = '';
  for (let i = 0; i < 10; i++) {
    head = DIGITS[time % 32]! + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (const byte of randomBytes(16)) tail += DIGITS[byte % 32]!;
  return head + tail;
}
