/** `preparedOnThread` without the thread: signal and networks take turns, so that an analysis takes one core at most. */
import { openStoredSource } from '../store/source.ts';
import { lendSeal } from '../store/keyring.ts';
import { leadSubset } from './lead-subset.ts';
import type { PreparedBlock } from './prepared-block.ts';
import type { PrepareOrder } from './prepare-thread.ts';
import { preparedBlocks } from './prepared-blocks.ts';

/** Prepares block after block, the next one when it is asked for. */
export async function* preparedHere(order: PrepareOrder): AsyncGenerator<PreparedBlock> {
  const release = lendSeal(order.samples, order.seal);
  try {
    const source = openStoredSource({ folder: order.samples, header: order.header, segmentCount: () => order.segments });
    yield* preparedBlocks(leadSubset(source, order.leads), order);
  } finally {
    release();
  }
}
