/** The thread behind `readOnThread`. It reads a few segments ahead: the engine's first thread answers only between two runs of a network. */
import { parentPort } from 'node:worker_threads';
import { errorShape } from '../../core/contract/errors.ts';
import { SEGMENTS_AHEAD, type ReadTask, type SynthesiseTask } from './protocol.ts';
import { readHere } from './read-here.ts';
import type { FromReadThread } from './read-thread.ts';
import { ordersFrom } from './thread-ahead.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');

/** What was said and not yet taken. */
let ahead = 0;
let taken: (() => void) | null = null;
const orders = ordersFrom<ReadTask | SynthesiseTask, 'taken'>(port, () => {
  ahead--;
  taken?.();
});

function say(message: FromReadThread): void {
  port?.postMessage(message);
}

/** Says it, and resolves when fewer than so many are not yet taken. */
async function asked(message: FromReadThread, fewerThan: number): Promise<void> {
  ahead++;
  say(message);
  while (ahead >= fewerThan) {
    await new Promise<void>((resolve) => {
      taken = resolve;
    });
  }
}

for await (const task of orders) {
  try {
    say({ type: 'done', result: await readHere(task, { onHeader: (header) => asked({ type: 'header', header }, 1), onSegment: (segment) => asked({ type: 'segment', segment }, SEGMENTS_AHEAD) }) });
  } catch (thrown) {
    say({ type: 'failed', error: errorShape(thrown) });
  }
}
