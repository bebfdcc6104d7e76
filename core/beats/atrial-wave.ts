/**
 * What stands before the QRS complexes: the same P wave beat after beat, or
 * waves that follow no beat. Measured over the beats around one, in the part of
 * the signal between T wave and QRS complex, lead by lead.
 */
import { MODEL_RATE, spanLength, type ConditionedSpan } from './conditioned.ts';

/** Window before the R peak: −0.30 to −0.06 s, 125 Hz samples. */
const FROM = -38;
const LENGTH = 30;
/** Half of a QRS complex, whose height is the measure of heights. */
const QRS_HALF = 8;
/** Beats on either side that are looked at together. */
const AROUND = 16;
/** One measurement serves this many beats in a row. */
export const ATRIAL_STRIDE = 8;
/** Fewer beats tell nothing. */
const LEAST_BEATS = 10;

/** Measures of one place, in order. */
export const ATRIAL_MEASURES = ['likeness', 'secondLikeness', 'halves', 'strength', 'waveHeight', 'restHeight', 'peakPlace', 'rate'] as const;

/**
 * Measures at each `ATRIAL_STRIDE`-th of the beats.
 *
 * @param positions R peaks that may have a P wave (no V, no artefact), 125 Hz, ascending
 * @returns rows of `ATRIAL_MEASURES`, one for each stride; NaN in the first where too little can be read
 */
export function atrialMeasures(span: ConditionedSpan, positions: ArrayLike<number>): Float32Array {
  const n = positions.length;
  const rows = Math.ceil(n / ATRIAL_STRIDE);
  const width = ATRIAL_MEASURES.length;
  const out = new Float32Array(rows * width).fill(Number.NaN);
  const leads = span.leads.map((_, lead) => windowsOf(span, lead, positions));
  for (let row = 0; row < rows; row++) {
    const middle = Math.min(n - 1, row * ATRIAL_STRIDE + (ATRIAL_STRIDE >> 1));
    const first = Math.max(0, middle - AROUND);
    const last = Math.min(n, middle + AROUND + 1);
    // The two leads whose waves are most alike. A loop: see `kernels/picked.ts`.
    let best: LeadMeasures | null = null;
    let second: LeadMeasures | null = null;
    for (let l = 0; l < leads.length; l++) {
      const told = measureLead(leads[l]!, first, last);
      if (told === null) continue;
      if (best === null || told.likeness > best.likeness) {
        second = best;
        best = told;
      } else if (second === null || told.likeness > second.likeness) second = told;
    }
    if (best === null) continue;
    const rr = (positions[last - 1]! - positions[first]!) / Math.max(1, last - 1 - first) / MODEL_RATE;
    out.set([best.likeness, second?.likeness ?? best.likeness, best.halves, best.strength, best.waveHeight, best.restHeight, best.peakPlace, Math.log(Math.max(0.2, rr))], row * width);
  }
  return out;
}

interface LeadWindows {
  /** n × LENGTH, without mean and slope. */
  parts: Float32Array;
  /** 1 where the window can be read. */
  whole: Uint8Array;
  /** Sum of each window's squares: each is looked at in several rows. */
  energy: Float64Array;
  /** Peak-to-peak height of each QRS complex. */
  height: Float32Array;
}

function windowsOf(span: ConditionedSpan, lead: number, positions: ArrayLike<number>): LeadWindows {
  const n = positions.length;
  const x = span.leads[lead]!;
  const valid = span.valid[lead]!;
  const length = spanLength(span);
  const parts = new Float32Array(n * LENGTH);
  const whole = new Uint8Array(n);
  const energy = new Float64Array(n);
  const height = new Float32Array(n);
  const middle = (LENGTH - 1) / 2;
  for (let i = 0; i < n; i++) {
    const centre = Math.round(positions[i]!) - span.from;
    const start = centre + FROM;
    if (start < 1 || centre + QRS_HALF >= length || !valid[start] || !valid[centre] || !valid[centre + FROM + LENGTH]) continue;
    let sum = 0;
    let moment = 0;
    const own = parts.subarray(i * LENGTH, (i + 1) * LENGTH);
    for (let k = 0; k < LENGTH; k++) {
      const value = (x[start + k - 1]! + x[start + k]! + x[start + k + 1]!) / 3;
      own[k] = value;
      sum += value;
      moment += value * (k - middle);
    }
    const slope = (12 * moment) / (LENGTH * (LENGTH * LENGTH - 1));
    for (let k = 0; k < LENGTH; k++) own[k]! -= sum / LENGTH + slope * (k - middle);
    let squares = 0;
    for (let k = 0; k < LENGTH; k++) squares += own[k]! * own[k]!;
    energy[i] = squares;
    let low = Infinity;
    let high = -Infinity;
    for (let k = centre - QRS_HALF; k <= centre + QRS_HALF; k++) {
      low = Math.min(low, x[k]!);
      high = Math.max(high, x[k]!);
    }
    height[i] = high - low;
    whole[i] = 1;
  }
  return { parts, whole, energy, height };
}

interface LeadMeasures {
  /** Mean correlation of two of the windows. */
  likeness: number;
  /** Correlation of the mean of every second window with that of the others. */
  halves: number;
  /** Logarithm of the mean's energy over what chance would leave of the rest. */
  strength: number;
  /** Logarithms of the mean's and of the rest's height over the QRS complex's. */
  waveHeight: number;
  restHeight: number;
  /** Place of the mean's highest deflection in the window, 0…1. */
  peakPlace: number;
}

function measureLead({ parts, whole, energy: energies, height }: LeadWindows, first: number, last: number): LeadMeasures | null {
  const sums = [new Float64Array(LENGTH), new Float64Array(LENGTH)] as const;
  const units = new Float64Array(LENGTH);
  let count = 0;
  let energy = 0;
  let heights = 0;
  for (let i = first; i < last; i++) {
    if (!whole[i]) continue;
    const from = i * LENGTH;
    const own = energies[i]!;
    const scale = own > 0 ? 1 / Math.sqrt(own) : 0;
    const half = sums[count % 2 === 0 ? 0 : 1];
    for (let k = 0; k < LENGTH; k++) {
      half[k]! += parts[from + k]!;
      units[k]! += parts[from + k]! * scale;
    }
    energy += own;
    heights += height[i]!;
    count++;
  }
  if (count < LEAST_BEATS || energy === 0 || heights === 0) return null;
  let together = 0;
  let mean = 0;
  let peak = 0;
  let place = 0;
  for (let k = 0; k < LENGTH; k++) {
    together += units[k]! * units[k]!;
    const value = (sums[0][k]! + sums[1][k]!) / count;
    mean += value * value;
    if (Math.abs(value) > peak) {
      peak = Math.abs(value);
      place = k;
    }
  }
  const rest = Math.max(1e-12, energy / count - mean);
  const usual = heights / count;
  return {
    likeness: (together - count) / (count * (count - 1)),
    halves: correlation(sums[0], sums[1]),
    strength: Math.log((mean * count) / rest + 1e-6),
    waveHeight: Math.log(Math.sqrt(mean / LENGTH) / usual + 1e-5),
    restHeight: Math.log(Math.sqrt(rest / LENGTH) / usual + 1e-5),
    peakPlace: place / (LENGTH - 1),
  };
}

function correlation(a: Float64Array, b: Float64Array): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let k = 0; k < a.length; k++) {
    ab += a[k]! * b[k]!;
    aa += a[k]! * a[k]!;
    bb += b[k]! * b[k]!;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
