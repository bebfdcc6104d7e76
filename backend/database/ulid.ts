/** Ids that sort by time: ULIDs (48 bits of milliseconds, 80 of chance, Crockford's base 32). */
import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Milliseconds since 1970 as the first ten digits of an id. */
function headOf(now: number): string {
  let time = Math.floor(now);
  let head = '';
  for (let i = 0; i < 10; i++) {
    head = DIGITS[time % 32]! + head;
    time = Math.floor(time / 32);
  }
  return head;
}

/** An id with its time moved by so many milliseconds; two ids in order stay so. */
export function movedUlid(id: string, by: number): string {
  const time = Array.from(id.slice(0, 10)).reduce((sum, digit) => sum * 32 + DIGITS.indexOf(digit), 0);
  return headOf(Math.max(0, time + by)) + id.slice(10);
}

/** A new id. `now` is milliseconds since 1970. */
export function ulid(now: number): string {
  const head = headOf(now);
  let tail = '';
  for (const byte of randomBytes(16)) tail += DIGITS[byte % 32]!;
  return head + tail;
}
