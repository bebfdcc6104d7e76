/** The RR intervals that may speak about atrial fibrillation, and the places where they are asked. */
import { CLASS_INDEX } from '../beats/classes.ts';
import type { Intervals } from './af-measures.ts';
import type { BeatSeries } from './series.ts';
import { isRelabelled } from './unchanged.ts';

/** Intervals outside say nothing: double detections and pauses. Seconds. */
const SHORTEST = 0.2;
const LONGEST = 2.5;
/** Two intervals further apart than this are of two stretches. Seconds. */
const BREAK_SECONDS = 60;
/** The classifier is asked once in every cell of this length, at the first interval that ends in it. Cells are of the clock of the recording, so an edit moves none. */
export const CELL_SECONDS = 4;

/**
 * Intervals between two beats that are neither ventricular nor fusion, of 0.2 to
 * 2.5 s. Supraventricular labels are not looked at: in fibrillation they mean nothing.
 * Neither are intervals within ventricular tachycardia by the signal, whatever its beats are labelled: they tell nothing of the atria.
 *
 * @param tachycardia where it is, from, to pairs of samples, ascending; the same for an earlier state that is given
 * @param before an earlier state of the same day: given back where its intervals are the same
 */
export function intervalsOf(series: BeatSeries, before?: { series: BeatSeries; af: { intervals: Intervals } } | null, tachycardia: readonly number[] = []): Intervals {
  if (before && isRelabelled(before.series, series) && sameForeign(before.series, series)) return before.af.intervals;
  const { sample, beatClass, rr, sampleRate } = series;
  const n = sample.length;
  const row = new Int32Array(n);
  const end = new Float64Array(n);
  const seconds = new Float64Array(n);
  const joint = new Uint8Array(n);
  const stretch = new Int32Array(n);
  const bounds: number[] = [];
  let kept = 0;
  let next = 0;
  for (let i = 1; i < n; i++) {
    const interval = rr[i]!;
    while (next < tachycardia.length && tachycardia[next + 1]! <= sample[i - 1]!) next += 2;
    if (next < tachycardia.length && tachycardia[next]! < sample[i]!) continue;
    if (!(interval >= SHORTEST && interval <= LONGEST) || foreign(beatClass[i]!) || foreign(beatClass[i - 1]!)) continue;
    const apart = kept === 0 ? Number.POSITIVE_INFINITY : (sample[i - 1]! - end[kept - 1]!) / sampleRate;
    if (apart > BREAK_SECONDS) {
      if (kept > 0) bounds.push(kept);
      bounds.push(kept);
    }
    row[kept] = i;
    end[kept] = sample[i]!;
    seconds[kept] = interval;
    joint[kept] = apart > 0 ? 1 : 0;
    stretch[kept] = (bounds.length - 1) >> 1;
    kept++;
  }
  if (kept > 0) bounds.push(kept);
  return { row: row.subarray(0, kept), end: end.subarray(0, kept), rr: seconds.subarray(0, kept), joint: joint.subarray(0, kept), stretch: stretch.subarray(0, kept), bounds: Int32Array.from(bounds) };
}

/** Whether the same beats are foreign in two series of the same beats. */
function sameForeign({ beatClass: a }: BeatSeries, { beatClass: b }: BeatSeries): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && foreign(a[i]!) !== foreign(b[i]!)) return false;
  return true;
}

function foreign(beatClass: number): boolean {
  return beatClass === CLASS_INDEX.V || beatClass === CLASS_INDEX.F;
}

/** Whether entry `i` is the first of its cell: where the classifier is asked. */
export function isAsked(intervals: Intervals, i: number, sampleRate: number): boolean {
  if (i === 0 || intervals.stretch[i] !== intervals.stretch[i - 1]) return true;
  const cell = CELL_SECONDS * sampleRate;
  return Math.floor(intervals.end[i]! / cell) !== Math.floor(intervals.end[i - 1]! / cell);
}
