/**
 * Ectopic beats in their order: successions of them, and their alternation with normal ones.
 *
 * A group is an unbroken succession of beats of the class: another class, an
 * unreadable span or a gap ends it. Its rate is that of the intervals inside it.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import { usualRrBefore, type BeatSeries } from './series.ts';

/** Which ectopy. */
export type EctopyClass = 'V' | 'S';

/** A succession of ectopic beats: rows `[first, last]` of the series. */
export interface EctopicGroup {
  first: number;
  last: number;
  beats: number;
  /** First to last R peak. */
  seconds: number;
  /** Beats a minute inside the group; null for a single. */
  rate: number | null;
}

/** All groups of a class, singles too, ascending. */
export function groupsOf(series: BeatSeries, name: EctopyClass): EctopicGroup[] {
  const wanted = CLASS_INDEX[name];
  const { beatClass, rr, sample, sampleRate } = series;
  const groups: EctopicGroup[] = [];
  let first = -1;
  for (let i = 0; i <= beatClass.length; i++) {
    const goes = i < beatClass.length && beatClass[i] === wanted;
    if (first >= 0 && (!goes || Number.isNaN(rr[i]!))) {
      const beats = i - first;
      const span = (sample[i - 1]! - sample[first]!) / sampleRate;
      groups.push({ first, last: i - 1, beats, seconds: span, rate: beats > 1 ? (60 * (beats - 1)) / span : null });
      first = -1;
    }
    if (goes && first < 0) first = i;
  }
  return groups;
}

/** An alternation of normal and ectopic beats: rows `[first, last]`, both ectopic. */
export interface Pattern {
  first: number;
  last: number;
  /** Ectopic beats less one: full turns of the pattern. */
  cycles: number;
  seconds: number;
}

/**
 * Bigeminy (`normal` = 1) or trigeminy (`normal` = 2): ectopic beats, each followed
 * by exactly that many beats of class N before the next, for at least `cycles` turns.
 * All but the first and the last are single; the first may end a couplet or a run, the
 * last may begin one.
 */
export function patternsOf(series: BeatSeries, name: EctopyClass, normal: 1 | 2, cycles: number): Pattern[] {
  const wanted = CLASS_INDEX[name];
  const { beatClass, rr, sample, sampleRate } = series;
  const n = beatClass.length;
  const turn = normal + 1;
  const patterns: Pattern[] = [];
  let i = 0;
  while (i < n) {
    if (beatClass[i] !== wanted) {
      i++;
      continue;
    }
    let last = i;
    while (turnsFrom(last)) last += turn;
    const turns = (last - i) / turn;
    if (turns >= cycles) patterns.push({ first: i, last, cycles: turns, seconds: (sample[last]! - sample[i]!) / sampleRate });
    i = Math.max(last, i + 1);
    if (turns > 0) i++;
  }
  return patterns;

  /** Whether one turn leads from the ectopic beat at `at` to the next. */
  function turnsFrom(at: number): boolean {
    if (at + turn >= n || beatClass[at + turn] !== wanted) return false;
    for (let k = 1; k <= turn; k++) {
      if (Number.isNaN(rr[at + k]!)) return false;
      if (k < turn && beatClass[at + k] !== CLASS_INDEX.N) return false;
    }
    return true;
  }
}

/** Rows of interpolated beats: singles between two normal beats whose distance is at most 1.2 times the usual interval. */
export function interpolatedOf(series: BeatSeries, groups: readonly EctopicGroup[]): number[] {
  const { rr, beatClass } = series;
  const found: number[] = [];
  for (const { first, beats } of groups) {
    if (beats !== 1 || first === 0 || first + 1 >= rr.length) continue;
    if (beatClass[first - 1] !== CLASS_INDEX.N || beatClass[first + 1] !== CLASS_INDEX.N) continue;
    const usual = usualRrBefore(series, first);
    if (rr[first]! + rr[first + 1]! <= 1.2 * usual) found.push(first);
  }
  return found;
}
