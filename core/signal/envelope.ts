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
import { kernels } from '../kernels/kernels.ts';
import { bandPassTaps } from './fir.ts';

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

/** Envelope samples of 0.2 s. */
const NEAR = 12;
/** Cells on either side over which a lead's weight is judged: about 5 s. */
const WEIGHT_REACH = 3;

/**
 * Envelope of one lead.
 *
 * @param x conditioned samples, mV; the first one lies on the grid of cells
 *   (its 125 Hz sample number is a multiple of 2 CELL), for otherwise two cuts
 *   of a recording would not agree
 * @param usable at the envelope's rate, 1 where the lead can be believed
 */
export function leadEnvelope(x: Float32Array, usable: Uint8Array, constants: EnvelopeConstants = ENVELOPE): LeadEnvelope {
  const curve = new Float32Array(Math.ceil(x.length / 2));
  const cells = Math.ceil(curve.length / CELL);
  const told = new Float64Array(3 * cells);
  const { highShare: share, levelReach, levelFloor, accepted } = constants;
  kernels().envelope(x, usable, { high: HIGH_BAND, low: LOW_BAND, hann: HANN, cell: CELL, share, levelReach, levelFloor, near: NEAR, weightReach: WEIGHT_REACH, accepted }, curve, told);
  const weight = new Float64Array(cells);
  for (let c = 0; c < cells; c++) {
    const quiet = told[3 * c]!;
    if (quiet < 0) continue;
    const low = told[3 * c + 1]!;
    const high = told[3 * c + 2]!;
    const margin = low < 0 ? 1 : Math.min(8, low / (Math.max(0, high) + 0.08));
    weight[c] = (1 / (quiet + 0.05)) ** constants.quietPower * margin ** constants.marginPower;
  }
  return { curve, weight };
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
  const everywhere = usable.every((believed) => !believed.includes(0));
  if (everywhere) {
    meanOfCells(leads, sum, out);
    return out;
  }
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

/** The same where every lead can be believed throughout, cell by cell. */
function meanOfCells(leads: readonly LeadEnvelope[], sum: Float64Array, out: Float32Array): void {
  const n = out.length;
  for (let c = 0, from = 0; from < n; c++, from += CELL) {
    const to = Math.min(n, from + CELL);
    let total = 0;
    for (const { curve, weight } of leads) {
      const w = weight[c]!;
      total += w;
      for (let i = from; i < to; i++) sum[i]! += w * curve[i]!;
    }
    if (total > 0) for (let i = from; i < to; i++) out[i] = sum[i]! / total;
  }
}
