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
  let head = 1;
  let total = 0;
  for (let i = 1; i < samples.length; i++) {
    const seconds = rr[i]!;
    if (!(seconds <= LONGEST_RR_SECONDS)) {
      head = i + 1;
      total = 0;
      continue;
    }
    total += seconds;
    while (head < i && total > RATE_WINDOW_SECONDS) total -= rr[head++]!;
    if (total >= RATE_WINDOW_SECONDS / 2) visit((60 * (i - head + 1)) / total, samples[i]! - (total * sampleRate) / 2);
  }
}
