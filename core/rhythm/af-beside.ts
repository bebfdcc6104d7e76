/**
 * Whether the atria fibrillate just before and just behind an interval: for
 * pauses, which often stand in fibrillation that is too short beside them to be
 * an episode of its own. Chosen on pauses planted by other seeds than those of
 * the committed figure (`docs/findings.md`, Pauses).
 */
import { lowerBound } from '../beats/search.ts';
import type { AfEvidence } from './af.ts';
import { atrialAt } from './atrial.ts';
import type { BeatSeries } from './series.ts';

/** Intervals on either side that are looked at, and fewest that must be there. */
const LOOKED_AT = 20;
const LEAST = 10;
/** Mean log odds of the sequence network, and of the atrial waves, from which they fibrillate. */
const SEQUENCE = 1;
const ATRIAL = 0;

/** What stands beside an interval. */
export interface Beside {
  before: boolean;
  behind: boolean;
}

/** Tells of the interval that ends at a row of the series. Without the atrial waves nothing is claimed: sinus arrhythmia looks alike by its intervals. */
export function fibrillationBeside({ key }: BeatSeries, { intervals, sequence }: AfEvidence, atrial: ArrayLike<number> | undefined): (row: number) => Beside {
  const fibrillates = (first: number, last: number): boolean => {
    const [from, to] = [Math.max(0, first), Math.min(sequence.length, last)];
    let odds = 0;
    let waves = 0;
    let told = 0;
    for (let i = from; i < to; i++) {
      odds += sequence[i]!;
      const own = atrialAt(atrial, key[intervals.row[i]!]!);
      if (Number.isNaN(own)) continue;
      waves += own;
      told++;
    }
    const n = to - from;
    return n >= LEAST && 2 * told > n && odds >= SEQUENCE * n && waves >= ATRIAL * told;
  };
  return (row) => {
    const at = lowerBound(intervals.row, row);
    const behind = intervals.row[at] === row ? at + 1 : at;
    return { before: fibrillates(at - LOOKED_AT, at), behind: fibrillates(behind, behind + LOOKED_AT) };
  };
}
