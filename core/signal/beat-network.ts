/**
 * A small network that tells R peaks by the signal of all leads: log odds every
 * 16 ms. Made by `models/training/qrs`; it runs only where the envelope is in
 * doubt (`doubt.ts`), so no graph for the runtime.
 *
 * Each lead goes by itself through a U-Net of 31, 16 and 8 frames a second; then
 * a gate weighs the leads' features, moment by moment, and one head tells.
 */
import { blank, convolve, convolved, done, layersOf, type Frames, type Layer, type PackedLayers } from './small-network.ts';
import { listOf } from '../kernels/list-of.ts';

export interface BeatNetwork {
  /** What it was trained on: records by set. */
  trainedOn: Record<string, string[]>;
  layers: PackedLayers;
}

/** A stretch begins and ends on a multiple of these samples. */
export const STRETCH_GRID = 16;
/** Samples on either side that an answer hangs on, beside those of the level (what lies beyond moves a likelihood by 0.002 at the 99th percentile): a multiple of the grid. */
export const BEAT_NETWORK_REACH = 256;
/** Samples an answer. */
export const SAMPLES_AN_ANSWER = 2;

const DILATIONS = [1, 2, 4, 8];
const LAYERS = 5 + DILATIONS.length + 4;

/** Frames `[from, to)`: each frame of a level twice, and the channels of a finer one behind them; beyond its ends 0. `coarse` begins with its frame `first`. */
function beside(coarse: Frames, first: number, fine: Frames, from: number, to: number): Frames {
  const frames = blank(coarse.channels + fine.channels, to - from);
  const { data, length } = frames;
  data.fill(0);
  const begin = Math.max(0, from);
  const end = Math.min(fine.length, to);
  for (let c = 0; c < coarse.channels; c++) {
    const own = c * coarse.length - first;
    for (let i = begin; i < end; i++) data[c * length + i - from] = coarse.data[own + (i >> 1)]!;
  }
  for (let c = 0; c < fine.channels; c++) data.set(fine.data.subarray(c * fine.length + begin, c * fine.length + end), (coarse.channels + c) * length + begin - from);
  return frames;
}

/** Frames `[from, to)` of these, at which nobody looks any more. */
function part(whole: Frames, from: number, to: number): Frames {
  const { data, channels, length } = whole;
  if (from === 0 && to === length) return whole;
  const out = blank(channels, to - from);
  for (let c = 0; c < channels; c++) out.data.set(data.subarray(c * length + from, c * length + to), c * out.length);
  done(whole);
  return out;
}

/** Onto each frame the one of `more` that is `late` frames behind. */
function addTo(sum: Frames, more: Frames, late: number): void {
  for (let c = 0; c < sum.channels; c++) {
    const own = c * sum.length;
    const other = c * more.length + late;
    for (let i = 0; i < sum.length; i++) sum.data[own + i]! += more.data[other + i]!;
  }
}

/** Sixteen samples a frame: the blocks that look ever farther. Each is done for those frames only that the ones behind it look at. Returns frames `[from, to)`; nobody looks at `coarse` any more. */
function wideView(coarse: Frames, layers: readonly Layer[], from: number, to: number): Frames {
  const ranges = DILATIONS.map((_, block) => {
    const reach = DILATIONS.slice(block).reduce((sum, dilation) => sum + dilation, 0);
    return { first: Math.max(0, from - reach), last: Math.min(coarse.length, to + reach) };
  });
  let { first } = ranges[0]!;
  let h = part(coarse, first, ranges[0]!.last);
  for (let block = 0; block < DILATIONS.length; block++) {
    const dilation = DILATIONS[block]!;
    const next = ranges[block + 1] ?? { first: from, last: to };
    const late = next.first - first;
    const added = convolve(h, layers[5 + block]!, next.last - next.first, 1, dilation, dilation - late);
    addTo(added, h, late);
    done(h);
    h = added;
    first = next.first;
  }
  return h;
}

/** Features of one lead, four samples a frame, of frames `[from, to)`: the last layers, which are a third of the work, know no margin. */
function featuresOf(input: Float32Array, layers: readonly Layer[], from: number, to: number): Frames {
  const samples = input.length / 2;
  const [stem, one, down1, two, down2] = layers as [Layer, Layer, Layer, Layer, Layer];
  const fine = convolved(convolve({ data: input, channels: 2, length: samples }, stem, samples / 4, 4, 1, 6), one, samples / 4, 1, 1, 2);
  const middle = convolved(convolve(fine, down1, samples / 8, 2, 1, 1), two, samples / 8, 1, 1, 2);
  const low = Math.max(0, (from - 2) >> 1);
  const high = Math.min(middle.length, ((to + 1) >> 1) + 1);
  const first = Math.max(0, low - 1) >> 1;
  const coarse = wideView(convolve(middle, down2, samples / 16, 2, 1, 1), layers, first, ((Math.min(middle.length, high + 1) - 1) >> 1) + 1);
  const up = convolved(beside(coarse, first, middle, low - 1, high + 1), layers[5 + DILATIONS.length]!, high - low, 1, 1, 0);
  const features = convolved(beside(up, low, fine, from - 2, to + 2), layers[6 + DILATIONS.length]!, to - from, 1, 1, 0);
  for (const frames of [fine, middle, coarse, up]) done(frames);
  return features;
}

/** Where no lead can be believed. */
const NOTHING = -9;

/**
 * Log odds of an R peak, one every `SAMPLES_AN_ANSWER` samples. The first and
 * last `BEAT_NETWORK_REACH` samples hang on where the stretch was cut.
 *
 * @param inputs per lead two channels of one length, a multiple of `STRETCH_GRID`: difference and signal, over the level
 * @param believed per lead, 1 an answer where the lead can be believed
 * @param from first answer wanted
 * @param to answer behind the last; what is not wanted is said to be nothing
 * @throws RangeError where the network has not the layers it should
 */
export function beatOdds(network: BeatNetwork, inputs: readonly Float32Array[], believed: readonly Uint8Array[], from = 0, to = Number.POSITIVE_INFINITY): Float32Array {
  const layers = layersOf(network.layers, LAYERS);
  const head = layers[LAYERS - 2]!;
  const gate = layers[LAYERS - 1]!;
  const frames = (inputs[0]?.length ?? 0) / 8;
  const first = from >> 1;
  const last = Math.max(first, Math.min(frames, Math.ceil(to / 2)));
  const features = listOf(inputs, (input) => featuresOf(input, layers, first, last));
  const odds = new Float32Array(2 * frames).fill(NOTHING);
  const says = new Float64Array(inputs.length);
  for (let t = first; t < last; t++) {
    // Loops rather than callbacks: numbers that a callback changes are made anew in the heap with each change.
    let most = Number.NEGATIVE_INFINITY;
    for (let l = 0; l < features.length; l++) {
      says[l] = Number.NEGATIVE_INFINITY;
      if (believed[l]![2 * t] !== 1) continue;
      const { data, channels, length } = features[l]!;
      let sum = gate.bias[0]!;
      for (let c = 0; c < channels; c++) sum += gate.weights[c]! * data[c * length + t - first]!;
      says[l] = sum;
      most = Math.max(most, sum);
    }
    if (most === Number.NEGATIVE_INFINITY) continue;
    let total = 0;
    let early = 0;
    let late = 0;
    for (let l = 0; l < features.length; l++) {
      if (says[l] === Number.NEGATIVE_INFINITY) continue;
      const { data, channels, length } = features[l]!;
      const share = Math.exp(says[l]! - most);
      total += share;
      for (let c = 0; c < channels; c++) {
        const value = share * data[c * length + t - first]!;
        early += head.weights[c]! * value;
        late += head.weights[channels + c]! * value;
      }
    }
    odds[2 * t] = head.bias[0]! + early / total;
    odds[2 * t + 1] = head.bias[1]! + late / total;
  }
  features.forEach(done);
  return odds;
}

/** Samples a cell of the level: 1.504 s; stretches of signal begin on the grid of cells. */
const CELL = 188;
/** Cells on either side that the level is the median of. */
const AROUND = 3;
/** Half of the difference's step in samples. */
const HALF_STEP = 2;
/** Below this level nothing is blown up; mV. */
const FLOOR = 0.002;
const CLIP = 6;

/**
 * The level of a lead, cell by cell: the median over the cells around of the
 * largest difference over 32 ms.
 *
 * @param x 125 Hz, mV; its first sample lies on the grid of cells
 * @param from first cell wanted
 * @param to cell behind the last
 */
function levels(x: Float32Array, from: number, to: number): Float64Array {
  const cells = Math.floor(x.length / CELL);
  const first = Math.max(0, from - AROUND);
  const last = Math.min(cells, to + AROUND);
  const most = new Float64Array(Math.max(0, last - first));
  for (let c = first; c < last; c++) {
    let value = 0;
    const end = Math.min(x.length - HALF_STEP, (c + 1) * CELL);
    for (let i = Math.max(HALF_STEP, c * CELL); i < end; i++) {
      const size = Math.abs(x[i + HALF_STEP]! - x[i - HALF_STEP]!);
      if (size > value) value = size;
    }
    most[c - first] = value;
  }
  return Float64Array.from({ length: to - from }, (_, k) => {
    const window = most.slice(Math.max(0, from + k - AROUND - first), Math.max(0, Math.min(last, from + k + AROUND + 1) - first)).sort();
    return Math.max(FLOOR, window[(window.length - 1) >> 1] ?? FLOOR);
  });
}

/**
 * What the network takes of one lead over samples `[from, to)` of `x`; outside `x` there is 0.
 *
 * @param x 125 Hz, mV; its first sample lies on the grid of cells
 */
export function beatInput(x: Float32Array, from: number, to: number): Float32Array {
  const n = to - from;
  const out = new Float32Array(2 * n);
  const cells = Math.floor(x.length / CELL);
  const firstCell = Math.max(0, Math.min(cells - 1, Math.floor((from - CELL / 2) / CELL)));
  const lastCell = Math.max(firstCell, Math.min(cells - 1, Math.floor((to - CELL / 2) / CELL) + 1));
  const level = levels(x, firstCell, lastCell + 1);
  for (let i = 0; i < n; i++) {
    const at = from + i;
    if (at < 0 || at >= x.length) continue;
    const place = Math.max(firstCell, Math.min(lastCell, (at + 0.5) / CELL - 0.5));
    const low = Math.floor(place);
    const share = place - low;
    const size = level[low - firstCell]! * (1 - share) + (share > 0 ? level[low + 1 - firstCell]! * share : 0);
    const difference = at >= HALF_STEP && at + HALF_STEP < x.length ? x[at + HALF_STEP]! - x[at - HALF_STEP]! : 0;
    out[i] = Math.max(-CLIP, Math.min(CLIP, difference / size));
    out[n + i] = Math.max(-CLIP, Math.min(CLIP, x[at]! / size));
  }
  return out;
}
