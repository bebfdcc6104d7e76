/**
 * What an edit left as it was: so that what is told of a day need be looked for
 * anew only where it can have become another.
 *
 * A finder that goes by what stands around a beat is asked about a part of the day
 * that begins and ends among quiet beats, over which nothing of what it looks for
 * can reach; what it told before of the rest is kept.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import type { BeatSeries } from './series.ts';

/** How many rows at the start and at the end are the same in two series, together no more than the shorter one has. */
export interface Unchanged {
  head: number;
  tail: number;
}

export const NOTHING_UNCHANGED: Unchanged = { head: 0, tail: 0 };

/** What is the same in both: R peaks, identities, classes and intervals. O(beats). */
export function unchangedRows(a: BeatSeries, b: BeatSeries): Unchanged {
  if (a.sampleRate !== b.sampleRate) return NOTHING_UNCHANGED;
  if (isRelabelled(a, b)) return unchangedNumbers(a.beatClass, b.beatClass);
  const least = Math.min(a.sample.length, b.sample.length);
  let head = 0;
  while (head < least && alike(a, head, b, head)) head++;
  let tail = 0;
  while (tail < least - head && alike(a, a.sample.length - 1 - tail, b, b.sample.length - 1 - tail)) tail++;
  return { head, tail };
}

/** Whether only labels differ: places, identities and intervals are shared (`seriesOf`). */
export function isRelabelled(a: BeatSeries, b: BeatSeries): boolean {
  return a.sample === b.sample && a.key === b.key && a.rr === b.rr;
}

function unchangedNumbers(a: Uint8Array, b: Uint8Array): Unchanged {
  const n = a.length;
  let head = 0;
  while (head < n && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < n - head && a[n - 1 - tail] === b[n - 1 - tail]) tail++;
  return { head, tail };
}

function alike(a: BeatSeries, i: number, b: BeatSeries, j: number): boolean {
  const x = a.rr[i]!;
  const y = b.rr[j]!;
  // Not a number is like itself here.
  return a.sample[i] === b.sample[j] && a.beatClass[i] === b.beatClass[j] && a.key[i] === b.key[j] && (x === y || (x !== x && y !== y));
}

/** Quiet beats in a row at the start of a part, and as many rows behind the last change that it still speaks of; quiet beats at its end. */
const BEFORE = 12;
const BEHIND = 4;

/** A part of a day to be looked at anew: rows `[from, to)` of the series as it is now. */
export interface Part {
  from: number;
  to: number;
  /** What begins before sample `left`, or at or behind `right`, is known and stays; what is found between takes the place of what was. */
  left: number;
  right: number;
  /** To be added to a row at or behind `right` of the series before. */
  shift: number;
}

/**
 * The part that a finder has to look at, for finders that look back no further than `BEFORE`
 * intervals, and for which nothing begins in, or reaches over, `BEHIND` quiet beats in a row.
 */
export function partToLookAt(now: BeatSeries, before: BeatSeries, { head, tail }: Unchanged, quiet: (row: number) => boolean): Part {
  const n = now.sample.length;
  let from = 0;
  let left = Number.NEGATIVE_INFINITY;
  for (let row = head - 1, run = 0; row >= 0; row--) {
    run = quiet(row) ? run + 1 : 0;
    if (run < BEFORE) continue;
    from = row;
    left = now.sample[row + BEFORE / 2]!;
    break;
  }
  let to = n;
  let right = Number.POSITIVE_INFINITY;
  for (let row = n - tail + BEFORE, run = 0; row < n; row++) {
    run = quiet(row) ? run + 1 : 0;
    if (run < BEHIND) continue;
    to = row + 1;
    // What begins with the interval behind the part begins at its last beat.
    right = now.sample[row]!;
    break;
  }
  return { from, to, left, right, shift: n - before.sample.length };
}

/** Whether a beat is normal and its interval is known: nothing ectopic begins with it or reaches over several of them. */
export function isNormalRow({ beatClass, rr }: BeatSeries, row: number): boolean {
  return beatClass[row] === CLASS_INDEX.N && rr[row]! > 0;
}

/** Rows `[from, to)` of a series as a series; nothing is copied. */
export function partOfSeries(series: BeatSeries, from: number, to: number): BeatSeries {
  return {
    ...series,
    key: series.key.subarray(from, to),
    sample: series.sample.subarray(from, to),
    beatClass: series.beatClass.subarray(from, to),
    rr: series.rr.subarray(from, to),
    template: series.template?.subarray(from, to) ?? null,
  };
}

/** What was known outside a part, with what was found in it; `at` tells where each begins (sample), both lists ascend by it. */
export function patched<T>(known: readonly T[], found: readonly T[], { left, right }: Part, at: (item: T, of: 'known' | 'found') => number, moved: (item: T) => T): T[] {
  const out: T[] = [];
  for (const item of known) {
    if (at(item, 'known') >= left) break;
    out.push(item);
  }
  for (const item of found) {
    const place = at(item, 'found');
    if (place >= left && place < right) out.push(item);
  }
  let first = known.length;
  while (first > 0 && at(known[first - 1]!, 'known') >= right) first--;
  for (let i = first; i < known.length; i++) out.push(moved(known[i]!));
  return out;
}

/** Whether two plain objects say the same: settings, which are read anew for every state. */
export function sameValues(a: object, b: object): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
