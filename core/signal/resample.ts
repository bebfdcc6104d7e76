/**
 * Resampling by a rational factor with a windowed-sinc polyphase filter.
 *
 * Output sample `k` sits at time `k / toRate` of the recording, whatever part
 * of it is asked for: positions are counted in whole numbers from the start of
 * the recording, so any cutting into spans gives bit-identical samples and a
 * fortnight does not drift.
 *
 * NaN (never measured) stays NaN where the nearest input sample is NaN. Where
 * the window only touches such samples the filter is renormalised over those
 * that are there, so that the edge of a gap makes no step towards 0.
 */
import { kernels, type Phases } from '../kernels/kernels.ts';
import { kaiserBeta, kaiserSinc } from './fir.ts';

/** Where the filter lets through and where it stops, in Hz. */
export interface Band {
  /** Edge of the pass band. */
  passHz: number;
  /** Edge of the stop band; at most what would fold back into the pass band. */
  stopHz: number;
  /** Stop-band attenuation in dB. */
  attenuationDb: number;
}

/** Reads `[from, to)` of one lead; NaN outside the recording. */
export type LeadReader = (from: number, to: number) => Float32Array;

/** More phases than this are not tabled; the nearest of them is used (off by at most 1/2048 input sample). */
const MAX_PHASES = 1024;

const plans = new Map<string, Phases>();

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** The band of a plain rate change: flat to 0.42 of the lower rate, gone at its half. */
export function plainBand(fromRate: number, toRate: number): Band {
  const lower = Math.min(fromRate, toRate);
  return { passHz: 0.42 * lower, stopHz: 0.5 * lower, attenuationDb: 60 };
}

function planOf(fromRate: number, toRate: number, band: Band): Phases {
  const key = `${fromRate}/${toRate}/${band.passHz}/${band.stopHz}/${band.attenuationDb}`;
  const known = plans.get(key);
  if (known) return known;
  // Rates are whole thousandths of a hertz (files state at most three decimals).
  const from = Math.round(fromRate * 1000);
  const to = Math.round(toRate * 1000);
  if (!(from > 0 && to > 0)) throw new RangeError(`cannot resample from ${fromRate} to ${toRate} Hz`);
  if (!(band.passHz < band.stopHz)) throw new RangeError('the pass band must end below the stop band');
  const common = gcd(from, to);
  const grid = to / common;
  const step = from / common;
  const phases = Math.min(grid, MAX_PHASES);
  const width = (2 * Math.PI * (band.stopHz - band.passHz)) / fromRate;
  const half = Math.max(2, (band.attenuationDb - 7.95) / (2.285 * width) / 2);
  const back = Math.ceil(half);
  const taps = Math.ceil((2 * back + 2) / 4) * 4;
  const cutoff = (band.passHz + band.stopHz) / 2 / fromRate;
  const beta = kaiserBeta(band.attenuationDb);
  const table = new Float64Array(phases * taps);
  for (let p = 0; p < phases; p++) {
    let sum = 0;
    for (let j = 0; j < taps; j++) {
      const h = kaiserSinc(j - back - p / phases, cutoff, half, beta);
      table[p * taps + j] = h;
      sum += h;
    }
    for (let j = 0; j < taps; j++) table[p * taps + j] = table[p * taps + j]! / sum;
  }
  const plan: Phases = { grid, step, phases, taps, back, table };
  if (plans.size > 64) plans.clear();
  plans.set(key, plan);
  return plan;
}

/** The input samples `[from, to)` that outputs `[outFrom, outTo)` are made of. */
export function inputSpan(fromRate: number, toRate: number, outFrom: number, outTo: number, band = plainBand(fromRate, toRate)): { from: number; to: number } {
  const plan = planOf(fromRate, toRate, band);
  const first = Math.floor((outFrom * plan.step) / plan.grid) - plan.back;
  const last = Math.floor((Math.max(outFrom, outTo - 1) * plan.step) / plan.grid) + 1 - plan.back + plan.taps;
  return { from: first, to: last };
}

/**
 * Output samples `[outFrom, outTo)` from input samples already in memory.
 *
 * @param x input samples from recording sample `xFrom` on; must cover `inputSpan` (else RangeError)
 * @param out where they are put, as many as are asked for
 * @returns NaN where the nearest input sample is NaN
 */
export function resampleFrom(x: Float32Array, xFrom: number, fromRate: number, toRate: number, outFrom: number, outTo: number, band = plainBand(fromRate, toRate), out = new Float32Array(Math.max(0, outTo - outFrom))): Float32Array {
  const plan = planOf(fromRate, toRate, band);
  const need = inputSpan(fromRate, toRate, outFrom, outTo, band);
  const n = out.length;
  if (n === 0) return out;
  if (xFrom > need.from || xFrom + x.length < need.to) throw new RangeError('resampling needs samples that were not given');
  const { grid, step, phases, taps, back, table } = plan;
  // A whole-number factor has one phase, and that one is symmetric.
  const single = grid === 1;
  const gaps = single ? kernels().filter(x, 0, outFrom * step - xFrom, step, table.subarray(0, 2 * back + 1), out) : kernels().polyphase(x, xFrom, outFrom, plan, out);
  if (!gaps) return out;
  const atOf = (i: number): { at: number; phase: number } => {
    const position = (outFrom + i) * step;
    let base = Math.floor(position / grid);
    const rest = position - base * grid;
    let phase = phases === grid ? rest : Math.round((rest / grid) * phases);
    if (phase === phases) {
      phase = 0;
      base++;
    }
    return { at: base - back - xFrom, phase };
  };
  /** An output, or the one or two before it, whose first input sample is this one. */
  const outputAt = (sample: number): number => Math.min(n, Math.floor(((sample + back + xFrom) * grid) / step) - outFrom - 2);
  let i = 0;
  for (let run = nextRun(x, 0); run.from < x.length && i < n; run = nextRun(x, run.to)) {
    for (i = Math.max(i, outputAt(run.from - taps)); i < n; i++) {
      const { at, phase } = atOf(i);
      if (at >= run.to) break;
      if (at + taps <= run.from) continue;
      // Most of a long gap is seen by outputs that see nothing else.
      const end = at >= run.from ? outputAt(run.to - taps) : 0;
      if (end > i) {
        out.fill(Number.NaN, i, end);
        i = end - 1;
      } else {
        out[i] = dotOverGap(x, at, table, phase * taps, taps, at + back + (2 * phase >= phases ? 1 : 0));
      }
    }
  }
  return out;
}

/** The first samples from `from` on that are NaN, one behind the other; an empty run at the end where none is. */
function nextRun(x: Float32Array, from: number): { from: number; to: number } {
  let first = from;
  while (first < x.length && x[first]! === x[first]!) first++;
  let to = first;
  while (to < x.length && x[to]! !== x[to]!) to++;
  return { from: first, to };
}

function dotOverGap(x: Float32Array, at: number, table: Float64Array, h: number, taps: number, nearest: number): number {
  const centre = x[nearest]!;
  if (centre !== centre) return Number.NaN;
  let sum = 0;
  let weight = 0;
  for (let j = 0; j < taps; j++) {
    const value = x[at + j]!;
    if (value !== value) continue;
    sum += table[h + j]! * value;
    weight += table[h + j]!;
  }
  // Islands of a few samples leave too little of the kernel to divide by.
  return weight < 0.3 ? centre : sum / weight;
}

/**
 * Output samples `[outFrom, outTo)` of a lead that is read where needed.
 *
 * @param read one lead of the recording, NaN outside of it
 * @returns mV at `toRate`; sample `outFrom + i` sits at time `(outFrom + i) / toRate`
 */
export function resampleSpan(read: LeadReader, fromRate: number, toRate: number, outFrom: number, outTo: number, band = plainBand(fromRate, toRate)): Float32Array {
  if (outTo <= outFrom) return new Float32Array(0);
  const need = inputSpan(fromRate, toRate, outFrom, outTo, band);
  return resampleFrom(read(need.from, need.to), need.from, fromRate, toRate, outFrom, outTo, band);
}

/** Samples that `count` samples at `fromRate` become at `toRate`: all whose time lies before the end. */
export function resampledLength(count: number, fromRate: number, toRate: number): number {
  const from = Math.round(fromRate * 1000);
  const to = Math.round(toRate * 1000);
  const common = gcd(from, to);
  return Math.ceil((count * (to / common)) / (from / common));
}

/** A whole signal at another rate; output sample `k` sits at time `k / toRate`. Rates in Hz, to a thousandth. */
export function resample(x: Float32Array, fromRate: number, toRate: number): Float32Array {
  if (fromRate === toRate) return x.slice();
  return resampleSpan((from, to) => windowOf(x, from, to), fromRate, toRate, 0, resampledLength(x.length, fromRate, toRate));
}

/** `[from, to)` of `x`, NaN outside of it. */
export function windowOf(x: Float32Array, from: number, to: number): Float32Array {
  const out = new Float32Array(to - from).fill(Number.NaN);
  const first = Math.max(0, from);
  const last = Math.min(x.length, to);
  if (last > first) out.set(x.subarray(first, last), first - from);
  return out;
}
