/** All that networks say of one block: classes, and the evidence that needs the classes or a network of its own. */
import type { Evidence } from '../../core/beats/evidence.ts';
import { labelledEvidence } from './block-evidence.ts';
import type { BlockLabels } from './label-block.ts';
import { labelPaced } from './paced-labels.ts';
import type { PreparedBlock } from './prepared-block.ts';
import type { Stopwatch } from './stopwatch.ts';
import { waveEvidence } from './wave-evidence.ts';

export interface LabelledBlock {
  block: PreparedBlock;
  labels: BlockLabels;
  /** The block's own with what was added. */
  evidence: Evidence;
}

/** A block with what networks say of it; `label` asks the classifier. Depends on nothing but the block. Errors: those of `label` and of the wave network's file. */
export async function labelledBlock(block: PreparedBlock, label: () => Promise<BlockLabels>, watch: Stopwatch): Promise<LabelledBlock> {
  const labels = labelPaced(block, await watch.time('classify', label));
  const told = await watch.time('evidence', () => labelledEvidence(block, labels));
  const waves = await watch.time('waves', () => waveEvidence(block, labels));
  return { block, labels, evidence: { ...block.evidence, ...told, ...waves } };
}
