/**
 * A small network that tells ventricular fibrillation and tachycardia from
 * everything else by the signal of one lead: three log odds a second (neither,
 * fibrillation or flutter, tachycardia).
 *
 * Three convolutions in strides of five bring 125 Hz to five frames a second,
 * dilated ones look 6 s to either side. Made by `models/training/ventricular`;
 * no graph for the runtime, since it runs on a small part of a day (`ventricular.ts`).
 */
import { convolve, convolved, done, layersOf, type PackedLayers } from './small-network.ts';

export type NetworkMember = PackedLayers;

/** Networks whose log odds are averaged. The first is asked alone where it sees nothing at all. */
export interface VentricularNetwork {
  /** What it was trained on: records by set. */
  trainedOn: Record<string, string[]>;
  /** At least one. */
  members: PackedLayers[];
}

/** Samples a second that it takes. */
export const NETWORK_RATE = 125;
/** Log odds a second: neither, fibrillation or flutter, tachycardia. */
export const NETWORK_CLASSES = 3;
/** Seconds on either side that an answer hangs on, beside those of the level. */
export const NETWORK_REACH = 7;

const FRAMES = 5;
const DILATIONS = [1, 2, 4, 8, 16];

function addOnto(sum: Float32Array, more: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += more[i]!;
}

/**
 * Log odds of each second, `seconds × NETWORK_CLASSES`. The first and last
 * `NETWORK_REACH` seconds hang on where the stretch was cut.
 *
 * @param input two channels of `seconds × NETWORK_RATE` samples: signal over its level, and log level
 */
export function networkAnswers(network: NetworkMember, input: Float32Array, seconds: number): Float32Array {
  const layers = layersOf(network, DILATIONS.length + 4);
  const frames = seconds * FRAMES;
  let h = convolve({ data: input, channels: 2, length: seconds * NETWORK_RATE }, layers[0]!, frames * 5, 5, 1, 5);
  h = convolved(h, layers[1]!, frames * 5, 1, 1, 2);
  h = convolved(h, layers[2]!, frames, 5, 1, 2);
  for (let block = 0; block < DILATIONS.length; block++) {
    const dilation = DILATIONS[block]!;
    const added = convolve(h, layers[3 + block]!, frames, 1, dilation, dilation);
    addOnto(added.data, h.data);
    done(h);
    h = added;
  }
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
  done(h);
  return answers;
}
