/** Paced beats of a block are labelled by their spikes, not by their shape. */
import { markPaced } from '../../core/beats/paced-beats.ts';
import { SPIKE_VALUES } from '../../core/signal/pacing-block.ts';
import type { BlockLabels } from './label-block.ts';
import type { PreparedBlock } from './prepared-block.ts';

/** Changes the codes of `labels` and gives it back. */
export function labelPaced(block: Pick<PreparedBlock, 'samples' | 'evidence' | 'sampleRate'>, labels: BlockLabels): BlockLabels {
  const { spikes } = block.evidence;
  if (spikes && spikes.length > 0) markPaced(labels.code, block.samples, Float64Array.from({ length: spikes.length / SPIKE_VALUES }, (_, i) => spikes[i * SPIKE_VALUES]!), block.sampleRate);
  return labels;
}
