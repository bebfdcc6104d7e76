/**
 * Averaged beats out of the raw signal, so that a day's waves can be measured
 * without running a network over all of it, and the ST level without a high-pass:
 * the baseline is a straight line from the isoelectric level before one QRS
 * complex to that before the next.
 */
import { kernels, type AverageShape } from '../kernels/kernels.ts';
import { anyMissing, bridged, WAVE_RATE } from './wave-signal.ts';

/** Samples (250 Hz) of an averaged beat, and those of them before the R peak. */
export const AVERAGE_LENGTH = 512;
export const AVERAGE_BEFORE = 112;

/** Where before the R peak the level of a beat is taken to be isoelectric: 88 to 60 ms. */
const LEVEL_FROM = -22;
const LEVEL_TO = -15;
/**
 * How far a beat may be moved to lie on the average; its place is found by the QRS complex.
 * One less like the average, from P up to the T wave, than a correlation of 0.8 is left out.
 */
const SHAPE: AverageShape = { length: AVERAGE_LENGTH, before: AVERAGE_BEFORE, shift: 3, placeFrom: -15, placeLength: 36, alikeFrom: -40, alikeLength: 131, alike: 0.8 };
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

/** The average of some beats, or null where too few can be used on every lead. Pure. */
export function averagedBeat(input: AverageInput): AveragedBeat | null {
  const { peaks, leads } = input;
  const beats = peaks.length;
  if (beats < LEAST_BEATS) return null;
  const length = leads[0]?.length ?? 0;
  const centres = new Int32Array(beats);
  for (let i = 0; i < beats; i++) centres[i] = Math.round(peaks[i]!);
  const used = new Uint8Array(leads.length * beats);
  for (let l = 0; l < leads.length; l++) for (let i = 0; i < beats; i++) if (inside(centres[i]!, length) && input.usable(l, centres[i]!)) used[l * beats + i] = 1;
  const averages = new Float32Array(leads.length * AVERAGE_LENGTH);
  kernels().averageBeats(leads, centres, used, SHAPE, averages);
  const { counts, none } = usedOf(used, leads.length, beats);
  const enough = counts.map((count) => count >= LEAST_BEATS);
  if (!enough.includes(true)) return null;
  return {
    leads: leads.map((_, l) => (enough[l] ? averages.subarray(l * AVERAGE_LENGTH, (l + 1) * AVERAGE_LENGTH) : new Float32Array(AVERAGE_LENGTH))),
    counts: counts.map((count, l) => (enough[l] ? count : 0)),
    leftOut: none,
  };
}

/** How many beats each lead has a part in, and how many beats no lead. Loops: see `kernels/picked.ts`. */
function usedOf(used: Uint8Array, leads: number, beats: number): { counts: number[]; none: number } {
  const counts = new Array<number>(leads).fill(0);
  let none = 0;
  for (let i = 0; i < beats; i++) {
    let any = 0;
    for (let l = 0; l < leads; l++) {
      const one = used[l * beats + i]!;
      counts[l]! += one;
      any |= one;
    }
    if (any === 0) none++;
  }
  return { counts, none };
}

function inside(centre: number, length: number): boolean {
  return centre - AVERAGE_BEFORE - SHAPE.shift >= 0 && centre + SHAPE.alikeFrom + SHAPE.alikeLength - 1 + SHAPE.shift < length;
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
