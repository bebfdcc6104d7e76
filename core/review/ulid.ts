/** Ids that sort by time: ULIDs (48 bits of milliseconds, 80 of chance, Crockford's base 32). Clock and chance are the caller's. */

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What an id looks like. */
export const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Bytes of chance that an id takes. */
export const ULID_CHANCE = 16;

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

/** An id of a moment (milliseconds since 1970) and `ULID_CHANCE` bytes of chance. */
export function ulidOf(now: number, chance: Uint8Array): string {
  return headOf(now) + Array.from(chance.subarray(0, ULID_CHANCE), (byte) => DIGITS[byte % 32]!).join('');
}
