/**
 * Signal quality per lead and second, and the spans that cannot be read in any
 * lead.
 *
 * Seconds are counted from the start of the recording. A lead is dropped only
 * where it was not measured, is flat or sits on the rail. Muscle noise and motion
 * are told, not acted upon: detection weighs leads by itself. A span is unreadable
 * only where every lead is dropped or drowned in noise; a beat inside one counts
 * as missed.
 */
import { kernels } from '../kernels/kernels.ts';
import type { Span } from '../study/recording.ts';
import type { LeadNoise } from './noise.ts';
import { select } from './select.ts';
import { listOf } from '../kernels/list-of.ts';

/** Bits of a quality byte. */
export const QUALITY = {
  /** Not measured for more than half of the second (lead off, gap in the file). */
  leadOff: 1,
  /** No change to speak of for the second. */
  flat: 2,
  /** On the highest or lowest value of the recorder for 0.15 s or more. */
  saturated: 4,
  /** Noise in the band of the QRS complex through most of the second. */
  muscle: 8,
  /** The baseline jumps or runs away. */
  motion: 16,
  /** Noise drowns the beats of this lead (`noise.ts`). */
  drowned: 32,
  /** Noise is plain in this lead; it is unusable where another lead has none. */
  noisy: 64,
  /** The lead can be used in this second. */
  usable: 128,
} as const;

/**
 * A lead whose conditioned signal never spans more than this (mV) within a second, in a whole block
 * and its surroundings, carries no heart: IEC 60601-2-27 has a monitor count QRS complexes from
 * 0.5 mV on and none of 0.15 mV or less, and the smallest lead of 2,334 blocks of six data sets
 * reaches 0.14 mV. What is left below is the amplifier, an electrode that fell off, an open input.
 */
export const LEAST_SIGNAL_MV = 0.05;
/** Flat for this many seconds in a row makes a lead unusable: a pause has noise, a fallen lead has not. */
const FLAT_SECONDS = 3;
/** Share of its typical range below which a second is flat. */
const FLAT_SHARE = 0.004;
/** Seconds on the rail that count as saturated, and that make the second unusable. */
const RAIL_TOLD = 0.15;
const RAIL_UNUSABLE = 0.35;
/** A rail is this many typical ranges away from the middle. */
const RAIL_FAR = 0.75;
/** Change of the mean from second to second (mV) told as motion. */
const MOTION_MV = 0.75;
/** A sample of the envelope above this is busy; a second this busy has muscle noise. */
const BUSY = 0.25;
const MUSCLE_SHARE = 0.6;
/** Unreadable stretches of noise last this many seconds at least; gaps up to this long are closed; edges may move this far. */
const SPAN_LEAST = 3;
const SPAN_GAP = 2;
const SPAN_EDGE = 2;

/**
 * Flags of one lead from its raw samples.
 *
 * @param raw mV at the recording's rate from recording sample `rawFrom` on; NaN where not measured
 * @param second first second of the recording to judge; the samples around it serve as context
 * @param seconds how many seconds
 * @returns one byte of `QUALITY` flags a second
 */
export function leadQuality(raw: Float32Array, rawFrom: number, sampleRate: number, second: number, seconds: number): Uint8Array {
  const flags = new Uint8Array(seconds);
  const ranges = new Float64Array(seconds);
  const highs = new Float64Array(seconds);
  const lows = new Float64Array(seconds);
  const means = new Float64Array(seconds).fill(Number.NaN);
  const edge = (s: number): number => Math.min(raw.length, Math.max(0, Math.ceil((second + s) * sampleRate) - rawFrom));
  let top = -Infinity;
  let bottom = Infinity;
  const measured = new Float64Array(4 * seconds);
  const edges = new Int32Array(seconds + 1);
  for (let s = 0; s <= seconds; s++) edges[s] = edge(s);
  kernels().ranges(raw, edges, measured);
  for (let s = 0; s < seconds; s++) {
    const min = measured[4 * s]!;
    const max = measured[4 * s + 1]!;
    const sum = measured[4 * s + 2]!;
    const count = measured[4 * s + 3]!;
    if (count * 2 < sampleRate) {
      flags[s] = QUALITY.leadOff;
      ranges[s] = -1;
      continue;
    }
    ranges[s] = max - min;
    highs[s] = max;
    lows[s] = min;
    means[s] = sum / count;
    if (max > top) top = max;
    if (min < bottom) bottom = min;
  }
  const typical = middleOf(ranges, 0);
  // A resting line that happens to be the lowest value is no rail: a rail is far from the middle.
  const middle = middleOf(means, -Infinity);
  if (top - middle < RAIL_FAR * typical) top = Number.NaN;
  if (middle - bottom < RAIL_FAR * typical) bottom = Number.NaN;
  const rail = new Float64Array(seconds);
  for (let s = 0; s < seconds; s++) {
    if (ranges[s]! < 0) continue;
    if (ranges[s]! <= FLAT_SHARE * typical) flags[s]! |= QUALITY.flat;
    // Only a second that touches a rail can lie on it.
    if (highs[s] === top || lows[s] === bottom) rail[s] = timeOnRail(raw, edge(s), edge(s + 1), top, bottom) / sampleRate;
    if (rail[s]! >= RAIL_TOLD) flags[s]! |= QUALITY.saturated;
    if (s > 0 && Math.abs(means[s]! - means[s - 1]!) > MOTION_MV) {
      flags[s]! |= QUALITY.motion;
      flags[s - 1]! |= QUALITY.motion;
    }
  }
  for (let s = 0; s < seconds; s++) {
    const dropped = flags[s]! & QUALITY.leadOff || rail[s]! >= RAIL_UNUSABLE || flatRun(flags, s) >= FLAT_SECONDS;
    if (!dropped) flags[s]! |= QUALITY.usable;
  }
  return flags;
}

/**
 * Peak to peak of each second.
 *
 * @param x mV at `rate`, 0 where never measured
 * @param skip samples of it before the first second
 */
export function rangesOf(x: Float32Array, skip: number, seconds: number, rate: number): Float64Array {
  const edges = new Int32Array(seconds + 1);
  for (let s = 0; s <= seconds; s++) edges[s] = skip + s * rate;
  const measured = new Float64Array(4 * seconds);
  kernels().ranges(x, edges, measured);
  const ranges = new Float64Array(seconds);
  for (let s = 0; s < seconds; s++) ranges[s] = measured[4 * s + 1]! - measured[4 * s]!;
  return ranges;
}

/**
 * Makes a lead flat and unusable throughout where nothing in it is as large as the smallest heart
 * (`LEAST_SIGNAL_MV`). All else here is judged in shares of the lead's own range, in which a
 * hum of 5 µV looks like a rhythm.
 *
 * @param ranges of the conditioned lead, one a second of `flags`
 */
export function tellTiny(flags: Uint8Array, ranges: Float64Array): void {
  for (let s = 0; s < flags.length; s++) if (ranges[s]! > LEAST_SIGNAL_MV) return;
  for (let s = 0; s < flags.length; s++) flags[s] = (flags[s]! & ~QUALITY.usable) | (flags[s]! & QUALITY.leadOff ? 0 : QUALITY.flat);
}

/** The upper one of the middle two of the values above a bound, NaN left out; 0 where there are none. */
function middleOf(values: Float64Array, above: number): number {
  const kept = new Float64Array(values.length);
  let count = 0;
  for (let s = 0; s < values.length; s++) if (values[s]! > above) kept[count++] = values[s]!;
  return count > 0 ? select(kept, count, count >> 1) : 0;
}

/** Samples in runs of at least four that stay on the highest or lowest value. */
function timeOnRail(raw: Float32Array, from: number, to: number, top: number, bottom: number): number {
  let total = 0;
  let run = 0;
  for (let i = from; i <= to; i++) {
    const value = i < to ? raw[i]! : Number.NaN;
    if (value === top || value === bottom) {
      run++;
    } else {
      if (run >= 4) total += run;
      run = 0;
    }
  }
  return total;
}

function flatRun(flags: Uint8Array, at: number): number {
  if (!(flags[at]! & QUALITY.flat)) return 0;
  let from = at;
  let to = at;
  while (from > 0 && flags[from - 1]! & QUALITY.flat) from--;
  while (to + 1 < flags.length && flags[to + 1]! & QUALITY.flat) to++;
  return to - from + 1;
}

/**
 * Share of each second in which an envelope is busy.
 *
 * @param skip samples of `curve` (at `rate`, may be fractional) before the first second
 */
export function busyShare(curve: Float32Array, skip: number, rate: number, seconds: number): Float32Array {
  const share = new Float32Array(seconds);
  for (let s = 0; s < seconds; s++) {
    const from = Math.max(0, Math.ceil(skip + s * rate));
    const to = Math.min(curve.length, Math.ceil(skip + (s + 1) * rate));
    let busy = 0;
    for (let i = from; i < to; i++) if (curve[i]! > BUSY) busy++;
    share[s] = to > from ? busy / (to - from) : 0;
  }
  return share;
}

/** Adds the muscle flag where a lead's own envelope is busy. */
export function tellMuscle(flags: Uint8Array, busy: Float32Array): void {
  for (let s = 0; s < flags.length; s++) if (busy[s]! >= MUSCLE_SHARE) flags[s]! |= QUALITY.muscle;
}

/** Adds the flags of noise. */
export function tellNoise(flags: Uint8Array, { drowned, noisy }: Pick<LeadNoise, 'drowned' | 'noisy'>): void {
  for (let s = 0; s < flags.length; s++) flags[s]! |= (drowned[s] ? QUALITY.drowned : 0) | (noisy[s] ? QUALITY.noisy : 0);
}

/** Seconds beside a rail in which the baseline that was taken away is that of the rail: half the reach of its filter (`condition.ts`), rounded up. */
const RAIL_REACH = 3;

function disturbedSeconds(flags: Uint8Array): Uint8Array {
  const marks = new Uint8Array(flags.length);
  for (let s = 0; s < marks.length; s++) if (flags[s]! & QUALITY.noisy) marks[s] = 1;
  for (let s = 0; s < marks.length; s++) if (flags[s]! & QUALITY.saturated) marks.fill(1, Math.max(0, s - RAIL_REACH), s + RAIL_REACH + 1);
  return marks;
}

/** Makes a lead that is noisy, or stands within `RAIL_REACH` of its rail, unusable where another lead is free of both. */
export function leaveToOthers(leads: readonly Uint8Array[]): void {
  const disturbed = listOf(leads, disturbedSeconds);
  for (let s = 0; s < (leads[0]?.length ?? 0); s++) {
    // A loop: see `kernels/picked.ts`.
    let free = false;
    for (let l = 0; l < leads.length && !free; l++) free = (leads[l]![s]! & QUALITY.usable) !== 0 && disturbed[l]![s] === 0;
    if (!free) continue;
    for (let l = 0; l < leads.length; l++) if (disturbed[l]![s]) leads[l]![s]! &= ~QUALITY.usable;
  }
}

/**
 * 1 for each second that cannot be read in any lead: every lead is dropped, or
 * every lead that is not is drowned in noise, for 3 s or longer.
 *
 * @param leads quality flags of each lead, `tellNoise` done
 * @param hissing of each lead, from `leadNoise`
 */
export function unreadableSeconds(leads: readonly Uint8Array[], hissing: readonly Uint8Array[]): Uint8Array {
  const seconds = leads[0]?.length ?? 0;
  const dropped = new Uint8Array(seconds);
  const noise = new Uint8Array(seconds);
  for (let s = 0; s < seconds; s++) {
    // A loop: see `kernels/picked.ts`.
    let usable = 0;
    let drowned = 0;
    for (let l = 0; l < leads.length; l++) {
      const flags = leads[l]![s]!;
      if ((flags & QUALITY.usable) === 0) continue;
      usable++;
      if ((flags & QUALITY.drowned) !== 0) drowned++;
    }
    dropped[s] = usable === 0 ? 1 : 0;
    noise[s] = usable > 0 && drowned === usable ? 1 : 0;
  }
  runsOf(noise).forEach((run, r, runs) => {
    const next = runs[r + 1];
    if (next && next.from - run.to <= SPAN_GAP) noise.fill(1, run.to, next.from);
  });
  const hisses = (s: number): boolean => leads.every((flags, l) => !(flags[s]! & QUALITY.usable) || hissing[l]![s] === 1);
  for (const run of runsOf(noise)) {
    let { from, to } = run;
    while (from > 0 && run.from - from < SPAN_EDGE && hisses(from - 1)) from--;
    while (to < seconds && to - run.to < SPAN_EDGE && hisses(to)) to++;
    if (to - from >= SPAN_LEAST) dropped.fill(1, from, to);
  }
  return dropped;
}

function runsOf(marked: Uint8Array): Span[] {
  const runs: Span[] = [];
  for (let s = 0; s < marked.length; s++) {
    if (!marked[s]) continue;
    const from = s;
    while (s < marked.length && marked[s]) s++;
    runs.push({ from, to: s });
  }
  return runs;
}

/** Joins marked seconds to spans in recording samples, cut to `[from, to)`. */
export function spansOf(marked: Uint8Array, second: number, sampleRate: number, from: number, to: number): Span[] {
  const spans: Span[] = [];
  for (let s = 0; s < marked.length; s++) {
    if (!marked[s]) continue;
    const start = s;
    while (s + 1 < marked.length && marked[s + 1]) s++;
    const span = { from: Math.max(from, Math.ceil((second + start) * sampleRate)), to: Math.min(to, Math.ceil((second + s + 1) * sampleRate)) };
    if (span.to > span.from) spans.push(span);
  }
  return spans;
}
