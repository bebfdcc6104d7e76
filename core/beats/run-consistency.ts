/**
 * Ventricular beats judged together with their neighbours: what a beat by itself
 * does not show, the run does.
 *
 * - A beat called N that follows, or comes before, two V in a row at their rate and
 *   looks like one of them belongs to them, though its own probability is low.
 * - Three V and more in a row that are unlikely on the whole are no run: the unlikely
 *   ones get their next likely class; but what is faster than the sinus node and the
 *   AV node go is not talked away.
 *
 * Constants were chosen on the folds of training patients (`docs/findings.md`,
 * Runs and couplets).
 */
import { CLASS_INDEX } from './classes.ts';
import { PROBABILITIES } from './columns.ts';

/** Least probability of V for a beat that joins two V, and least mean of the three. */
const JOINS = { own: 0.1, mean: 0.35 };
/** Least cosine of its embedding with one of the two. */
const ALIKE = 0.85;
/** It stands no further from them than so many times their interval, and nearer than so many seconds. */
const PACE = 1.3;
const NEAREST = 0.5;
/** A run whose mean probability is lower is none; beats of it that are less likely than `BELIEVED` go. */
const RUN_MEAN = 0.35;
const BELIEVED = 0.5;
/** Mean interval below which a run stays one: 200/min. Seconds. */
const TOO_FAST = 0.3;
/** Times that a run may grow by a beat on either side. */
const GROWTH = 3;

/** The beats of a stretch, in the order of their R peaks. */
export interface RunBeats {
  /** R peaks, seconds; any origin. */
  time: ArrayLike<number>;
  /** beats × PROBABILITIES, calibrated. */
  probabilities: ArrayLike<number>;
  /** beats × `width`, any scale. */
  embedding: ArrayLike<number>;
  /** The class a beat has where it is no V: N or S (index into CLASSES). */
  otherwise: (beat: number) => number;
}

/**
 * Classes after the beats of runs have been judged together; `classes` (index into
 * CLASSES) as the model gave them one by one, not changed. A pure function; O(beats).
 */
export function consistentRuns(classes: ArrayLike<number>, beats: RunBeats): Uint8Array {
  const n = classes.length;
  let now = Uint8Array.from(classes);
  for (let turn = 0; turn < GROWTH; turn++) {
    const next = now.slice();
    let grew = false;
    for (let i = 0; i < n; i++) {
      if (now[i] !== CLASS_INDEX.N || likely(beats, i) < JOINS.own) continue;
      if (!joins(now, beats, i, -1) && !joins(now, beats, i, 1)) continue;
      next[i] = CLASS_INDEX.V;
      grew = true;
    }
    now = next;
    if (!grew) break;
  }
  for (let i = 0; i < n; i++) {
    if (now[i] !== CLASS_INDEX.V) continue;
    let end = i + 1;
    while (end < n && now[end] === CLASS_INDEX.V) end++;
    const pace = (beats.time[end - 1]! - beats.time[i]!) / (end - 1 - i);
    if (end - i >= 3 && pace >= TOO_FAST && mean(beats, i, end) < RUN_MEAN) for (let k = i; k < end; k++) if (likely(beats, k) < BELIEVED) now[k] = beats.otherwise(k);
    i = end;
  }
  return now;
}

/** Whether beat `i` carries on the two V on the side of `step`. */
function joins(classes: Uint8Array, beats: RunBeats, i: number, step: 1 | -1): boolean {
  const near = i + step;
  const far = near + step;
  if (far < 0 || far >= classes.length || classes[near] !== CLASS_INDEX.V || classes[far] !== CLASS_INDEX.V) return false;
  const own = Math.abs(beats.time[i]! - beats.time[near]!);
  const theirs = Math.abs(beats.time[near]! - beats.time[far]!);
  if (own >= NEAREST || own > PACE * theirs) return false;
  if ((likely(beats, i) + likely(beats, near) + likely(beats, far)) / 3 < JOINS.mean) return false;
  return Math.max(cosine(beats, i, near), cosine(beats, i, far)) >= ALIKE;
}

function likely({ probabilities }: RunBeats, beat: number): number {
  return probabilities[beat * PROBABILITIES + CLASS_INDEX.V]!;
}

function mean(beats: RunBeats, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += likely(beats, i);
  return sum / (to - from);
}

function cosine({ embedding, time }: RunBeats, a: number, b: number): number {
  const width = embedding.length / time.length;
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let k = 0; k < width; k++) {
    const x = embedding[a * width + k]!;
    const y = embedding[b * width + k]!;
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
