/** How alike two stretches of a signal are, over all of its leads at once. */

/**
 * Correlation of two stretches, each lead without its mean, the leads weighed by what they hold.
 *
 * @param leads mV
 * @param a first sample of the one stretch
 * @param b of the other
 * @param n samples in each
 * @returns −1 to 1; −1 where a stretch hangs over an end of a lead, or nothing moves in it
 */
export function correlation(leads: readonly Float32Array[], a: number, b: number, n: number): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (const x of leads) {
    if (Math.min(a, b) < 0 || Math.max(a, b) + n > x.length) return -1;
    let sumA = 0;
    let sumB = 0;
    let sumAB = 0;
    let sumAA = 0;
    let sumBB = 0;
    for (let k = 0; k < n; k++) {
      const va = x[a + k]!;
      const vb = x[b + k]!;
      sumA += va;
      sumB += vb;
      sumAB += va * vb;
      sumAA += va * va;
      sumBB += vb * vb;
    }
    ab += sumAB - (sumA * sumB) / n;
    aa += sumAA - (sumA * sumA) / n;
    bb += sumBB - (sumB * sumB) / n;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : -1;
}

/** Half of the window in which two beats are compared, and how far one may be moved: 96 ms and 32 ms at 125 Hz. */
const BEAT_HALF = 12;
const SHIFT = { most: 4, step: 2 };

/** Highest correlation of the beats at two samples over small shifts of the second; −1 where each hangs over an end. */
export function resemblance(leads: readonly Float32Array[], a: number, b: number): number {
  let top = -1;
  for (let shift = -SHIFT.most; shift <= SHIFT.most; shift += SHIFT.step) top = Math.max(top, correlation(leads, a - BEAT_HALF, b + shift - BEAT_HALF, 2 * BEAT_HALF + 1));
  return top;
}
