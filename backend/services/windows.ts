/** Short filtered windows around many beats: where they lie close together a stretch is filtered once for all of them. */
import { DEFAULT_DISPLAY, displayMargin, filterForDisplay } from '../../core/signal/display.ts';
import type { StoredSource } from '../store/source.ts';

/** A stretch that is filtered in one go, seconds; worth it from so many windows in it. */
const STRETCH_SECONDS = 30;
const WORTH = 4;

/** One lead of a stretch, filtered for the eye: read with the filter's margin, which is cut off again. */
function filtered(source: Pick<StoredSource, 'sampleRate' | 'read'>, from: number, to: number, lead: number): Float32Array | undefined {
  const margin = Math.ceil(displayMargin(DEFAULT_DISPLAY) * source.sampleRate);
  const raw = source.read(from - margin, to + margin)[lead];
  return raw && filterForDisplay(raw, source.sampleRate).slice(margin, margin + to - from);
}

/**
 * Windows of one lead, mV, NaN where nothing was measured.
 *
 * @param firsts first sample of each window, in any order; NaN for one that is left out
 * @param samples length of each window
 * @returns the windows one after the other, in the order asked for
 */
export function windowsAround(source: Pick<StoredSource, 'sampleRate' | 'read'>, firsts: ArrayLike<number>, samples: number, lead: number): Float32Array {
  const values = new Float32Array(firsts.length * samples).fill(Number.NaN);
  const order = Array.from({ length: firsts.length }, (_, i) => i)
    .filter((i) => !Number.isNaN(firsts[i]!))
    .sort((a, b) => firsts[a]! - firsts[b]!);
  const wide = Math.round(STRETCH_SECONDS * source.sampleRate);
  for (let at = 0; at < order.length; ) {
    const from = firsts[order[at]!]!;
    let end = at + 1;
    while (end < order.length && firsts[order[end]!]! + samples <= from + wide) end++;
    // A few windows far apart are cheaper one by one.
    if (end - at < WORTH) end = at + 1;
    const stretch = filtered(source, from, firsts[order[end - 1]!]! + samples, lead);
    if (stretch) for (let k = at; k < end; k++) values.set(stretch.subarray(firsts[order[k]!]! - from, firsts[order[k]!]! - from + samples), order[k]! * samples);
    at = end;
  }
  return values;
}
