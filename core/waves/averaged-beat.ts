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
const QRS_TO = 20;
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
 */
export function levelled(lead: Float32Array, levels: Float64Array): Float32Array {
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
  const out = new Float32Array(whole.length);
  // Before the first level and behind the last one the line runs level.
  for (let k = -1; k < places.length; k++) {
    const from = k < 0 ? 0 : Math.ceil(places[k]!);
    const to = k + 1 < places.length ? Math.ceil(places[k + 1]!) : whole.length;
    const at = values[Math.max(0, k)] ?? 0;
    const slope = k < 0 || k + 1 >= places.length ? 0 : (values[k + 1]! - at) / (places[k + 1]! - places[k]!);
    const start = k < 0 ? 0 : places[k]!;
    for (let i = from; i < to; i++) out[i] = whole[i]! - (at + slope * (i - start));
  }
  return out;
}

function anyMissing(x: Float32Array): boolean {
  for (let i = 0; i < x.length; i++) if (x[i]! !== x[i]!) return true;
  return false;
}

/** The average of some beats, or null where too few can be used on every lead. Pure. */
export function averagedBeat(input: AverageInput): AveragedBeat | null {
  const { peaks } = input;
  if (peaks.length < LEAST_BEATS) return null;
  const length = input.leads[0]?.length ?? 0;
  const flat = input.leads;
  const centres = Array.from(peaks, (peak) => Math.round(peak));
  const used = flat.map((_, l) => centres.map((centre) => inside(centre, length) && input.usable(l, centre)));
  const shifts = new Int8Array(peaks.length);
  let average = mean(flat, centres, shifts, used, SHAPE);
  for (let round = 0; round < 2; round++) {
    centres.forEach((centre, i) => {
      shifts[i] = bestShift(flat, average, centre, used.map((own) => own[i]!));
    });
    flat.forEach((lead, l) => {
      centres.forEach((centre, i) => {
        if (used[l]![i]) used[l]![i] = likeness(lead, average.leads[l]!, centre + shifts[i]!) >= ALIKE;
      });
    });
    average = mean(flat, centres, shifts, used, round === 1 ? WHOLE : SHAPE);
  }
  const enough = average.counts.map((count) => count >= LEAST_BEATS);
  if (!enough.includes(true)) return null;
  return {
    leads: average.leads.map((lead, l) => (enough[l] ? lead : new Float32Array(AVERAGE_LENGTH))),
    counts: average.counts.map((count, l) => (enough[l] ? count : 0)),
    leftOut: centres.filter((_, i) => !used.some((own) => own[i])).length,
  };
}

function inside(centre: number, length: number): boolean {
  return centre - AVERAGE_BEFORE - SHIFT >= 0 && centre + SHAPE_TO + SHIFT < length;
}

function mean(leads: readonly Float32Array[], centres: readonly number[], shifts: Int8Array, used: readonly boolean[][], part: { from: number; to: number }): { leads: Float32Array[]; counts: number[] } {
  const out: Float32Array[] = [];
  const counts: number[] = [];
  for (let l = 0; l < leads.length; l++) {
    const lead = leads[l]!;
    const own = used[l]!;
    const sum = new Float32Array(AVERAGE_LENGTH);
    let n = 0;
    for (let i = 0; i < centres.length; i++) {
      if (!own[i]) continue;
      n++;
      addTo(sum, lead, centres[i]! + shifts[i]! - AVERAGE_BEFORE, part);
    }
    if (n > 0) for (let k = part.from; k < part.to; k++) sum[k]! /= n;
    out.push(sum);
    counts.push(n);
  }
  return { leads: out, counts };
}

/** Adds part of the beat that begins at sample `start`. */
function addTo(sum: Float32Array, lead: Float32Array, start: number, part: { from: number; to: number }): void {
  const within = Math.min(part.to, lead.length - start);
  for (let k = part.from; k < within; k++) sum[k]! += lead[start + k]!;
  // Behind the end of what was read the last value stands for the rest.
  for (let k = within; k < part.to; k++) sum[k]! += lead[lead.length - 1]!;
}

/** The shift at which the QRS complex of all leads together lies best on the average. */
function bestShift(leads: readonly Float32Array[], average: { leads: Float32Array[] }, centre: number, used: readonly boolean[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= 2 * SHIFT; step++) {
    // 0, 1, -1, 2, -2 …: of equals the nearest.
    const shift = step % 2 === 1 ? (step + 1) / 2 : -step / 2;
    let away = 0;
    for (let l = 0; l < leads.length; l++) {
      if (!used[l]) continue;
      away = distance(away, leads[l]!, centre + shift, average.leads[l]!, least);
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
  for (let k = QRS_FROM; k <= QRS_TO && away < least; k++) {
    const difference = lead[centre + k]! - average[AVERAGE_BEFORE + k]!;
    away += difference * difference;
  }
  return away;
}

/** Correlation of a beat with the average, P to T. */
function likeness(lead: Float32Array, average: Float32Array, centre: number): number {
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  const n = SHAPE_TO - SHAPE_FROM + 1;
  for (let k = SHAPE_FROM; k <= SHAPE_TO; k++) {
    const x = lead[centre + k]!;
    const y = average[AVERAGE_BEFORE + k]!;
    sx += x;
    sy += y;
    sxx += x * x;
    syy += y * y;
    sxy += x * y;
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
  const out = new Float32Array(TILE_LENGTH + 2 * TILE_MARGIN);
  for (let i = 0; i < out.length; i++) {
    const t = ((((i - TILE_MARGIN - TILE_PEAK + before) % period) + period) % period) - before;
    const toSeam = period - before - t;
    const share = toSeam <= FADE ? (FADE + 1 - toSeam) / (FADE + 1) : 0;
    out[i] = (1 - share) * at(t) + share * at(t - period);
  }
  return out;
}
