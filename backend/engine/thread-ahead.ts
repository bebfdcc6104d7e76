/**
 * Threads that are there before anybody has an order for them: what they load,
 * and what V8 compiles of it, takes longer than what they are first asked. A
 * thread hears its orders as messages, whenever it was started; one that has
 * carried an order out waits for the next.
 */
import type { MessagePort, Worker } from 'node:worker_threads';
import { startThread } from '../threads.ts';

const waiting = new Map<string, Worker>();
/** Those of them that have carried an order out. */
const proven = new WeakSet<Worker>();

/** What a thread is sent in place of other messages. */
interface Ordered {
  order: unknown;
}

function wait(module: URL, worker: Worker): void {
  waiting.set(module.href, worker);
  const gone = (): void => {
    if (waiting.get(module.href) === worker) waiting.delete(module.href);
  };
  // One that fell over while it waited is no failure of anything: the next order finds its own.
  worker.once('error', gone);
  worker.once('exit', gone);
}

/** Starts a thread on a module, to wait for the next order. Does nothing where one waits already. */
export function threadAhead(module: URL): void {
  if (!waiting.has(module.href)) wait(module, startThread(module));
}

/** A thread on a module with an order: the one that waits, or one that is started now. */
export function threadWith(module: URL, order: unknown): Worker {
  const there = waiting.get(module.href);
  waiting.delete(module.href);
  const worker = there ?? startThread(module);
  worker.removeAllListeners();
  worker.ref();
  worker.postMessage({ order } satisfies Ordered);
  return worker;
}

/** The thread has carried its order out: it waits for the next one, and keeps no process alive meanwhile. Where one waits already it ends. */
export async function threadDone(module: URL, worker: Worker): Promise<void> {
  worker.removeAllListeners();
  if (waiting.has(module.href)) return void (await worker.terminate());
  proven.add(worker);
  wait(module, worker);
  worker.unref();
}

/** Ends the threads that were started ahead and that nobody had an order for. */
export async function leaveThreads(): Promise<void> {
  const left = [...waiting].filter(([, worker]) => !proven.has(worker));
  for (const [href] of left) waiting.delete(href);
  await Promise.all(left.map(([, worker]) => worker.terminate()));
}

/** On the thread's side: one order after the other. Other messages go to `onMessage`. */
export async function* ordersFrom<Order, Message>(port: MessagePort, onMessage: (message: Message) => void): AsyncGenerator<Order> {
  const given: Order[] = [];
  let wake: (() => void) | null = null;
  port.on('message', (message: Ordered | Message) => {
    if (typeof message !== 'object' || message === null || !('order' in message)) return onMessage(message as Message);
    given.push(message.order as Order);
    wake?.();
  });
  for (;;) {
    const order = given.shift();
    if (order !== undefined) yield order;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
