/**
 * The sequence network for atrial fibrillation: dilated convolutions over the RR
 * intervals, one answer an interval. An answer hangs on the 126 intervals before
 * and behind it and on nothing else, so that an edit is answered locally.
 */
import type { Intervals } from './af-measures.ts';

export interface SequenceNetwork {
  /** People it was trained on. */
  people: number;
  channels: number;
  kernel: number;
  dilations: readonly number[];
  /** Weights as output × input × tap, in the order of the layers. */
  layers: readonly { weights: readonly number[]; bias: readonly number[] }[];
  output: { weights: readonly number[]; bias: number };
}

const INPUTS = 4;

/** Weights as tap × input × output, so that the inner loop runs over neighbours. */
interface Prepared {
  layers: { weights: Float64Array; bias: Float64Array; inputs: number; dilation: number }[];
  network: SequenceNetwork;
}

const prepared = new WeakMap<SequenceNetwork, Prepared>();

function prepare(network: SequenceNetwork): Prepared {
  const known = prepared.get(network);
  if (known) return known;
  const { channels, kernel, dilations } = network;
  if (channels % TOGETHER !== 0) throw new RangeError(`a sequence network has a multiple of ${TOGETHER} channels, not ${channels}`);
  const layers = network.layers.map(({ weights, bias }, l) => {
    const inputs = l === 0 ? INPUTS : channels;
    const turned = new Float64Array(weights.length);
    for (let o = 0; o < channels; o++) for (let c = 0; c < inputs; c++) for (let k = 0; k < kernel; k++) turned[(k * inputs + c) * channels + o] = weights[(o * inputs + c) * kernel + k]!;
    return { weights: turned, bias: Float64Array.from(bias), inputs, dilation: dilations[l]! };
  });
  const made = { layers, network };
  prepared.set(network, made);
  return made;
}

/** Intervals on either side that an answer hangs on; one more for the step into the first. */
export function sequenceReach({ kernel, dilations }: SequenceNetwork): number {
  return ((kernel - 1) / 2) * dilations.reduce((sum, dilation) => sum + dilation, 0) + 1;
}

/**
 * Log odds of fibrillation of the intervals `[from, to)`, not cut.
 */
export function sequenceAnswers({ rr, joint }: Pick<Intervals, 'rr' | 'joint'>, network: SequenceNetwork, from: number, to: number): Float32Array {
  const n = rr.length;
  const { channels, kernel, output } = network;
  const half = (kernel - 1) / 2;
  const { layers } = prepare(network);
  // Each layer is computed where the ones behind it will look; outside the day it is 0.
  const reach = layers.map((_, l) => layers.slice(l + 1).reduce((sum, { dilation }) => sum + half * dilation, 0));
  const span = (l: number): [number, number] => (l < 0 ? [Math.max(0, from - reach[0]! - half * layers[0]!.dilation), Math.min(n, to + reach[0]! + half * layers[0]!.dilation)] : [Math.max(0, from - reach[l]!), Math.min(n, to + reach[l]!)]);
  let [low, high] = span(-1);
  let x = inputsOf(rr, joint, low, high);
  const sums = new Float64Array(channels);
  for (const [l, layer] of layers.entries()) {
    const [first, last] = span(l);
    const next = new Float32Array((last - first) * channels);
    for (let i = first; i < last; i++) {
      for (let o = 0; o < channels; o += TOGETHER) sumsAt(layer, x, i - low, high - low, kernel, o, sums);
      const out = (i - first) * channels;
      // Every layer but the first adds to what came in.
      const own = (i - low) * channels;
      for (let o = 0; o < channels; o++) next[out + o] = (l === 0 ? 0 : x[own + o]!) + Math.max(0, sums[o]!);
    }
    x = next;
    low = first;
    high = last;
  }
  const answers = new Float32Array(to - from);
  for (let i = from; i < to; i++) {
    let total = output.bias;
    for (let o = 0; o < channels; o++) total += output.weights[o]! * x[(i - low) * channels + o]!;
    answers[i - from] = total;
  }
  return answers;
}

/** Outputs that are summed at once: as many sums as stay in registers. */
const TOGETHER = 4;

/** Outputs `[o, o + TOGETHER)` of a layer at one of `n` places, before the rectifier; outside the stretch all is 0. */
function sumsAt({ weights, bias, inputs, dilation }: Prepared['layers'][number], x: Float32Array, place: number, n: number, kernel: number, o: number, out: Float64Array): void {
  const channels = bias.length;
  let s0 = bias[o]!;
  let s1 = bias[o + 1]!;
  let s2 = bias[o + 2]!;
  let s3 = bias[o + 3]!;
  for (let k = 0; k < kernel; k++) {
    const at = place + (k - ((kernel - 1) >> 1)) * dilation;
    if (at < 0 || at >= n) continue;
    let w = k * inputs * channels + o;
    for (let c = at * inputs; c < (at + 1) * inputs; c++, w += channels) {
      const value = x[c]!;
      s0 += value * weights[w]!;
      s1 += value * weights[w + 1]!;
      s2 += value * weights[w + 2]!;
      s3 += value * weights[w + 3]!;
    }
  }
  out[o] = s0;
  out[o + 1] = s1;
  out[o + 2] = s2;
  out[o + 3] = s3;
}

/** Log interval, its step from the one before, the size of the step, and whether something was left out before it. */
function inputsOf(rr: Float64Array, joint: Uint8Array, from: number, to: number): Float32Array {
  const x = new Float32Array((to - from) * INPUTS);
  const log = (i: number): number => Math.log(Math.max(0.2, Math.min(2.5, rr[i]!)) / 0.8);
  for (let i = from; i < to; i++) {
    const step = i === 0 || joint[i] === 1 ? 0 : 4 * (log(i) - log(i - 1));
    const at = (i - from) * INPUTS;
    x[at] = log(i);
    x[at + 1] = step;
    x[at + 2] = Math.abs(step);
    x[at + 3] = joint[i]!;
  }
  return x;
}
