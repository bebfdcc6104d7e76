/**
 * Which beats of two runs are the same heart beat: one to one, nearest first,
 * within a window. Unlike the walk that scoring uses (core/scoring/match.ts),
 * the nearest pair of the whole day is always taken.
 */

/** Two runs' R peaks within this time are of one beat. Seconds. */
export const MATCH_SECONDS = 0.075;

/**
 * Pairs places with R peaks. Pairs are taken by distance; of equal ones those
 * of lower rank first, then the earlier place, then the earlier peak.
 *
 * @param places whole sample numbers, in any order
 * @param ranks rank of each place, 0 or 1: a place of rank 1 takes only what a place of rank 0 at the same distance leaves
 * @param peaks whole sample numbers, ascending
 * @param window samples; both ends included
 * @returns for each place the index of its peak, −1 where it has none
 */
export function nearestFirst(places: ArrayLike<number>, ranks: ArrayLike<number>, peaks: ArrayLike<number>, window: number): Int32Array {
  const width = Math.max(0, Math.floor(window));
  const order = Uint32Array.from({ length: places.length }, (_, i) => i).sort((a, b) => places[a]! - places[b]! || a - b);
  // Distances are whole samples, so pairs fall into order by being dropped into buckets.
  const buckets: number[][] = Array.from({ length: 2 * (width + 1) }, () => []);
  let first = 0;
  for (const place of order) {
    const at = places[place]!;
    while (first < peaks.length && peaks[first]! < at - width) first++;
    for (let peak = first; peak < peaks.length && peaks[peak]! <= at + width; peak++) {
      buckets[2 * Math.abs(peaks[peak]! - at) + ranks[place]!]!.push(place, peak);
    }
  }
  const partner = new Int32Array(places.length).fill(-1);
  const taken = new Uint8Array(peaks.length);
  for (const bucket of buckets) {
    for (let i = 0; i < bucket.length; i += 2) {
      const place = bucket[i]!;
      const peak = bucket[i + 1]!;
      if (partner[place]! >= 0 || taken[peak] === 1) continue;
      partner[place] = peak;
      taken[peak] = 1;
    }
  }
  return partner;
}
