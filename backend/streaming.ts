/** Events to the listener of a subscription, at the listener's pace. */
import type { CallContext } from '../core/contract/define.ts';

/**
 * Sends what `subscribe` pushes until the listener goes away. An item pushed
 * under the key of one that still waits takes its place, so that a slow
 * listener of states costs no memory; without a key nothing is left out.
 */
export async function stream<Item>(context: CallContext<Item>, subscribe: (push: (item: Item, key?: string) => void) => () => void): Promise<void> {
  const waiting = new Map<string, Item>();
  let serial = 0;
  let wake = (): void => {};
  const stop = subscribe((item, key = `#${serial++}`) => {
    waiting.set(key, item);
    wake();
  });
  const aborted = (): void => wake();
  context.signal.addEventListener('abort', aborted);
  try {
    while (!context.signal.aborted) {
      const next = waiting.entries().next();
      if (next.done) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      waiting.delete(next.value[0]);
      await context.emit(next.value[1]);
    }
  } finally {
    stop();
    context.signal.removeEventListener('abort', aborted);
  }
}
