/**
 * Recording in, labelled blocks out, one after the other: filters, quality,
 * R peaks, context, network. What the program, the command line and the scoring
 * all call; templates are grown on top of it.
 */
import type { Manifest } from '../../core/beats/manifest.ts';
import { BLOCK_SECONDS, blockRange, horizonOf } from '../../core/beats/horizon.ts';
import type { ConditionedSpan } from '../../core/beats/conditioned.ts';
import { blockCount, type BlockDetection } from '../../core/signal/detect.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { HorizonWindow } from './horizon-window.ts';
import { labelBlock, type BlockLabels } from './label-block.ts';
import type { Classifier } from './session.ts';
import type { Stopwatch } from './stopwatch.ts';

export interface LabelledBlock {
  index: number;
  blocks: number;
  detection: BlockDetection;
  /** R peaks of the block: recording samples and 125 Hz positions. */
  samples: Float64Array;
  positions: Float64Array;
  labels: BlockLabels;
  /** Conditioned signal of the horizon. */
  span: ConditionedSpan;
  /** What an analysis that goes on after this block must be given. */
  peakBefore: number | undefined;
}

export interface LabelOptions {
  classifier: Classifier;
  manifest: Manifest;
  /** First block to label. */
  firstBlock: number;
  /** `peakBefore` of the block before it. */
  peakBefore: number | undefined;
  /** R peaks to use in place of detected ones, recording samples. */
  givenPeaks: Float64Array | null;
}

/** Labels block after block. Ends with the recording; errors of the source and of the network pass through. */
export async function* labelledBlocks(source: SampleSource, options: LabelOptions, watch: Stopwatch): AsyncGenerator<LabelledBlock> {
  const { classifier, manifest, firstBlock } = options;
  const blocks = blockCount(source, BLOCK_SECONDS);
  const window = new HorizonWindow(source, firstBlock, options.peakBefore, options.givenPeaks, watch);
  for (let index = firstBlock; index < blocks; index++) {
    await window.moveTo(index);
    const { samples, positions } = window.peaks();
    const span = window.cut(horizonOf(blockRange(index)));
    const labels = await labelBlock(
      {
        block: index,
        positions,
        span,
        classifier,
        point: manifest.operatingPoint,
        abstain: options.givenPeaks === null,
      },
      watch,
    );
    yield {
      index,
      blocks,
      detection: window.detection(index),
      samples: samples.slice(labels.first, labels.first + labels.count),
      positions: positions.slice(labels.first, labels.first + labels.count),
      labels,
      span,
      peakBefore: window.peakBeforeHorizon(index),
    };
  }
}
