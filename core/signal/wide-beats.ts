/**
 * Beats so wide and smooth that the envelope, which listens from 5 Hz on, hardly
 * hears them, however tall they are: slurred ventricular beats. They are sought
 * where a beat would be missing if there were none, in an interval far longer
 * than those around it, and known by their height in the signal itself: in more
 * than one lead, since an electrode that moves is heard in one. What stands as
 * far behind other beats of that shape is their T wave.
 */
import { resemblance } from './correlation.ts';
import type { Candidates, Decoded } from './decode.ts';
import { shareOfUsual, usualHeights, type BeatSignal } from './heights.ts';
import { select } from './select.ts';
import { SlidingRank } from './sliding-rank.ts';
import { pickedInts } from '../kernels/picked.ts';

/** Peaks of the envelope from this height on are the decoder's. */
const HEARD = 0.22;
/** An interval is long from so many times what is usual on: this quantile of those within so many seconds on either side. In bigeminy half of the beats may be missing. */
const LONG = { times: 1.35, quantile: 0.25, around: 60 };
/** Intervals shorter than so many seconds are counted sample by sample. */
const TOLD_APART = 32;
/** Height as a share of the usual: over the leads; in the second highest of them; and beside what stands there behind other beats. */
const HIGH = { share: 0.5, second: 0.3, times: 2 };
/** Seconds to the beats on either side at least. */
const APART = 0.33;
/** In noise the envelope has peaks of middle height everywhere, and one of them is tall: no more than so many that are no beats, from this height on, may lie within so many seconds on either side. */
const QUIET = { most: 3, from: 0.11, around: 2 };
/** Beats to compare with, at least: how alike they are, and the seconds that each has beyond the moment in question before the next one. */
const COMPARED = { least: 4, alike: 0.85, clear: 0.12 };
/** Where there are fewer, a T wave is over so many seconds behind its beat. */
const T_OVER = 0.5;

/** A moment between two beats: the first of them, its distance from that, and the beats around, all in envelope samples. */
interface Moment {
  row: number;
  offset: number;
  /** Rows of the beats around, and the interval between them from which on one is long. */
  first: number;
  end: number;
  limit: number;
}

/** The decoded beats with those that are wide and smooth. */
export function withWideBeats(decoded: Decoded, { at, height }: Candidates, signal: BeatSignal): Decoded {
  const { beats } = decoded;
  const { rate } = signal;
  const places = pickedInts(at, beats);
  const intervals = new SlidingRank(Math.ceil(TOLD_APART * rate));
  let usual: number[] | null = null;
  const found = new Set<number>();
  let first = 0;
  let end = 0;
  for (let row = 0; row + 1 < places.length; row++) {
    const before = places[row]!;
    const behind = places[row + 1]!;
    for (; end < places.length && places[end]! <= before + LONG.around * rate; end++) if (end > 0) intervals.add(places[end]! - places[end - 1]!);
    for (; places[first]! < before - LONG.around * rate; first++) intervals.remove(places[first + 1]! - places[first]!);
    const limit = LONG.times * usualInterval(intervals, places, first, end);
    if (behind - before <= limit) continue;
    usual ??= usualHeights(places, signal);
    let last = before;
    for (let j = beats[row]! + 1; j < beats[row + 1]!; j++) {
      const place = at[j]!;
      if (height[j]! >= HEARD || place - last < APART * rate || behind - place < APART * rate) continue;
      const share = shareOfUsual(signal, usual, place);
      if (share < HIGH.share || !isQuiet({ at, height }, places, j, rate) || !isWitnessed(signal, usual, place)) continue;
      const offset = place - before;
      const other = usualBehind(signal, usual, places, { row, offset, first, end, limit });
      if (other === null ? offset < T_OVER * rate : share < HIGH.times * other) continue;
      found.add(j);
      last = place;
    }
  }
  if (found.size === 0) return decoded;
  return { beats: Int32Array.from([...beats, ...found]).sort(), doubtful: decoded.doubtful.filter((j) => !found.has(j)) };
}

/** The usual interval between the beats of rows `[first, end)`, which `intervals` holds; none is longer where there is but one. */
function usualInterval(intervals: SlidingRank, places: Int32Array, first: number, end: number): number {
  const n = intervals.size;
  if (n < 1) return Number.POSITIVE_INFINITY;
  const k = Math.floor(LONG.quantile * n);
  const usual = intervals.smallest(k);
  if (usual !== null) return usual;
  const all = new Float64Array(n);
  for (let row = first; row + 1 < end; row++) all[row - first] = places[row + 1]! - places[row]!;
  return select(all, n, k);
}

/** Whether few peaks of middle height that are no beats lie around a candidate. */
function isQuiet({ at, height }: Candidates, places: Int32Array, own: number, rate: number): boolean {
  const reach = QUIET.around * rate;
  let others = 0;
  for (let j = own - 1; j >= 0 && at[own]! - at[j]! <= reach; j--) if (isOther(j)) others++;
  for (let j = own + 1; j < at.length && at[j]! - at[own]! <= reach; j++) if (isOther(j)) others++;
  return others <= QUIET.most;
  function isOther(j: number): boolean {
    return height[j]! >= QUIET.from && !isAmong(places, at[j]!);
  }
}

/** Whether a value is one of some ascending ones. */
function isAmong(values: Int32Array, wanted: number): boolean {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low < values.length && values[low] === wanted;
}

/** Whether the second highest lead is high, too; with one that can be read there is none. */
function isWitnessed({ leads, usable, rate }: BeatSignal, usual: readonly number[], place: number): boolean {
  let highest = 0;
  let second = 0;
  for (let lead = 0; lead < leads.length; lead++) {
    if (usable[lead]![place] === 0) continue;
    const share = shareOfUsual({ leads: [leads[lead]!], usable: [usable[lead]!], rate }, [usual[lead]!], place);
    if (share > highest) [highest, second] = [share, highest];
    else if (share > second) second = share;
  }
  return second >= HIGH.second;
}

/** Median height of what stands as far behind beats that look like this one, as a share of the usual; null where they are too few. Long intervals may hide a beat of the kind that is sought, so those count where there are no others. */
function usualBehind(signal: BeatSignal, usual: readonly number[], places: Int32Array, { row, offset, first, end, limit }: Moment): number | null {
  const ordinary: number[] = [];
  const long: number[] = [];
  for (let k = first; k + 1 < end; k++) {
    const interval = places[k + 1]! - places[k]!;
    if (k === row || interval < offset + COMPARED.clear * signal.rate || resemblance(signal.leads, 2 * places[row]!, 2 * places[k]!) < COMPARED.alike) continue;
    (interval <= limit ? ordinary : long).push(shareOfUsual(signal, usual, places[k]! + offset));
  }
  const others = ordinary.length >= COMPARED.least ? ordinary : long;
  return others.length >= COMPARED.least ? select(Float64Array.from(others), others.length, others.length >> 1) : null;
}
