/**
 * Has V8 look through the heap of this thread now. A thread that waits makes
 * nothing new, so nothing would make V8 give back what its last order left.
 * By the inspector, which needs no flag: a flag would be one of all threads, and
 * compiled code that was kept under other flags counts as foreign.
 */
import { Session } from 'node:inspector/promises';

export async function collectGarbage(): Promise<void> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}
