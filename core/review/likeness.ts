/** How alike averaged beats are, lead by lead. */

/** How far two averaged beats may be moved against each other, seconds: an R peak is not told to the sample. */
export const REACH = 0.04;

/**
 * Likeness of two averaged beats: the least over the leads of the best
 * correlation over shifts of up to `reach` samples. −1…1.
 */
export function likenessOf(a: readonly Float32Array[], b: readonly Float32Array[], reach: number): number {
  let least = 1;
  const leads = Math.min(a.length, b.length);
  if (leads === 0) return 0;
  for (let lead = 0; lead < leads; lead++) least = Math.min(least, bestFit(a[lead]!, b[lead]!, reach).correlation);
  return least;
}

/** By how many samples, up to `reach`, `b` lies behind `a` where they are most alike. */
export function shiftBetween(a: Float32Array, b: Float32Array, reach: number): number {
  return bestFit(a, b, reach).shift;
}

function bestFit(a: Float32Array, b: Float32Array, reach: number): { shift: number; correlation: number } {
  let best = { shift: 0, correlation: -1 };
  for (let shift = -reach; shift <= reach; shift++) {
    const value = correlation(a, b, shift);
    if (value > best.correlation) best = { shift, correlation: value };
  }
  return best;
}

function correlation(a: Float32Array, b: Float32Array, shift: number): number {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let i = Math.max(0, -shift); i < Math.min(a.length, b.length - shift); i++) {
    const [x, y] = [a[i]!, b[i + shift]!];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n++;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  const spread = Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
  return n > 1 && spread > 0 ? (sab - (sa * sb) / n) / spread : -1;
}
