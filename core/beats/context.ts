/** The numbers beside the signal: RR intervals and shape of a beat within its horizon. */
import type { ConditionedSpan } from './conditioned.ts';
import type { DominantBeat } from './dominant.ts';
import { RR_NAMES, rrFeatures } from './rr-features.ts';
import { SHAPE_NAMES, shapeFeatures } from './shape-features.ts';

/** Names of the context numbers, in the order that the network takes them; the manifest repeats the list. */
export const CONTEXT_NAMES: readonly string[] = [...RR_NAMES, ...SHAPE_NAMES];

/** Numbers a beat. */
export const CONTEXT_LENGTH = CONTEXT_NAMES.length;

/**
 * Context of beats `[first, last)` of one run of beats without a gap: row-major
 * `[last − first, CONTEXT_LENGTH]`. The numbers are as measured; the network
 * normalises them itself.
 */
export function contextOf(
  span: ConditionedSpan,
  peaks: Float64Array,
  dominant: DominantBeat,
  first: number,
  last: number,
): Float32Array {
  const out = new Float32Array((last - first) * CONTEXT_LENGTH);
  rrFeatures(peaks, first, last, out, CONTEXT_LENGTH, 0);
  shapeFeatures(span, peaks, dominant, first, last, out, CONTEXT_LENGTH, RR_NAMES.length);
  return out;
}
