/** Threads that wait for an order, and those that fell over meanwhile. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { leaveThreads, threadDone, threadWith } from '../../backend/engine/thread-ahead.ts';

/** Answers an order, and ends when it is told to. */
const MODULE = new URL(`data:text/javascript,${encodeURIComponent("import { parentPort } from 'node:worker_threads'; parentPort.on('message', (said) => (said === 'end' ? process.exit(0) : parentPort.postMessage(said.order)));")}`);

async function answered(worker: Worker): Promise<unknown> {
  return (await once(worker, 'message'))[0];
}

it('one that has carried an order out has the next one; one that ended while it waited has none', async () => {
  const first = threadWith(MODULE, 'one');
  const second = threadWith(MODULE, 'another');
  expect(await Promise.all([answered(first), answered(second)])).toEqual(['one', 'another']);
  await threadDone(MODULE, first, 2);
  await threadDone(MODULE, second, 2);
  // Those that are proven stay.
  await leaveThreads();
  const gone = once(second, 'exit');
  second.postMessage('end');
  await gone;
  const next = threadWith(MODULE, 'two');
  expect(next).toBe(first);
  expect(await answered(next)).toBe('two');
  await threadDone(MODULE, next);
  const third = threadWith(MODULE, 'three');
  const fourth = threadWith(MODULE, 'four');
  expect(await Promise.all([answered(third), answered(fourth)])).toEqual(['three', 'four']);
  await threadDone(MODULE, third);
  // Where one waits already it ends.
  await threadDone(MODULE, fourth);
  expect(fourth.threadId).toBe(-1);
  await third.terminate();
});
