/**
 * Whether the T wave of the last beat before a long interval is whole.
 *
 * A heart that pauses has finished its last beat: its T wave is that of the beats
 * before it. Where contact is lost within the beat, the wave is cut off or fades.
 * What is usual is taken from beats nearby whose QRS complex and coupling are those
 * of the last one, and so is how far their T waves differ among themselves. Nothing
 * is told of an early beat, nor where the line behind it is something else than a
 * lower T wave (the baseline runs away, a beat follows).
 */
import { ANALYSIS_RATE, type Conditioned } from './condition.ts';
import { correlation } from './correlation.ts';

const at = (seconds: number): number => Math.round(seconds * ANALYSIS_RATE);
/** The QRS complex around the R peak, and the T wave behind it; its level is the mean of so many samples on either side of its first. */
const QRS = { from: -at(0.08), to: at(0.12) };
const T = { from: at(0.2), to: at(0.46) };
const LEVEL = 2;
const N = T.to - T.from + 1;
/** Correlation of QRS complexes, over all leads, from which beats are of one kind. */
const ALIKE = 0.9;
/** Fewest beats to compare with, and most: those nearest. */
const LEAST_BEATS = 6;
const MOST_BEATS = 24;
/** The next beat of one to compare with stands this far away at least, so that none of it lies in the window; the interval before it is longer or shorter by so much at most. */
const LEAST_RR = at(0.56);
const LIKE_RR = 1.3;
/** Interval before the last beat beside the median of the nearest, at least and at most: neither early nor late; and how many of those, to either side. */
const ON_TIME = { least: 0.85, most: 1.25, beats: 12 };
/** Least deviation of the shares: no T waves are more alike than that. */
const LEAST_SPREAD = 0.08;
/** What a lower T wave leaves unexplained, at most, beside the worst of the beats compared with. */
const MOST_REST = 1.1;

/** The last T wave beside the usual one. */
export interface LastWave {
  /** Height as a share of the usual. */
  share: number;
  /** How far that is above what is usual, in deviations of the beats compared with; negative where it is lower. */
  deviations: number;
}

/** What the T waves of the beats compared with are like in one lead. */
interface Usual {
  lead: number;
  mean: Float64Array;
  variance: number;
}

/**
 * @param beats positions in `span`, ascending
 * @param last row of the last beat before the interval
 * @returns null where nothing can be told
 */
export function lastWave(span: Conditioned, beats: ArrayLike<number>, last: number): LastWave | null {
  const own = beats[last]!;
  if (last < 1 || !isOnTime(beats, last)) return null;
  const near = likeBeats(span, beats, last);
  if (near.length < LEAST_BEATS) return null;
  const usual: Usual[] = [];
  for (let lead = 0; lead < span.leads.length; lead++) {
    const told = usualOf(span, lead, near);
    if (told !== null && waveOf(span, lead, own) !== null) usual.push(told);
  }
  const power = usual.reduce((sum, { mean, variance }) => sum + dot(mean, mean) / variance, 0);
  if (!(power > 0)) return null;
  const shares = near.map((beat) => fitOf(span, beat, usual, power));
  const middle = shares.reduce((sum, { share }) => sum + share, 0) / shares.length;
  const spread = Math.max(LEAST_SPREAD, Math.sqrt(shares.reduce((sum, { share }) => sum + (share - middle) ** 2, 0) / shares.length));
  const { share, rest } = fitOf(span, own, usual, power);
  if (rest > MOST_REST * shares.reduce((most, fit) => Math.max(most, fit.rest), 0)) return null;
  return { share, deviations: (share - middle) / spread };
}

/** Whether a beat comes about when the beats around it would have it. */
function isOnTime(beats: ArrayLike<number>, last: number): boolean {
  const intervals: number[] = [];
  for (let row = Math.max(1, last - ON_TIME.beats); row < Math.min(beats.length, last + ON_TIME.beats); row++) intervals.push(beats[row]! - beats[row - 1]!);
  intervals.sort((a, b) => a - b);
  const coupling = (beats[last]! - beats[last - 1]!) / intervals[intervals.length >> 1]!;
  return coupling >= ON_TIME.least && coupling <= ON_TIME.most;
}

/** The nearest beats of one kind and coupling with the last, outwards from it. */
function likeBeats(span: Conditioned, beats: ArrayLike<number>, last: number): number[] {
  const near: number[] = [];
  const coupling = beats[last]! - beats[last - 1]!;
  for (let k = 1; k < beats.length; k++) {
    for (const row of [last - k, last + k]) {
      if (near.length >= MOST_BEATS) return near;
      if (row < 1 || row + 1 >= beats.length || beats[row + 1]! - beats[row]! < LEAST_RR) continue;
      const ratio = (beats[row]! - beats[row - 1]!) / coupling;
      if (ratio < LIKE_RR && ratio > 1 / LIKE_RR && likeness(span, beats[last]!, beats[row]!) >= ALIKE) near.push(beats[row]!);
    }
  }
  return near;
}

/** Mean T wave of beats in a lead, and what it leaves of them, mV² a sample; null where one of them was not measured or nothing differs. */
function usualOf(span: Conditioned, lead: number, beats: readonly number[]): Usual | null {
  const waves: Float64Array[] = [];
  for (const beat of beats) {
    const wave = waveOf(span, lead, beat);
    if (wave === null) return null;
    waves.push(wave);
  }
  const mean = Float64Array.from({ length: N }, (_, k) => waves.reduce((sum, wave) => sum + wave[k]!, 0) / waves.length);
  let rest = 0;
  for (const wave of waves) for (let k = 0; k < N; k++) rest += (wave[k]! - mean[k]!) ** 2;
  const variance = rest / (waves.length * N);
  return variance > 0 ? { lead, mean, variance } : null;
}

/** Height of a beat's T wave as a share of the usual, by least squares over the leads, and the mean square of what is left, in variances. */
function fitOf(span: Conditioned, beat: number, usual: readonly Usual[], power: number): { share: number; rest: number } {
  const waves = usual.map(({ lead }) => waveOf(span, lead, beat)!);
  const share = usual.reduce((sum, { mean, variance }, l) => sum + dot(waves[l]!, mean) / variance, 0) / power;
  let rest = 0;
  usual.forEach(({ mean, variance }, l) => {
    for (let k = 0; k < N; k++) rest += (waves[l]![k]! - share * mean[k]!) ** 2 / variance;
  });
  return { share, rest: rest / (N * usual.length) };
}

/** T wave of a beat, from the level at which its window begins; null where a part of it was not measured. */
function waveOf(span: Conditioned, lead: number, beat: number): Float64Array | null {
  const x = span.leads[lead]!;
  const valid = span.valid[lead]!;
  const first = beat + T.from;
  if (first - LEVEL < 0 || beat + T.to >= x.length) return null;
  let level = 0;
  for (let k = -LEVEL; k <= LEVEL; k++) level += x[first + k]! / (2 * LEVEL + 1);
  const wave = new Float64Array(N);
  for (let k = 0; k < N; k++) {
    if (valid[first + k] === 0) return null;
    wave[k] = x[first + k]! - level;
  }
  return wave;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

/** Correlation of the QRS complexes of two beats. */
const likeness = ({ leads }: Conditioned, a: number, b: number): number => correlation(leads, a + QRS.from, b + QRS.from, QRS.to - QRS.from + 1);
