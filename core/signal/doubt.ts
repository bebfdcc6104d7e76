/**
 * Where the envelope alone cannot tell the beats, and what the beat network says
 * there. Most of a day is in no doubt: QRS complexes stand far above the
 * threshold and all else far below, so that the network, fifty times as dear as
 * the envelope's decoder, is asked about a small part of it.
 */
import { beatInput, beatOdds, BEAT_NETWORK_REACH, SAMPLES_AN_ANSWER, STRETCH_GRID, type BeatNetwork } from './beat-network.ts';
import type { Conditioned } from './condition.ts';
import type { Candidates } from './decode.ts';
import { CELL, ENVELOPE_RATE, type LeadEnvelope } from './envelope.ts';
import { listOf } from '../kernels/list-of.ts';

/** What puts a moment in doubt; `docs/detection.md` says what the constants were chosen on. */
export const DOUBT = {
  /** A peak of the envelope between these heights. */
  from: 0.24,
  to: 0.43,
  /** One taller than this is no plain beat. */
  tall: 2,
  /** An interval shorter than this, seconds. */
  shortest: 0.32,
  /** An interval longer than this many of the local ones. */
  gap: 1.85,
  /** Seconds on either side that are asked about, too. */
  beside: 0.8,
} as const;

/** Log odds below which a moment is no candidate by itself. */
const LEAST_ODDS = -5;
/** Envelope samples on either side within which a peak of the network's and one of the envelope's are one. */
const ONE = 4;

/** The network listens to so many leads at most, those that the envelope trusts most, piece by piece of this many cells. */
const MOST_LEADS = 2;
const PIECE = 16 * CELL;

/** Envelope samples from where a lead begins or ends in which the network is not asked: it takes the step for a beat. */
const EDGE = 8;

/**
 * The moments in doubt, 1 or 0 for each sample of the envelope.
 *
 * @param beats what the decoder made of the envelope alone, indices into the candidates
 * @param rate samples a second of the envelope
 * @param n samples of the envelope
 */
export function doubtOf({ at, height }: Candidates, beats: Int32Array, rate: number, n: number): Uint8Array {
  const doubt = new Uint8Array(n);
  const beside = Math.round(DOUBT.beside * rate);
  const mark = (from: number, to: number): void => void doubt.fill(1, Math.max(0, from - beside), Math.min(n, to + beside + 1));
  for (let j = 0; j < at.length; j++) {
    const h = height[j]!;
    if ((h > DOUBT.from && h < DOUBT.to) || h > DOUBT.tall) mark(at[j]!, at[j]!);
  }
  const intervals = new Int32Array(Math.max(0, beats.length - 1));
  for (let i = 0; i < intervals.length; i++) intervals[i] = at[beats[i + 1]!]! - at[beats[i]!]!;
  for (let i = 0; i < intervals.length; i++) {
    const rr = intervals[i]!;
    if (rr >= DOUBT.shortest * rate) {
      if (rr <= DOUBT.gap * 0.3 * rate) continue;
      if (rr <= DOUBT.gap * Math.min(2 * rate, Math.max(0.3 * rate, middleOf(intervals, Math.max(0, i - 4), Math.min(intervals.length, i + 5))))) continue;
    }
    mark(at[beats[i]!]!, at[beats[i + 1]!]!);
  }
  return doubt;
}

const ordered = new Int32Array(9);

/** The middle one in size of the few values in `[from, to)`, the larger of two. */
function middleOf(values: Int32Array, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    let place = i - from;
    for (; place > 0 && ordered[place - 1]! > values[i]!; place--) ordered[place] = ordered[place - 1]!;
    ordered[place] = values[i]!;
  }
  return ordered[(to - from) >> 1]!;
}

/** Seconds at a window's end that the next block's window begins with. */
const SHARED = 50;

/** What the network was asked, and its answers. */
interface Asked {
  network: BeatNetwork;
  /** Answer of the recording with which it begins. */
  begin: number;
  from: number;
  to: number;
  inputs: Float32Array[];
  believed: Uint8Array[];
  answers: Float32Array;
}

/** What was asked at the end of the window before: neighbouring windows overlap, and most of it comes again. */
let asked: Asked[] = [];

function alike(one: readonly ArrayLike<number>[], other: readonly ArrayLike<number>[]): boolean {
  return one.length === other.length && one.every((values, l) => sameValues(values, other[l]!));
}

function sameValues(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

/** The network's answers, out of the window before where it was asked the very same there. */
function answered(question: Omit<Asked, 'answers'>): Asked {
  const { network, begin, from, to, inputs, believed } = question;
  const same = asked.find((one) => one.begin === begin && one.from === from && one.to === to && one.network === network && alike(one.believed, believed) && alike(one.inputs, inputs));
  return same ?? { ...question, answers: beatOdds(network, inputs, believed, from, to) };
}

/**
 * The network's log odds at the moments in doubt, one a sample of the envelope; NaN elsewhere, and beside the ends of what can be believed.
 *
 * @param leads numbers of the leads that may be listened to
 * @param envelopes theirs
 * @param usable of each of these, 1 an envelope sample where it can be believed
 */
export function oddsInDoubt(network: BeatNetwork, conditioned: Conditioned, leads: readonly number[], envelopes: readonly LeadEnvelope[], usable: readonly Uint8Array[], doubt: Uint8Array): Float32Array {
  const begin = conditioned.from / SAMPLES_AN_ANSWER;
  const odds = new Float32Array(doubt.length).fill(Number.NaN);
  const kept: Asked[] = [];
  const onGrid = (sample: number): number => Math.floor((conditioned.from + sample) / STRETCH_GRID) * STRETCH_GRID - conditioned.from;
  for (let from = doubt.indexOf(1); from >= 0; from = doubt.indexOf(1, from)) {
    let to = from;
    // Two stretches nearer than their margins are dearer apart than together.
    const end = Math.min(doubt.length, (Math.floor((begin + from) / PIECE) + 1) * PIECE - begin);
    for (let i = from; i < end && i - to <= BEAT_NETWORK_REACH; i++) if (doubt[i] === 1) to = i + 1;
    const first = onGrid(from * SAMPLES_AN_ANSWER - BEAT_NETWORK_REACH);
    const last = onGrid(to * SAMPLES_AN_ANSWER + BEAT_NETWORK_REACH) + STRETCH_GRID;
    const offset = first / SAMPLES_AN_ANSWER;
    const heard = trusted(envelopes, usable, from, to);
    const believed = listOf(heard, (l) => {
      const told = new Uint8Array((last - first) / SAMPLES_AN_ANSWER);
      told.set(usable[l]!.subarray(Math.max(0, offset), Math.max(0, offset + told.length)), Math.max(0, -offset));
      return told;
    });
    const inputs = listOf(heard, (l) => beatInput(conditioned.leads[leads[l]!]!, first, last));
    const told = answered({ network, begin: begin + offset, from: from - offset, to: to - offset, inputs, believed });
    const { answers } = told;
    if (to > doubt.length - SHARED * ENVELOPE_RATE) kept.push(told);
    for (let i = from; i < to; i++) if (doubt[i] === 1 && isHeard(usable, heard, i)) odds[i] = answers[i - offset]!;
    from = to;
  }
  asked = kept;
  return odds;
}

/** Whether a lead that is listened to can be believed on both sides of an envelope sample. A loop: see `kernels/picked.ts`. */
function isHeard(usable: readonly Uint8Array[], heard: readonly number[], at: number): boolean {
  for (let k = 0; k < heard.length; k++) {
    const lead = usable[heard[k]!]!;
    if (lead[at - EDGE] === 1 && lead[at + EDGE] === 1) return true;
  }
  return false;
}

/** Places in the list of the leads that weigh most between two envelope samples. */
function trusted(envelopes: readonly LeadEnvelope[], usable: readonly Uint8Array[], from: number, to: number): number[] {
  const all = envelopes.map((_, l) => l);
  if (all.length <= MOST_LEADS) return all;
  const cells = Array.from({ length: Math.floor((to - 1) / CELL) - Math.floor(from / CELL) + 1 }, (_, k) => Math.floor(from / CELL) + k);
  const weight = envelopes.map((envelope, l) => cells.reduce((sum, cell) => sum + (usable[l]![Math.max(from, Math.min(to - 1, cell * CELL))] === 1 ? envelope.weight[cell]! : 0), 0));
  return all.toSorted((a, b) => weight[b]! - weight[a]! || a - b).slice(0, MOST_LEADS).toSorted((a, b) => a - b);
}

/** The candidates of an envelope with what the network says of them, and those that only the network sees. */
export function withOdds({ at, height }: Candidates, curve: Float32Array, odds: Float32Array): Candidates {
  const alone: number[] = [];
  let next = 0;
  for (const sample of peaksOf(odds)) {
    while (next < at.length && at[next]! < sample - ONE) next++;
    if (next === at.length || at[next]! > sample + ONE) alone.push(sample);
  }
  const n = at.length + alone.length;
  const all = { at: new Int32Array(n), height: new Float32Array(n), odds: new Float32Array(n), unseen: new Uint8Array(n) };
  let seen = 0;
  let unseen = 0;
  for (let k = 0; k < n; k++) {
    const only = seen === at.length || (unseen < alone.length && alone[unseen]! < at[seen]!);
    const sample = only ? alone[unseen]! : at[seen]!;
    all.at[k] = sample;
    all.unseen[k] = only ? 1 : 0;
    all.height[k] = only ? curve[sample]! : height[seen]!;
    all.odds[k] = only || Number.isNaN(odds[sample]!) ? odds[sample]! : largestAround(odds, sample);
    if (only) unseen++;
    else seen++;
  }
  return all;
}

/** The largest of the odds that count for a candidate. */
function largestAround(odds: Float32Array, sample: number): number {
  let most = Number.NEGATIVE_INFINITY;
  const last = Math.min(odds.length - 1, sample + ONE);
  for (let i = Math.max(0, sample - ONE); i <= last; i++) if (odds[i]! > most) most = odds[i]!;
  return most;
}

/** Local maxima of the odds, no two within `ONE` but the larger. */
function peaksOf(odds: Float32Array): number[] {
  const peaks: number[] = [];
  for (let i = 1; i + 1 < odds.length; i++) {
    const value = odds[i]!;
    if (!(value > LEAST_ODDS && value >= odds[i - 1]! && value > odds[i + 1]!)) continue;
    const last = peaks.at(-1);
    if (last === undefined || i - last > ONE) peaks.push(i);
    else if (odds[last]! < value) peaks[peaks.length - 1] = i;
  }
  return peaks;
}
