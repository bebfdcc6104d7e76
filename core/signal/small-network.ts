/** What the small convolutional networks of the signal have in common: layers in int8, unpacked once, and channels of frames. */
import { kernels } from '../kernels/kernels.ts';
import { bytesOfBase64 } from './base64.ts';

/** The layers of one network, in the order in which it names them. */
export type PackedLayers = {
  /** int8 in steps of the row's scale; rows (output channels) × inputs × taps; base64. */
  weights: string;
  scale: number[];
  bias: number[];
}[];

export interface Layer {
  /** Single precision, kept as the kernels take them. */
  weights: Float64Array;
  bias: Float32Array;
}

const unpacked = new WeakMap<PackedLayers, Layer[]>();

/**
 * The layers as numbers, unpacked once.
 *
 * @param count how many there must be
 * @throws RangeError where there are not so many, or one has not the weights it says
 */
export function layersOf(packed: PackedLayers, count: number): Layer[] {
  const known = unpacked.get(packed);
  if (known) return known;
  const layers = packed.map(({ weights, scale, bias }): Layer => {
    const steps = new Int8Array(bytesOfBase64(weights).buffer);
    const row = steps.length / scale.length;
    if (!Number.isInteger(row) || scale.length !== bias.length) throw new RangeError('a layer of the network has not the weights it says');
    return { weights: Float64Array.from(steps, (step, i) => Math.fround(step * scale[Math.floor(i / row)]!)), bias: Float32Array.from(bias) };
  });
  if (layers.length !== count) throw new RangeError('the network has not the layers it should');
  unpacked.set(packed, layers);
  return layers;
}

/** Channels one behind the other, all of one length. */
export interface Frames {
  data: Float32Array;
  channels: number;
  length: number;
}

/** Convolution with rectifier; frames outside are 0. */
export function convolve(input: Frames, { weights, bias }: Layer, length: number, stride: number, dilation: number, pad: number): Frames {
  const channels = bias.length;
  const data = new Float32Array(channels * length);
  kernels().convolve(input.data, input.channels, { weights, bias, stride, dilation, pad }, data);
  return { data, channels, length };
}
