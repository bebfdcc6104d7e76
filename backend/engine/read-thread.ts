/** A recording is read on a thread of its own where its analysis goes on beside it: networks keep the first thread from answering. */
import { errorFromShape, type ErrorShape } from '../../core/contract/errors.ts';
import type { RecordingHeader } from '../../core/study/recording.ts';
import type { ReadTask, SynthesiseTask } from './protocol.ts';
import type { ReadResult, StagedSegment, StagingListener } from './read-recording.ts';
import { threadAhead, threadDone, threadWith } from './thread-ahead.ts';

/** Header and segments are answered, `taken`, each after those before it. */
export type FromReadThread =
  | { type: 'header'; header: RecordingHeader }
  | { type: 'segment'; segment: StagedSegment }
  | { type: 'done'; result: ReadResult }
  | { type: 'failed'; error: ErrorShape };

const MODULE = new URL('./read-worker.ts', import.meta.url);

/** Has the thread load while there is nothing to read yet. */
export function readAhead(): void {
  threadAhead(MODULE);
}

/** As `readHere`. The thread then waits for the next recording; where this one failed it is gone. */
export async function readOnThread(task: ReadTask | SynthesiseTask, listener: StagingListener): Promise<ReadResult> {
  const worker = threadWith(MODULE, task);
  let done = false;
  try {
    const result = await new Promise<ReadResult>((resolve, reject) => {
      let chain = Promise.resolve();
      const answered = (answer: () => Promise<void>): void => {
        chain = chain.then(answer).then(() => worker.postMessage('taken'));
        chain.catch(reject);
      };
      worker.on('message', (message: FromReadThread) => {
        switch (message.type) {
          case 'header':
            return answered(() => listener.onHeader(message.header));
          case 'segment':
            return answered(() => listener.onSegment(message.segment));
          case 'done':
            return void chain.then(() => resolve(message.result), reject);
          case 'failed':
            return reject(errorFromShape(message.error));
        }
      });
      worker.on('error', reject);
      // Comes after all messages; after an end it changes nothing.
      worker.on('exit', (code) => reject(new Error(`the thread that reads the recording ended with code ${code}`)));
    });
    done = true;
    return result;
  } finally {
    await (done ? threadDone(MODULE, worker) : worker.terminate());
  }
}
