/** Which piece of the strip on the screen a report prints. Pure. */

/** Seconds of a printed strip: the width of the page at 25 mm/s. */
export const STRIP_SECONDS = 7.2;

export interface PrintedStrip {
  /** In samples. */
  from: number;
  to: number;
  /** Whether the beat under the hand is on it: only then it may be named after that. */
  beat: boolean;
}

/**
 * As much of what is shown as a page is wide, about the beat under the hand
 * where that is in sight, else about the middle.
 *
 * @param shown what the screen shows, samples
 * @param beat sample of the beat under the hand, null where there is none
 * @param sampleCount length of the recording
 */
export function printedStrip(shown: { from: number; to: number }, beat: number | null, rate: number, sampleCount: number): PrintedStrip {
  const wide = STRIP_SECONDS * rate;
  const middle = beat !== null && beat >= shown.from && beat < shown.to ? beat : (shown.from + shown.to) / 2;
  const from = Math.round(Math.max(0, Math.max(shown.from, Math.min(middle - wide / 2, shown.to - wide))));
  const to = Math.round(Math.min(sampleCount - 1, from + wide));
  return { from, to, beat: beat !== null && beat >= from && beat <= to };
}
