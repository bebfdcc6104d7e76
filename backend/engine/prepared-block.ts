/** What the preparing thread hands over, and what the producers of evidence on it may look at. */
import type { ConditionedSpan } from '../../core/beats/conditioned.ts';
import type { Evidence } from '../../core/beats/evidence.ts';
import type { Stretch } from '../../core/beats/stretches.ts';
import { buffersBehind } from '../../core/kernels/spare.ts';
import type { BlockDetection } from '../../core/signal/detect.ts';
import type { VentricularNetwork } from '../../core/signal/ventricular-network.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import type { WideSpan } from '../../core/waves/block-waves.ts';
import type { HorizonWindow } from './horizon-window.ts';

export interface PreparedBlock {
  index: number;
  /** Blocks of the whole recording. */
  blocks: number;
  detection: BlockDetection;
  /** R peaks of the block: recording samples and 125 Hz positions. */
  samples: Float64Array;
  positions: Float64Array;
  /** Share of readable signal around each beat on its best lead, 0…1. */
  readable: Float32Array;
  /** Peaks a second within ±2 s of each beat that detection saw and did not take for beats: noise makes them. */
  ambiguity: Float32Array;
  /** What the network takes; `first` counts from the block's first beat. */
  stretches: Stretch[];
  /** Conditioned signal of the block and a little around it. */
  span: ConditionedSpan;
  /** Its raw signal at 250 Hz and a little around it, for the waves. */
  wide: WideSpan;
  /** Samples a second of the recording. */
  sampleRate: number;
  /** What signal and R peaks tell besides. */
  evidence: Evidence;
  /** What an analysis that goes on after this block must be given. */
  peakBefore: number | undefined;
  /** Seconds per stage so far. */
  seconds: Record<string, number>;
}

/** Prepared blocks, one after the other. */
export interface PreparedBlocks extends AsyncIterable<PreparedBlock> {
  /** Nobody looks at this block any more: its arrays are filled again. */
  spare?(block: PreparedBlock): void;
}

/** The memory of a block's large arrays, each once. */
export function buffersOf({ span, wide, stretches }: PreparedBlock): ArrayBuffer[] {
  return buffersBehind([...span.leads, ...span.valid, ...wide.leads, ...stretches.flatMap(({ signal, leadMask, template, beats, context }) => [signal, leadMask, template, beats, context])]);
}

/** What a producer on the preparing thread may look at. It must depend on nothing but the block and its horizon. */
export interface SignalSight {
  index: number;
  source: SampleSource;
  window: HorizonWindow;
  /** R peaks of the block, samples of the recording. */
  peaks: Float64Array;
  /** Another network than the shipped one: that of a fold. */
  ventricular?: VentricularNetwork | undefined;
}
