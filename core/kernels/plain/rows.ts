/** A layer of a convolutional network over rows, in TypeScript. */
import type { RowsShape } from '../kernel-types.ts';

/** Outputs that are summed at once: as many sums as stay in registers. */
const TOGETHER = 4;

/** See `Kernels.convolveRows`. */
export function convolveRows(x: Float32Array, shape: RowsShape, first: number, out: Float32Array): void {
  const { bias, inputs, adds } = shape;
  const channels = bias.length;
  const sums = new Float64Array(channels);
  for (let i = 0, at = 0; at < out.length; i++, at += channels) {
    for (let o = 0; o < channels; o += TOGETHER) sumsAt(shape, x, first + i, x.length / inputs, o, sums);
    const own = (first + i) * inputs;
    for (let o = 0; o < channels; o++) out[at + o] = (adds ? x[own + o]! : 0) + Math.max(0, sums[o]!);
  }
}

/** Outputs `[o, o + TOGETHER)` at one of `n` rows, before the rectifier. */
function sumsAt({ weights, bias, inputs, taps, dilation }: RowsShape, x: Float32Array, row: number, n: number, o: number, out: Float64Array): void {
  const channels = bias.length;
  let s0 = bias[o]!;
  let s1 = bias[o + 1]!;
  let s2 = bias[o + 2]!;
  let s3 = bias[o + 3]!;
  for (let k = 0; k < taps; k++) {
    const at = row + (k - ((taps - 1) >> 1)) * dilation;
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
