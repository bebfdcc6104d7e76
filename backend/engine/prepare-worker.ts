/** The thread behind `preparedOnThread`: reads the stored samples by itself and hands prepared blocks over. */
import { parentPort } from 'node:worker_threads';
import { errorShape } from '../../core/contract/errors.ts';
import { forgetSpare, giveBack } from '../../core/kernels/spare.ts';
import { lendSeal } from '../store/keyring.ts';
import { Growth, openGrowingStore, type Grown } from './growth.ts';
import { leadSubset } from './lead-subset.ts';
import { AHEAD, wholeOf, type FromPrepareThread, type PrepareOrder, type SpareBlock, type ToPrepareThread } from './prepare-thread.ts';
import { buffersOf } from './prepared-block.ts';
import { preparedBlocks } from './prepared-blocks.ts';
import { TakeLanes } from './take-lanes.ts';
import { takenHere, type Taker } from './taken-block.ts';
import { ordersFrom } from './thread-ahead.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');

/** Before the first order. */
const NOTHING = { segments: 0, samples: 0, whole: false };

let busy = false;
let waiting = 0;
let room: (() => void) | null = null;
let growth = new Growth(NOTHING);
let taker: Taker | null = null;
let current: number | undefined;
let early: { grown: Grown; of: number } | null = null;
const orders = ordersFrom<PrepareOrder, ToPrepareThread>(port, (message) => {
  // The last of an order's arrays come back behind its end.
  if (typeof message === 'object' && 'prepared' in message) return busy ? spare(message) : undefined;
  if (message !== 'taken') {
    // Of the next order it may come before that is begun.
    if (busy && message.of === current) return growth.take(message.grown);
    early = message;
    return;
  }
  waiting--;
  room?.();
});

function say(message: FromPrepareThread, transfer: ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}

function spare({ prepared, taken }: SpareBlock): void {
  giveBack(prepared);
  taker?.spare(taken);
}

async function carryOut(order: PrepareOrder): Promise<void> {
  current = order.number;
  growth = new Growth((early && early.of === current ? early.grown : order.grown) ?? wholeOf(order));
  const release = lendSeal(order.samples, order.seal);
  const lanes = order.takers ? new TakeLanes(order.takers, order, growth) : null;
  try {
    const source = leadSubset(openGrowingStore(order.samples, order.header, growth), order.leads);
    taker = lanes ?? takenHere(source, order);
    for await (const block of preparedBlocks(source, { ...order, growth, expected: order.header.sampleCount }, taker)) {
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
  } finally {
    taker = null;
    release();
    await lanes?.end();
  }
}

for await (const order of orders) {
  busy = true;
  await carryOut(order);
  busy = false;
  forgetSpare();
}
