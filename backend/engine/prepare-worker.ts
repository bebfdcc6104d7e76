/** The thread behind `preparedOnThread`: reads the stored samples by itself and hands prepared blocks over. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorShape } from '../../core/contract/errors.ts';
import { lendSeal } from '../store/keyring.ts';
import { Growth, openGrowingStore } from './growth.ts';
import { leadSubset } from './lead-subset.ts';
import { AHEAD, wholeOf, type FromPrepareThread, type PrepareOrder, type ToPrepareThread } from './prepare-thread.ts';
import type { PreparedBlock } from './prepared-block.ts';
import { preparedBlocks } from './prepared-blocks.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');
const order = workerData as PrepareOrder;

const growth = new Growth(order.grown ?? wholeOf(order));
let waiting = 0;
let room: (() => void) | null = null;
port.on('message', (message: ToPrepareThread) => {
  if (message !== 'taken') return growth.take(message);
  waiting--;
  room?.();
});

/** Buffers that go over whole; what is shared between arrays is named once. */
function buffersOf(block: PreparedBlock): ArrayBuffer[] {
  const arrays: ArrayBufferView[] = [
    ...block.span.leads,
    ...block.span.valid,
    ...block.wide.leads,
    ...block.stretches.flatMap((stretch) => [stretch.signal, stretch.leadMask, stretch.template, stretch.beats, stretch.context]),
  ];
  return [...new Set(arrays.map((array) => array.buffer).filter((buffer) => buffer instanceof ArrayBuffer))];
}

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
