/**
 * `preparedBlocks` on a worker thread: the signal of the next blocks is prepared
 * while the network runs on this one. At most `AHEAD` blocks wait, so memory
 * stays flat.
 */
import type { Worker } from 'node:worker_threads';
import { errorFromShape, type ErrorShape } from '../../core/contract/errors.ts';
import { buffersBehind } from '../../core/kernels/spare.ts';
import type { RecordingHeader } from '../../core/study/recording.ts';
import type { Seal } from '../store/seal.ts';
import type { Growth, Grown } from './growth.ts';
import { buffersOf, type PreparedBlock, type PreparedBlocks } from './prepared-block.ts';
import type { PrepareOptions } from './prepared-blocks.ts';
import { threadAhead, threadDone, threadWith } from './thread-ahead.ts';

/** Blocks that may be ready and not yet taken. */
export const AHEAD = 3;

export interface Takers {
  threads: number;
  /** Blocks that each may have. */
  each: number;
}

/** What the thread is asked for first: where the samples lie rather than the samples. */
export interface PrepareOrder extends PrepareOptions {
  samples: string;
  /** What the samples are sealed with; null where they are plain. */
  seal: Seal | null;
  segments: number;
  header: RecordingHeader;
  leads: readonly number[] | null;
  /** Other than `AHEAD`. */
  ahead?: number;
  /** Threads that take blocks in for this one; absent: it does that itself. */
  takers?: Takers;
  /** How far it has come where it still grows. */
  grown?: Grown;
  /** Tells what is said of this order from what is said of another. */
  number?: number;
}

/** A recording that does not grow. */
export function wholeOf({ segments, header }: Pick<PrepareOrder, 'segments' | 'header'>): Grown {
  return { segments, samples: header.sampleCount, whole: true };
}

/** Memory of a block that nobody looks at any more: what was prepared of it, and what was taken in. */
export interface SpareBlock {
  prepared: ArrayBuffer[];
  taken: ArrayBuffer[];
}

/** A block was taken, the recording has come so far, or here is memory that nobody looks at any more. */
export type ToPrepareThread = 'taken' | { grown: Grown; of: number } | SpareBlock;
export type FromPrepareThread = { type: 'block'; block: PreparedBlock } | { type: 'end' } | { type: 'failed'; error: ErrorShape };

const MODULE = new URL('./prepare-worker.ts', import.meta.url);

let orders = 0;

/** Has the thread load while there is nothing to prepare yet. */
export function prepareAhead(): void {
  threadAhead(MODULE);
}

/** Blocks that a thread prepares, for whoever asks for one after the other. */
export type ThreadedBlocks = AsyncGenerator<PreparedBlock, void, undefined> & Required<PreparedBlocks>;

/**
 * Prepares block after block on a thread of its own, which then waits for the next order; where the iteration ends before the
 * recording, or in a failure, the thread ends with it.
 */
export function preparedOnThread(order: PrepareOrder, growth: Growth | null = null): ThreadedBlocks {
  let worker: Worker | null = null;
  const say = (message: ToPrepareThread, transfer: ArrayBuffer[] = []): void => worker?.postMessage(message, transfer);
  async function* blocks(): AsyncGenerator<PreparedBlock, void, undefined> {
    const number = orders++;
    const thread = threadWith(MODULE, (growth ? { ...order, grown: growth.now, number } : order) satisfies PrepareOrder);
    worker = thread;
    const stopGrowing = growth?.watch((grown) => say({ grown, of: number }));
    let done = false;
    try {
      const next = messagesOf(thread);
      for (;;) {
        const message = await next();
        if (message.type === 'end') {
          done = true;
          return;
        }
        if (message.type === 'failed') throw errorFromShape(message.error);
        say('taken');
        yield message.block;
      }
    } finally {
      stopGrowing?.();
      await (done ? threadDone(MODULE, thread) : thread.terminate());
    }
  }
  return Object.assign(blocks(), {
    spare(block: PreparedBlock): void {
      const taken = buffersBehind(block.wide.leads);
      const prepared = buffersOf(block).filter((buffer) => !taken.includes(buffer));
      say({ prepared, taken }, [...prepared, ...taken]);
    },
  });
}

/** What the thread says, one message after the other; where it falls over, that it did. */
function messagesOf(worker: Worker): () => Promise<FromPrepareThread> {
  const ready: FromPrepareThread[] = [];
  let wake: (() => void) | null = null;
  const push = (message: FromPrepareThread): void => {
    ready.push(message);
    wake?.();
  };
  const failed = (why: string): void => push({ type: 'failed', error: { code: 'bug', message: why, hint: '', details: {} } });
  worker.on('message', push);
  worker.on('error', (error) => failed(error.message));
  // Comes after all messages; whoever has the end already reads no further.
  worker.on('exit', (code) => failed(`the thread that prepares the signal ended with code ${code}`));
  return async () => {
    for (;;) {
      const message = ready.shift();
      if (message) return message;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
}
