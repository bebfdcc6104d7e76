/**
 * The one conditioned signal that detection and classifier share: 125 Hz, mV,
 * 0.5 to 40 Hz, zero phase, finite windows only.
 *
 * Low-pass and mains: the resampler's own filter is flat to 36 Hz, -6 dB at
 * 43 Hz and at least 55 dB down from 50 Hz on. So mains of 50 and of 60 Hz are
 * gone before there is a 125 Hz signal, and no notch (which would ring at each
 * QRS complex) is needed.
 *
 * High-pass: a baseline is subtracted. It is the mean over cells of 0.2 s,
 * carried back to 125 Hz by a smooth kernel of 5.2 s (-6 dB at 0.5 Hz). Linear
 * phase, so ST segments are bent less than by a 0.5 Hz Butterworth.
 *
 * Samples never measured are 0 and marked invalid; cells and windows that touch
 * them are renormalised over what was measured.
 */
import { kernels, type BaselineShape } from '../kernels/kernels.ts';
import { spareBytes, spareSingles } from '../kernels/spare.ts';
import type { SampleSource } from '../study/recording.ts';
import { kaiserBeta, kaiserSinc } from './fir.ts';
import { inputSpan, resampledLength, resampleFrom, type Band } from './resample.ts';

/** Rate of the conditioned signal in Hz. */
export const ANALYSIS_RATE = 125;

/** The resampler's band on the way to 125 Hz; holds for every input rate from 100 Hz on. */
export const CONDITION_BAND: Band = { passHz: 36, stopHz: 50, attenuationDb: 55 };

/** Samples (125 Hz) a cell of the baseline: 0.2 s. */
const CELL = 25;
/** Cells on either side of a sample that its baseline is made of. */
const REACH = 13;
/** -6 dB frequency of the baseline in Hz. */
const BASELINE_HZ = 0.5;

/** Conditioned samples of a span of the 125 Hz grid. */
export interface Conditioned {
  /** First sample on the 125 Hz grid of the recording. */
  from: number;
  /** mV per lead, 0 where never measured. */
  leads: Float32Array[];
  /** 1 where measured, per lead. */
  valid: Uint8Array[];
}

/** Samples of a recording on the 125 Hz grid. */
export function conditionedLength(source: { length: number; sampleRate: number }): number {
  return resampledLength(source.length, source.sampleRate, ANALYSIS_RATE);
}

/** Recording samples `[from, to)` that `conditionSpan` reads for a span of the 125 Hz grid. */
export function conditionReach(sampleRate: number, from125: number, to125: number): { from: number; to: number } {
  const cells = cellSpan(from125, to125);
  return inputSpan(sampleRate, ANALYSIS_RATE, cells.from, cells.to, CONDITION_BAND);
}

/**
 * Conditioned samples `[from125, to125)` of the 125 Hz grid (sample k at time
 * k / 125 s). Bit-identical however a stretch is cut into spans. `from125` may
 * be negative and `to125` past the end: such samples are 0 and invalid.
 *
 * Gain: scaling the source scales the result. Errors of the source pass through.
 */
export async function conditionSpan(source: SampleSource, from125: number, to125: number): Promise<Conditioned> {
  const reach = conditionReach(source.sampleRate, from125, to125);
  const raw = await source.read(reach.from, reach.to);
  return conditionRead(raw, reach.from, source.sampleRate, from125, to125);
}

/** `conditionSpan` on samples already read: `raw` begins at recording sample `rawFrom` and covers `conditionReach`. */
export function conditionRead(raw: readonly Float32Array[], rawFrom: number, sampleRate: number, from125: number, to125: number): Conditioned {
  const n = Math.max(0, to125 - from125);
  const cells = cellSpan(from125, to125);
  const result: Conditioned = { from: from125, leads: [], valid: [] };
  for (const lead of raw) {
    const [room] = kernels().span(1, cells.to - cells.from).leads;
    const x = resampleFrom(lead, rawFrom, sampleRate, ANALYSIS_RATE, cells.from, cells.to, CONDITION_BAND, room);
    const out = spareSingles(n);
    const valid = spareBytes(n);
    kernels().baseline(x, from125 - cells.from, BASELINE, out, valid);
    result.leads.push(out);
    result.valid.push(valid);
  }
  return result;
}

/** Whole cells around a span, with the kernel's reach on both sides. */
function cellSpan(from125: number, to125: number): { from: number; to: number } {
  const first = Math.floor(from125 / CELL) - REACH;
  const last = Math.ceil(Math.max(to125, from125 + 1) / CELL) + REACH + 1;
  return { from: first * CELL, to: last * CELL };
}

/** Knots of the baseline a cell; between two it runs straight (off by 0.2 % of a wander of 0.5 Hz). */
const KNOTS = 5;
const KNOT_STEP = CELL / KNOTS;
/** Cells each knot is made of. */
const WIDTH = 2 * REACH;
/** With KNOTS × WIDTH weights: a cell's knots against the cells -REACH … REACH-1 around it. */
const BASELINE: BaselineShape = { cell: CELL, knots: KNOTS, reach: REACH, kernel: baselineKernel() };

function baselineKernel(): Float64Array {
  const table = new Float64Array(KNOTS * WIDTH);
  const beta = kaiserBeta(30);
  for (let p = 0; p < KNOTS; p++) {
    // Position of the knot in cells, counted from the centre of its own cell.
    const offset = (p * KNOT_STEP - (CELL - 1) / 2) / CELL;
    let sum = 0;
    for (let j = 0; j < WIDTH; j++) {
      const h = kaiserSinc(j - REACH - offset, (BASELINE_HZ * CELL) / ANALYSIS_RATE, REACH - 0.5, beta);
      table[p * WIDTH + j] = h;
      sum += h;
    }
    for (let j = 0; j < WIDTH; j++) table[p * WIDTH + j] = table[p * WIDTH + j]! / sum;
  }
  return table;
}
