/**
 * Where ventricular fibrillation and tachycardia go on, by the signal: the
 * likeliest course of three states over the likelihoods of each second. A pure
 * function of the evidence; no edit of a beat changes it.
 */
import { SWING_STEP, VENTRICULAR_VALUES } from '../signal/ventricular.ts';

/** Which of the two an episode is. */
export type VentricularKind = 'VF' | 'VT';

/** Whole seconds `[from, to)` of the recording. */
export interface VentricularEpisode {
  kind: VentricularKind;
  from: number;
  to: number;
  /** Mean likelihood of its seconds for its kind, and for either. 0…1. */
  likelihood: number;
  either: number;
}

/** What turns likelihoods into a course; chosen on the folds (`models/training/ventricular/choose.ts`). */
export const COURSE = {
  /** What a change between neither and one of the two costs, and one between the two; log likelihood. */
  change: 8,
  turn: 8,
  /** Added a second to the log likelihood of either. */
  bias: -0.5,
  /** An episode is this long. Seconds. */
  leastSeconds: 6,
  /**
   * Fibrillation that comes back within so many seconds, while the network said either at this likelihood on
   * average and no rhythm with narrow complexes stood out for longer than this between, never ended.
   */
  bridge: { seconds: 60, either: 0.25, narrow: 3 },
};
export type CourseRule = typeof COURSE;

/** Swings as alike as this, and slower than this a minute, are those of tachycardia; what the network says of the kind counts so much beside. */
const ALIKE = 0.55;
const FLUTTER_RATE = 250;
const NETWORK_SHARE = 0.3;
/**
 * Swings as alike as this and slower than this a minute are those of any rhythm with wide complexes, sinus rhythm
 * with block among them: the signal alone does not tell, the shapes of the beats do.
 */
const ANY_WIDE = { alike: 0.95, rate: 130 };
/** No likelihood is nearer to 0 or 1 than this. */
const LEAST = 1 / 255;
const STATES = 3;

/** Episodes of `leastSeconds` and more, ascending. A part of one kind shorter than that goes to its neighbour. */
export function ventricularEpisodes(likelihood: ArrayLike<number>, rule: CourseRule = COURSE): VentricularEpisode[] {
  const seconds = Math.floor(likelihood.length / VENTRICULAR_VALUES);
  const episodes: VentricularEpisode[] = [];
  for (let s = 0; s < seconds; s++) {
    if (likelihood[s * VENTRICULAR_VALUES]! + likelihood[s * VENTRICULAR_VALUES + 1]! === 0) continue;
    // Seconds that were not asked are neither: a stretch of asked ones is a course of its own.
    let end = s + 1;
    let silent = 0;
    while (end < seconds && silent < 3 * rule.change) {
      silent = likelihood[end * VENTRICULAR_VALUES]! + likelihood[end * VENTRICULAR_VALUES + 1]! === 0 ? silent + 1 : 0;
      end++;
    }
    episodes.push(...episodesIn(likelihood, s, end, rule));
    s = end;
  }
  return bridged(likelihood, episodes, rule).filter((episode) => episode.kind !== 'VT' || !anyWide(likelihood, episode));
}

/** Whether the swings of an episode are, by the medians of the seconds that tell them, as slow and as alike as those of any wide rhythm. */
function anyWide(likelihood: ArrayLike<number>, { from, to }: VentricularEpisode): boolean {
  const rates: number[] = [];
  const alike: number[] = [];
  for (let at = from * VENTRICULAR_VALUES; at < to * VENTRICULAR_VALUES; at += VENTRICULAR_VALUES) {
    if (likelihood[at + 2] === 0) continue;
    rates.push(likelihood[at + 2]! * SWING_STEP);
    alike.push(likelihood[at + 3]! / 255);
  }
  if (2 * rates.length < to - from) return false;
  return medianOf(rates) < ANY_WIDE.rate && medianOf(alike) >= ANY_WIDE.alike;
}

function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

/** Episodes of fibrillation between which no organised rhythm came back are one. */
function bridged(likelihood: ArrayLike<number>, episodes: readonly VentricularEpisode[], { bridge }: CourseRule): VentricularEpisode[] {
  const joined: VentricularEpisode[] = [];
  for (const episode of episodes) {
    const last = joined.at(-1);
    const gap = last ? episode.from - last.to : 0;
    const between = last && last.kind === 'VF' && episode.kind === 'VF' && gap <= bridge.seconds ? eitherIn(likelihood, last.to, episode.from, bridge.narrow) : null;
    if (!last || between === null || between < bridge.either) {
      joined.push({ ...episode });
      continue;
    }
    const [before, behind] = [last.to - last.from, episode.to - episode.from];
    const mean = (a: number, middle: number, b: number): number => (a * before + middle * gap + b * behind) / (before + gap + behind);
    last.likelihood = mean(last.likelihood, between, episode.likelihood);
    last.either = mean(last.either, between, episode.either);
    last.to = episode.to;
  }
  return joined;
}

/** Mean likelihood of either in seconds `[from, to)`; null where more than `narrow` seconds in a row were not asked: something narrow stood out. */
function eitherIn(likelihood: ArrayLike<number>, from: number, to: number, narrow: number): number | null {
  let sum = 0;
  let silent = 0;
  for (let s = from; s < to; s++) {
    const own = likelihood[s * VENTRICULAR_VALUES]! + likelihood[s * VENTRICULAR_VALUES + 1]!;
    silent = own === 0 ? silent + 1 : 0;
    if (silent > narrow) return null;
    sum += Math.min(1, own / 255);
  }
  return to > from ? sum / (to - from) : 1;
}

/**
 * Likelihood of each kind in a second. Whether it is either, the network tells; which of the two, mostly
 * the swings: regular ones slower than flutter are tachycardia. References do not agree on it.
 */
function kindsAt(likelihood: ArrayLike<number>, second: number): [vf: number, vt: number] {
  const at = second * VENTRICULAR_VALUES;
  const either = Math.min(1, (likelihood[at]! + likelihood[at + 1]!) / 255);
  if (either === 0) return [0, 0];
  const rate = likelihood[at + 2]! * SWING_STEP;
  const regular = rate > 0 && rate < FLUTTER_RATE && likelihood[at + 3]! / 255 >= ALIKE ? 1 : 0;
  const byNetwork = likelihood[at + 1]! / (255 * either);
  const vt = either * Math.min(0.9, Math.max(0.1, (1 - NETWORK_SHARE) * regular + NETWORK_SHARE * byNetwork));
  return [either - vt, vt];
}

function episodesIn(likelihood: ArrayLike<number>, from: number, to: number, rule: CourseRule): VentricularEpisode[] {
  const n = to - from;
  const before = new Uint8Array(n * STATES);
  const cost = (a: number, b: number): number => (a === b ? 0 : a === 0 || b === 0 ? rule.change : rule.turn);
  // Before the first second nothing goes on, unless the recording begins here.
  let best = [0, from === 0 ? 0 : -rule.change, from === 0 ? 0 : -rule.change];
  for (let i = 0; i < n; i++) {
    const [vf, vt] = kindsAt(likelihood, from + i);
    // That it is either counts in full for the likelier of the two, so that doubt about the kind ends no episode.
    const either = Math.log(Math.max(LEAST, vf + vt)) + rule.bias;
    const most = Math.max(LEAST, vf, vt);
    const gain = [Math.log(Math.max(LEAST, 1 - vf - vt)), either + Math.log(Math.max(LEAST, vf) / most), either + Math.log(Math.max(LEAST, vt) / most)];
    const next: number[] = [];
    for (let state = 0; state < STATES; state++) {
      let from0 = state;
      for (let other = 0; other < STATES; other++) if (best[other]! - cost(other, state) > best[from0]! - cost(from0, state)) from0 = other;
      before[i * STATES + state] = from0;
      next.push(best[from0]! - cost(from0, state) + gain[state]!);
    }
    best = next;
  }
  const states = new Uint8Array(n);
  let state = best.indexOf(Math.max(...best));
  for (let i = n - 1; i >= 0; i--) {
    states[i] = state;
    state = before[i * STATES + state]!;
  }
  const episodes: VentricularEpisode[] = [];
  for (let i = 0; i < n; i++) {
    if (states[i] === 0) continue;
    let end = i + 1;
    while (end < n && states[end] !== 0) end++;
    if (end - i >= rule.leastSeconds) episodes.push(...partsOf(likelihood, states, from, i, end, rule));
    i = end;
  }
  return episodes;
}

/** The parts of one unbroken episode by kind. */
function partsOf(likelihood: ArrayLike<number>, states: Uint8Array, offset: number, from: number, to: number, rule: CourseRule): VentricularEpisode[] {
  const parts: { state: number; from: number; to: number }[] = [];
  for (let i = from; i < to; i++) {
    const last = parts.at(-1);
    if (last && last.state === states[i]) last.to = i + 1;
    else parts.push({ state: states[i]!, from: i, to: i + 1 });
  }
  for (;;) {
    const short = parts.findIndex((part) => part.to - part.from < rule.leastSeconds);
    if (parts.length < 2 || short < 0) break;
    const part = parts[short]!;
    const left = parts[short - 1];
    const right = parts[short + 1];
    const taker = !left ? right! : !right || left.to - left.from >= right.to - right.from ? left : right;
    taker.from = Math.min(taker.from, part.from);
    taker.to = Math.max(taker.to, part.to);
    parts.splice(short, 1);
    for (let k = parts.length - 1; k > 0; k--) {
      if (parts[k]!.state !== parts[k - 1]!.state) continue;
      parts[k - 1]!.to = parts[k]!.to;
      parts.splice(k, 1);
    }
  }
  return parts.map((part) => {
    let own = 0;
    let either = 0;
    for (let i = part.from; i < part.to; i++) {
      const [vf, vt] = kindsAt(likelihood, offset + i);
      own += part.state === 1 ? vf : vt;
      either += vf + vt;
    }
    const scale = part.to - part.from;
    return { kind: part.state === 1 ? 'VF' : 'VT', from: offset + part.from, to: offset + part.to, likelihood: own / scale, either: Math.min(1, either / scale) };
  });
}
