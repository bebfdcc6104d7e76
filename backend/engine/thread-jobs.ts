/**
 * Threads that do one job after the other for one order: a model to label with,
 * a recording to take blocks from. Jobs are answered in the order in which a
 * thread was given them. A thread that is through waits for the next order.
 *
 * ONNX Runtime takes the whole process with it, in a crash, where a thread on
 * which it runs is ended. So a thread is left alone until it has said that its
 * order is over. A process that has to end there and then is killed, which says
 * nothing and does the same.
 */
import { writeSync } from 'node:fs';
import { isMainThread, type MessagePort, type Worker } from 'node:worker_threads';
import { errorFromShape, errorShape, type ErrorShape } from '../../core/contract/errors.ts';
import { forgetSpare, giveBack } from '../../core/kernels/spare.ts';
import { ordersFrom, threadDone, threadWith } from './thread-ahead.ts';

/** A job, memory that nobody looks at any more, or the end of the order. */
type ToJobThread<Job> = { id: number; job: Job } | ArrayBuffer[] | 'over';
type FromJobThread<Result> = { id: number; result: Result } | { id: number; error: ErrorShape } | 'over';

interface Awaited<Result> {
  resolve: (result: Result) => void;
  reject: (error: Error) => void;
}

/** Room for what has just been made, MB: with what V8 gives, six threads take a hundred more and no less time. */
const YOUNG_MB = 6;

/** Threads whose order is not over. */
const working = new Set<object>();
if (isMainThread) {
  // What nobody caught is told behind `exit`, where there would be nobody left to tell it.
  process.on('uncaughtExceptionMonitor', (error) => {
    if (working.size > 0) writeSync(process.stderr.fd, `${error instanceof Error ? error.stack : String(error)}\n`);
  });
  process.on('exit', () => {
    if (working.size > 0) process.kill(process.pid, 'SIGKILL');
  });
}

export class JobThread<Order, Job, Result> {
  readonly #module: URL;
  readonly #worker: Worker;
  readonly #awaited = new Map<number, Awaited<Result>>();
  #given = 0;
  #lost: Error | null = null;
  #over: (() => void) | null = null;

  constructor(module: URL, order: Order) {
    this.#module = module;
    this.#worker = threadWith(module, order, YOUNG_MB);
    working.add(this);
    this.#worker.on('message', (message: FromJobThread<Result>) => {
      if (message === 'over') return this.#over?.();
      const awaited = this.#awaited.get(message.id);
      this.#awaited.delete(message.id);
      if ('error' in message) awaited?.reject(errorFromShape(message.error));
      else awaited?.resolve(message.result);
    });
    this.#worker.on('error', (error) => this.#lose(error));
    // Comes after all messages; whoever has all answers does not notice.
    this.#worker.on('exit', (code) => this.#lose(new Error(`a thread of the analysis ended with code ${code}`)));
  }

  /** Jobs that it was given and has not answered. */
  get busy(): number {
    return this.#awaited.size;
  }

  /** The result of a job. `transfer` is memory that goes along. Errors: those of opening the order, and of the job. */
  do(job: Job, transfer: ArrayBuffer[] = []): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      const id = this.#given++;
      this.#say({ id, job }, transfer);
      this.#awaited.set(id, { resolve, reject });
    });
  }

  /** Memory that nobody looks at any more goes back to be filled again. */
  spare(buffers: ArrayBuffer[]): void {
    if (!this.#lost && buffers.length > 0) this.#say(buffers, buffers);
  }

  /** Waits for the jobs that are under way; then the thread waits for the next order, unless `most` of its kind do. */
  async end(most: number): Promise<void> {
    if (!this.#lost) {
      await new Promise<void>((resolve) => {
        this.#over = resolve;
        this.#say('over');
      });
    }
    working.delete(this);
    if (!this.#lost) await threadDone(this.#module, this.#worker, most);
  }

  #say(message: ToJobThread<Job>, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #lose(error: Error): void {
    this.#lost = error;
    for (const { reject } of this.#awaited.values()) reject(error);
    this.#awaited.clear();
    working.delete(this);
    this.#over?.();
  }
}

/** Does the jobs of one order. */
export interface JobDesk<Job, Result> {
  /** `transfer` is memory of the result that goes along. */
  do(job: Job): Promise<{ result: Result; transfer: ArrayBuffer[] }>;
  close(): Promise<void>;
}

/** On the thread's side: order after order, job after job. What `open` fails with, every job of that order fails with. */
export async function serveJobs<Order, Job, Result>(port: MessagePort, open: (order: Order) => Promise<JobDesk<Job, Result>>): Promise<void> {
  const given: Exclude<ToJobThread<Job>, ArrayBuffer[]>[] = [];
  let busy = false;
  let wake: (() => void) | null = null;
  const orders = ordersFrom<Order, ToJobThread<Job>>(port, (message) => {
    // The last of an order's arrays come back behind its end.
    if (Array.isArray(message)) return busy ? giveBack(message) : undefined;
    given.push(message);
    wake?.();
  });
  const say = (message: FromJobThread<Result>, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  const next = async (): Promise<{ id: number; job: Job } | 'over'> => {
    for (;;) {
      const message = given.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  for await (const order of orders) {
    busy = true;
    const opened = open(order);
    // Told with the first job.
    opened.catch(() => undefined);
    for (let message = await next(); message !== 'over'; message = await next()) {
      const { id, job } = message;
      try {
        const { result, transfer } = await (await opened).do(job);
        say({ id, result }, transfer);
      } catch (thrown) {
        say({ id, error: errorShape(thrown) });
      }
    }
    await opened.then((desk) => desk.close(), () => undefined);
    busy = false;
    forgetSpare();
    say('over');
  }
}
