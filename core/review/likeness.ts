/** How alike averaged beats are, lead by lead. */

/**
 * Likeness of two averaged beats: the least over the leads of the best
 * correlation over shifts of up to `reach` samples. −1…1.
 */
export function likenessOf(a: readonly Float32Array[], b: readonly Float32Array[], reach: number): number {
  let least = 1;
  const leads = Math.min(a.length, b.length);
  if (leads === 0) return 0;
  for (let lead = 0; lead < leads; lead++) {
    let best = -1;
    for (let shift = -reach; shift <= reach; shift++) best = Math.max(best, correlation(a[lead]!, b[lead]!, shift));
    least = Math.min(least, best);
  }
  return least;
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
