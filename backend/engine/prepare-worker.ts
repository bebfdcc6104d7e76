/** The thread behind `preparedOnThread`: reads the stored samples by itself and hands prepared blocks over. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorShape } from '../../core/contract/errors.ts';
import { giveBack } from '../../core/kernels/spare.ts';
import { lendSeal } from '../store/keyring.ts';
import { Growth, openGrowingStore } from './growth.ts';
import { leadSubset } from './lead-subset.ts';
import { AHEAD, wholeOf, type FromPrepareThread, type PrepareOrder, type ToPrepareThread } from './prepare-thread.ts';
import { buffersOf } from './prepared-block.ts';
import { preparedBlocks } from './prepared-blocks.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');
const order = workerData as PrepareOrder;

const growth = new Growth(order.grown ?? wholeOf(order));
let waiting = 0;
let room: (() => void) | null = null;
port.on('message', (message: ToPrepareThread) => {
  if (Array.isArray(message)) return giveBack(message);
  if (message !== 'taken') return growth.take(message);
  waiting--;
  room?.();
});

function say(message: FromPrepareThread, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

try {
  lendSeal(order.samples, order.seal);
  const source = openGrowingStore(order.samples, order.header, growth);
  for await (const block of preparedBlocks(leadSubset(source, order.leads), { ...order, growth, expected: order.header.sampleCount })) {
    while (waiting >= (order.ahead ?? AHEAD)) {
      await new Promise<void>((resolve) => {
        room = resolve;
      });
    }
    waiting++;
    say({ type: 'block', block }, buffersOf(block));
  }
  say({ type: 'end' });
} catch (thrown) {
  say({ type: 'failed', error: errorShape(thrown) });
}
