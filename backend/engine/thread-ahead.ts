/**
 * Threads that are there before anybody has an order for them: what they load,
 * and what V8 compiles of it, takes longer than what they are first asked. A
 * thread hears its orders as messages, whenever it was started; one that has
 * carried an order out waits for the next.
 */
import type { Worker } from 'node:worker_threads';
import { startThread } from '../threads.ts';
import { collectGarbage } from './collect.ts';

/** So long a thread waits before it gives back what its last order left: V8 lets go of what it compiled, too, which an order that follows at once needs. */
export const REST_MS = 250;

const waiting = new Map<string, Worker[]>();
/** Those of them that have carried an order out. */
const proven = new WeakSet<Worker>();

/** What a thread is sent in place of other messages. */
interface Ordered {
  order: unknown;
}

function waitingOn(module: URL): Worker[] {
  const there = waiting.get(module.href) ?? [];
  waiting.set(module.href, there);
  return there;
}

function wait(module: URL, worker: Worker): void {
  const there = waitingOn(module);
  there.push(worker);
  const gone = (): void => {
    const place = there.indexOf(worker);
    if (place >= 0) there.splice(place, 1);
  };
  // One that fell over while it waited is no failure of anything: the next order finds its own.
  worker.once('error', gone);
  worker.once('exit', gone);
}

/** Starts a thread on a module, to wait for the next order. Does nothing where one waits already. */
export function threadAhead(module: URL): void {
  if (waitingOn(module).length === 0) wait(module, startThread(module));
}

/** A thread on a module with an order: one that waits, or one that is started now. `youngMb` as `startThread` takes it. */
export function threadWith(module: URL, order: unknown, youngMb?: number): Worker {
  const worker = waitingOn(module).pop() ?? startThread(module, undefined, youngMb);
  worker.removeAllListeners();
  worker.ref();
  worker.postMessage({ order } satisfies Ordered);
  return worker;
}

/** The thread has carried its order out: it waits for the next one, and keeps no process alive meanwhile. Where `most` wait already it ends. */
export async function threadDone(module: URL, worker: Worker, most = 1): Promise<void> {
  worker.removeAllListeners();
  if (waitingOn(module).length >= most) return void (await worker.terminate());
  proven.add(worker);
  wait(module, worker);
  worker.unref();
}

/** Ends the threads that were started ahead and that nobody had an order for. */
export async function leaveThreads(): Promise<void> {
  const left: Worker[] = [];
  for (const there of waiting.values()) {
    for (let place = there.length - 1; place >= 0; place--) if (!proven.has(there[place]!)) left.push(...there.splice(place, 1));
  }
  await Promise.all(left.map((worker) => worker.terminate()));
}

/** What a thread hears by: its `parentPort`. */
interface Hearing {
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/**
 * On the thread's side: one order after the other. Other messages go to `onMessage`.
 *
 * @param onRest called once where nothing has come for `REST_MS` since an order was carried out
 */
export async function* ordersFrom<Order, Message>(port: Hearing, onMessage: (message: Message) => void, onRest: () => Promise<void> = collectGarbage): AsyncGenerator<Order> {
  const given: Order[] = [];
  let wake: (() => void) | null = null;
  let rest: NodeJS.Timeout | undefined;
  port.on('message', (heard) => {
    const message = heard as Ordered | Message;
    if (typeof message !== 'object' || message === null || !('order' in message)) return onMessage(message as Message);
    given.push(message.order as Order);
    wake?.();
  });
  for (;;) {
    const order = given.shift();
    if (order === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    clearTimeout(rest);
    yield order;
    rest = setTimeout(() => void onRest(), REST_MS);
  }
}
