/** What the small convolutional networks of the signal have in common: layers in int8, unpacked once, and channels of frames. */
import { kernels } from '../kernels/kernels.ts';
import { giveBack, spareSingles } from '../kernels/spare.ts';
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

/** Nobody looks at these any more: the next layer may be written there. Where the networks run for much of a day, half of what a thread leaves behind are their frames. */
export function done({ data }: Pick<Frames, 'data'>): void {
  giveBack([data.buffer]);
}

/** Frames to be written, whatever stands there. */
export function blank(channels: number, length: number): Frames {
  return { data: spareSingles(channels * length), channels, length };
}

/** `convolve`, and nobody looks at the input any more. */
export function convolved(input: Frames, layer: Layer, length: number, stride: number, dilation: number, pad: number): Frames {
  const frames = convolve(input, layer, length, stride, dilation, pad);
  done(input);
  return frames;
}

/** Convolution with rectifier; frames outside are 0. */
export function convolve(input: Frames, { weights, bias }: Layer, length: number, stride: number, dilation: number, pad: number): Frames {
  const frames = blank(bias.length, length);
  kernels().convolve(input.data, input.channels, { weights, bias, stride, dilation, pad }, frames.data);
  return frames;
}
