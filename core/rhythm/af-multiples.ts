/**
 * Beats that a detector missed leave intervals that are whole multiples of the
 * usual one. Fibrillation knows no unit: its intervals take all lengths between.
 * `docs/findings.md` gives the shares of either.
 */
import { insert } from './series.ts';

/** Intervals on either side that are looked at. */
const HALF = 15;
/** The unit is this quantile of them: where half of the beats are missed, the shorter intervals are still whole. */
const UNIT = 0.25;
/** How far from a multiple an interval may stand, as a share of the unit, for one; spread grows with the root of the number. */
const NEAR = 0.12;
/** Shares of the intervals that are multiples, and that are of two units and more, from which beats were missed. */
const MULTIPLES = 0.8;
const MISSED = 0.1;

/** 1 for each interval among which beats were missed. */
export function amongMissedBeats(rr: ArrayLike<number>): Uint8Array {
  const n = rr.length;
  const missed = new Uint8Array(n);
  const ascending = new Float64Array(2 * HALF + 1);
  for (let i = 0; i < n; i++) {
    const from = Math.max(0, i - HALF);
    const count = Math.min(n, i + HALF + 1) - from;
    for (let k = 0; k < count; k++) insert(ascending, k, rr[from + k]!);
    const unit = ascending[Math.floor(UNIT * count)]!;
    let multiples = 0;
    let long = 0;
    for (let k = 0; k < count; k++) {
      const share = ascending[k]! / unit;
      const whole = Math.round(share);
      if (whole < 1 || Math.abs(share - whole) > NEAR * Math.sqrt(whole)) continue;
      multiples++;
      if (whole > 1) long++;
    }
    if (multiples >= MULTIPLES * count && long >= MISSED * count) missed[i] = 1;
  }
  return missed;
}
