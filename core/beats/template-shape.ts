/** What a template looks like, and the part of a beat that tells one shape from another. */
import type { BeatClass } from './classes.ts';
import type { ConditionedSpan } from './conditioned.ts';
import type { ClassPart } from './template-parts.ts';

/** Samples of an averaged beat (125 Hz): −0.304 to +0.440 s around the R peak. */
export const AVERAGE_BEFORE = 38;
export const AVERAGE_LENGTH = 94;
/** The part that tells shapes apart, from the R peak: the QRS complex and the T wave's rise, without the P wave. */
export const SHAPE_FROM = -14;
export const SHAPE_LENGTH = 46;
/** Lags on either side at which it is compared. */
export const SHAPE_REACH = 3;
/** A lead on which a beat swings less, mV, shows its noise and no shape: it is left out where another lead shows the beat. */
const LEAST_SWING = 0.06;

/** An averaged beat, or a single one. */
export interface Shape {
  beatClass: BeatClass;
  part: ClassPart;
  /** 125 Hz position of the founding beat. */
  founded: number;
  /** Averaged beat per lead, `AVERAGE_LENGTH` samples each, mV. */
  average: number[][];
  /** Beats in each lead's average, at most `MEMORY`. */
  weight: number[];
}

/** Leads that show a beat; where none does, those that can be read around it. */
export function shownOn(span: ConditionedSpan, centre: number, leadCount: number): number[] {
  const there: number[] = [];
  const shown: number[] = [];
  for (let lead = 0; lead < leadCount; lead++) {
    const valid = span.valid[lead];
    if (!valid || valid[centre] !== 1 || valid[centre - 12] !== 1 || valid[centre + 30] !== 1) continue;
    there.push(lead);
    if (swing(span.leads[lead]!, centre) >= LEAST_SWING) shown.push(lead);
  }
  return shown.length > 0 ? shown : there;
}

/** Peak to peak of a lead over the part of a beat that tells shapes apart, mV. */
function swing(lead: Float32Array, centre: number): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  const from = centre + SHAPE_FROM;
  for (let k = from; k < from + SHAPE_LENGTH; k++) {
    const value = lead[k]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most - least;
}
