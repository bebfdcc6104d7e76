/**
 * Likelihood of ventricular fibrillation and tachycardia, second by second, from
 * the conditioned signal of all leads.
 *
 * Most of a day cannot be either: where QRS complexes stand out of a quiet line,
 * the signal's fourth moment is many times its second squared. Only seconds
 * near a lead whose signal fills its range are given to the network.
 *
 * Everything is summed over cells of the recording's own grid, so that a second
 * gets the same numbers however a recording is cut.
 */
import { kernels } from '../kernels/kernels.ts';
import { NETWORK_CLASSES, NETWORK_RATE, NETWORK_REACH, networkAnswers, type NetworkMember, type VentricularNetwork } from './ventricular-network.ts';
import { listOf } from '../kernels/list-of.ts';

/** Samples a cell of the level: 0.2 s. */
const CELL = 25;
const CELLS = NETWORK_RATE / CELL;
/** Cells on either side that the level is taken over: 4.2 s in all. */
const AROUND = 10;
/** Below this level nothing is blown up; mV. */
const FLOOR = 0.02;
const REFERENCE = 0.3;
const CLIP = 5;

/** The fourth moment over the second one squared that leaves a second to the network. */
const PEAKEDNESS = 5;
/** A lead quieter than this has nothing to say; mV. */
const QUIET = 0.03;
/** Below this sum of both likelihoods (255ths) nobody asks for the swings. */
const LEAST_SUM = 26;
/** Where the first member gives either this likelihood, all are asked. */
const POSSIBLE = 0.1;
/** Where every lead is quiet: neither. */
const SILENT_ODDS = [8, 0, 0];
/** Seconds around one that is suspect which are asked too. */
const BESIDE = 5;

/** Seconds of signal on either side of what is asked for that must be given. */
export const VENTRICULAR_MARGIN = 2 * BESIDE + NETWORK_REACH + 3;
/**
 * Numbers a second: likelihood of fibrillation or flutter and of tachycardia, in
 * 255ths; swings a minute in steps of `SWING_STEP`, 0 where there is no telling;
 * how alike one swing is to the next, in 255ths. All 0 where the network was not asked.
 */
export const VENTRICULAR_VALUES = 4;
export const SWING_STEP = 2;

/** Swings are looked for in this much signal around the middle of a second, samples; and between 60 and 400 a minute. */
const SWING_HALF = 250;
const SWING_LAGS = { from: 18, to: 125 };
/** Less alike than this there is no rate; the shortest lag nearly as alike as the best is the swing itself. */
const ALIKE = 0.3;
const NEARLY = 0.85;

/** Second and fourth moment of each cell's surroundings, mV² and mV⁴. */
interface Moments {
  second: Float64Array;
  fourth: Float64Array;
}

function momentsOf(signal: Float32Array): Moments {
  const n = signal.length / CELL;
  const moments: Moments = { second: new Float64Array(n), fourth: new Float64Array(n) };
  kernels().moments(signal, CELL, AROUND, moments.second, moments.fourth);
  return moments;
}

/** Seconds in which half of the leads that are not quiet fill their range, 1 or 0. */
function suspects(moments: readonly Moments[], seconds: number): Uint8Array {
  const found = new Uint8Array(seconds);
  for (let s = 0; s < seconds; s++) {
    const c = s * CELLS + (CELLS >> 1);
    let alive = 0;
    let filled = 0;
    for (const { second, fourth } of moments) {
      if (second[c]! <= QUIET * QUIET) continue;
      alive++;
      if (fourth[c]! < PEAKEDNESS * second[c]! * second[c]!) filled++;
    }
    if (alive > 0 && 2 * filled >= alive) found[s] = 1;
  }
  return found;
}

/** What the network takes of one lead over seconds `[from, to)`. */
function inputOf(signal: Float32Array, { second }: Moments, from: number, to: number): Float32Array {
  const n = (to - from) * NETWORK_RATE;
  const input = new Float32Array(2 * n);
  for (let c = 0; c < n / CELL; c++) {
    const level = Math.sqrt(second[from * CELLS + c]! + FLOOR * FLOOR);
    const log = Math.log(level / REFERENCE);
    const start = from * NETWORK_RATE + c * CELL;
    for (let i = 0; i < CELL; i++) {
      input[c * CELL + i] = Math.max(-CLIP, Math.min(CLIP, signal[start + i]! / level));
      input[n + c * CELL + i] = log;
    }
  }
  return input;
}

/**
 * Likelihoods of the seconds in the middle of a stretch, `VENTRICULAR_VALUES` a
 * second: pure, and the same wherever the stretch is cut.
 *
 * @param leads conditioned signal at 125 Hz, mV, 0 where never measured: the seconds asked for and `VENTRICULAR_MARGIN` on either side
 * @param seconds number of seconds asked for
 */
export function ventricularLikelihood(leads: readonly Float32Array[], seconds: number, network: VentricularNetwork): Uint8Array {
  const whole = seconds + 2 * VENTRICULAR_MARGIN;
  if (leads.some(({ length }) => length !== whole * NETWORK_RATE)) throw new RangeError('the signal does not cover the seconds and their margins');
  const moments = listOf(leads, momentsOf);
  const suspect = suspects(moments, whole);
  // All members for the seconds asked for hang on what the first says of those beside them.
  const asked = near(suspect, BESIDE, VENTRICULAR_MARGIN - BESIDE, seconds + 2 * BESIDE);
  const [first, ...others] = network.members;
  const odds = oddsOf(leads, moments, first!, asked, VENTRICULAR_MARGIN - BESIDE);
  const possible = new Uint8Array(asked.length);
  for (let s = 0; s < asked.length; s++) if (asked[s] === 1 && eitherOf(odds, s) >= POSSIBLE) possible[s] = 1;
  const wanted = near(possible, BESIDE, BESIDE, seconds);
  for (let s = 0; s < seconds; s++) if (asked[s + BESIDE] === 0) wanted[s] = 0;
  for (const member of others) {
    const more = oddsOf(leads, moments, member, wanted, VENTRICULAR_MARGIN);
    for (let i = 0; i < more.length; i++) odds[i + BESIDE * NETWORK_CLASSES]! += more[i]!;
  }
  const likelihood = new Uint8Array(seconds * VENTRICULAR_VALUES);
  for (let s = 0; s < seconds; s++) {
    if (asked[s + BESIDE] === 0) continue;
    const members = wanted[s] === 1 ? network.members.length : 1;
    const [vf, vt] = shares(odds, s + BESIDE, members);
    const at = s * VENTRICULAR_VALUES;
    likelihood[at] = Math.round(255 * vf);
    likelihood[at + 1] = Math.round(255 * vt);
    if (likelihood[at]! + likelihood[at + 1]! < LEAST_SUM) continue;
    const second = s + VENTRICULAR_MARGIN;
    const cell = second * CELLS + (CELLS >> 1);
    const loudest = moments.reduce((best, lead, l) => (lead.second[cell]! > moments[best]!.second[cell]! ? l : best), 0);
    const { rate, alike } = swingsOf(leads[loudest]!, second * NETWORK_RATE + (NETWORK_RATE >> 1));
    likelihood[at + 2] = Math.min(255, Math.round(rate / SWING_STEP));
    likelihood[at + 3] = Math.round(255 * alike);
  }
  return likelihood;
}

/** Of `count` seconds from `from` on, those with a marked one within `reach`. */
function near(marked: Uint8Array, reach: number, from: number, count: number): Uint8Array {
  const found = new Uint8Array(count);
  for (let s = 0; s < count; s++) {
    for (let k = Math.max(0, s + from - reach); k <= Math.min(marked.length - 1, s + from + reach); k++) if (marked[k] === 1) found[s] = 1;
  }
  return found;
}

/** Likelihoods of fibrillation and of tachycardia out of summed log odds. */
function shares(odds: Float32Array, second: number, members: number): [number, number] {
  const at = second * NETWORK_CLASSES;
  const [none, vf, vt] = [odds[at]! / members, odds[at + 1]! / members, odds[at + 2]! / members];
  const most = Math.max(none, vf, vt);
  const parts = [Math.exp(none - most), Math.exp(vf - most), Math.exp(vt - most)] as const;
  const total = parts[0] + parts[1] + parts[2];
  return [parts[1] / total, parts[2] / total];
}

function eitherOf(odds: Float32Array, second: number): number {
  const [vf, vt] = shares(odds, second, 1);
  return vf + vt;
}

/**
 * Log odds of one member in the seconds asked, `NETWORK_CLASSES` a second: the mean of the leads that
 * are not quiet. A second in which all are, or that is not asked, has none, and nothing is claimed.
 *
 * @param offset place of the first of the seconds in the leads, seconds
 */
function oddsOf(leads: readonly Float32Array[], moments: readonly Moments[], member: NetworkMember, asked: Uint8Array, offset: number): Float32Array {
  const odds = new Float32Array(asked.length * NETWORK_CLASSES);
  for (let from = 0; from < asked.length; from++) {
    if (asked[from] === 0) continue;
    let to = from + 1;
    // Two stretches nearer than their margins are dearer apart than together.
    for (let s = to; s < Math.min(asked.length, to + 2 * NETWORK_REACH); s++) if (asked[s] === 1) to = s + 1;
    const first = from + offset - NETWORK_REACH;
    const length = to - from + 2 * NETWORK_REACH;
    const voices = new Uint8Array(to - from);
    for (let l = 0; l < leads.length; l++) {
      const { second } = moments[l]!;
      const answers = networkAnswers(member, inputOf(leads[l]!, moments[l]!, first, first + length), length);
      for (let s = 0; s < to - from; s++) {
        if (second[(from + s + offset) * CELLS + (CELLS >> 1)]! <= QUIET * QUIET) continue;
        voices[s]!++;
        for (let c = 0; c < NETWORK_CLASSES; c++) odds[(from + s) * NETWORK_CLASSES + c]! += answers[(s + NETWORK_REACH) * NETWORK_CLASSES + c]!;
      }
    }
    for (let s = from; s < to; s++) {
      const at = s * NETWORK_CLASSES;
      for (let c = 0; c < NETWORK_CLASSES; c++) odds[at + c] = voices[s - from] === 0 ? SILENT_ODDS[c]! : odds[at + c]! / voices[s - from]!;
    }
    from = to;
  }
  return odds;
}

/** Swings a minute around a sample and how alike they are (0…1), by autocorrelation; rate 0 where they are not alike. */
function swingsOf(signal: Float32Array, middle: number): { rate: number; alike: number } {
  const first = middle - SWING_HALF;
  const last = middle + SWING_HALF;
  const alikeAt = new Float64Array(SWING_LAGS.to + 2);
  for (let lag = SWING_LAGS.from - 1; lag <= SWING_LAGS.to + 1; lag++) {
    let product = 0;
    let one = 0;
    let two = 0;
    for (let i = first; i + lag < last; i += 2) {
      const a = signal[i]!;
      const b = signal[i + lag]!;
      product += a * b;
      one += a * a;
      two += b * b;
    }
    alikeAt[lag] = product / Math.sqrt(one * two + 1e-12);
  }
  const peaks: number[] = [];
  for (let lag = SWING_LAGS.from; lag <= SWING_LAGS.to; lag++) if (alikeAt[lag]! >= alikeAt[lag - 1]! && alikeAt[lag]! >= alikeAt[lag + 1]!) peaks.push(lag);
  const most = peaks.reduce((best, lag) => Math.max(best, alikeAt[lag]!), 0);
  const swing = peaks.find((lag) => alikeAt[lag]! >= NEARLY * most);
  return swing === undefined || most < ALIKE ? { rate: 0, alike: Math.max(0, most) } : { rate: (60 * NETWORK_RATE) / swing, alike: Math.min(1, alikeAt[swing]!) };
}
