/** What is made of a block's own signal and 30 s around it: filtered, its beats found. So blocks can be taken in any order, on any thread. */
import { markUnusable, toModelPositions, type ConditionedSpan } from '../../core/beats/conditioned.ts';
import { BLOCK_SECONDS, blockRange } from '../../core/beats/horizon.ts';
import { placePeaks } from '../../core/beats/place-peaks.ts';
import { giveBack } from '../../core/kernels/spare.ts';
import type { BeatNetwork } from '../../core/signal/beat-network.ts';
import { detectIn, readBlock, type BlockDetection } from '../../core/signal/detect.ts';
import { takePacing } from '../../core/signal/pacing-block.ts';
import { QUALITY } from '../../core/signal/quality.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import type { WideSpan } from '../../core/waves/block-waves.ts';
import { Stopwatch } from './stopwatch.ts';
import { wideSpan } from './wide-span.ts';
import { listOf } from '../../core/kernels/list-of.ts';

export interface TakenBlock {
  /** Its peaks are detected ones, or those of the block that were given. */
  detection: BlockDetection;
  /** The peaks where the network looks for them: 125 Hz positions. */
  positions: Float64Array;
  /** Conditioned signal of the block, and nothing around it. */
  chunk: ConditionedSpan;
  /** Raw signal for the waves; null where it was not asked for. */
  wide: WideSpan | null;
  /** Pacing spikes as the evidence column holds them; null where they cannot be told. */
  spikes: Float64Array | null;
  /** Seconds per stage. */
  seconds: Record<string, number>;
}

/** Where a window has its blocks from. */
export interface Taker {
  /** R peaks are given, so that none is dropped. */
  readonly given: boolean;
  /** Block `index`; `wide`: with its raw signal. Errors: those of the source. */
  take(index: number, wide: boolean): Promise<TakenBlock>;
  /** Memory of blocks that nobody looks at any more. */
  spare(buffers: ArrayBuffer[]): void;
}

export interface TakeOptions {
  /** R peaks to use in place of detected ones, recording samples. */
  givenPeaks?: Float64Array | null;
  /** Another beat network than the shipped one. */
  beats?: BeatNetwork | undefined;
}

/** Blocks of a source, taken in on this thread when they are asked for. */
export function takenHere(source: SampleSource, { givenPeaks = null, beats }: TakeOptions = {}): Taker {
  return { given: givenPeaks !== null, take: (index, wide) => takeBlock(source, index, wide, givenPeaks, beats), spare: giveBack };
}

async function takeBlock(source: SampleSource, index: number, wide: boolean, given: Float64Array | null, beats: BeatNetwork | undefined): Promise<TakenBlock> {
  const watch = new Stopwatch();
  const read = await watch.time('filter', () => readBlock(source, index, BLOCK_SECONDS));
  const first = await watch.time('detect', () => detectIn(read, undefined, beats));
  // Spikes must be neither beats nor hide them: where there are some, beats are sought again without them.
  const { signal, spikes } = await watch.time('pacing', () => takePacing(read, first.peaks, (clean) => detectIn(clean, undefined, beats).peaks));
  const detection = signal === read ? first : await watch.time('detect', () => detectIn(signal, undefined, beats));
  const detected = toModelPositions(detection.peaks, source.sampleRate);
  const peaks = given ? given.filter((peak) => peak >= detection.from && peak < detection.to) : detection.peaks;
  // Given ones are seen where the detector would have put them.
  const positions = given ? placePeaks(signal.conditioned, toModelPositions(peaks, source.sampleRate), detected) : detected;
  const range = blockRange(index);
  const { conditioned } = signal;
  // Views: nobody else needs what lies around the block.
  const chunk: ConditionedSpan = {
    from: range.from,
    leads: listOf(conditioned.leads, (lead) => lead.subarray(range.from - conditioned.from, range.to - conditioned.from)),
    valid: listOf(conditioned.valid, (valid) => valid.subarray(range.from - conditioned.from, range.to - conditioned.from)),
  };
  // The network is shown no second of a lead that cannot be read, as in training.
  const seconds = detection.quality.length / chunk.leads.length;
  chunk.leads.forEach((_, lead) => markUnusable(chunk, lead, detection.quality.subarray(lead * seconds, (lead + 1) * seconds), index * BLOCK_SECONDS, QUALITY.usable));
  return { detection: { ...detection, peaks }, positions, chunk, wide: wide ? wideSpan(read) : null, spikes, seconds: watch.exactly() };
}
