/**
 * A small network that tells ventricular fibrillation and tachycardia from
 * everything else by the signal of one lead: three log odds a second (neither,
 * fibrillation or flutter, tachycardia).
 *
 * Three convolutions in strides of five bring 125 Hz to five frames a second,
 * dilated ones look 6 s to either side. Made by `models/training/ventricular`;
 * plain loops, since it runs on a small part of a day (`ventricular.ts`).
 */
import { z } from 'zod';
import { bytesOfBase64 } from './base64.ts';

/** The weights of one member: three convolutions, the dilated ones, and the last layer. */
const memberSchema = z.array(
  z.object({
    /** int8 in steps of the row's scale; rows (output channels) × inputs × taps; base64. */
    weights: z.string(),
    scale: z.array(z.number()),
    bias: z.array(z.number()),
  }),
);
export type NetworkMember = z.infer<typeof memberSchema>;

/** Networks whose log odds are averaged. The first is asked alone where it sees nothing at all. */
export const ventricularNetworkSchema = z.object({
  /** What it was trained on: records by set. */
  trainedOn: z.record(z.string(), z.array(z.string())),
  members: z.array(memberSchema).min(1),
});
export type VentricularNetwork = z.infer<typeof ventricularNetworkSchema>;

/** Samples a second that it takes. */
export const NETWORK_RATE = 125;
/** Log odds a second: neither, fibrillation or flutter, tachycardia. */
export const NETWORK_CLASSES = 3;
/** Seconds on either side that an answer hangs on, beside those of the level. */
export const NETWORK_REACH = 7;

const FRAMES = 5;
const DILATIONS = [1, 2, 4, 8, 16];

interface Layer {
  weights: Float32Array;
  bias: Float32Array;
}

const unpacked = new WeakMap<NetworkMember, Layer[]>();

function layersOf(network: NetworkMember): Layer[] {
  const known = unpacked.get(network);
  if (known) return known;
  const layers = network.map(({ weights, scale, bias }): Layer => {
    const steps = new Int8Array(bytesOfBase64(weights).buffer);
    const row = steps.length / scale.length;
    if (!Number.isInteger(row) || scale.length !== bias.length) throw new RangeError('a layer of the ventricular network has not the weights it says');
    return { weights: Float32Array.from(steps, (step, i) => step * scale[Math.floor(i / row)]!), bias: Float32Array.from(bias) };
  });
  if (layers.length !== DILATIONS.length + 4) throw new RangeError('the ventricular network has not the layers it should');
  unpacked.set(network, layers);
  return layers;
}

/** Channels one behind the other, all of one length. */
interface Frames {
  data: Float32Array;
  channels: number;
  length: number;
}

/** Taps are taken three at a time, which spares two of three passes over the sums. */
const TOGETHER = 3;

/** Three taps of one channel onto the sums. */
function addTaps(sum: Float64Array, padded: Float32Array, first: number, stride: number, dilation: number, one: number, two: number, three: number): void {
  for (let t = 0, at = first; t < sum.length; t++, at += stride) sum[t]! += one * padded[at]! + two * padded[at + dilation]! + three * padded[at + 2 * dilation]!;
}

/** Convolution with rectifier; frames outside are 0. */
function convolve(input: Frames, { weights, bias }: Layer, length: number, stride: number, dilation: number, pad: number): Frames {
  const channels = bias.length;
  const taps = weights.length / (channels * input.channels);
  const whole = Math.ceil(taps / TOGETHER) * TOGETHER;
  // With zeros on both sides no tap falls outside.
  const width = Math.max(pad + input.length, (length - 1) * stride + (whole - 1) * dilation + 1);
  const padded = new Float32Array(input.channels * width);
  for (let i = 0; i < input.channels; i++) padded.set(input.data.subarray(i * input.length, (i + 1) * input.length), i * width + pad);
  const data = new Float32Array(channels * length);
  const sum = new Float64Array(length);
  for (let o = 0; o < channels; o++) {
    sum.fill(bias[o]!);
    for (let i = 0; i < input.channels; i++) {
      const row = (o * input.channels + i) * taps;
      for (let k = 0; k < taps; k += TOGETHER) {
        const one = weights[row + k]!;
        const two = k + 1 < taps ? weights[row + k + 1]! : 0;
        const three = k + 2 < taps ? weights[row + k + 2]! : 0;
        addTaps(sum, padded, i * width + k * dilation, stride, dilation, one, two, three);
      }
    }
    const at = o * length;
    for (let t = 0; t < length; t++) data[at + t] = sum[t]! > 0 ? sum[t]! : 0;
  }
  return { data, channels, length };
}

/**
 * Log odds of each second, `seconds × NETWORK_CLASSES`. The first and last
 * `NETWORK_REACH` seconds hang on where the stretch was cut.
 *
 * @param input two channels of `seconds × NETWORK_RATE` samples: signal over its level, and log level
 */
export function networkAnswers(network: NetworkMember, input: Float32Array, seconds: number): Float32Array {
  const layers = layersOf(network);
  const frames = seconds * FRAMES;
  let h = convolve({ data: input, channels: 2, length: seconds * NETWORK_RATE }, layers[0]!, frames * 5, 5, 1, 5);
  h = convolve(h, layers[1]!, frames * 5, 1, 1, 2);
  h = convolve(h, layers[2]!, frames, 5, 1, 2);
  DILATIONS.forEach((dilation, block) => {
    const added = convolve(h, layers[3 + block]!, frames, 1, dilation, dilation);
    for (let i = 0; i < h.data.length; i++) added.data[i]! += h.data[i]!;
    h = added;
  });
  const { weights, bias } = layers.at(-1)!;
  const answers = new Float32Array(seconds * NETWORK_CLASSES);
  const pooled = new Float64Array(2 * h.channels);
  for (let s = 0; s < seconds; s++) {
    for (let c = 0; c < h.channels; c++) {
      let total = 0;
      let most = Number.NEGATIVE_INFINITY;
      for (let f = 0; f < FRAMES; f++) {
        const value = h.data[c * frames + s * FRAMES + f]!;
        total += value;
        most = Math.max(most, value);
      }
      pooled[c] = total / FRAMES;
      pooled[h.channels + c] = most;
    }
    for (let o = 0; o < NETWORK_CLASSES; o++) {
      let total = bias[o]!;
      for (let c = 0; c < pooled.length; c++) total += weights[o * pooled.length + c]! * pooled[c]!;
      answers[s * NETWORK_CLASSES + o] = total;
    }
  }
  return answers;
}
