/**
 * Parts of a class that templates keep to: what a class holds as a rule, and what
 * in it may be another one's by its time or its probability. Shape alone does not
 * part an early beat with a narrow QRS complex from a normal one: a template of
 * such beats can be relabelled in one go, a template of all cannot.
 */
import type { BeatClass } from './classes.ts';
import { PROBABILITIES } from './columns.ts';

/** `apart`: N that come early, and S that the network holds for S without being sure. */
export type ClassPart = 'usual' | 'apart';

/** An N beat whose RR interval is below this share of the block's median comes early, */
const EARLY = 0.82;
/** and so does one whose interval is below these shares of the one before and of the one after it: where every second beat comes early, the median is no measure. */
const BEFORE = 0.9;
const AFTER = 0.88;
/** An S beat of a lower probability is in doubt. */
const SURE = 0.7;
/** Place of S in a beat's probabilities. */
const S = 1;

/** Beats of one block as the network and its rules labelled them, in order. */
export interface LabelledBeats {
  /** R peaks, 125 Hz positions. */
  positions: ArrayLike<number>;
  classes: ArrayLike<BeatClass>;
  /** beats × PROBABILITIES, calibrated. */
  probabilities: ArrayLike<number>;
}

/**
 * The part of its class that each beat of a block belongs to. `before` is the
 * last R peak before the block, null where there is none. A pure function of the
 * block's beats and `before`.
 */
export function partsOf({ positions, classes, probabilities }: LabelledBeats, before: number | null): ClassPart[] {
  const intervals = new Float64Array(positions.length);
  for (let i = 0; i < intervals.length; i++) intervals[i] = positions[i]! - (i > 0 ? positions[i - 1]! : (before ?? Number.NaN));
  const known = intervals.filter(Number.isFinite).sort();
  const usual = known[known.length >> 1] ?? 0;
  const early = (i: number): boolean => intervals[i]! < EARLY * usual || (intervals[i]! < BEFORE * (intervals[i - 1] ?? 0) && intervals[i]! < AFTER * (intervals[i + 1] ?? 0));
  return Array.from(classes, (beatClass, i) => {
    if (beatClass === 'N') return early(i) ? 'apart' : 'usual';
    if (beatClass === 'S') return probabilities[i * PROBABILITIES + S]! < SURE ? 'apart' : 'usual';
    return 'usual';
  });
}
