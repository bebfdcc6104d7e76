/**
 * How wide a QRS complex is, beat by beat, estimated from how steep the signal
 * is: cheap enough for every beat of a day, where the wave network measures one.
 *
 * The slopes of all leads that show the beat are added up. The complex begins
 * and ends where the sum falls for good under a tenth of its greatest value, or
 * to what is usual in the quieter of the stretches before and behind it. The
 * smoothing that makes this steady widens narrow complexes more than wide ones:
 * a line, fitted on training records, takes that back (docs/waves.md).
 */
import { select } from '../signal/select.ts';
import { INTERVAL_BOUNDS } from './intervals.ts';
import { WAVE_RATE } from './wave-signal.ts';

const samples = (ms: number): number => Math.round((ms * WAVE_RATE) / 1000);

/** Stretch round the R peak that a beat is judged by. */
const BEFORE = samples(300);
const BEHIND = samples(500);
/** Between it and these places stands the complex; the quiet is told outside. */
const QUIET_BEFORE = samples(60);
const QUIET_BEHIND = samples(100);
/** The steepest place lies at most so far from the R peak. */
const STEEPEST = samples(100);
/** Farthest bounds. */
const FIRST = samples(160);
const LAST = samples(200);
/** A bound is one where the signal stays flat for so long. */
const FLAT = samples(16);
/** Flat is under this share of the steepest place, or under so many times what is usual in the quiet. */
const SHARE = 0.1;
const OF_QUIET = 1.5;
/** Usual in the quiet is what this share of its samples stays under. */
const USUAL = 0.4;
/** A lead shows a beat that is so many times as steep as its quiet. */
const SHOWS = 6;
/** ms = SLOPE · bounds apart + OFFSET: fitted on training records (docs/waves.md). */
const SLOPE = 0.7;
const OFFSET = 35;

/** Derivative over two samples, smoothed by a raised cosine over 40 ms. */
const SMOOTH = Array.from({ length: samples(40) - 1 }, (_, i) => Math.sin((Math.PI * (i + 1)) / samples(40)) ** 2);
const TAPS = Float64Array.from({ length: SMOOTH.length + 2 }, (_, i) => ((SMOOTH[i - 2] ?? 0) - (SMOOTH[i] ?? 0)) / (2 * SMOOTH.reduce((sum, tap) => sum + tap, 0)));
const REACH = TAPS.length >> 1;

/** Seconds of signal that are needed before and behind an R peak. */
export const WIDTH_SECONDS = { before: (BEFORE + REACH) / WAVE_RATE, behind: (BEHIND + REACH) / WAVE_RATE } as const;

export interface QrsWidth {
  /** Over the longest of `INTERVAL_BOUNDS.qrs` where the complex runs into its T wave: wide, but no measure of how wide. */
  ms: number;
  /** Leads that it was told by. */
  leads: number[];
}

/**
 * How steep a lead is at each sample.
 *
 * @param x mV at 250 Hz, NaN where never measured
 * @returns mV a sample, 0 or more; NaN where a sample near it was never measured, or there is none
 */
export function steepness(x: Float32Array): Float32Array {
  const out = new Float32Array(x.length).fill(Number.NaN);
  for (let i = REACH; i < x.length - REACH; i++) {
    let sum = 0;
    for (let k = 0; k < TAPS.length; k++) sum += TAPS[k]! * x[i - REACH + k]!;
    out[i] = Math.abs(sum);
  }
  return out;
}

const sum = new Float64Array(BEFORE + BEHIND);
const held = new Float64Array(Math.max(BEFORE, BEHIND));

/** What is usual in the quieter of the stretches before and behind the complex; `at` is the R peak's place. */
function quietOf(steep: ArrayLike<number>, at: number): number {
  const usual = (from: number, to: number): number => {
    for (let i = from; i < to; i++) held[i - from] = steep[i]!;
    return select(held, to - from, Math.floor(USUAL * (to - from)));
  };
  return Math.min(usual(at - BEFORE, at - QUIET_BEFORE), usual(at + QUIET_BEHIND, at + BEHIND));
}

function steepestAt(steep: ArrayLike<number>, at: number): number {
  let best = at - STEEPEST;
  for (let i = best; i <= at + STEEPEST; i++) if (steep[i]! > steep[best]!) best = i;
  return best;
}

/** Whether all that a beat is judged by was measured. */
function whole(steep: Float32Array, at: number): boolean {
  if (at < BEFORE || at + BEHIND > steep.length) return false;
  for (let i = at - BEFORE; i < at + BEHIND; i++) if (Number.isNaN(steep[i]!)) return false;
  return true;
}

/** Where the sum falls under a level for good, going from `from` in steps of ±1, between samples; `last` where it does not. */
function bound(level: number, from: number, step: 1 | -1, last: number): number {
  let flat = 0;
  for (let i = from; i * step <= last * step; i += step) {
    flat = sum[i]! < level ? flat + 1 : 0;
    if (flat < FLAT) continue;
    const first = i - step * (FLAT - 1);
    const [steep, low] = [sum[first - step]!, sum[first]!];
    return first - (step * (level - low)) / (steep - low);
  }
  return last;
}

/**
 * Width of the QRS complex of one beat.
 *
 * @param steep `steepness` of each lead
 * @param place R peak, sample of them
 * @returns null where no lead shows the beat, or it is shorter than any QRS complex
 */
export function qrsWidth(steep: readonly Float32Array[], place: number): QrsWidth | null {
  const at = Math.round(place);
  const leads = Array.from(steep.keys()).filter((lead) => {
    const own = steep[lead]!;
    return whole(own, at) && own[steepestAt(own, at)]! >= SHOWS * quietOf(own, at) && own[steepestAt(own, at)]! > 0;
  });
  if (leads.length === 0) return null;
  sum.fill(0);
  for (const lead of leads) for (let i = 0; i < sum.length; i++) sum[i]! += steep[lead]![at - BEFORE + i]!;
  const steepest = steepestAt(sum, BEFORE);
  const level = Math.max(SHARE * sum[steepest]!, OF_QUIET * quietOf(sum, BEFORE));
  const apart = bound(level, steepest, 1, BEFORE + LAST) - bound(level, steepest, -1, BEFORE - FIRST);
  const ms = (SLOPE * 1000 * apart) / WAVE_RATE + OFFSET;
  return ms < INTERVAL_BOUNDS.qrs[0] ? null : { ms, leads };
}
