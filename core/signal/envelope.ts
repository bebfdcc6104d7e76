/**
 * The QRS envelope: one curve per lead that is about 1 at a QRS complex and
 * small elsewhere, and the curve of all leads together.
 *
 * Per lead (125 Hz conditioned signal): two bands, 9-24 Hz and 5-14 Hz, kept at
 * 62.5 Hz, each squared, smoothed by a Hann window of 128 ms and rooted; each divided by the
 * running median of its maxima over cells of 1.5 s; then mixed. Across leads: a
 * weighted mean, the weight of a lead being how quiet it is between beats and how
 * far its beats stand above its other peaks.
 *
 * Every window is finite and lies on a fixed grid of cells, so the curve at one
 * moment depends on the signal within about 20 s only.
 */
import { ANALYSIS_RATE } from './condition.ts';
import { bandPassTaps, filterZeroPhase } from './fir.ts';

/** Rate of the envelope in Hz: half of the conditioned signal's. */
export const ENVELOPE_RATE = ANALYSIS_RATE / 2;
/** Envelope samples a cell of the running level: 1.504 s. */
export const CELL = 94;

/** The constants of the envelope; `docs/detection.md` says what they were chosen on. */
export interface EnvelopeConstants {
  /** Share of the 9-24 Hz band, the rest is 5-14 Hz. */
  highShare: number;
  /** Cells on either side over which the level's median is taken. */
  levelReach: number;
  /** The level never falls below this share of the median level of all cells given. */
  levelFloor: number;
  /** Exponent of the weight's quietness. */
  quietPower: number;
  /** Exponent of the weight's margin. */
  marginPower: number;
  /** Envelope from which a peak counts as a beat of its lead, for the margin. */
  accepted: number;
}

export const ENVELOPE: EnvelopeConstants = {
  highShare: 0.65,
  levelReach: 3,
  levelFloor: 0.12,
  quietPower: 2,
  marginPower: 0.5,
  accepted: 0.65,
};

/** Envelope of one lead. */
export interface LeadEnvelope {
  /** About 1 at a QRS complex; 0 where invalid. */
  curve: Float32Array;
  /** Weight of the lead per cell, 0 where it has nothing to say. */
  weight: Float64Array;
}

const HIGH_BAND = bandPassTaps(9, 24, ANALYSIS_RATE, 41);
const LOW_BAND = bandPassTaps(5, 14, ANALYSIS_RATE, 61);
const HANN = hann(7);

/** Conditioned samples on either side that an envelope sample depends on. */
export const FILTER_REACH = 30 + 2 * 3;

function hann(taps: number): Float64Array {
  const h = new Float64Array(taps);
  let sum = 0;
  for (let i = 0; i < taps; i++) {
    h[i] = 1 - Math.cos((2 * Math.PI * (i + 1)) / (taps + 1));
    sum += h[i]!;
  }
  return h.map((value) => value / sum);
}

function bandEnvelope(x: Float32Array, taps: Float64Array): Float32Array {
  const y = filterZeroPhase(x, taps, 2);
  for (let i = 0; i < y.length; i++) y[i] = y[i]! * y[i]!;
  const smooth = filterZeroPhase(y, HANN);
  for (let i = 0; i < smooth.length; i++) smooth[i] = Math.sqrt(Math.max(0, smooth[i]!));
  return smooth;
}

/**
 * Envelope of one lead.
 *
 * @param x conditioned samples, mV; the first one lies on the grid of cells
 *   (its 125 Hz sample number is a multiple of 2 CELL), for otherwise two cuts
 *   of a recording would not agree
 * @param usable at the envelope's rate, 1 where the lead can be believed
 */
export function leadEnvelope(x: Float32Array, usable: Uint8Array, constants: EnvelopeConstants = ENVELOPE): LeadEnvelope {
  const high = bandEnvelope(x, HIGH_BAND);
  const low = bandEnvelope(x, LOW_BAND);
  for (let i = 0; i < usable.length; i++) {
    if (usable[i]) continue;
    high[i] = 0;
    low[i] = 0;
  }
  const highLevel = levels(high, usable, constants);
  const lowLevel = levels(low, usable, constants);
  const curve = high;
  const n = curve.length;
  const share = constants.highShare;
  const cells = highLevel.length;
  for (let c = 0; c < cells; c++) {
    // The level runs straight from the middle of one cell to the middle of the next.
    const start = c * CELL;
    const middle = Math.min(n, start + CELL / 2);
    const end = Math.min(n, start + CELL);
    scaleTowards(curve, low, start, middle, c, Math.max(0, c - 1), highLevel, lowLevel, share);
    scaleTowards(curve, low, middle, end, c, Math.min(cells - 1, c + 1), highLevel, lowLevel, share);
  }
  return { curve, weight: weights(curve, usable, cells, constants) };
}

/** Half a cell of the mixture of both bands; `curve` holds the high band and takes the result. */
function scaleTowards(curve: Float32Array, low: Float32Array, from: number, to: number, cell: number, other: number, highLevel: Float64Array, lowLevel: Float64Array, share: number): void {
  const h0 = highLevel[cell]!;
  const l0 = lowLevel[cell]!;
  const h1 = highLevel[other]! - h0;
  const l1 = lowLevel[other]! - l0;
  const centre = (cell + 0.5) * CELL - 0.5;
  for (let i = from; i < to; i++) {
    const part = Math.abs(i - centre) / CELL;
    const h = h0 + part * h1;
    const l = l0 + part * l1;
    curve[i] = (h > 0 ? (share * curve[i]!) / h : 0) + (l > 0 ? ((1 - share) * low[i]!) / l : 0);
  }
}

/** Median of cell maxima over neighbouring cells, never below a share of the median over all cells. */
function levels(y: Float32Array, usable: Uint8Array, constants: EnvelopeConstants): Float64Array {
  const cells = Math.ceil(y.length / CELL);
  const maxima = new Float64Array(cells).fill(-1);
  for (let c = 0; c < cells; c++) {
    const end = Math.min(y.length, (c + 1) * CELL);
    let max = 0;
    let count = 0;
    for (let i = c * CELL; i < end; i++) {
      if (usable[i]) count++;
      if (y[i]! > max) max = y[i]!;
    }
    // A cell that is mostly missing would only say how little of it there is.
    if (count > CELL / 2) maxima[c] = max;
  }
  const local = new Float64Array(cells).fill(-1);
  const scratch: number[] = [];
  for (let c = 0; c < cells; c++) {
    scratch.length = 0;
    for (let k = Math.max(0, c - constants.levelReach); k <= Math.min(cells - 1, c + constants.levelReach); k++) {
      if (maxima[k]! >= 0) scratch.push(maxima[k]!);
    }
    if (scratch.length > 0) local[c] = median(scratch);
  }
  const all = Array.from(local).filter((value) => value >= 0);
  if (all.length === 0) return new Float64Array(cells);
  const least = median(all) * constants.levelFloor;
  return local.map((value) => Math.max(value, least));
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}

const BINS = 128;
/** Envelope samples of 0.2 s. */
const NEAR = 12;
/** Cells on either side over which a lead's weight is judged: about 5 s. */
const WEIGHT_REACH = 3;

/** Weight of a lead per cell from its floor and from how far accepted peaks stand above the others. */
function weights(curve: Float32Array, usable: Uint8Array, cells: number, constants: EnvelopeConstants): Float64Array {
  const { floor, kept, rest } = histograms(cells);
  const n = curve.length;
  for (let c = 0; c < cells; c++) countFloor(curve, usable, c * CELL, Math.min(n, (c + 1) * CELL), floor, c * BINS);
  // Peaks that are the largest within 0.2 s and high enough count as beats; others outside their reach as the rest.
  let lastKept = -1000;
  const pending: number[] = [];
  const flush = (until: number): void => {
    for (const at of pending) {
      if (at - lastKept > NEAR && until - at > NEAR) rest[((at / CELL) | 0) * BINS + binOf(curve[at]!, 0.0078125)]!++;
    }
    pending.length = 0;
  };
  for (let i = 1; i + 1 < n; i++) {
    const value = curve[i]!;
    if (!(value > 0.02 && value >= curve[i - 1]! && value > curve[i + 1]!)) continue;
    if (value >= constants.accepted && isLargest(curve, i, NEAR)) {
      flush(i);
      kept[((i / CELL) | 0) * BINS + binOf(value, 0.03125)]!++;
      lastKept = i;
    } else {
      pending.push(i);
      if (pending.length > 64) flush(i + 1000);
    }
  }
  flush(n + 1000);
  const out = new Float64Array(cells);
  const sums = { floor: new Int32Array(BINS), kept: new Int32Array(BINS), rest: new Int32Array(BINS) };
  // The window slides: a cell comes in at the front and one goes out at the back.
  const slide = (cell: number, sign: 1 | -1): void => {
    if (cell < 0 || cell >= cells) return;
    addCell(sums.floor, floor, cell * BINS, sign);
    addCell(sums.kept, kept, cell * BINS, sign);
    addCell(sums.rest, rest, cell * BINS, sign);
  };
  for (let c = 0; c < WEIGHT_REACH; c++) slide(c, 1);
  for (let c = 0; c < cells; c++) {
    slide(c + WEIGHT_REACH, 1);
    slide(c - WEIGHT_REACH - 1, -1);
    const quiet = quantile(sums.floor, 0.45, 0.0078125);
    if (quiet < 0) continue;
    const low = quantile(sums.kept, 0.2, 0.03125);
    const high = quantile(sums.rest, 0.9, 0.0078125);
    const margin = low < 0 ? 1 : Math.min(8, low / (Math.max(0, high) + 0.08));
    out[c] = (1 / (quiet + 0.05)) ** constants.quietPower * margin ** constants.marginPower;
  }
  return out;
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
  const bin = (value / width) | 0;
  return bin >= BINS ? BINS - 1 : bin;
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

/** Working memory of `mixLeads`, the same for every block of one length. */
let mixing = { sum: new Float64Array(0), total: new Float64Array(0) };

/**
 * The curve of all leads: their weighted mean. (Geometric and power means were
 * tried: a lead in which a ventricular beat is small pulls them down too far.)
 *
 * @param usable per lead, 1 where the lead can be believed; a lead that cannot
 *   be has no weight there, and where none can the curve is 0
 */
export function mixLeads(leads: readonly LeadEnvelope[], usable: readonly Uint8Array[], n: number): Float32Array {
  const out = new Float32Array(n);
  if (mixing.sum.length !== n) mixing = { sum: new Float64Array(n), total: new Float64Array(n) };
  const { sum, total } = mixing;
  sum.fill(0);
  total.fill(0);
  for (let l = 0; l < leads.length; l++) {
    const { curve, weight } = leads[l]!;
    const believed = usable[l]!;
    for (let c = 0, i = 0; i < n; c++) {
      const w = weight[c]!;
      const end = Math.min(n, i + CELL);
      for (; i < end; i++) {
        if (!believed[i]) continue;
        sum[i]! += w * curve[i]!;
        total[i]! += w;
      }
    }
  }
  for (let i = 0; i < n; i++) if (total[i]! > 0) out[i] = sum[i]! / total[i]!;
  return out;
}
