/**
 * What the shape of a beat says against the dominant beat of its horizon:
 * correlation of the whole beat and of the QRS complex, size, and whether a
 * P wave stands where the dominant beat has one. Measured lead by lead and
 * averaged over the leads that can be read at this beat, so that one lead and
 * twelve give numbers of one kind.
 */
import { kernels, SHAPE_VALUES } from '../kernels/kernels.ts';
import { straighten } from '../kernels/plain/beats.ts';
import { spanLength, type ConditionedSpan } from './conditioned.ts';
import { referenceOf } from './correlate.ts';
import { BEAT_FROM, BEAT_LENGTH, centresIn, qrsHeight, readableBeat, REACH, spread, TEMPLATE_LENGTH, type DominantBeat } from './dominant.ts';
import { quantile, quantileOf, rank, RollingSorted, sorted } from './statistics.ts';

/** Names of the shape numbers, in their order. */
export const SHAPE_NAMES = [
  'likeness',
  'likenessBefore',
  'likenessAfter',
  'likenessRank',
  'likenessLow',
  'likenessMiddle',
  'likenessWorstLead',
  'qrsLikeness',
  'qrsLikenessWorstLead',
  'qrsHeight',
  'qrsArea',
  'pAmplitude',
  'pLikeness',
  'pResidual',
  'pAmplitude15',
  'pLikeness15',
  'pResidual15',
  'pHeight',
  'pHeightOverResidual',
] as const;

const CENTRE = TEMPLATE_LENGTH / 2;
/** QRS window −88 to +120 ms. */
const QRS_FROM = -11;
const QRS_LENGTH = 27;
/** P window −272 to −56 ms. */
const P_FROM = -34;
const P_LENGTH = 27;
/** Beats of the horizon that its medians are taken from. */
const SAMPLED = 128;
/** Beats on either side of the block whose P window is measured, for medians of 15. */
const AROUND = 7;

/** Correlation → a number that spreads the range near one: ½ log(1.005 − c). */
const spreadOut = (c: number): number => 0.5 * Math.log(1.005 - c);

/** Raw measures of some beats, one entry a beat, averaged over leads. */
interface Measures {
  likeness: Float64Array;
  worst: Float64Array;
  qrs: Float64Array;
  qrsWorst: Float64Array;
  height: Float64Array;
  area: Float64Array;
  pAmplitude: Float64Array;
  pLikeness: Float64Array;
  pResidual: Float64Array;
  /** 0 where no lead could be read. */
  leads: Uint8Array;
}

function measure(span: ConditionedSpan, centres: Int32Array, beats: Int32Array, dominant: DominantBeat): Measures {
  const n = beats.length;
  const empty = (): Float64Array => new Float64Array(n);
  const m: Measures = {
    likeness: empty(),
    worst: empty().fill(2),
    qrs: empty(),
    qrsWorst: empty().fill(2),
    height: empty(),
    area: empty(),
    pAmplitude: empty(),
    pLikeness: empty(),
    pResidual: empty(),
    leads: new Uint8Array(n),
  };
  const length = spanLength(span);
  for (let lead = 0; lead < span.leads.length; lead++) {
    const beat = dominant.leads[lead]!;
    if (dominant.counts[lead] === 0) continue;
    const signal = span.leads[lead]!;
    const valid = span.valid[lead]!;
    const wide = referenceOf(beat, CENTRE, BEAT_FROM, BEAT_LENGTH);
    const narrow = referenceOf(beat, CENTRE, QRS_FROM, QRS_LENGTH);
    if (wide.shape.length === 0 || narrow.shape.length === 0) continue;
    const height = Math.max(0.02, qrsHeight(beat));
    let area = 0;
    for (let k = QRS_FROM; k < QRS_FROM + QRS_LENGTH; k++) area += Math.abs(beat[CENTRE + k]!);
    const templateP = new Float64Array(P_LENGTH);
    straighten(beat, CENTRE + P_FROM, templateP);
    const energyP = templateP.reduce((sum, x) => sum + x * x, 1e-9);
    const places = new Int32Array(n);
    const own = new Int32Array(n);
    let count = 0;
    for (let j = 0; j < n; j++) {
      const centre = centres[beats[j]!]!;
      if (centre + BEAT_FROM - REACH < 0 || centre + BEAT_FROM + BEAT_LENGTH + REACH > length || !readableBeat(valid, centre)) continue;
      places[count] = j;
      own[count++] = centre;
    }
    const rows = new Float64Array(count * SHAPE_VALUES);
    kernels().measure(signal, own.subarray(0, count), { wide, reach: REACH, narrow, wave: { offset: P_FROM, shape: templateP } }, rows);
    for (let k = 0; k < count; k++) {
      const j = places[k]!;
      const row = k * SHAPE_VALUES;
      const likeness = rows[row]!;
      const qrs = rows[row + 1]!;
      const low = rows[row + 2]!;
      const high = rows[row + 3]!;
      const sum = rows[row + 4]!;
      const dot = rows[row + 5]!;
      const energy = rows[row + 6]!;
      m.likeness[j] = m.likeness[j]! + likeness;
      m.worst[j] = Math.min(m.worst[j]!, likeness);
      m.qrs[j] = m.qrs[j]! + qrs;
      m.qrsWorst[j] = Math.min(m.qrsWorst[j]!, qrs);
      m.height[j] = m.height[j]! + Math.log((high - low + 0.01) / (height + 0.01));
      m.area[j] = m.area[j]! + Math.log((sum + 0.05) / (area + 0.05));
      m.pAmplitude[j] = m.pAmplitude[j]! + Math.max(-3, Math.min(3, dot / energyP));
      m.pLikeness[j] = m.pLikeness[j]! + dot / Math.sqrt(energyP * energy);
      m.pResidual[j] = m.pResidual[j]! + 0.5 * Math.log((energy + energyP - 2 * dot) / (height * height * P_LENGTH) + 1e-5);
      m.leads[j]!++;
    }
  }
  for (let j = 0; j < n; j++) {
    if (m.leads[j]! > 0) continue;
    m.worst[j] = 0;
    m.qrsWorst[j] = 0;
  }
  for (const column of [m.likeness, m.qrs, m.height, m.area, m.pAmplitude, m.pLikeness, m.pResidual]) toMeans(column, m.leads);
  return m;
}

/** Sums of so many leads as means. */
function toMeans(sums: Float64Array, leads: Uint8Array): void {
  for (let j = 0; j < sums.length; j++) if (leads[j]! > 0) sums[j] = sums[j]! / leads[j]!;
}

/** The measures of beats that some lead could read. */
function readOf(values: Float64Array, leads: Uint8Array): Float64Array {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let j = 0; j < values.length; j++) if (leads[j]! > 0) kept[count++] = values[j]!;
  return kept.subarray(0, count);
}

/** Rolling median of 15 around each entry. */
function median15(values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  const around = new RollingSorted(values, AROUND, 0);
  for (let i = 0; i < out.length; i++) {
    around.moveTo(i);
    out[i] = around.middle;
  }
  return out;
}

/**
 * Writes the shape numbers of beats `[first, last)` into `out`, `stride` numbers
 * a beat, from column `column`. A beat that no lead can read gets what a usual
 * beat of the horizon has.
 */
export function shapeFeatures(
  span: ConditionedSpan,
  peaks: Float64Array,
  dominant: DominantBeat,
  first: number,
  last: number,
  out: Float32Array,
  stride: number,
  column: number,
): void {
  const centres = centresIn(span, peaks);
  const all = new Int32Array(peaks.length);
  for (let i = 0; i < all.length; i++) all[i] = i;
  const sample = measure(span, centres, spread(all, SAMPLED), dominant);
  const read = (values: Float64Array): Float64Array => readOf(values, sample.leads);
  const likeness = sorted(read(sample.likeness));
  const c10 = quantile(likeness, 0.1, 0.9);
  const c50 = quantile(likeness, 0.5, 0.97);
  const q50 = quantileOf(read(sample.qrs), 0.5, 0.97);
  const worst50 = quantileOf(read(sample.worst), 0.5, 0.95);
  const qrsWorst50 = quantileOf(read(sample.qrsWorst), 0.5, 0.95);
  const height50 = quantileOf(read(sample.height), 0.5, 0);
  const area50 = quantileOf(read(sample.area), 0.5, 0);
  const residual50 = quantileOf(read(sample.pResidual), 0.5, -3);
  const amplitude50 = quantileOf(read(sample.pAmplitude), 0.5, 1);
  const pLikeness50 = quantileOf(read(sample.pLikeness), 0.5, 0.5);

  const low = Math.max(0, first - AROUND);
  const high = Math.min(peaks.length, last + AROUND);
  const own = measure(span, centres, all.subarray(low, high), dominant);
  for (let j = 0; j < own.leads.length; j++) {
    if (own.leads[j]! > 0) continue;
    own.likeness[j] = c50;
    own.worst[j] = worst50;
    own.qrs[j] = q50;
    own.qrsWorst[j] = qrsWorst50;
    own.height[j] = height50;
    own.area[j] = area50;
    own.pAmplitude[j] = amplitude50;
    own.pLikeness[j] = pLikeness50;
    own.pResidual[j] = residual50;
  }
  const amplitude15 = median15(own.pAmplitude);
  const likeness15 = median15(own.pLikeness);
  const residual15 = median15(own.pResidual);

  // Height of the dominant beat's P wave beside its QRS complex, mean over leads.
  let pHeight = 0;
  let leads = 0;
  const p = new Float64Array(P_LENGTH);
  for (let lead = 0; lead < dominant.leads.length; lead++) {
    if (dominant.counts[lead] === 0) continue;
    straighten(dominant.leads[lead]!, CENTRE + P_FROM, p);
    const energy = p.reduce((sum, x) => sum + x * x, 0);
    pHeight += 0.5 * Math.log(energy / (P_LENGTH * Math.max(0.02, qrsHeight(dominant.leads[lead]!)) ** 2) + 1e-5);
    leads++;
  }
  pHeight = leads > 0 ? pHeight / leads : -3;

  for (let i = first; i < last; i++) {
    const j = i - low;
    const before = Math.max(0, j - 1);
    const after = Math.min(own.leads.length - 1, j + 1);
    let k = (i - first) * stride + column;
    out[k++] = spreadOut(own.likeness[j]!) - spreadOut(c50);
    out[k++] = spreadOut(own.likeness[before]!) - spreadOut(c50);
    out[k++] = spreadOut(own.likeness[after]!) - spreadOut(c50);
    out[k++] = rank(likeness, own.likeness[j]!);
    out[k++] = spreadOut(c10);
    out[k++] = spreadOut(c50);
    out[k++] = spreadOut(own.worst[j]!) - spreadOut(worst50);
    out[k++] = spreadOut(own.qrs[j]!) - spreadOut(q50);
    out[k++] = spreadOut(own.qrsWorst[j]!) - spreadOut(qrsWorst50);
    out[k++] = own.height[j]! - height50;
    out[k++] = own.area[j]! - area50;
    out[k++] = own.pAmplitude[j]!;
    out[k++] = own.pLikeness[j]!;
    out[k++] = own.pResidual[j]! - residual50;
    out[k++] = amplitude15[j]!;
    out[k++] = likeness15[j]!;
    out[k++] = residual15[j]! - residual50;
    out[k++] = pHeight;
    out[k++] = pHeight - residual50;
  }
}
