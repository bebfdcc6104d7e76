/** The thread behind `preparedOnThread`: reads the stored samples by itself and hands prepared blocks over. */
import { parentPort } from 'node:worker_threads';
import { errorShape } from '../../core/contract/errors.ts';
import { giveBack } from '../../core/kernels/spare.ts';
import { lendSeal } from '../store/keyring.ts';
import { Growth, openGrowingStore } from './growth.ts';
import { leadSubset } from './lead-subset.ts';
import { AHEAD, wholeOf, type FromPrepareThread, type PrepareOrder, type ToPrepareThread } from './prepare-thread.ts';
import { buffersOf } from './prepared-block.ts';
import { preparedBlocks } from './prepared-blocks.ts';
import { orderFrom } from './thread-ahead.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');

let waiting = 0;
let room: (() => void) | null = null;
const growth = new Growth({ segments: 0, samples: 0, whole: false });
const order = await orderFrom<PrepareOrder, ToPrepareThread>(port, (message) => {
  if (Array.isArray(message)) return giveBack(message);
  if (message !== 'taken') return growth.take(message);
  waiting--;
  room?.();
});
growth.take(order.grown ?? wholeOf(order));

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
