/** Small waves between beats far apart, read from the evidence of the run, and whether they keep a rhythm. */
import { GAP_WAVE_VALUES } from '../signal/gap-evidence.ts';

/** From the middle of a P wave to its R peak, seconds: where the template of P waves has it. */
export const PR_MIDDLE = 0.17;

export interface GapWaveAt {
  sample: number;
  share: number;
  correlation: number;
}

/** Waves of one kind that lie in the interval. */
export function wavesWithin(from: number, to: number, waves: ArrayLike<number> | undefined, like: number): GapWaveAt[] {
  const found: GapWaveAt[] = [];
  if (!waves) return found;
  let low = 0;
  let high = waves.length / GAP_WAVE_VALUES;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (waves[middle * GAP_WAVE_VALUES]! <= from) low = middle + 1;
    else high = middle;
  }
  for (let k = low * GAP_WAVE_VALUES; k < waves.length && waves[k]! < to; k += GAP_WAVE_VALUES) {
    if (waves[k + 1] === like) found.push({ sample: waves[k]!, share: waves[k + 2]!, correlation: waves[k + 3]! });
  }
  return found;
}

/**
 * Number of waves that keep the rhythm: whole intervals after `first`. 0 where
 * fewer than six tenths of those that the rhythm asks for are there, or too many
 * stand beside it.
 */
export function inRhythm(waves: readonly GapWaveAt[], first: number, to: number, usual: number, outOfStep: number): number {
  if (Number.isNaN(usual)) return 0;
  const asked = Math.max(1, Math.round((to - first) / usual) - 1);
  const turns = new Set<number>();
  let beside = 0;
  for (const { sample } of waves) {
    const turn = (sample - first) / usual;
    if (Math.abs(turn - Math.round(turn)) <= outOfStep && Math.round(turn) >= 1) turns.add(Math.round(turn));
    else beside++;
  }
  return turns.size >= 0.6 * asked && turns.size >= 2 * beside ? turns.size : 0;
}

/** Seconds from the beats on either side within which no P wave is looked for. */
const OWN_WAVES = 0.36;
/** A P wave stands this near to where the rhythm puts it, intervals; what a missing one counts as. */
const STEP_OF_ATRIA = 0.12;
const MISSING = { share: 0.1, correlation: 0.15 };
/** Log odds of P waves: constant, mean size of the log of their heights as a share of the usual, log of the median height, mean correlation. Made by `models/training/rhythm/pauses.ts`. */
const WEIGHTS = { constant: 2.832, spread: -1.284, height: 1.183, correlation: -0.11 };

/** Whether the atria go on in an interval. */
export interface AtrialCourse {
  /** Log odds that they do. */
  odds: number;
  /** Places at which the rhythm asks for a P wave, and those at which there is one. */
  asked: number;
  seen: number;
}

/** The numbers that the log odds are made of, in the order of `WEIGHTS` without its constant; null where the rhythm asks for no wave. */
export function atrialNumbers(waves: readonly GapWaveAt[], from: number, to: number, usual: number, sampleRate: number): { numbers: [spread: number, height: number, correlation: number]; asked: number; seen: number } | null {
  if (Number.isNaN(usual)) return null;
  const shares: number[] = [];
  let spread = 0;
  let correlation = 0;
  let seen = 0;
  for (let at = from - PR_MIDDLE * sampleRate + usual; at <= to - OWN_WAVES * sampleRate; at += usual) {
    if (at < from + OWN_WAVES * sampleRate) continue;
    const near = waves.filter(({ sample }) => Math.abs(sample - at) <= STEP_OF_ATRIA * usual);
    const best = near.reduce<Pick<GapWaveAt, 'share' | 'correlation'>>((held, wave) => (wave.correlation > held.correlation ? wave : held), MISSING);
    if (near.length > 0) seen++;
    shares.push(best.share);
    spread += Math.abs(Math.log(best.share));
    correlation += best.correlation;
  }
  if (shares.length === 0) return null;
  shares.sort((a, b) => a - b);
  const middle = shares.length >> 1;
  const median = shares.length % 2 === 1 ? shares[middle]! : (shares[middle - 1]! + shares[middle]!) / 2;
  return { numbers: [spread / shares.length, Math.log(median), correlation / shares.length], asked: shares.length, seen };
}

/**
 * Whether P waves keep their rhythm from beat `from` to beat `to`: at each place that
 * the usual interval (all in samples) asks for, the wave that looks most like a P wave.
 */
export function atrialCourse(waves: readonly GapWaveAt[], from: number, to: number, usual: number, sampleRate: number): AtrialCourse {
  const course = atrialNumbers(waves, from, to, usual, sampleRate);
  if (course === null) return { odds: -Infinity, asked: 0, seen: 0 };
  const [spread, height, correlation] = course.numbers;
  return { odds: WEIGHTS.constant + WEIGHTS.spread * spread + WEIGHTS.height * height + WEIGHTS.correlation * correlation, asked: course.asked, seen: course.seen };
}
