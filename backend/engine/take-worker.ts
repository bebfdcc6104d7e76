/** A thread behind `TakeLanes`: reads the stored samples by itself and takes in the blocks that it is asked for. */
import { parentPort } from 'node:worker_threads';
import { buffersBehind } from '../../core/kernels/spare.ts';
import { lendSeal } from '../store/keyring.ts';
import { Growth, openGrowingStore } from './growth.ts';
import { leadSubset } from './lead-subset.ts';
import { wholeOf } from './prepare-thread.ts';
import type { TakeJob, TakeOrder } from './take-lanes.ts';
import { takenHere, type TakenBlock } from './taken-block.ts';
import { serveJobs } from './thread-jobs.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');

await serveJobs<TakeOrder, TakeJob, TakenBlock>(port, async (order) => {
  const growth = new Growth(wholeOf(order));
  const release = lendSeal(order.samples, order.seal);
  const taker = takenHere(leadSubset(openGrowingStore(order.samples, order.header, growth), order.leads), order);
  return {
    async do({ index, wide, grown }) {
      growth.take(grown);
      const result = await taker.take(index, wide);
      return { result, transfer: buffersBehind([...result.chunk.leads, ...result.chunk.valid, ...(result.wide?.leads ?? [])]) };
    },
    close: () => Promise.resolve(release()),
  };
});
