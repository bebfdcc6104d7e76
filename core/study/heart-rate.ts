/**
 * Heart rate as everywhere in Isoline: the ventricular rate over 15 seconds,
 * sliding from beat to beat. Every beat counts, ectopic ones too; artefacts do
 * not. An RR interval that touches an unreadable span or a gap, or is longer
 * than `LONGEST_RR_SECONDS`, belongs to no rate, and the window starts anew
 * behind it. A window says something once its RR intervals fill half of it.
 */

/** Window of every heart rate that is shown, seconds. */
export const RATE_WINDOW_SECONDS = 15;
/** An RR interval longer than this is a drop-out or a pause and no part of a rate. */
export const LONGEST_RR_SECONDS = 4;

/** RR intervals that may be used: one entry per beat but the first, `NaN` where it is broken. Seconds. */
export function usableRr(samples: Float64Array, sampleRate: number, broken: Float64Array): Float64Array {
  const rr = new Float64Array(samples.length).fill(Number.NaN);
  let span = 0;
  for (let i = 1; i < samples.length; i++) {
    const from = samples[i - 1]!;
    const to = samples[i]!;
    while (span < broken.length && broken[span + 1]! <= from) span += 2;
    if (span < broken.length && broken[span]! < to) continue;
    rr[i] = (to - from) / sampleRate;
  }
  return rr;
}

/**
 * Calls `visit(rate, middle)` for every window: beats a minute, and the sample
 * in its middle, ascending.
 *
 * @param samples R peaks that count, ascending
 * @param rr as `usableRr` gives them
 */
export function slideRate(samples: Float64Array, rr: Float64Array, sampleRate: number, visit: (rate: number, middle: number) => void): void {
  const { rate, middle } = rateTrack(samples, rr, sampleRate);
  for (let i = 0; i < rate.length; i++) if (!Number.isNaN(rate[i]!)) visit(rate[i]!, middle[i]!);
}

/** The window that ends with each beat: beats a minute (`NaN` where it says nothing), and the sample in its middle. */
export interface RateTrack {
  rate: Float64Array;
  middle: Float64Array;
}

/** A track of before and how many rows at the start and at the end are the same now. */
export interface KnownTrack {
  track: RateTrack;
  head: number;
  tail: number;
}

/**
 * All windows. A window is a function of the beats in it alone, so those that no
 * change reaches are taken from `known`.
 */
export function rateTrack(samples: Float64Array, rr: Float64Array, sampleRate: number, known?: KnownTrack): RateTrack {
  const n = samples.length;
  const rate = new Float64Array(n).fill(Number.NaN);
  const middle = new Float64Array(n);
  let first = 1;
  let end = n;
  if (known) {
    const { head, tail, track } = known;
    const reach = (RATE_WINDOW_SECONDS + LONGEST_RR_SECONDS) * sampleRate;
    const changed = n - tail > 0 ? samples[n - tail - 1]! : Number.NEGATIVE_INFINITY;
    end = n - tail;
    while (end < n && samples[end]! <= changed + reach) end++;
    const shift = track.rate.length - n;
    rate.set(track.rate.subarray(0, head));
    middle.set(track.middle.subarray(0, head));
    rate.set(track.rate.subarray(end + shift), end);
    middle.set(track.middle.subarray(end + shift), end);
    rate.fill(Number.NaN, head, end);
    middle.fill(0, head, end);
    first = Math.max(1, head);
  }
  const longest = RATE_WINDOW_SECONDS * sampleRate;
  // Where the window of the first row begins: no further back than a window is long.
  let start = first;
  while (start > 1 && rr[start - 1]! <= LONGEST_RR_SECONDS && samples[first]! - samples[start - 2]! <= longest) start--;
  for (let i = first; i < end; i++) {
    if (!(rr[i]! <= LONGEST_RR_SECONDS)) {
      start = i + 1;
      continue;
    }
    while (start < i && samples[i]! - samples[start - 1]! > longest) start++;
    const samplesIn = samples[i]! - samples[start - 1]!;
    if (2 * samplesIn < longest) continue;
    rate[i] = (60 * (i - start + 1) * sampleRate) / samplesIn;
    middle[i] = samples[i]! - samplesIn / 2;
  }
  return { rate, middle };
}
