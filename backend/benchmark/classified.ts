/** From samples to classified beats and nothing else: signal and networks on a thread each, as the engine has them on two cores. */
import { rm } from 'node:fs/promises';
import type { Classifier } from '../engine/classifier.ts';
import { labelBlock } from '../engine/label-block.ts';
import type { LoadedModel } from '../engine/model.ts';
import { labelPaced } from '../engine/paced-labels.ts';
import { preparedOnThread, type PrepareOrder } from '../engine/prepare-thread.ts';
import { readWhole } from '../engine/read-here.ts';
import { temporaryFolder } from '../store/temporary.ts';

/** A recording as the engine has it stored. */
export interface Stored {
  order: PrepareOrder;
  remove(): Promise<void>;
}

/** Reads a foreign file into a folder of its own. Errors: those of its reader. */
export async function stored(path: string): Promise<Stored> {
  const samples = temporaryFolder('benchmark');
  const remove = (): Promise<void> => rm(samples, { recursive: true, force: true });
  try {
    const staged = await readWhole({ kind: 'read', path, staging: samples, seal: null });
    return { order: { ...staged, leads: null, firstBlock: 0, peakBefore: undefined, givenPeaks: null }, remove };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

/** Classes of all beats of a recording; how many there are. Errors: those of store and device. */
export async function classified({ order }: Stored, classifier: Classifier, { manifest }: LoadedModel): Promise<number> {
  const blocks = preparedOnThread(order);
  let beats = 0;
  for await (const block of blocks) {
    beats += labelPaced(block, await labelBlock(block, classifier, manifest.operatingPoint, true)).code.length;
    blocks.spare(block);
  }
  return beats;
}
