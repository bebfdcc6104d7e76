/**
 * The signal's half of the pipeline: filters, quality, R peaks, context, and the
 * tensors that the network will take, block after block. It needs no network,
 * so it runs ahead of it on a thread of its own.
 */
import { readableAround } from '../../core/beats/decide.ts';
import { MODEL_RATE, spanLength, type ConditionedSpan } from '../../core/beats/conditioned.ts';
import { BLOCK_SECONDS, blockRange, horizonOf, labelParts } from '../../core/beats/horizon.ts';
import { stretchesOf } from '../../core/beats/stretches.ts';
import { spareBytes, spareSingles } from '../../core/kernels/spare.ts';
import { blockCount } from '../../core/signal/detect.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { signalEvidence } from './block-evidence.ts';
import type { BeatNetwork } from '../../core/signal/beat-network.ts';
import type { VentricularNetwork } from '../../core/signal/ventricular-network.ts';
import type { Growth } from './growth.ts';
import { BLOCKS_AROUND, HorizonWindow } from './horizon-window.ts';
import { detectedBlocks } from './settled.ts';
import { Stopwatch } from './stopwatch.ts';
import { takenHere, type Taker } from './taken-block.ts';
import type { PreparedBlock } from './prepared-block.ts';

/** Seconds of signal around a block that the shapes of its beats reach into. */
const SHAPE_MARGIN = 2 * MODEL_RATE;

export interface PrepareOptions {
  firstBlock: number;
  /** Block to end before; the recording's last one where absent. */
  until?: number | undefined;
  /** `peakBefore` of the block before it. */
  peakBefore: number | undefined;
  /** R peaks to use in place of detected ones, recording samples. */
  givenPeaks: Float64Array | null;
  /** Another ventricular network than the shipped one. */
  ventricular?: VentricularNetwork | undefined;
  /** Another beat network than the shipped one. */
  beats?: BeatNetwork | undefined;
  /** How far the source has come where it still grows; `expected` samples are to come. */
  growth?: Growth | undefined;
  expected?: number | undefined;
}

/** Prepares block after block, from what `taker` makes of the source. Ends with the recording; errors of the source pass through. */
export async function* preparedBlocks(source: SampleSource, options: PrepareOptions, taker: Taker = takenHere(source, options)): AsyncGenerator<PreparedBlock> {
  const watch = new Stopwatch();
  const { sampleRate } = source;
  const window = new HorizonWindow(source, options.firstBlock, options.peakBefore, taker, watch);
  for (let index = options.firstBlock; index < (options.until ?? Number.POSITIVE_INFINITY); index++) {
    // Everything that the block looks at is there, and what was detected of it stays as it is.
    await options.growth?.until(({ samples }) => index + BLOCKS_AROUND < detectedBlocks(samples, sampleRate));
    const length = options.growth?.now.whole === false ? Math.max(source.length, options.expected ?? 0) : source.length;
    const blocks = blockCount({ length, sampleRate }, BLOCK_SECONDS);
    if (index >= blocks) return;
    await window.moveTo(index);
    const block = await watch.time('context', () => prepare(index, blocks, window));
    const evidence = await watch.time('evidence', () => signalEvidence({ index, source, window, peaks: block.samples, ventricular: options.ventricular }));
    yield { ...block, wide: window.takeWide(index), sampleRate, evidence, seconds: watch.seconds() };
  }
}

/** What the network takes for one block out of a window that was moved to it. */
export function prepare(index: number, blocks: number, window: HorizonWindow): Omit<PreparedBlock, 'evidence' | 'seconds' | 'wide' | 'sampleRate'> {
  const block = blockRange(index);
  const { samples, positions } = window.peaks();
  const horizon = window.cut(horizonOf(block));
  const parts = labelParts({ block, peaks: positions, span: horizon });
  const first = parts[0]?.first ?? 0;
  const count = parts.reduce((sum, part) => sum + part.peaks.length, 0);
  const own = positions.slice(first, first + count);
  return {
    index,
    blocks,
    detection: window.detection(index),
    samples: samples.slice(first, first + count),
    positions: own,
    readable: readableAt(horizon, own),
    ambiguity: window.ambiguity(samples.subarray(first, first + count)),
    stretches: parts.flatMap((part) => stretchesOf(block, part, horizon)).map((stretch) => ({ ...stretch, first: stretch.first - first })),
    span: shorter(horizon, block.from - SHAPE_MARGIN, block.to + SHAPE_MARGIN),
    peakBefore: window.peakBeforeHorizon(index),
  };
}

/** How well each beat can be read. A loop: see `core/kernels/picked.ts`. */
function readableAt(span: ConditionedSpan, positions: Float64Array): Float32Array {
  const readable = new Float32Array(positions.length);
  for (let i = 0; i < readable.length; i++) readable[i] = readableAround(span, positions[i]!);
  return readable;
}

/** A copy of what of a span lies in `[from, to)`. */
function shorter(span: ConditionedSpan, from: number, to: number): ConditionedSpan {
  const first = Math.max(from, span.from);
  const last = Math.min(to, span.from + spanLength(span));
  const made: ConditionedSpan = { from: first, leads: [], valid: [] };
  span.leads.forEach((lead, l) => {
    const [signal, valid] = [spareSingles(last - first), spareBytes(last - first)];
    signal.set(lead.subarray(first - span.from, last - span.from));
    valid.set(span.valid[l]!.subarray(first - span.from, last - span.from));
    made.leads.push(signal);
    made.valid.push(valid);
  });
  return made;
}
