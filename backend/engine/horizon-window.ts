/**
 * What the pipeline holds while it walks through a recording: detections and
 * conditioned signal of the blocks within the horizon, and nothing else, so
 * that memory is the same for an hour and for fourteen days.
 */
import { ConditionedWindow, MODEL_RATE, type ConditionedSpan } from '../../core/beats/conditioned.ts';
import { BLOCK_SAMPLES, BLOCK_SECONDS, blockRange, horizonOf, type Range } from '../../core/beats/horizon.ts';
import { kernels } from '../../core/kernels/kernels.ts';
import { buffersBehind } from '../../core/kernels/spare.ts';
import { blockCount, keepAcrossSeam, type BlockDetection } from '../../core/signal/detect.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import type { WideSpan } from '../../core/waves/block-waves.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Taker } from './taken-block.ts';

/** Blocks on either side of a label block that its horizon touches. */
export const BLOCKS_AROUND = Math.ceil((horizonOf({ from: 0, to: BLOCK_SAMPLES }).to - BLOCK_SAMPLES) / BLOCK_SAMPLES);

/** Seconds on either side of a beat in which ambiguous peaks are counted. */
const AMBIGUITY_SECONDS = 2;

interface HeldBlock extends BlockDetection {
  index: number;
  /** The peaks where the network looks for them: 125 Hz positions. */
  positions: Float64Array;
  /** Raw signal for the waves until it is fetched; null for a block that only lies in a horizon. */
  wide: WideSpan | null;
  /** Pacing spikes as the evidence column holds them; null where they cannot be told. */
  spikes: Float64Array | null;
}

export class HorizonWindow {
  readonly #source: SampleSource;
  readonly #taker: Taker;
  readonly #watch: Stopwatch;
  readonly #signal = new ConditionedWindow();
  readonly #blocks: HeldBlock[] = [];
  /** R peak before the first block that is read. */
  readonly #peakBefore: number | undefined;
  #next: number;
  readonly #first: number;

  /**
   * `first` is the block from which labels are wanted; blocks before it that the
   * horizon touches are read again. `peakBefore` is the R peak before those, as
   * `peakBeforeHorizon` told it when the analysis was broken off. `watch` is told what `taker` measures.
   */
  constructor(source: SampleSource, first: number, peakBefore: number | undefined, taker: Taker, watch: Stopwatch) {
    this.#source = source;
    this.#taker = taker;
    this.#watch = watch;
    this.#next = Math.max(0, first - BLOCKS_AROUND);
    this.#first = first;
    this.#peakBefore = peakBefore;
  }

  /** Makes everything present that the labels of block `index` depend on, and forgets what is behind. */
  async moveTo(index: number): Promise<void> {
    const last = Math.min(blockCount(this.#source, BLOCK_SECONDS) - 1, index + BLOCKS_AROUND);
    while (this.#next <= last) await this.#takeIn(this.#next++);
    while (this.#blocks.length > 0 && this.#blocks[0]!.index < index - BLOCKS_AROUND) this.#blocks.shift();
    for (const { leads, valid } of this.#signal.dropBefore(horizonOf(blockRange(index)).from)) this.#taker.spare(buffersBehind([...leads, ...valid]));
  }

  /** Forgets blocks from `index` on, so that `moveTo` takes them in again: their signal has grown since. */
  takeAgain(index: number): void {
    while ((this.#blocks.at(-1)?.index ?? -1) >= index) this.#blocks.pop();
    this.#signal.dropFrom(blockRange(index).from);
    this.#next = Math.min(this.#next, index);
  }

  /** Detection of a held block. Throws RangeError where it is not held. */
  detection(index: number): BlockDetection {
    return this.#held(index);
  }

  /** The raw signal of a held block for the waves; it is handed out once. Throws RangeError where it is not held. */
  takeWide(index: number): WideSpan {
    const block = this.#held(index);
    const { wide } = block;
    if (wide === null) throw new RangeError(`the raw signal of block ${index} is not held`);
    block.wide = null;
    return wide;
  }

  #held(index: number): HeldBlock {
    const block = this.#blocks.find((held) => held.index === index);
    if (!block) throw new RangeError(`block ${index} is not held`);
    return block;
  }

  /** Pacing spikes of a held block as the evidence column holds them; null where they cannot be told. */
  spikes(index: number): Float64Array | null {
    return this.#blocks.find((held) => held.index === index)?.spikes ?? null;
  }

  /** R peaks of all held blocks as recording samples and as 125 Hz positions. */
  peaks(): { samples: Float64Array; positions: Float64Array } {
    return { samples: joined(this.#blocks.map((block) => block.peaks)), positions: joined(this.#blocks.map((block) => block.positions)) };
  }

  /** For each of some R peaks, ascending: peaks a second within ±AMBIGUITY_SECONDS that were seen and not taken for beats. */
  ambiguity(peaks: Float64Array): Float32Array {
    const reach = AMBIGUITY_SECONDS * this.#source.sampleRate;
    const doubtful = joined(this.#blocks.map((block) => block.doubtful));
    let low = 0;
    let high = 0;
    const out = new Float32Array(peaks.length);
    for (let i = 0; i < out.length; i++) {
      while (low < doubtful.length && doubtful[low]! < peaks[i]! - reach) low++;
      while (high < doubtful.length && doubtful[high]! <= peaks[i]! + reach) high++;
      out[i] = (high - low) / (2 * AMBIGUITY_SECONDS);
    }
    return out;
  }

  /** Conditioned signal of a range of 125 Hz positions. It holds until anybody's next range is cut, so never over an `await`: the memory is the same. */
  cut(range: Range): ConditionedSpan {
    const leads = this.#source.leadNames.length;
    return this.#signal.cut(range.from, range.to, leads, { from: range.from, ...kernels().span(leads, range.to - range.from) });
  }

  /** The R peak before the blocks that an analysis taken up after block `index` reads again. */
  peakBeforeHorizon(index: number): number | undefined {
    const from = index + 1 - BLOCKS_AROUND;
    return this.#blocks.findLast((block) => block.index < from && block.peaks.length > 0)?.peaks.at(-1) ?? this.#peakBefore;
  }

  async #takeIn(index: number): Promise<void> {
    const { detection, positions, chunk, wide, spikes, seconds } = await this.#taker.take(index, index >= this.#first);
    this.#watch.add(seconds);
    this.#blocks.push({ ...detection, ...this.#acrossSeam(detection.peaks, positions), spikes, index, wide });
    this.#signal.append(chunk);
  }

  /** R peaks of a block that do not lie upon the last one before it, where they are looked for. */
  #acrossSeam(peaks: Float64Array, positions: Float64Array): Pick<HeldBlock, 'peaks' | 'positions'> {
    if (this.#taker.given) {
      const last = this.#blocks.at(-1)?.positions.at(-1) ?? -1;
      const end = (this.#source.length * MODEL_RATE) / this.#source.sampleRate - 1;
      return { peaks, positions: positions.map((position, i) => Math.min(end, Math.max(position, last + 1 + i))) };
    }
    const before = this.#blocks.findLast((block) => block.peaks.length > 0)?.peaks.at(-1) ?? this.#peakBefore;
    const drop = keepAcrossSeam(before, peaks, this.#source.sampleRate);
    return { peaks: peaks.subarray(drop), positions: positions.subarray(drop) };
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
