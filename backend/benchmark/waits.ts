/** How long others wait while one piece of work goes on: a small request, asked again and again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';

/** Between two requests. Milliseconds. */
const EVERY_MS = 5;

/** Does some work. Returns seconds that it took, and the longest that another request waited meanwhile. */
export async function withWaits(client: Client<Contract>, work: () => Promise<unknown>): Promise<{ took: number; longestWait: number }> {
  let longestWait = 0;
  let over = false;
  const asking = (async () => {
    while (!over) {
      // A request that comes late because nobody listened has waited, too.
      const due = performance.now() + EVERY_MS;
      await sleep(EVERY_MS);
      await client.analysis.engine({});
      longestWait = Math.max(longestWait, (performance.now() - due) / 1000);
    }
  })();
  // The first request is on its way before the work begins.
  await sleep(EVERY_MS);
  const start = performance.now();
  try {
    await work();
  } catch (thrown) {
    // What failed is told; that nobody answers any more follows from it.
    asking.catch(() => undefined);
    throw thrown;
  } finally {
    over = true;
  }
  const took = (performance.now() - start) / 1000;
  await asking;
  return { took, longestWait };
}
