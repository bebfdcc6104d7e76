/** Where evidence is made, block by block: what signal and beats tell, and what networks tell. */
import { AMBIGUITY_STEP, type Evidence } from '../../core/beats/evidence.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import type { BlockLabels } from './label-block.ts';
import type { HorizonWindow } from './horizon-window.ts';
import type { PreparedBlock } from './prepared-blocks.ts';

/** What a producer on the preparing thread may look at. It must depend on nothing but the block and its horizon. */
export interface SignalSight {
  index: number;
  source: SampleSource;
  window: HorizonWindow;
  /** R peaks of the block, samples of the recording. */
  peaks: Float64Array;
}

/** Evidence from signal and R peaks alone; made on the thread that prepares the signal. */
export function signalEvidence(_sight: SignalSight): Promise<Evidence> {
  return Promise.resolve({});
}

/** Evidence that needs the labels, or a network of its own; made where networks run. */
export function labelledEvidence(block: Omit<PreparedBlock, 'evidence'>, _labels: BlockLabels): Promise<Evidence> {
  return Promise.resolve({
    ambiguity: Uint8Array.from(block.ambiguity, (value) => Math.min(255, Math.round(value / AMBIGUITY_STEP))),
    readable: Uint8Array.from(block.readable, (share) => Math.round(255 * share)),
  });
}
