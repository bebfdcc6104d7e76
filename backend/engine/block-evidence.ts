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

/** What is kept of each beat, in steps of a byte. Loops: see `core/kernels/picked.ts`. */
function beatEvidence({ ambiguity, readable }: Pick<PreparedBlock, 'ambiguity' | 'readable'>): { ambiguity: Uint8Array; readable: Uint8Array } {
  const steps = { ambiguity: new Uint8Array(ambiguity.length), readable: new Uint8Array(readable.length) };
  for (let i = 0; i < ambiguity.length; i++) steps.ambiguity[i] = Math.min(255, Math.round(ambiguity[i]! / AMBIGUITY_STEP));
  for (let i = 0; i < readable.length; i++) steps.readable[i] = Math.round(255 * readable[i]!);
  return steps;
}

/** Evidence that needs the labels, or a network of its own; made where networks run. */
export function labelledEvidence(block: Omit<PreparedBlock, 'evidence'>, labels: BlockLabels): Promise<Evidence> {
  return Promise.resolve({
    ...beatEvidence(block),
    ...atrialEvidence(block, labels),
  });
}
