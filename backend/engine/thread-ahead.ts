/**
 * Threads that are started before anybody has an order for them: what they load
 * takes longer than what they are first asked. A thread hears its order as its
 * first message, whenever it was started.
 */
import type { MessagePort, Worker } from 'node:worker_threads';
import { startThread } from '../threads.ts';

const waiting = new Map<string, Worker>();

/** Starts a thread on a module, to wait for the next order. Does nothing where one waits already. */
export function threadAhead(module: URL): void {
  if (waiting.has(module.href)) return;
  const worker = startThread(module);
  waiting.set(module.href, worker);
  const gone = (): void => {
    if (waiting.get(module.href) === worker) waiting.delete(module.href);
  };
  // One that fell over while it waited is no failure of anything: the next order finds its own.
  worker.once('error', gone);
  worker.once('exit', gone);
}

/** A thread on a module with an order: the one that waits, or one that is started now. */
export function threadWith(module: URL, order: unknown): Worker {
  const there = waiting.get(module.href);
  waiting.delete(module.href);
  const worker = there ?? startThread(module);
  worker.removeAllListeners();
  worker.postMessage(order);
  return worker;
}

/** Ends the threads that nobody had an order for. */
export async function leaveThreads(): Promise<void> {
  const left = [...waiting.values()];
  waiting.clear();
  await Promise.all(left.map((worker) => worker.terminate()));
}

/** On the thread's side: its order. Messages after it go to `onMessage`. */
export function orderFrom<Order, Message>(port: MessagePort, onMessage: (message: Message) => void): Promise<Order> {
  return new Promise((resolve) => {
    port.once('message', (order: Order) => {
      port.on('message', onMessage);
      resolve(order);
    });
  });
}
