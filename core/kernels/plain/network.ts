/** A layer of a small convolutional network, in TypeScript. */
import type { ConvolutionShape } from '../kernel-types.ts';

/** Taps are taken three at a time, which spares two of three passes over the sums. */
const TOGETHER = 3;

/** Three taps of one channel onto the sums. */
function addTaps(sum: Float64Array, padded: Float32Array, first: number, stride: number, dilation: number, one: number, two: number, three: number): void {
  for (let t = 0, at = first; t < sum.length; t++, at += stride) sum[t]! += one * padded[at]! + two * padded[at + dilation]! + three * padded[at + 2 * dilation]!;
}

/** See `Kernels.convolve`. */
export function convolve(input: Float32Array, inputs: number, { weights, bias, stride, dilation, pad }: ConvolutionShape, out: Float32Array): void {
  const channels = bias.length;
  const inputLength = input.length / inputs;
  const length = out.length / channels;
  const taps = weights.length / (channels * inputs);
  const whole = Math.ceil(taps / TOGETHER) * TOGETHER;
  // With zeros on both sides no tap falls outside.
  const width = Math.max(pad + inputLength, (length - 1) * stride + (whole - 1) * dilation + 1);
  const padded = new Float32Array(inputs * width);
  for (let i = 0; i < inputs; i++) padded.set(input.subarray(i * inputLength, (i + 1) * inputLength), i * width + pad);
  const sum = new Float64Array(length);
  for (let o = 0; o < channels; o++) {
    sum.fill(bias[o]!);
    for (let i = 0; i < inputs; i++) {
      const row = (o * inputs + i) * taps;
      for (let k = 0; k < taps; k += TOGETHER) {
        const one = weights[row + k]!;
        const two = k + 1 < taps ? weights[row + k + 1]! : 0;
        const three = k + 2 < taps ? weights[row + k + 2]! : 0;
        addTaps(sum, padded, i * width + k * dilation, stride, dilation, one, two, three);
      }
    }
    const at = o * length;
    for (let t = 0; t < length; t++) out[at + t] = sum[t]! > 0 ? sum[t]! : 0;
  }
}
