/** The QRS envelope of a lead, in TypeScript. */
import type { EnvelopeShape } from '../kernel-types.ts';
import { filter } from './filter.ts';

/** See `Kernels.envelope`. */
export function envelope(x: Float32Array, usable: Uint8Array, shape: EnvelopeShape, curve: Float32Array, told: Float64Array): void {
  const { cell, share } = shape;
  const n = curve.length;
  const low = new Float32Array(n);
  band(x, shape.high, shape.hann, curve);
  band(x, shape.low, shape.hann, low);
  for (let i = 0; i < n; i++) {
    if (usable[i]) continue;
    curve[i] = 0;
    low[i] = 0;
  }
  const highLevel = levels(curve, usable, shape);
  const lowLevel = levels(low, usable, shape);
  const cells = highLevel.length;
  for (let c = 0; c < cells; c++) {
    // The level runs straight from the middle of one cell to the middle of the next.
    const start = c * cell;
    const middle = Math.min(n, start + (cell >> 1));
    const end = Math.min(n, start + cell);
    scaleTowards(curve, low, start, middle, c, Math.max(0, c - 1), highLevel, lowLevel, share, cell);
    scaleTowards(curve, low, middle, end, c, Math.min(cells - 1, c + 1), highLevel, lowLevel, share, cell);
  }
  heights(curve, usable, shape, told);
}

/** Root of the smoothed square of a band, at half the rate. */
function band(x: Float32Array, taps: Float64Array, hann: Float64Array, out: Float32Array): void {
  const squares = new Float32Array(out.length);
  const half = (taps.length - 1) / 2;
  filter(x, half, half, 2, taps, squares);
  for (let i = 0; i < squares.length; i++) squares[i] = squares[i]! * squares[i]!;
  const hannHalf = (hann.length - 1) / 2;
  filter(squares, hannHalf, hannHalf, 1, hann, out);
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(Math.max(0, out[i]!));
}

/** Half a cell of the mixture of both bands; `curve` holds the high band and takes the result. */
function scaleTowards(curve: Float32Array, low: Float32Array, from: number, to: number, cell: number, other: number, highLevel: Float64Array, lowLevel: Float64Array, share: number, size: number): void {
  const h0 = highLevel[cell]!;
  const l0 = lowLevel[cell]!;
  const h1 = highLevel[other]! - h0;
  const l1 = lowLevel[other]! - l0;
  const centre = (cell + 0.5) * size - 0.5;
  for (let i = from; i < to; i++) {
    const part = Math.abs(i - centre) / size;
    const h = h0 + part * h1;
    const l = l0 + part * l1;
    curve[i] = (h > 0 ? (share * curve[i]!) / h : 0) + (l > 0 ? ((1 - share) * low[i]!) / l : 0);
  }
}

/** Median of cell maxima over neighbouring cells, never below a share of the median over all cells. */
function levels(y: Float32Array, usable: Uint8Array, { cell, levelReach, levelFloor }: EnvelopeShape): Float64Array {
  const cells = Math.ceil(y.length / cell);
  const maxima = new Float64Array(cells).fill(-1);
  for (let c = 0; c < cells; c++) {
    const end = Math.min(y.length, (c + 1) * cell);
    let max = 0;
    let count = 0;
    for (let i = c * cell; i < end; i++) {
      if (usable[i]) count++;
      if (y[i]! > max) max = y[i]!;
    }
    // A cell that is mostly missing would only say how little of it there is.
    if (count > cell / 2) maxima[c] = max;
  }
  const local = new Float64Array(cells).fill(-1);
  const scratch: number[] = [];
  for (let c = 0; c < cells; c++) {
    scratch.length = 0;
    for (let k = Math.max(0, c - levelReach); k <= Math.min(cells - 1, c + levelReach); k++) {
      if (maxima[k]! >= 0) scratch.push(maxima[k]!);
    }
    if (scratch.length > 0) local[c] = median(scratch);
  }
  const all = Array.from(local).filter((value) => value >= 0);
  if (all.length === 0) return new Float64Array(cells);
  const least = median(all) * levelFloor;
  return local.map((value) => Math.max(value, least));
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}

const BINS = 128;

/** Floor, least of the accepted peaks and most of the others around each cell, three numbers a cell. */
function heights(curve: Float32Array, usable: Uint8Array, { cell, near, weightReach, accepted }: EnvelopeShape, told: Float64Array): void {
  const cells = told.length / 3;
  const { floor, kept, rest } = histograms(cells);
  const n = curve.length;
  for (let c = 0; c < cells; c++) countFloor(curve, usable, c * cell, Math.min(n, (c + 1) * cell), floor, c * BINS);
  // Peaks that are the largest within 0.2 s and high enough count as beats; others outside their reach as the rest.
  let lastKept = -1000;
  const pending: number[] = [];
  const flush = (until: number): void => {
    for (const at of pending) {
      if (at - lastKept > near && until - at > near) rest[((at / cell) | 0) * BINS + binOf(curve[at]!, 0.0078125)]!++;
    }
    pending.length = 0;
  };
  for (let i = 1; i + 1 < n; i++) {
    const value = curve[i]!;
    if (!(value > 0.02 && value >= curve[i - 1]! && value > curve[i + 1]!)) continue;
    if (value >= accepted && isLargest(curve, i, near)) {
      flush(i);
      kept[((i / cell) | 0) * BINS + binOf(value, 0.03125)]!++;
      lastKept = i;
    } else {
      pending.push(i);
      if (pending.length > 64) flush(i + 1000);
    }
  }
  flush(n + 1000);
  const sums = { floor: new Int32Array(BINS), kept: new Int32Array(BINS), rest: new Int32Array(BINS) };
  // The window slides: a cell comes in at the front and one goes out at the back.
  const slide = (c: number, sign: 1 | -1): void => {
    if (c < 0 || c >= cells) return;
    addCell(sums.floor, floor, c * BINS, sign);
    addCell(sums.kept, kept, c * BINS, sign);
    addCell(sums.rest, rest, c * BINS, sign);
  };
  for (let c = 0; c < weightReach; c++) slide(c, 1);
  for (let c = 0; c < cells; c++) {
    slide(c + weightReach, 1);
    slide(c - weightReach - 1, -1);
    told[3 * c] = quantile(sums.floor, 0.45, 0.0078125);
    told[3 * c + 1] = quantile(sums.kept, 0.2, 0.03125);
    told[3 * c + 2] = quantile(sums.rest, 0.9, 0.0078125);
  }
}

interface Histograms {
  /** Cell by cell, `BINS` each: values of the curve, heights of accepted peaks, heights of the others. */
  floor: Int32Array;
  kept: Int32Array;
  rest: Int32Array;
}

let lastHistograms: Histograms = { floor: new Int32Array(0), kept: new Int32Array(0), rest: new Int32Array(0) };

/** Empty histograms of so many cells; the same memory for every lead and block of one length. */
function histograms(cells: number): Histograms {
  const length = cells * BINS;
  if (lastHistograms.floor.length === length) {
    lastHistograms.floor.fill(0);
    lastHistograms.kept.fill(0);
    lastHistograms.rest.fill(0);
  } else {
    lastHistograms = { floor: new Int32Array(length), kept: new Int32Array(length), rest: new Int32Array(length) };
  }
  return lastHistograms;
}

function countFloor(curve: Float32Array, usable: Uint8Array, from: number, to: number, floor: Int32Array, at: number): void {
  for (let i = from; i < to; i++) if (usable[i]) floor[at + binOf(curve[i]!, 0.0078125)]!++;
}

function addCell(sums: Int32Array, cells: Int32Array, at: number, sign: 1 | -1): void {
  for (let b = 0; b < BINS; b++) sums[b]! += sign * cells[at + b]!;
}

function binOf(value: number, width: number): number {
  const bin = value / width;
  return bin >= BINS ? BINS - 1 : bin | 0;
}

/** Middle of the bin in which a quantile falls, -1 where nothing was counted. */
function quantile(counts: Int32Array, share: number, width: number): number {
  let total = 0;
  for (let b = 0; b < BINS; b++) total += counts[b]!;
  if (total === 0) return -1;
  let seen = 0;
  for (let b = 0; b < BINS; b++) {
    seen += counts[b]!;
    if (seen >= share * total) return (b + 0.5) * width;
  }
  return BINS * width;
}

/** Whether no sample within `reach` is larger (of equal ones the first counts). */
export function isLargest(curve: Float32Array, at: number, reach: number): boolean {
  const value = curve[at]!;
  for (let i = Math.max(0, at - reach); i < at; i++) if (curve[i]! >= value) return false;
  const end = Math.min(curve.length - 1, at + reach);
  for (let i = at + 1; i <= end; i++) if (curve[i]! > value) return false;
  return true;
}
