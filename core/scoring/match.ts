/**
 * Pairs the beats of two label files: one to one, nearest first, within a
 * window, by the walk that EC57 describes and WFDB's `bxb` carries out.
 */

/** Partner of each beat on the other side, -1 where it has none. */
export interface BeatMatch {
  /** For each reference beat the index of its tested beat. */
  ofReference: Int32Array;
  /** For each tested beat the index of its reference beat. */
  ofTest: Int32Array;
}

/**
 * Walks both lists in time. The earlier of the two beats at hand (`one`, of
 * either side) is paired with the other side's beat at hand (`other`) when
 *
 * 1. they are at most `window` apart, both ends included, and
 * 2. `one` is strictly nearer to `other` than the next beat of its own side
 *    is, or that next beat has a still nearer candidate on the other side.
 *
 * Otherwise `one` stays alone. **Ties**: of two beats of one side at equal
 * distances around one beat of the other, the later is taken (condition 2 is
 * strict), unless the later has a nearer candidate. Where a tested and a
 * reference beat stand at the same sample, the reference beat counts as the
 * earlier. Between beats more than two windows apart the result is simply the
 * nearest pair.
 *
 * @param reference samples in order of time
 * @param test samples in order of time
 * @param window samples, may be fractional
 */
export function matchBeats(reference: ArrayLike<number>, test: ArrayLike<number>, window: number): BeatMatch {
  const ofReference = new Int32Array(reference.length).fill(-1);
  const ofTest = new Int32Array(test.length).fill(-1);
  let r = 0;
  let t = 0;
  while (r < reference.length && t < test.length) {
    const testIsEarlier = test[t]! < reference[r]!;
    const one = testIsEarlier ? test : reference;
    const other = testIsEarlier ? reference : test;
    const i = testIsEarlier ? t : r;
    const j = testIsEarlier ? r : t;
    const distance = other[j]! - one[i]!;
    let pairs = distance <= window;
    if (pairs && i + 1 < one.length) {
      const rival = Math.abs(other[j]! - one[i + 1]!);
      const rivalsOther = j + 1 < other.length ? Math.abs(other[j + 1]! - one[i + 1]!) : Number.POSITIVE_INFINITY;
      pairs = distance < rival || rivalsOther < rival;
    }
    if (pairs) {
      ofReference[r] = t;
      ofTest[t] = r;
      r++;
      t++;
    } else if (testIsEarlier) t++;
    else r++;
  }
  return { ofReference, ofTest };
}
