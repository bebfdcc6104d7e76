/**
 * What the asker knows of each beat: where it lies in the network's embedding,
 * how its RR intervals stand to those around it, and by how much the network
 * prefers each class to N. All from the columns of a run; no signal is read.
 */
import { PROBABILITIES } from '../../beats/columns.ts';
import { CLASS_INDEX } from '../../beats/classes.ts';
import { covariance, principalAxes } from './axes.ts';

/** Classes that an answer may name, besides "artefact": the head tells the last three from the first. */
export const ASKED_CLASSES = ['N', 'S', 'V', 'F'] as const;
/** Axes of the embedding that are kept: more of them overfit the few answers. */
export const AXES = 6;
const RR_NUMBERS = 5;
/** Numbers a beat. */
export const FEATURES = AXES + RR_NUMBERS;
/** Log odds are held within this: a probability is stored in 255ths and says no more. */
const MARGIN_LIMIT = 6;
/** Beats on either side whose median RR is the local one. */
const LOCAL = 15;
/** Seconds on either side of a minute whose median RR is the usual one, and how much the ratio to it counts beside the others. */
const USUAL_SECONDS = 900;
const USUAL_STEP = 60;
const USUAL_WEIGHT = 0.5;

export interface BeatFeatures {
  count: number;
  /** From the first beat to the last. */
  seconds: number;
  /** count × FEATURES, each number about 0 with a spread of about 1. */
  values: Float32Array;
  /** count × 3: log odds of S, V and F against N as the network and its operating point say. */
  margins: Float32Array;
}

export interface FeatureInput {
  /** R peaks, samples, ascending. */
  sample: ArrayLike<number>;
  sampleRate: number;
  /** count × PROBABILITIES in 255ths. */
  probability: ArrayLike<number>;
  /** count × D, as stored; its unit does not matter. */
  embedding: Int8Array;
  /** Added to the log probabilities of N, S and V before they are compared, and of F against N. */
  bias: { N: number; S: number; V: number; F: number };
}

/** Features of all beats of a run. Throws RangeError where the columns are not of one length. */
export function beatFeatures(input: FeatureInput): BeatFeatures {
  const count = input.sample.length;
  if (input.probability.length !== count * PROBABILITIES) throw new RangeError('probabilities and R peaks are of one length');
  const width = count > 0 ? input.embedding.length / count : 0;
  if (!Number.isInteger(width)) throw new RangeError('embeddings and R peaks are of one length');
  const values = new Float32Array(count * FEATURES);
  project(input.embedding, width, count, values);
  rrNumbers(input.sample, input.sampleRate, values);
  return { count, seconds: count > 0 ? (input.sample[count - 1]! - input.sample[0]!) / input.sampleRate : 0, values, margins: marginsOf(input) };
}

/** The embedding on its principal axes, scaled by the spread of the first: what varies little stays small. */
function project(embedding: Int8Array, width: number, count: number, out: Float32Array): void {
  if (count < 2 || width === 0) return;
  const { mean, matrix } = covariance(embedding, width, count);
  const { axes, variances } = principalAxes(matrix, width, Math.min(AXES, width));
  // A common scale for all axes: half of the spread of the strongest.
  const scale = 2 / Math.sqrt(Math.max(variances[0] ?? 0, 1e-9));
  for (let i = 0; i < count; i++) {
    for (let a = 0; a < axes.length; a++) {
      const axis = axes[a]!;
      let sum = 0;
      for (let d = 0; d < width; d++) sum += axis[d]! * (embedding[i * width + d]! - mean[d]!);
      out[i * FEATURES + a] = Math.max(-4, Math.min(4, 0.5 * sum * scale));
    }
  }
}

/**
 * Logs of RR ratios in steps of 20 %: before and after against the local median, before against after, the one
 * before that; and before against what is usual within a quarter of an hour, for where beats of one kind follow
 * each other (an escape rhythm, a run) they are their own local median.
 */
function rrNumbers(sample: ArrayLike<number>, sampleRate: number, out: Float32Array): void {
  const count = sample.length;
  if (count < 2) return;
  const rr = Float64Array.from({ length: count + 1 }, (_, i) => (sample[Math.min(count - 1, Math.max(1, i))]! - sample[Math.min(count - 2, Math.max(0, i - 1))]!) / sampleRate);
  const usual = usualRr(sample, rr, sampleRate);
  const window: number[] = [];
  for (let i = 0; i < count; i++) {
    window.length = 0;
    for (let j = Math.max(1, i - LOCAL); j <= Math.min(count - 1, i + LOCAL); j++) window.push(rr[j]!);
    window.sort((a, b) => a - b);
    const local = window[window.length >> 1]!;
    const ratio = (a: number, b: number): number => Math.max(-4, Math.min(4, 5 * Math.log(Math.max(a, 0.01) / Math.max(b, 0.01))));
    const at = i * FEATURES + AXES;
    out[at] = ratio(rr[i]!, local);
    out[at + 1] = ratio(rr[i + 1]!, local);
    out[at + 2] = ratio(rr[i]!, rr[i + 1]!);
    out[at + 3] = ratio(rr[Math.max(1, i - 1)]!, local);
    out[at + 4] = USUAL_WEIGHT * ratio(rr[i]!, usual[i]!);
  }
}

/** Per beat the median RR within `USUAL_SECONDS` of its minute, seconds. */
function usualRr(sample: ArrayLike<number>, rr: Float64Array, sampleRate: number): Float64Array {
  const count = sample.length;
  const out = new Float64Array(count);
  let first = 1;
  let last = 1;
  for (let row = 0; row < count; ) {
    const minute = sample[row]!;
    while (sample[first]! < minute - USUAL_SECONDS * sampleRate) first++;
    while (last < count && sample[last]! < minute + (USUAL_SECONDS + USUAL_STEP) * sampleRate) last++;
    const sorted = rr.slice(first, Math.max(last, first + 1)).sort();
    const median = sorted[sorted.length >> 1]!;
    for (; row < count && sample[row]! < minute + USUAL_STEP * sampleRate; row++) out[row] = median;
  }
  return out;
}

function marginsOf({ sample, probability, bias }: FeatureInput): Float32Array {
  const count = sample.length;
  const margins = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    const log = (name: 'N' | 'S' | 'V' | 'F'): number => Math.log((probability[i * PROBABILITIES + CLASS_INDEX[name]]! + 0.5) / 256) + bias[name];
    const n = log('N');
    (['S', 'V', 'F'] as const).forEach((name, c) => {
      margins[i * 3 + c] = Math.max(-MARGIN_LIMIT, Math.min(MARGIN_LIMIT, log(name) - n));
    });
  }
  return margins;
}
