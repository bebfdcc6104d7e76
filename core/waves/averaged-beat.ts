/**
 * Averaged beats out of the raw signal, so that a day's waves can be measured
 * without running a network over all of it, and the ST level without a high-pass:
 * the baseline is a straight line from the isoelectric level before one QRS
 * complex to that before the next.
 */
import { bridged, WAVE_RATE } from './wave-signal.ts';

/** Samples (250 Hz) of an averaged beat, and those of them before the R peak. */
export const AVERAGE_LENGTH = 512;
export const AVERAGE_BEFORE = 112;

/** Where before the R peak the level of a beat is taken to be isoelectric: 88 to 60 ms. */
const LEVEL_FROM = -22;
const LEVEL_TO = -15;
/** How far a beat may be moved to lie on the average. */
const SHIFT = 3;
/** What is compared with the average: QRS complex for the place, and up to the T wave for likeness. */
const QRS_FROM = -15;
const QRS_LENGTH = 36;
const QRS_START = AVERAGE_BEFORE + QRS_FROM;
const SHAPE_FROM = -40;
const SHAPE_TO = 90;
/** What of an average is made: all of it, or what beats are compared by. */
const WHOLE = { from: 0, to: AVERAGE_LENGTH };
const SHAPE = { from: AVERAGE_BEFORE + SHAPE_FROM, to: AVERAGE_BEFORE + SHAPE_TO + 1 };
/** A beat less like the average than this is left out. */
const ALIKE = 0.8;
/** Fewer beats make no average. */
export const LEAST_BEATS = 5;

export interface AverageInput {
  /** mV above the isoelectric level at 250 Hz, as `levelled` gives it. */
  leads: readonly Float32Array[];
  /** R peaks of the beats to average, as samples of `leads`. */
  peaks: Float64Array;
  /** Whether a lead can be used around a sample. */
  usable(lead: number, at: number): boolean;
}

export interface AveragedBeat {
  /** AVERAGE_LENGTH samples per lead, mV above the isoelectric level; all 0 where the lead has no average. */
  leads: Float32Array[];
  /** Beats in the average, per lead; 0 where fewer than LEAST_BEATS could be used. */
  counts: number[];
  /** Beats that were given and left out of every lead. */
  leftOut: number;
}

/**
 * A lead above its isoelectric level: a straight line from before one QRS
 * complex to before the next is taken away. NaN is bridged first.
 *
 * @param lead raw mV at 250 Hz; NaN where never measured
 * @param levels R peaks of the beats that have an isoelectric level before them, ascending, as samples of `lead`
 * @param into memory for the result, as long as `lead`
 */
export function levelled(lead: Float32Array, levels: Float64Array, into: Float32Array = new Float32Array(lead.length)): Float32Array {
  const whole = anyMissing(lead) ? new Float32Array(bridged(lead)) : lead;
  const places: number[] = [];
  const values: number[] = [];
  for (const peak of levels) {
    const centre = Math.round(peak);
    if (centre + LEVEL_FROM < 0 || centre + LEVEL_TO >= whole.length) continue;
    const at = centre + (LEVEL_FROM + LEVEL_TO) / 2;
    if (places.length > 0 && at <= places.at(-1)!) continue;
    let sum = 0;
    for (let k = LEVEL_FROM; k <= LEVEL_TO; k++) sum += whole[centre + k]!;
    places.push(at);
    values.push(sum / (LEVEL_TO - LEVEL_FROM + 1));
  }
  // Before the first level and behind the last one the line runs level.
  for (let k = -1; k < places.length; k++) {
    const from = k < 0 ? 0 : Math.ceil(places[k]!);
    const to = k + 1 < places.length ? Math.ceil(places[k + 1]!) : whole.length;
    const at = values[Math.max(0, k)] ?? 0;
    const slope = k < 0 || k + 1 >= places.length ? 0 : (values[k + 1]! - at) / (places[k + 1]! - places[k]!);
    lessLine(whole, into, from, to, at, slope, k < 0 ? 0 : places[k]!);
  }
  return into;
}

/** Takes the line that is `at` at sample `start` away over `[from, to)`. */
function lessLine(x: Float32Array, out: Float32Array, from: number, to: number, at: number, slope: number, start: number): void {
  const last = to | 0;
  for (let i = from | 0; i < last; i++) out[i] = x[i]! - (at + slope * (i - start));
}

function anyMissing(x: Float32Array): boolean {
  for (let i = 0; i < x.length; i++) if (x[i]! !== x[i]!) return true;
  return false;
}

/** The average of some beats, or null where too few can be used on every lead. Pure. */
export function averagedBeat(input: AverageInput): AveragedBeat | null {
  const { peaks, leads } = input;
  if (peaks.length < LEAST_BEATS) return null;
  const length = leads[0]?.length ?? 0;
  const centres = Int32Array.from(peaks, (peak) => Math.round(peak));
  const used = leads.map((_, l) => Uint8Array.from(centres, (centre) => (inside(centre, length) && input.usable(l, centre) ? 1 : 0)));
  const shifts = new Int32Array(peaks.length);
  const average = leads.map(() => new Float32Array(AVERAGE_LENGTH));
  let counts = mean(leads, centres, shifts, used, SHAPE, average);
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < centres.length; i++) shifts[i] = bestShift(leads, average, centres[i]!, used, i);
    for (let l = 0; l < leads.length; l++) keepAlike(leads[l]!, average[l]!, centres, shifts, used[l]!);
    counts = mean(leads, centres, shifts, used, round === 1 ? WHOLE : SHAPE, average);
  }
  const enough = counts.map((count) => count >= LEAST_BEATS);
  if (!enough.includes(true)) return null;
  return {
    leads: average.map((lead, l) => (enough[l] ? lead : new Float32Array(AVERAGE_LENGTH))),
    counts: counts.map((count, l) => (enough[l] ? count : 0)),
    leftOut: centres.reduce((sum, _, i) => sum + (used.some((own) => own[i] === 1) ? 0 : 1), 0),
  };
}

function inside(centre: number, length: number): boolean {
  return centre - AVERAGE_BEFORE - SHIFT >= 0 && centre + SHAPE_TO + SHIFT < length;
}

/** Writes part of the mean of the used beats of each lead into `average`, the rest being 0; returns how many beats each lead has in it. */
function mean(leads: readonly Float32Array[], centres: Int32Array, shifts: Int32Array, used: readonly Uint8Array[], part: { from: number; to: number }, average: readonly Float32Array[]): number[] {
  const starts = new Int32Array(centres.length);
  return leads.map((lead, l) => {
    const own = used[l]!;
    const sum = average[l]!.fill(0);
    let n = 0;
    for (let i = 0; i < centres.length; i++) if (own[i] === 1) starts[n++] = centres[i]! + shifts[i]! - AVERAGE_BEFORE;
    addBeats(sum, lead, starts, n, part.from, part.to);
    if (n > 0) for (let k = part.from; k < part.to; k++) sum[k]! /= n;
    return n;
  });
}

/** Adds part of the beats that begin at the first `n` of `starts`, each sum rounded as if they came one by one. */
function addBeats(sum: Float32Array, lead: Float32Array, starts: Int32Array, n: number, from: number, to: number): void {
  const last = lead.length - to;
  for (let i = 0; i < n; ) {
    if (i + 4 <= n && starts[i]! <= last && starts[i + 1]! <= last && starts[i + 2]! <= last && starts[i + 3]! <= last) {
      addFour(sum, lead, starts[i]!, starts[i + 1]!, starts[i + 2]!, starts[i + 3]!, from, to);
      i += 4;
    } else addTo(sum, lead, starts[i++]!, from, to);
  }
}

function addFour(sum: Float32Array, lead: Float32Array, a: number, b: number, c: number, d: number, from: number, to: number): void {
  for (let k = from; k < to; k++) sum[k] = Math.fround(Math.fround(Math.fround(sum[k]! + lead[a + k]!) + lead[b + k]!) + lead[c + k]!) + lead[d + k]!;
}

/** Adds part of the beat that begins at sample `start`. */
function addTo(sum: Float32Array, lead: Float32Array, start: number, from: number, to: number): void {
  const within = Math.min(to, lead.length - start);
  for (let k = from; k < within; k++) sum[k]! += lead[start + k]!;
  // Behind the end of what was read the last value stands for the rest.
  for (let k = Math.max(from, within); k < to; k++) sum[k]! += lead[lead.length - 1]!;
}

/** The shift at which the QRS complex of all leads that are used lies best on the average. */
function bestShift(leads: readonly Float32Array[], average: readonly Float32Array[], centre: number, used: readonly Uint8Array[], beat: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= 2 * SHIFT; step++) {
    // 0, 1, -1, 2, -2 …: of equals the nearest.
    const shift = step % 2 === 1 ? (step + 1) / 2 : -step / 2;
    let away = 0;
    for (let l = 0; l < leads.length; l++) {
      if (used[l]![beat] === 0) continue;
      away = distance(away, leads[l]!, centre + shift, average[l]!, least);
      // It can only grow.
      if (away >= least) break;
    }
    if (away < least) {
      least = away;
      best = shift;
    }
  }
  return best;
}

/** `sum` and the squared distance of a QRS complex from the average, given up where it is at `least` already. */
function distance(sum: number, lead: Float32Array, centre: number, average: Float32Array, least: number): number {
  let away = sum;
  const from = centre + QRS_FROM;
  for (let k = 0; k < QRS_LENGTH && away < least; k += 4) {
    const a = lead[from + k]! - average[QRS_START + k]!;
    const b = lead[from + k + 1]! - average[QRS_START + k + 1]!;
    const c = lead[from + k + 2]! - average[QRS_START + k + 2]!;
    const d = lead[from + k + 3]! - average[QRS_START + k + 3]!;
    away = away + a * a + b * b + c * c + d * d;
  }
  return away;
}

/** Leaves out the beats of a lead whose correlation with the average, P to T, is lower than `ALIKE`. */
function keepAlike(lead: Float32Array, average: Float32Array, centres: Int32Array, shifts: Int32Array, used: Uint8Array): void {
  let sy = 0;
  let syy = 0;
  for (let k = SHAPE.from; k < SHAPE.to; k++) {
    const y = average[k]!;
    sy += y;
    syy += y * y;
  }
  for (let i = 0; i < centres.length; i++) if (used[i] === 1 && likeness(lead, centres[i]! + shifts[i]! + SHAPE_FROM, average, sy, syy) < ALIKE) used[i] = 0;
}

/** Correlation of what begins at sample `from` with the average, whose sum and sum of squares are known. */
function likeness(lead: Float32Array, from: number, average: Float32Array, sy: number, syy: number): number {
  let sx = 0;
  let sxx = 0;
  let sxy = 0;
  const n = SHAPE_TO - SHAPE_FROM + 1;
  for (let k = 0; k < n; k++) {
    const x = lead[from + k]!;
    sx += x;
    sxx += x * x;
    sxy += x * average[AVERAGE_BEFORE + SHAPE_FROM + k]!;
  }
  const spread = (sxx - (sx * sx) / n) * (syy - (sy * sy) / n);
  return spread > 0 ? (sxy - (sx * sy) / n) / Math.sqrt(spread) : 0;
}

/** Samples that the network is shown of an averaged beat, and where in them the R peak lies. */
export const TILE_LENGTH = 448;
export const TILE_PEAK = 192;
/** Samples on either side that its conditioning needs. */
export const TILE_MARGIN = 250;
/** Samples over which one period passes into the next. */
const FADE = 6;

/**
 * An averaged beat as a rhythm that goes on: the network has only seen beats
 * among others. TILE_LENGTH samples with TILE_MARGIN more on either side.
 *
 * @param rr distance of the beats, seconds
 */
export function tiled(average: Float32Array, rr: number): Float32Array {
  const period = Math.max(60, Math.round(rr * WAVE_RATE));
  const before = Math.min(AVERAGE_BEFORE - FADE - 1, Math.round(0.45 * period));
  const at = (t: number): number => average[Math.max(0, Math.min(AVERAGE_LENGTH - 1, t + AVERAGE_BEFORE))]!;
  const cycle = new Float64Array(period);
  for (let k = 0; k < period; k++) {
    const t = k - before;
    const toSeam = period - before - t;
    const share = toSeam <= FADE ? (FADE + 1 - toSeam) / (FADE + 1) : 0;
    cycle[k] = (1 - share) * at(t) + share * at(t - period);
  }
  const out = new Float32Array(TILE_LENGTH + 2 * TILE_MARGIN);
  let phase = (((before - TILE_MARGIN - TILE_PEAK) % period) + period) % period;
  for (let i = 0; i < out.length; i++) {
    out[i] = cycle[phase]!;
    if (++phase === period) phase = 0;
  }
  return out;
}
