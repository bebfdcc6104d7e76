/**
 * The filter of the strip on screen and paper: for the eye, at the recording's
 * own rate, zero phase. The analysis never sees it.
 */
import { filterZeroPhase, kaiserTaps, lowPassTaps } from './fir.ts';

/** What the strip's filter does. `null` leaves a part out. */
export interface DisplayFilter {
  /** -6 dB frequency of the high-pass in Hz. */
  highPass: number | null;
  /** -6 dB frequency of the low-pass in Hz. */
  lowPass: number | null;
  /** Mains frequency to take out. */
  notch: 50 | 60 | null;
}

/** The strip's filter unless the user asks otherwise. */
export const DEFAULT_DISPLAY: DisplayFilter = { highPass: 0.5, lowPass: 40, notch: null };

/**
 * Seconds on either side that a filtered sample depends on: read this much more
 * than is shown, filter, and cut it off.
 */
export function displayMargin(filter: DisplayFilter): number {
  return (filter.highPass === null ? 0 : 1.6 / filter.highPass) + (filter.lowPass === null ? 0 : 0.25) + (filter.notch === null ? 0 : 0.5);
}

/** The filter in words for a strip's caption: `0.5–40 Hz, notch 50 Hz` or `unfiltered`. */
export function displayCaption(filter: DisplayFilter, rate?: number): string {
  const lowPass = filter.lowPass !== null && (rate === undefined || filter.lowPass < rate / 2) ? filter.lowPass : null;
  const notch = filter.notch !== null && (rate === undefined || filter.notch + 2 < rate / 2) ? `notch ${filter.notch} Hz` : '';
  let band = '';
  if (filter.highPass !== null && lowPass !== null) band = `${filter.highPass}–${lowPass} Hz`;
  else if (filter.highPass !== null) band = `from ${filter.highPass} Hz`;
  else if (lowPass !== null) band = `to ${lowPass} Hz`;
  return [band, notch].filter(Boolean).join(', ') || 'unfiltered';
}

/** The caption of a lead on a strip: its name, scale and filter. */
export function stripCaption(leadName: string, filter: DisplayFilter, rate?: number): string {
  return `${leadName} · 25 mm/s · 10 mm/mV · ${displayCaption(filter, rate)}`;
}

/**
 * A short window filtered for display.
 *
 * NaN (never measured) stays NaN and splits the window: each measured stretch
 * is filtered by itself, mirrored at its ends, so that a gap makes no step. A
 * part that the rate cannot carry (a low-pass at or above half the rate, a notch
 * too near to it) is left out.
 *
 * @param mv one lead at `rate`
 * @param rate samples a second
 * @returns as many samples as `mv`
 */
export function filterForDisplay(mv: Float32Array, rate: number, filter: DisplayFilter = DEFAULT_DISPLAY): Float32Array {
  const out = new Float32Array(mv.length).fill(Number.NaN);
  let from = 0;
  while (from < mv.length) {
    if (mv[from]! !== mv[from]!) {
      from++;
      continue;
    }
    let to = from;
    while (to < mv.length && mv[to]! === mv[to]!) to++;
    out.set(filterStretch(mv.subarray(from, to), rate, filter), from);
    from = to;
  }
  return out;
}

function filterStretch(x: Float32Array, rate: number, { highPass, lowPass, notch }: DisplayFilter): Float32Array {
  let y: Float32Array = x.slice();
  if (notch !== null && notch + 2 < rate / 2) y = takeOutMains(y, rate, notch);
  if (lowPass !== null && lowPass < rate / 2) {
    const transition = Math.min(12, 2 * (rate / 2 - lowPass), 2 * lowPass);
    y = mirrored(y, lowPassTaps(lowPass, rate, kaiserTaps(transition, rate, 45), 45));
  }
  if (highPass !== null && highPass > 0 && highPass < rate / 2) y = subtractBaseline(y, rate, highPass);
  return y;
}

/** Band stop of ±2 Hz: what a narrow band-pass lets through is subtracted. */
function takeOutMains(x: Float32Array, rate: number, hz: number): Float32Array {
  // A low-pass shifted to the mains frequency; half a second long, so it hardly rings.
  const half = Math.round(rate / 2);
  const taps = lowPassTaps(2, rate, 2 * half + 1, 30);
  const shifted = taps.map((value, i) => 2 * value * Math.cos((2 * Math.PI * hz * (i - half)) / rate));
  const hum = mirrored(x, shifted);
  return x.map((value, i) => value - hum[i]!);
}

/**
 * Subtracts the baseline: means of short cells, smoothed, and drawn straight
 * between the cells' centres. A tapped filter of seconds at 1000 Hz would cost
 * a hundred times as much and look the same.
 */
function subtractBaseline(x: Float32Array, rate: number, hz: number): Float32Array {
  const cell = Math.max(1, Math.round((0.1 / hz) * rate));
  const cells = Math.max(1, Math.round(x.length / cell));
  const means = new Float32Array(cells);
  const bound = (c: number): number => Math.round((c * x.length) / cells);
  for (let c = 0; c < cells; c++) {
    let sum = 0;
    for (let i = bound(c); i < bound(c + 1); i++) sum += x[i]!;
    means[c] = sum / Math.max(1, bound(c + 1) - bound(c));
  }
  const cellRate = rate / (x.length / cells);
  const taps = lowPassTaps(Math.min(hz, cellRate * 0.4), cellRate, 31, 35);
  const smooth = mirrored(means, taps);
  const out = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const place = ((i + 0.5) * cells) / x.length - 0.5;
    const c = Math.min(cells - 1, Math.max(0, Math.floor(place)));
    const next = Math.min(cells - 1, c + 1);
    const part = Math.min(1, Math.max(0, place - c));
    out[i] = x[i]! - (smooth[c]! + part * (smooth[next]! - smooth[c]!));
  }
  return out;
}

/** Zero-phase filtering of a stretch that is mirrored at both ends. */
function mirrored(x: Float32Array, taps: Float64Array): Float32Array {
  const half = (taps.length - 1) / 2;
  const n = x.length;
  const long = new Float32Array(n + 2 * half);
  for (let i = 0; i < long.length; i++) long[i] = x[mirror(i - half, n)]!;
  return filterZeroPhase(long, taps).slice(half, half + n);
}

function mirror(i: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const place = ((i % period) + period) % period;
  return place < n ? place : period - place;
}
