/** The thread behind `readOnThread`. */
import { parentPort } from 'node:worker_threads';
import { errorShape } from '../../core/contract/errors.ts';
import type { ReadTask, SynthesiseTask } from './protocol.ts';
import { readHere } from './read-here.ts';
import type { FromReadThread } from './read-thread.ts';
import { orderFrom } from './thread-ahead.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');

let taken: (() => void) | null = null;
const task = await orderFrom<ReadTask | SynthesiseTask, unknown>(port, () => taken?.());

function say(message: FromReadThread): void {
  port?.postMessage(message);
}

function asked(message: FromReadThread): Promise<void> {
  return new Promise((resolve) => {
    taken = resolve;
    say(message);
  });
}

try {
  say({ type: 'done', result: await readHere(task, { onHeader: (header) => asked({ type: 'header', header }), onSegment: (segment) => asked({ type: 'segment', segment }) }) });
} catch (thrown) {
  say({ type: 'failed', error: errorShape(thrown) });
}
