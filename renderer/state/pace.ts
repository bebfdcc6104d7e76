/** How fast the reader goes, measured in this window: so that "about 6 min left" is no guess. */

const LAST = 12;
/** A longer break is a break, not a decision. */
const LONGEST = 180_000;
const gaps: number[] = [];
let before = 0;

/** Notes that an item was decided, at a time in milliseconds. */
export function decided(now: number): void {
  if (before > 0 && now - before < LONGEST) gaps.push(now - before);
  if (gaps.length > LAST) gaps.shift();
  before = now;
}

/** Whole minutes for `open` items at the reader's pace, null until three were decided. */
export function minutesLeft(open: number): number | null {
  if (gaps.length < 3) return null;
  const median = gaps.toSorted((a, b) => a - b)[gaps.length >> 1]!;
  return Math.max(1, Math.round((open * median) / 60_000));
}
