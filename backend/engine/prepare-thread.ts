/**
 * `preparedBlocks` on a worker thread: the signal of the next blocks is prepared
 * while the network runs on this one. At most `AHEAD` blocks wait, so memory
 * stays flat.
 */
import { errorFromShape, type ErrorShape } from '../../core/contract/errors.ts';
import type { RecordingHeader } from '../../core/study/recording.ts';
import type { Seal } from '../store/seal.ts';
import type { Growth, Grown } from './growth.ts';
import { buffersOf, type PreparedBlock } from './prepared-block.ts';
import type { PrepareOptions } from './prepared-blocks.ts';
import { threadAhead, threadDone, threadWith } from './thread-ahead.ts';

/** Blocks that may be ready and not yet taken. */
export const AHEAD = 3;

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
  /** How far it has come where it still grows. */
  grown?: Grown;
}

/** A recording that does not grow. */
export function wholeOf({ segments, header }: Pick<PrepareOrder, 'segments' | 'header'>): Grown {
  return { segments, samples: header.sampleCount, whole: true };
}

/** A block was taken, the recording has come so far, or here is memory that nobody looks at any more. */
export type ToPrepareThread = 'taken' | Grown | ArrayBuffer[];
export type FromPrepareThread = { type: 'block'; block: PreparedBlock } | { type: 'end' } | { type: 'failed'; error: ErrorShape };

const MODULE = new URL('./prepare-worker.ts', import.meta.url);

/** Has the thread load while there is nothing to prepare yet. */
export function prepareAhead(): void {
  threadAhead(MODULE);
}

/**
 * Prepares block after block on a thread of its own, which then waits for the next order; where the iteration ends before the
 * recording, or in a failure, the thread ends with it.
 * A block is there until the next one is asked for: then the thread fills its arrays again.
 */
export async function* preparedOnThread(order: PrepareOrder, growth: Growth | null = null): AsyncGenerator<PreparedBlock> {
  const worker = threadWith(MODULE, (growth ? { ...order, grown: growth.now } : order) satisfies PrepareOrder);
  const say = (message: ToPrepareThread, transfer: ArrayBuffer[] = []): void => worker.postMessage(message, transfer);
  const stopGrowing = growth?.watch(say);
  const ready: FromPrepareThread[] = [];
  let wake: (() => void) | null = null;
  let done = false;
  const push = (message: FromPrepareThread): void => {
    ready.push(message);
    wake?.();
  };
  worker.on('message', push);
  worker.on('error', (error) => push({ type: 'failed', error: { code: 'bug', message: error.message, hint: '', details: {} } }));
  // Comes after all messages; whoever has the end already reads no further.
  worker.on('exit', (code) => push({ type: 'failed', error: { code: 'bug', message: `the thread that prepares the signal ended with code ${code}`, hint: '', details: {} } }));
  try {
    for (;;) {
      const message = ready.shift();
      if (!message) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (message.type === 'end') {
        done = true;
        return;
      }
      if (message.type === 'failed') throw errorFromShape(message.error);
      say('taken');
      yield message.block;
      const spare = buffersOf(message.block);
      say(spare, spare);
    }
  } finally {
    stopGrowing?.();
    await (done ? threadDone(MODULE, worker) : worker.terminate());
  }
}
