/**
 * The horizon rule, in one place: what a beat's label may depend on.
 *
 * A recording is labelled in blocks of 300 s on its own grid. All beats of a
 * block share one dominant beat and one set of reference statistics, taken from
 * the beats in `[block end − 900 s, block start + 900 s]`, so that no label
 * depends on anything further than 15 minutes away. RR intervals longer than a
 * minute (a gap) cut the beats into runs, and no run knows of another.
 *
 * Everything here is a pure function of (block, peaks, conditioned signal): the
 * program, the scoring and the dump of training data call the same code.
 */
import { MODEL_RATE, type ConditionedSpan } from './conditioned.ts';
import { contextOf } from './context.ts';
import { dominantBeat, type DominantBeat } from './dominant.ts';
import { lowerBound } from './search.ts';

/** Length of a label block in seconds and in samples. */
export const BLOCK_SECONDS = 300;
export const BLOCK_SAMPLES = BLOCK_SECONDS * MODEL_RATE;
/** What a label may see on either side, in seconds. */
export const HORIZON_SECONDS = 900;
/** A pause between beats that starts the horizon anew, in seconds. */
export const GAP_SECONDS = 60;

/** Half-open range of 125 Hz positions. */
export interface Range {
  from: number;
  to: number;
}

/** The 125 Hz positions of label block `index`. */
export function blockRange(index: number): Range {
  return { from: index * BLOCK_SAMPLES, to: (index + 1) * BLOCK_SAMPLES };
}

/**
 * Positions whose beats and signal the labels of a block depend on. Neighbouring
 * RR intervals and the stretches' margins lie inside. May begin before 0.
 */
export function horizonOf(block: Range): Range {
  return { from: block.to - HORIZON_SECONDS * MODEL_RATE, to: block.from + HORIZON_SECONDS * MODEL_RATE };
}

/** What one block is labelled from. */
export interface LabelBlockInput {
  /** The block, 125 Hz positions; whole numbers. */
  block: Range;
  /** R peaks as 125 Hz positions, ascending, covering the horizon; more is ignored. */
  peaks: Float64Array;
  /** Conditioned signal covering the horizon; more is ignored, missing parts count as not measured. */
  span: ConditionedSpan;
}

/** Beats of a block that belong to one run without a gap, with what the network needs beside the signal. */
export interface LabelPart {
  /** Index of the first of these beats in the input's `peaks`. */
  first: number;
  /** Their R peaks, 125 Hz positions. */
  peaks: Float64Array;
  /** `[peaks.length, CONTEXT_LENGTH]`, row-major. */
  context: Float32Array;
  /** The dominant beat they are compared with. */
  dominant: DominantBeat;
}

/** Beats of the block, run by run, with context and dominant beat. Empty where the block has no beats. */
export function labelParts(input: LabelBlockInput): LabelPart[] {
  const { block, span } = input;
  const horizon = horizonOf(block);
  const begin = lowerBound(input.peaks, horizon.from);
  const end = lowerBound(input.peaks, horizon.to);
  const first = lowerBound(input.peaks, block.from);
  const last = lowerBound(input.peaks, block.to);
  const parts: LabelPart[] = [];
  for (let at = first; at < last; ) {
    let runFrom = at;
    let runTo = at + 1;
    const joined = (i: number): boolean => input.peaks[i]! - input.peaks[i - 1]! <= GAP_SECONDS * MODEL_RATE;
    while (runFrom > begin && joined(runFrom)) runFrom--;
    while (runTo < end && joined(runTo)) runTo++;
    const run = input.peaks.subarray(runFrom, runTo);
    const partTo = Math.min(runTo, last);
    const dominant = dominantBeat(span, run);
    parts.push({
      first: at,
      peaks: input.peaks.slice(at, partTo),
      context: contextOf(span, run, dominant, at - runFrom, partTo - runFrom),
      dominant,
    });
    at = partTo;
  }
  return parts;
}
