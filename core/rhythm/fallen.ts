/**
 * How likely it is that the amplitude fell in a long interval while the heart went
 * on: log odds of what speaks for it together, where nothing by itself decides.
 *
 * The T wave of the last beat is cut off or fades (core/signal/last-wave.ts); the
 * filter of QRS complexes answers at the places where beats would stand, between the
 * beats on either side, and not beside them; waves have the beats' own shape.
 */
import type { GapWaveAt } from './gap-waves.ts';

/** How far an answer may stand from its place, intervals; no answers are expected nearer to the beats on either side than this, seconds. */
const STEP = 0.09;
const BEHIND = 0.42;
const BEFORE = 0.3;
/** Where a beat stands between its neighbours, and where none does. */
const OFF_BEAT = [0.25, 0.5, 0.75];
/** Where each number begins to tell and where it tells no more. Heights of answers are in deviations of the noise. */
const DEVIATIONS = { from: -1, to: 5 };
const MISSING = { from: -0.2, to: 0.8 };
const CONTRAST = { from: -3, to: 10 };
const SURELY = { from: 8, to: 20 };
const LIKENESS = { from: 0.45, to: 0.95 };
/** Least height of a wave of the beats' shape. */
const FAINT = 0.03;
/** Made by `models/training/rhythm/fallen.ts`. */
const WEIGHTS = { constant: -5.943, deviations: 3.539, missing: 4.135, contrast: 2.402, surely: 1.542, likeness: 2.77 };
/** Log odds from which the amplitude is said to have fallen. */
const FELL = 0.5;
/** Log odds below which a heart that stood still is believed against small waves, and those without its T wave below which it may be. */
const STOOD = { odds: -1, without: -2 };
/** A T wave lower than this share of the usual is told of. */
const LOW = 0.75;

export interface LongInterval {
  /** Beats on either side, samples. */
  from: number;
  to: number;
  /** Usual interval, seconds; NaN where none is known. */
  usual: number;
  sampleRate: number;
}

/** What is known of the interval: answers of the filter of QRS complexes, waves of the beats' shape, the T wave of the beat before, where it was told. */
export interface FallenEvidence {
  answers: readonly GapWaveAt[];
  small: readonly GapWaveAt[];
  lastT: GapWaveAt | undefined;
}

/** The numbers that the log odds are made of, in the order of `WEIGHTS` without its constant. */
export function fallenNumbers(interval: LongInterval, { answers, small, lastT }: FallenEvidence): number[] {
  const on = answersAt(interval, answers, [0]);
  const off = answersAt(interval, answers, OFF_BEAT);
  const likeness = small.reduce((most, { share, correlation }) => (share >= FAINT ? Math.max(most, correlation) : most), 0);
  return [
    scaled(lastT ? -lastT.correlation : 0, DEVIATIONS),
    scaled(lastT ? 1 - lastT.share : 0, MISSING),
    scaled(mean(on) - mean(off), CONTRAST),
    scaled(on.length > 0 ? Math.min(...on) : 0, SURELY),
    scaled(likeness, LIKENESS),
  ];
}

/** What the odds say of an interval. */
export interface Fallen {
  /** Why it is no pause; null where it may be one. */
  reason: string | null;
  /** The last T wave is whole, and nothing stands where beats would: small waves in it are no beats. */
  stood: boolean;
}

/** Whether the amplitude fell, in words, or the heart surely stood still. */
export function fallenIn(interval: LongInterval, evidence: FallenEvidence): Fallen {
  const { lastT } = evidence;
  const odds = fallenOdds(interval, evidence);
  const stood = lastT !== undefined && odds < STOOD.odds && fallenOdds(interval, { ...evidence, lastT: undefined }) < STOOD.without;
  if (odds < FELL) return { reason: null, stood };
  const isLow = lastT !== undefined && lastT.share < LOW;
  return { reason: isLow ? `the T wave of the beat before has only ${Math.max(0, Math.round(100 * lastT.share))} % of its usual height: the amplitude fell away` : 'waves stand where beats would, and none between: the amplitude fell away', stood };
}

/** Log odds that the amplitude fell. */
function fallenOdds(interval: LongInterval, evidence: FallenEvidence): number {
  const [deviations, missing, contrast, surely, likeness] = fallenNumbers(interval, evidence) as [number, number, number, number, number];
  return WEIGHTS.constant + WEIGHTS.deviations * deviations + WEIGHTS.missing * missing + WEIGHTS.contrast * contrast + WEIGHTS.surely * surely + WEIGHTS.likeness * likeness;
}

/** The largest answer near each place that lies so many beats behind one that the interval asks for; 0 where none is. */
function answersAt({ from, to, usual, sampleRate }: LongInterval, answers: readonly GapWaveAt[], shifts: readonly number[]): number[] {
  if (!(usual > 0)) return [];
  const beats = Math.max(1, Math.round((to - from) / sampleRate / usual));
  const own = (to - from) / beats;
  const heights: number[] = [];
  for (const shift of shifts) {
    for (let k = 1; k < beats; k++) {
      const place = from + (k + shift) * own;
      if (place < from + BEHIND * sampleRate || place > to - BEFORE * sampleRate) continue;
      heights.push(answers.reduce((most, { sample, correlation }) => (Math.abs(sample - place) <= STEP * own ? Math.max(most, correlation) : most), 0));
    }
  }
  return heights;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function scaled(value: number, { from, to }: { from: number; to: number }): number {
  return (Math.max(from, Math.min(to, value)) - from) / (to - from);
}
