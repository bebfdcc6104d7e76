/**
 * Matched filters for P waves and QRS complexes between beats that are far apart.
 *
 * A wave as small as a P wave is told from noise best by a filter that knows the
 * wave and the noise: the block's mean wave, divided by the noise's covariance
 * (Turin 1960; North 1943). The noise is what is left of the stretches before the
 * beats once their mean is taken away, so it needs no time in which nothing happens.
 * Leads add up by what each of them tells. What is stored are the places where a
 * filter answers most, with the height as a share of the block's own wave and as a
 * multiple of the noise's deviation; the rhythm decides which of them it believes.
 */
import { ANALYSIS_RATE, type Conditioned } from './condition.ts';
import { listOf } from '../kernels/list-of.ts';

const at = (seconds: number): number => Math.round(seconds * ANALYSIS_RATE);
/** Windows around an R peak: of the P wave before it, and of the QRS complex alone. */
const P = { from: -at(0.27), to: -at(0.07), agree: 0.55 };
const QRS = { from: -at(0.1), to: at(0.12), agree: 0.8 };
/** Where answers are looked for, behind one beat and before the next: nearer they are the beats' own waves. */
const P_RANGE = { behind: at(0.3), before: at(0.27) };
const QRS_RANGE = { behind: at(0.34), before: at(0.22) };
/** An answer is the largest within this to either side, and as many deviations of the noise at least. */
const REACH = at(0.04);
const LEAST = { p: 0.5, qrs: 1.5 };
/** Fewest beats a lead's filter is made of; share of the quietest windows that the noise is taken from. */
const LEAST_BEATS = 8;
const QUIETEST = 0.8;
/** Share of the noise's own energy added to each sample's, so that no filter rests on what the noise happens to lack; and mV² where there is none. */
const RIDGE = 0.05;
const FLOOR = 1e-6;

/** Where a filter answers. */
export interface GapAnswer {
  /** 125 Hz position: middle of a P wave, R peak of a QRS complex. */
  position: number;
  /** Height as a share of the block's mean wave. */
  share: number;
  /** Height in deviations of the noise. */
  score: number;
}

export interface GapAnswers {
  p: GapAnswer[];
  qrs: GapAnswer[];
}

/** One wave's filter over the leads that can be read. */
interface Filter {
  from: number;
  leads: { lead: number; weights: Float64Array; power: number }[];
}

/**
 * Answers of both filters between beats.
 *
 * @param beats positions in `span` of the block's beats
 * @param gaps beats on either side, positions of the recording
 */
export function gapAnswers(span: Conditioned, beats: readonly number[], gaps: readonly { from: number; to: number }[]): GapAnswers {
  const p: Filter = { from: P.from, leads: [] };
  const qrs: Filter = { from: QRS.from, leads: [] };
  for (let lead = 0; lead < span.leads.length; lead++) {
    const before = mean(windowsOf(span, lead, beats, P), P.agree);
    const complex = mean(windowsOf(span, lead, beats, QRS), QRS.agree);
    if (before === null || complex === null) continue;
    const noise = autocovariance(before.kept, before.shape);
    for (const [filter, shape] of [[p, before.shape], [qrs, complex.shape]] as const) {
      const own = filterOf(shape, noise);
      if (own !== null) filter.leads.push({ lead, ...own });
    }
  }
  const middle = P.from + ((P.to - P.from) >> 1);
  return {
    p: gaps.flatMap(({ from, to }) => answers(span, p, from + P_RANGE.behind, to - P_RANGE.before, middle, LEAST.p)),
    qrs: gaps.flatMap(({ from, to }) => answers(span, qrs, from + QRS_RANGE.behind, to - QRS_RANGE.before, 0, LEAST.qrs)),
  };
}

/** Windows of one lead around the beats, without offset and slope; those that were measured throughout. */
function windowsOf(span: Conditioned, lead: number, beats: readonly number[], { from, to }: { from: number; to: number }): Float64Array[] {
  const x = span.leads[lead]!;
  const valid = span.valid[lead]!;
  const windows: Float64Array[] = [];
  for (const beat of beats) {
    if (beat + from < 0 || beat + to >= x.length) continue;
    let measured = true;
    for (let k = beat + from; k <= beat + to && measured; k++) measured = valid[k] !== 0;
    if (measured) windows.push(straightened(new Float64Array(x.subarray(beat + from, beat + to + 1))));
  }
  return windows;
}

/** Takes offset and slope (least squares) away, in place. */
function straightened(window: Float64Array): Float64Array {
  const n = window.length;
  const centre = (n - 1) / 2;
  let sum = 0;
  let slope = 0;
  let spread = 0;
  for (let k = 0; k < n; k++) {
    sum += window[k]!;
    slope += window[k]! * (k - centre);
    spread += (k - centre) * (k - centre);
  }
  for (let k = 0; k < n; k++) window[k]! -= sum / n + (slope / spread) * (k - centre);
  return window;
}

/** Mean of the windows that are like the median one; of all where few are. Null where there are too few. */
function mean(windows: readonly Float64Array[], agree: number): { shape: Float64Array; kept: Float64Array[] } | null {
  if (windows.length < LEAST_BEATS) return null;
  const column = new Float64Array(windows.length);
  const median = new Float64Array(windows[0]!.length);
  for (let k = 0; k < median.length; k++) {
    for (let i = 0; i < column.length; i++) column[i] = windows[i]![k]!;
    column.sort();
    median[k] = (column[column.length >> 1]! + column[(column.length - 1) >> 1]!) / 2;
  }
  const like = windows.filter((window) => dot(window, median) >= agree * Math.sqrt(dot(window, window) * dot(median, median)));
  const kept = like.length >= LEAST_BEATS ? like : [...windows];
  const shape = new Float64Array(median.length);
  for (let k = 0; k < shape.length; k++) {
    let sum = 0;
    for (const window of kept) sum += window[k]!;
    shape[k] = sum / kept.length;
  }
  return { shape, kept };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function lessOf(window: Float64Array, shape: Float64Array): Float64Array {
  const out = new Float64Array(window.length);
  for (let k = 0; k < out.length; k++) out[k] = window[k]! - shape[k]!;
  return out;
}

/** Covariance of the noise at each distance, falling to 0 at the window's length: what the mean leaves of the quieter windows. */
function autocovariance(windows: readonly Float64Array[], shape: Float64Array): Float64Array {
  const rests = listOf(windows, (window) => lessOf(window, shape));
  rests.sort((a, b) => dot(a, a) - dot(b, b));
  const quiet = rests.slice(0, Math.max(1, Math.ceil(QUIETEST * rests.length)));
  const n = shape.length;
  const out = new Float64Array(n);
  for (let lag = 0; lag < n; lag++) {
    let sum = 0;
    for (const rest of quiet) for (let k = 0; k + lag < n; k++) sum += rest[k]! * rest[k + lag]!;
    out[lag] = (sum / (quiet.length * (n - lag))) * (1 - lag / n);
  }
  return out;
}

/**
 * Weights whose product with the signal is the wave's height times the filter's
 * power: shape over the noise's covariance, blind to offset and slope. Null where there is no wave.
 */
function filterOf(shape: Float64Array, noise: Float64Array): { weights: Float64Array; power: number } | null {
  const n = shape.length;
  // The noise as the windows show it: without offset and slope on either side.
  const rows: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const row = new Float64Array(n);
    for (let k = 0; k < n; k++) row[k] = noise[Math.abs(i - k)] ?? 0;
    rows.push(straightened(row));
  }
  const columns = turned(rows).map(straightened);
  const covariance = turned(columns);
  for (let i = 0; i < n; i++) covariance[i]![i]! += RIDGE * noise[0]! + FLOOR;
  const raw = straightened(solved(covariance, shape));
  const variance = covariance.reduce((sum, row, i) => sum + raw[i]! * dot(row, raw), 0);
  const height = dot(raw, shape);
  if (!(variance > 0) || !(height > 0)) return null;
  return { weights: raw.map((value) => (value * height) / variance), power: (height * height) / variance };
}

/** Rows as columns. */
function turned(rows: readonly Float64Array[]): Float64Array[] {
  const out: Float64Array[] = [];
  for (let k = 0; k < rows.length; k++) {
    const column = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) column[i] = rows[i]![k]!;
    out.push(column);
  }
  return out;
}

/** Solves a symmetric positive system by Cholesky's decomposition; the matrix is used up. */
function solved(a: Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const lower = a.map((row) => row.slice());
  for (let i = 0; i < n; i++) {
    for (let k = 0; k <= i; k++) {
      let sum = lower[i]![k]!;
      for (let m = 0; m < k; m++) sum -= lower[i]![m]! * lower[k]![m]!;
      lower[i]![k] = i === k ? Math.sqrt(sum) : sum / lower[k]![k]!;
    }
  }
  const out = right.slice();
  for (let i = 0; i < n; i++) {
    for (let m = 0; m < i; m++) out[i]! -= lower[i]![m]! * out[m]!;
    out[i]! /= lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let m = i + 1; m < n; m++) out[i]! -= lower[m]![i]! * out[m]!;
    out[i]! /= lower[i]![i]!;
  }
  return out;
}

/** Places between two positions where the filter answers most. `told`: from the R peak to the place that is told. */
function answers(span: Conditioned, filter: Filter, from: number, to: number, told: number, least: number): GapAnswer[] {
  const first = Math.round(from) - REACH;
  const count = Math.round(to) - Math.round(from) + 1 + 2 * REACH;
  if (filter.leads.length === 0 || count <= 2 * REACH) return [];
  const sums = new Float64Array(count);
  const powers = new Float64Array(count);
  for (const { lead, weights, power } of filter.leads) {
    const x = span.leads[lead]!;
    const valid = span.valid[lead]!;
    for (let i = 0; i < count; i++) {
      const start = first + i - told + filter.from - span.from;
      if (start < 0 || start + weights.length > x.length) continue;
      let sum = 0;
      let measured = true;
      for (let k = 0; k < weights.length; k++) {
        sum += weights[k]! * x[start + k]!;
        if (valid[start + k] === 0) measured = false;
      }
      if (!measured) continue;
      sums[i]! += sum;
      powers[i]! += power;
    }
  }
  const scores = new Float64Array(count);
  for (let i = 0; i < count; i++) if (powers[i]! > 0) scores[i] = sums[i]! / Math.sqrt(powers[i]!);
  const found: GapAnswer[] = [];
  for (let i = REACH; i < count - REACH; i++) {
    const score = scores[i]!;
    if (score < least) continue;
    let largest = true;
    for (let k = i - REACH; k <= i + REACH && largest; k++) largest = scores[k]! < score || k === i || (k > i && scores[k]! === score);
    if (largest) found.push({ position: first + i, share: sums[i]! / powers[i]!, score });
  }
  return found;
}
