/**
 * The sequence network for atrial fibrillation: dilated convolutions over the RR
 * intervals, one answer an interval. An answer hangs on the 126 intervals before
 * and behind it and on nothing else, so that an edit is answered locally.
 */
import { kernels, type RowsShape } from '../kernels/kernels.ts';
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

const prepared = new WeakMap<SequenceNetwork, RowsShape[]>();

/** The layers with their weights as tap × input × output; every one but the first adds to what came in. */
function prepare(network: SequenceNetwork): RowsShape[] {
  const known = prepared.get(network);
  if (known) return known;
  const { channels, kernel: taps, dilations } = network;
  if (channels % 4 !== 0) throw new RangeError(`a sequence network has a multiple of 4 channels, not ${channels}`);
  const layers = network.layers.map(({ weights, bias }, l): RowsShape => {
    const inputs = l === 0 ? INPUTS : channels;
    const turned = new Float64Array(weights.length);
    for (let o = 0; o < channels; o++) for (let c = 0; c < inputs; c++) for (let k = 0; k < taps; k++) turned[(k * inputs + c) * channels + o] = weights[(o * inputs + c) * taps + k]!;
    return { weights: turned, bias: Float64Array.from(bias), inputs, taps, dilation: dilations[l]!, adds: l > 0 };
  });
  prepared.set(network, layers);
  return layers;
}

/** Intervals on either side that an answer hangs on; one more for the step into the first. */
export function sequenceReach({ kernel, dilations }: SequenceNetwork): number {
  return ((kernel - 1) / 2) * dilations.reduce((sum, dilation) => sum + dilation, 0) + 1;
}

/** Answers that are made at once: what the layers hold meanwhile stays small. */
const AT_ONCE = 4096;

/**
 * Log odds of fibrillation of the intervals `[from, to)`, not cut.
 */
export function sequenceAnswers(intervals: Pick<Intervals, 'rr' | 'joint'>, network: SequenceNetwork, from: number, to: number): Float32Array {
  const answers = new Float32Array(to - from);
  for (let first = from; first < to; first += AT_ONCE) answers.set(answersOf(intervals, network, first, Math.min(to, first + AT_ONCE)), first - from);
  return answers;
}

function answersOf({ rr, joint }: Pick<Intervals, 'rr' | 'joint'>, network: SequenceNetwork, from: number, to: number): Float32Array {
  const n = rr.length;
  const { channels, kernel, output } = network;
  const half = (kernel - 1) / 2;
  const layers = prepare(network);
  // Each layer is computed where the ones behind it will look; outside the day it is 0.
  const reach = layers.map((_, l) => layers.slice(l + 1).reduce((sum, { dilation }) => sum + half * dilation, 0));
  const span = (l: number): [number, number] => (l < 0 ? [Math.max(0, from - reach[0]! - half * layers[0]!.dilation), Math.min(n, to + reach[0]! + half * layers[0]!.dilation)] : [Math.max(0, from - reach[l]!), Math.min(n, to + reach[l]!)]);
  let [low, high] = span(-1);
  let x = inputsOf(rr, joint, low, high);
  for (const [l, layer] of layers.entries()) {
    const [first, last] = span(l);
    const next = new Float32Array((last - first) * channels);
    kernels().convolveRows(x, layer, first - low, next);
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
