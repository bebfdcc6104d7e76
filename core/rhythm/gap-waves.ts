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

/** How a filter's answers are followed through an interval: from the R peak to the place that is told, and where a beat may stand, seconds from the beats on either side. */
const P_COURSE = { told: -PR_MIDDLE, behind: 0.53, before: 0.19 };
const QRS_COURSE = { told: 0, behind: 0.42, before: 0.3 };
/** How far an answer may stand from where the rhythm puts it, of an interval: the first one, and those behind it. How much of that the rhythm goes along with. */
const STEP = { first: 0.12, next: 0.1, along: 0.7 };
/** More than this is no clearer: heights as a share of the usual, and in deviations of the noise. */
const MOST = { share: 1.2, score: 8 };
/** From this height a wave is counted as one. */
const SEEN = 0.3;
/** Log odds that the atria go on. Made by `models/training/rhythm/pauses.ts`. */
const WEIGHTS = { constant: -5.258, share: 5.119, score: 3.733 };

/** The answers of a filter at the places that the rhythm asks for. */
export interface Course {
  /** Places at which the rhythm asks for a wave, and those at which a wave of height stands. */
  asked: number;
  seen: number;
  /** Means over the places, of heights that end at `MOST`. */
  share: number;
  clear: number;
  /** Height in deviations of the noise: mean, least and standard deviation. */
  score: number;
  least: number;
  deviation: number;
}

/**
 * What answers at each place that the usual interval asks for, counted from beat `from` on:
 * the largest near it. The rhythm goes along with what it finds. All in samples.
 */
function courseOf(answers: readonly GapWaveAt[], from: number, to: number, usual: number, sampleRate: number, { told, behind, before }: typeof P_COURSE): Course {
  const none: GapWaveAt = { sample: Number.NaN, share: 0, correlation: 0 };
  const taken: GapWaveAt[] = [];
  if (!(usual > 0)) return { asked: 0, seen: 0, share: 0, clear: 0, score: 0, least: 0, deviation: 0 };
  let step = STEP.first;
  for (let at = from + usual; at <= to - before * sampleRate; at += usual) {
    if (at >= from + behind * sampleRate) {
      const place = at + told * sampleRate;
      const best = answers.reduce((held, answer) => (Math.abs(answer.sample - place) <= step * usual && answer.correlation > held.correlation ? answer : held), none);
      if (best !== none) at += STEP.along * (best.sample - place);
      taken.push(best);
    }
    step = STEP.next;
  }
  const mean = (value: (answer: GapWaveAt) => number): number => taken.reduce((sum, answer) => sum + value(answer), 0) / Math.max(1, taken.length);
  const score = mean(({ correlation }) => correlation);
  return {
    asked: taken.length,
    seen: taken.filter(({ share }) => share >= SEEN).length,
    share: mean(({ share }) => Math.min(share, MOST.share)),
    clear: mean(({ correlation }) => Math.min(correlation, MOST.score)),
    score,
    least: taken.reduce((least, { correlation }) => Math.min(least, correlation), taken.length > 0 ? Infinity : 0),
    deviation: Math.sqrt(mean(({ correlation }) => (correlation - score) ** 2)),
  };
}

/** P waves at the places of the rhythm: answers of the filter of P waves (`GAP_WAVE.pAnswer`). */
export function atrialCourse(answers: readonly GapWaveAt[], from: number, to: number, usual: number, sampleRate: number): Course {
  return courseOf(answers, from, to, usual, sampleRate, P_COURSE);
}

/** QRS complexes at the places of the rhythm: answers of their filter (`GAP_WAVE.qrsAnswer`). */
export function beatCourse(answers: readonly GapWaveAt[], from: number, to: number, usual: number, sampleRate: number): Course {
  return courseOf(answers, from, to, usual, sampleRate, QRS_COURSE);
}

/** The numbers that the log odds of P waves are made of, in the order of `WEIGHTS` without its constant. */
export function atrialNumbers({ share, clear }: Course): [share: number, score: number] {
  return [share, clear / MOST.score];
}

/** Log odds that the atria go on; −∞ where the rhythm asks for no wave, or no filter was run. */
export function atrialOdds(course: Course): number {
  if (course.score === 0) return -Infinity;
  const [share, score] = atrialNumbers(course);
  return WEIGHTS.constant + WEIGHTS.share * share + WEIGHTS.score * score;
}
