/**
 * Long reads of a case on a thread of their own, with a read-only connection:
 * no edit waits for them.
 */
import type { Worker } from 'node:worker_threads';
import { AppError, errorFromShape, type ErrorShape } from '../../core/contract/errors.ts';
import { sealsFor } from '../store/keyring.ts';
import type { Seal } from '../store/seal.ts';
import { startThread } from '../threads.ts';
import type { CancelSignal } from '../../core/contract/define.ts';
import type { Snapshot } from './snapshots.ts';

/** How a case is written to a file. */
export interface Packing {
  /** Opens the file; empty leaves it readable by anybody. */
  passphrase: string;
  /** A copy that names nobody: the id that it shall have, and the time, ISO 8601. Null: the case as it is. */
  deidentified: { caseId: string; time: string } | null;
}

/** What the thread is asked to do. */
export type ReadingTask =
  /** Proves the case in a folder; `expected` is the state in use by the program that asks. */
  | { kind: 'verify'; folder: string; expected: { revision: number; digest: string } }
  /** Copies a database as it stands, and proves the copy. */
  | { kind: 'backup'; database: 'case' | 'workplace'; source: string; target: string }
  /** Writes a case to one file. */
  | { kind: 'pack'; folder: string; target: string; packing: Packing }
  /** The id of the case in a case file. */
  | { kind: 'peek'; source: string; passphrase: string }
  /** Unpacks one into an empty folder and proves it. */
  | { kind: 'unpack'; source: string; folder: string; passphrase: string }
  /** Folds the journal of the case in a folder up to its newest entry. */
  | { kind: 'fold'; folder: string };

export interface ReadingResults {
  verify: string[];
  backup: { revision: number; head: string };
  pack: { bytes: number; parts: number };
  peek: { caseId: string };
  unpack: { caseId: string };
  fold: Snapshot | null;
}

export type FromReading = { type: 'progress'; fraction: number } | { type: 'done'; result: ReadingResults[ReadingTask['kind']] } | { type: 'failed'; error: ErrorShape };

/** What the thread is started with: its task, and the keys of the paths in it. */
export interface ReadingOrder {
  task: ReadingTask;
  seals: [string, Seal][];
}

/** Carries a task out. Ends with `cancelled` where the signal says so; then nothing half made is left. */
export async function readOnThread<K extends ReadingTask['kind']>(
  task: Extract<ReadingTask, { kind: K }>,
  progress: (fraction: number) => Promise<void> | void = () => undefined,
  signal?: CancelSignal,
): Promise<ReadingResults[K]> {
  const order: ReadingOrder = { task, seals: sealsFor(Object.values(task)) };
  const worker = startThread(new URL('./reading-worker.ts', import.meta.url), order);
  return (await answerOf(worker, progress, signal)) as ReadingResults[K];
}

/** What a thread that speaks as the reading thread does comes to; the thread ends with it. */
export async function answerOf(worker: Worker, progress: (fraction: number) => Promise<void> | void = () => undefined, signal?: CancelSignal): Promise<unknown> {
  let told: Promise<void> = Promise.resolve();
  let cancel = (): void => undefined;
  try {
    return await new Promise<unknown>((resolve, reject) => {
      cancel = () => reject(new AppError('cancelled', 'It was cancelled.'));
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      worker.on('message', (message: FromReading) => {
        if (message.type === 'progress') told = told.then(() => progress(message.fraction)).catch(reject);
        else if (message.type === 'done') void told.then(() => resolve(message.result));
        else reject(errorFromShape(message.error));
      });
      worker.on('error', reject);
      worker.on('exit', (code) => void told.then(() => reject(new Error(`the reading thread ended with code ${code}`))));
    });
  } finally {
    signal?.removeEventListener('abort', cancel);
    await worker.terminate();
  }
}
