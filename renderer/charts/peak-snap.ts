/** Where an R peak that is moved by the mouse comes to rest: a pixel is several samples wide, an extremum one. */
import type { SignalPiece } from './signal.ts';

/** The peak is sought so far from the pointer, seconds. */
const REACH = 0.04;
/** The level that it stands out from is the middle of what lies so far around, seconds. */
const AROUND = 0.2;
/** A lead shows it well that rises to this share of the lead that rises most. */
const WELL = 1 / 3;

function valueAt(pieces: readonly SignalPiece[], lead: number, sample: number): number {
  const piece = pieces.find(({ from, to }) => sample >= from && sample < to);
  return piece?.leads[lead]?.[sample - piece.from] ?? Number.NaN;
}

interface Peak {
  at: number;
  /** How far it stands out, mV. */
  height: number;
}

/** Where a lead stands farthest from its level; null where that is no extremum, or there is no signal yet. */
function peakOf(pieces: readonly SignalPiece[], lead: number, at: number, sampleRate: number): Peak | null {
  const around = Math.round(AROUND * sampleRate);
  const level = Array.from({ length: 2 * around + 1 }, (_, i) => valueAt(pieces, lead, at - around + i))
    .filter((value) => !Number.isNaN(value))
    .toSorted((a, b) => a - b);
  const middle = level[level.length >> 1];
  if (middle === undefined) return null;
  const height = (i: number): number => Math.abs(valueAt(pieces, lead, i) - middle);
  const reach = Math.round(REACH * sampleRate);
  let best = at;
  for (let i = at - reach; i <= at + reach; i++) if (height(i) > height(best)) best = i;
  // On a slope the highest place is where the search ends.
  return height(best) > 0 && height(best) >= height(best - 1) && height(best) >= height(best + 1) ? { at: best, height: height(best) } : null;
}

/**
 * The extremum near to a sample, in the first of the leads that shows it well;
 * the sample itself where there is none.
 *
 * @param pieces signal as it is shown
 * @param leads from the top
 */
export function nearestPeak(pieces: readonly SignalPiece[], leads: readonly number[], sample: number, sampleRate: number): number {
  const at = Math.round(sample);
  const peaks = leads.map((lead) => peakOf(pieces, lead, at, sampleRate)).filter((peak) => peak !== null);
  const tallest = Math.max(...peaks.map(({ height }) => height));
  return peaks.find(({ height }) => height >= WELL * tallest)?.at ?? at;
}
