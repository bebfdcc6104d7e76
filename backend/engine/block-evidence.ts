/** Where evidence is made, block by block: what signal and beats tell, and what networks tell. */
import { MODEL_RATE } from '../../core/beats/conditioned.ts';
import { AMBIGUITY_STEP, secondsOf, type Evidence } from '../../core/beats/evidence.ts';
import { BLOCK_SECONDS } from '../../core/beats/horizon.ts';
import { VENTRICULAR_MARGIN, ventricularLikelihood } from '../../core/signal/ventricular.ts';
import { VENTRICULAR_NETWORK } from '../../core/signal/ventricular-weights.ts';
import type { BlockLabels } from './label-block.ts';
import type { PreparedBlock, SignalSight } from './prepared-block.ts';
import { atrialEvidence, rhythmEvidence } from './rhythm-evidence.ts';

/** Evidence from signal and R peaks alone; made on the thread that prepares the signal. */
export function signalEvidence(sight: SignalSight): Promise<Evidence> {
  const spikes = sight.window.spikes(sight.index);
  return Promise.resolve({ ventricular: ventricularEvidence(sight), ...rhythmEvidence(sight), ...(spikes && { spikes }) });
}

/** Likelihoods of the block's seconds, from its signal and `VENTRICULAR_MARGIN` on either side. */
function ventricularEvidence({ index, source, window, ventricular }: SignalSight): Uint8Array {
  const seconds = secondsOf(window.detection(index), source.sampleRate);
  const from = index * BLOCK_SECONDS;
  const { leads } = window.cut({ from: (from - VENTRICULAR_MARGIN) * MODEL_RATE, to: (from + seconds + VENTRICULAR_MARGIN) * MODEL_RATE });
  return ventricularLikelihood(leads, seconds, ventricular ?? VENTRICULAR_NETWORK);
}

/** Evidence that needs the labels, or a network of its own; made where networks run. */
export function labelledEvidence(block: Omit<PreparedBlock, 'evidence'>, labels: BlockLabels): Promise<Evidence> {
  return Promise.resolve({
    ambiguity: Uint8Array.from(block.ambiguity, (value) => Math.min(255, Math.round(value / AMBIGUITY_STEP))),
    readable: Uint8Array.from(block.readable, (share) => Math.round(255 * share)),
    ...atrialEvidence(block, labels),
  });
}
