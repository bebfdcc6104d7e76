/**
 * Where noise drowns the beats of a lead, second by second.
 *
 * Judged from the conditioned signal and the beats that the decoder took. What is
 * usual for the patient is taken from all seconds given (a block and its
 * surroundings). `docs/detection.md` tells the rule in words, and what its
 * constants were chosen on.
 */
import { kernels } from '../kernels/kernels.ts';
import { ANALYSIS_RATE } from './condition.ts';
import { resemblance } from './correlation.ts';
import { select } from './select.ts';

/** Where noise begins. Sizes are natural logarithms of ratios. */
interface NoiseLevel {
  /** Noise hisses: mean second difference between beats over the height of a QRS complex, */
  hiss: number;
  /** and more than usual, by this much. */
  rise: number;
  /** The verdict: bias + size + floor + unlikeness above 0. */
  bias: number;
}

/** No beat can be read. */
const DROWNED: NoiseLevel = { hiss: -3, rise: 1.3, bias: 1.95 };
/** Another lead is to be preferred. */
const NOISY: NoiseLevel = { hiss: -3.3, rise: 0.8, bias: 3 };
/** A hiss this loud needs no rise: the whole block may be noise. */
const LOUD = -1.4;
/** A signal that repeats itself this clearly is fibrillation or flutter and never drowned; the softer the hiss, the sooner. */
const REGULAR = 0.65;
const REGULAR_SLOPE = 1.5;
/** A hiss as loud as this makes an edge, and needs no more irregularity than that. */
const EDGE_HISS = -2.2;
const EDGE: NoiseLevel = { ...DROWNED, hiss: EDGE_HISS };
/** A hiss softer than `DROWNED` that rises by less than this is the noise that is always there. */
const STILL_RISE = 0.3;
/** Weights of the verdict, and the bounds of size and unlikeness in it. */
const SIZE_WEIGHT = 2.64;
const FLOOR_WEIGHT = 1.7;
const UNLIKE_WEIGHT = 2.37;
const SIZE_FROM = -0.5;
const SIZE_TO = 1.5;
const UNLIKE_TO = 0.4;

/** Seconds on either side that a measure covers. */
const REACH_SECONDS = 2;
/** Pieces of a second; most of them hold no QRS complex. */
const PIECES = 10;
const PIECE_EDGES = Int32Array.from({ length: PIECES + 1 }, (_, p) => Math.round((p * ANALYSIS_RATE) / PIECES));
/** Less than this share of a QRS complex is silence. */
const SILENCE = 1e-3;
/** A lead whose envelope is busy from end to end and whose signal is this rough (second difference over size) is noise too. */
const BUSY = 0.92;
const ROUGH = 0.5;
/** Beats on either side that a beat is compared with; the best of them count. */
const NEIGHBOURS = 8;
const BEST_OF = 3;
/** Steps of the search for a regular wave (samples), and its periods in steps: 0.13 to 0.51 s. */
const SLOW_STEP = 4;
const PERIOD_FROM = 4;
const PERIOD_TO = 16;

/** Verdict on a lead, one byte a second each. */
export interface LeadNoise {
  /** 1 where no beat can be read. */
  drowned: Uint8Array;
  /** 1 where this very second hisses as noise does, in part at least: an edge of a drowned stretch may be moved over it. */
  hissing: Uint8Array;
  /** 1 where the noise is plain, though beats may be read. */
  noisy: Uint8Array;
}

/**
 * @param x conditioned lead, mV
 * @param beats R peaks in samples of `x`, ascending
 * @param start sample of `x` with which the first second begins
 * @param busy of each second, the share in which the lead's envelope is busy
 */
export function leadNoise(x: Float32Array, beats: Int32Array, start: number, busy: Float32Array): LeadNoise {
  const seconds = busy.length;
  const drowned = new Uint8Array(seconds);
  const regular = new Map<number, number>();
  const regularityAt = (s: number): number => {
    const known = regular.get(s) ?? regularity(x, start + (s - 1) * ANALYSIS_RATE, start + (s + 2) * ANALYSIS_RATE);
    regular.set(s, known);
    return known;
  };
  // Noise repeats itself by chance now and then, fibrillation all the time.
  const isRegular = (s: number, hiss: number): boolean =>
    (regularityAt(s - 1) + regularityAt(s) + regularityAt(s + 1)) / 3 >= REGULAR * (1 + REGULAR_SLOPE * Math.min(0, hiss - EDGE_HISS));
  const busyAround = around(busy);
  for (let s = 0; s < seconds; s++) {
    if (busyAround[s]! >= BUSY && roughness(x, start + s * ANALYSIS_RATE, start + (s + 1) * ANALYSIS_RATE) >= ROUGH && !isRegular(s, 0)) drowned[s] = 1;
  }
  const heights = new Float64Array(beats.length);
  for (let b = 0; b < heights.length; b++) heights[b] = heightAt(x, beats[b]!);
  const height = quantile(heights, 0.5);
  if (height === 0) return { drowned, hissing: drowned, noisy: drowned };
  const { bend, bendInPart, rest, top } = piecesOf(x, start, seconds);
  const usual = sizeOf(quantile(bend, 0.2), height);
  const hiss = around(sizesOf(bend, height));
  const tops = around(sizesOf(top, height));
  const rests = around(sizesOf(rest, height));
  // The envelope is busy with the noise of a heart that stands still, too; but that is no louder than under the beats.
  for (let s = 0; s < seconds; s++) if (hiss[s]! < DROWNED.hiss && hiss[s]! - usual < STILL_RISE) drowned[s] = 0;
  const likeness = new Likeness(x, beats);
  const noisy = drowned.slice();
  for (let s = 0; s < seconds; s++) {
    if (!hisses(hiss[s]!, usual, NOISY)) continue;
    const size = Math.max(SIZE_FROM, Math.min(SIZE_TO, tops[s]!));
    const evidence = SIZE_WEIGHT * size + FLOOR_WEIGHT * (rests[s]! - tops[s]!);
    // The costly measures only where they can decide.
    if (NOISY.bias + evidence + UNLIKE_WEIGHT * UNLIKE_TO <= 0) continue;
    const alike = likeness.within(start + (s - REACH_SECONDS) * ANALYSIS_RATE, start + (s + 1 + REACH_SECONDS) * ANALYSIS_RATE);
    const verdict = evidence + UNLIKE_WEIGHT * Math.min(UNLIKE_TO, 1 - alike);
    if (NOISY.bias + verdict > 0) noisy[s] = 1;
    if (DROWNED.bias + verdict > 0 && hisses(hiss[s]!, usual, DROWNED) && !isRegular(s, hiss[s]!)) drowned[s] = 1;
  }
  const inPart = sizesOf(bendInPart, height);
  const hissing = new Uint8Array(seconds);
  for (let s = 0; s < seconds; s++) if (hisses(inPart[s]!, usual, EDGE)) hissing[s] = 1;
  return { drowned, noisy, hissing };
}

/** Logarithm of a size over the height of the beats. */
function sizeOf(value: number, height: number): number {
  return Math.log(Math.max(SILENCE, value / height));
}

/** Of each second. Loops and functions of the module rather than callbacks, whose compiled code is gone with each full collection. */
function sizesOf(values: Float32Array, height: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let s = 0; s < out.length; s++) out[s] = sizeOf(values[s]!, height);
  return out;
}

/** Whether a second hisses, of a lead that usually hisses so much. */
function hisses(value: number, usual: number, level: NoiseLevel): boolean {
  return value >= level.hiss && (value - usual >= level.rise || value >= LOUD);
}

/** Memory of `piecesOf`. */
let measured = new Float64Array(0);

/** Per second, of its ten pieces: the fourth and the seventh smallest mean bend (second difference), the fourth smallest mean size, and the largest size. */
function piecesOf(x: Float32Array, start: number, seconds: number): Record<'bend' | 'bendInPart' | 'rest' | 'top', Float32Array> {
  const out = { bend: new Float32Array(seconds), bendInPart: new Float32Array(seconds), rest: new Float32Array(seconds), top: new Float32Array(seconds) };
  const row = 2 * PIECES + 1;
  if (measured.length < seconds * row) measured = new Float64Array(seconds * row);
  const told = measured.subarray(0, seconds * row);
  kernels().pieces(x, start, { rate: ANALYSIS_RATE, edges: PIECE_EDGES }, told);
  for (let s = 0; s < seconds; s++) {
    out.bend[s] = told[s * row + 3]!;
    out.bendInPart[s] = told[s * row + 6]!;
    out.rest[s] = told[s * row + PIECES + 3]!;
    out.top[s] = told[s * row + 2 * PIECES]!;
  }
  return out;
}

/** Mean over the 5 s around each second. */
function around(values: Float32Array): Float32Array {
  const out = new Float32Array(values.length);
  for (let s = 0; s < values.length; s++) {
    const from = Math.max(0, s - REACH_SECONDS);
    const to = Math.min(values.length, s + REACH_SECONDS + 1);
    let sum = 0;
    for (let k = from; k < to; k++) sum += values[k]!;
    out[s] = sum / (to - from);
  }
  return out;
}

/**
 * Mean size of the second difference over mean size. At 125 Hz a 5 Hz flutter
 * has 0.06, an ECG about 0.2, noise up to 40 Hz about 1.
 */
function roughness(x: Float32Array, from: number, to: number): number {
  let bend = 0;
  let size = 0;
  for (let i = Math.max(1, from); i < Math.min(x.length - 1, to); i++) {
    bend += Math.abs(x[i - 1]! - 2 * x[i]! + x[i + 1]!);
    size += Math.abs(x[i]!);
  }
  return size > 0 ? bend / size : 0;
}

/** Peak to peak within 64 ms of a beat. */
function heightAt(x: Float32Array, at: number): number {
  let min = Infinity;
  let max = -Infinity;
  const last = Math.min(x.length - 1, at + 8);
  for (let i = Math.max(0, at - 8); i <= last; i++) {
    const value = x[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return max - min;
}

/** Quantile of what is above 0; 0 where nothing is. */
function quantile(values: Float32Array | Float64Array, share: number): number {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > 0) present[count++] = values[i]!;
  const place = Math.floor(share * count);
  return place < count ? select(present, count, place) : 0;
}

/** How much beats look like their neighbours on one lead; each beat is compared once. */
class Likeness {
  readonly #lead: readonly [Float32Array];
  readonly #beats: Int32Array;
  readonly #known = new Map<number, number>();

  constructor(x: Float32Array, beats: Int32Array) {
    this.#lead = [x];
    this.#beats = beats;
  }

  /** Mean over the beats within `[from, to)`; 1 where there is none. */
  within(from: number, to: number): number {
    let sum = 0;
    let count = 0;
    for (let b = firstFrom(this.#beats, from); b < this.#beats.length && this.#beats[b]! < to; b++) {
      sum += this.#of(b);
      count++;
    }
    return count > 0 ? sum / count : 1;
  }

  /** Mean of a beat's best correlations with its neighbours. */
  #of(beat: number): number {
    const known = this.#known.get(beat);
    if (known !== undefined) return known;
    const values = new Float64Array(2 * NEIGHBOURS);
    let count = 0;
    for (let other = Math.max(0, beat - NEIGHBOURS); other <= Math.min(this.#beats.length - 1, beat + NEIGHBOURS); other++) {
      if (other !== beat) values[count++] = resemblance(this.#lead, this.#beats[beat]!, this.#beats[other]!);
    }
    values.subarray(0, count).sort();
    const best = Math.min(BEST_OF, count);
    let sum = 0;
    for (let k = 1; k <= best; k++) sum += values[count - k]!;
    const value = best > 0 ? sum / best : 1;
    this.#known.set(beat, value);
    return value;
  }
}

function firstFrom(beats: Int32Array, at: number): number {
  let low = 0;
  let high = beats.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (beats[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * How far a signal repeats itself at a period of 0.13 to 0.51 s: the highest
 * rise of its autocorrelation above its lowest point before. Fibrillation and
 * flutter have about 1, noise a quarter.
 */
function regularity(x: Float32Array, from: number, to: number): number {
  const first = Math.max(0, Math.ceil(from / SLOW_STEP));
  const slow = new Float32Array(Math.max(0, Math.floor(Math.min(x.length, to) / SLOW_STEP) - first));
  let energy = 0;
  for (let i = 0; i < slow.length; i++) {
    for (let k = 0; k < SLOW_STEP; k++) slow[i] = slow[i]! + x[(first + i) * SLOW_STEP + k]!;
    energy += slow[i]! * slow[i]!;
  }
  if (energy === 0) return 0;
  let lowest = 1;
  let rise = 0;
  for (let lag = 2; lag <= PERIOD_TO; lag++) {
    let sum = 0;
    for (let i = 0; i + lag < slow.length; i++) sum += slow[i]! * slow[i + lag]!;
    const value = (sum * slow.length) / (energy * (slow.length - lag));
    if (value < lowest) lowest = value;
    if (lag >= PERIOD_FROM) rise = Math.max(rise, value - lowest);
  }
  return rise;
}
