/**
 * The backend's side of the engine process: starts it when it is needed, gives
 * it one task at a time, and notices when it is gone.
 *
 * A task that was running when the process died is rejected with `engine-lost`;
 * the next task starts a fresh process. Cancelling kills the process, since
 * inference blocks its thread and answers no message in between.
 */
import { AppError, errorFromShape } from '../../core/contract/errors.ts';
import type { CancelSignal } from '../../core/contract/define.ts';
import type { Companion } from '../environment.ts';
import type { FromEngine, Task } from './protocol.ts';

/** A message about the running task. */
export type TaskMessage = Exclude<FromEngine, { type: 'ready' } | { type: 'failed' }>;

interface Waiting {
  task: Task;
  onMessage: (message: TaskMessage) => Promise<void>;
  signal: CancelSignal | null;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Messages that end a task. */
const ENDINGS: ReadonlySet<string> = new Set(['followed', 'follow-ended', 'sifted', 'read-done', 'analysis-done', 'measured']);

/** Messages that the engine waits to see acknowledged. */
const ACKNOWLEDGED: ReadonlySet<string> = new Set(['sample-segment', 'run-segment']);

export class EngineHost {
  readonly #start: () => Promise<Companion>;
  readonly #queue: Waiting[] = [];
  #companion: Companion | null = null;
  #launching: Promise<Companion> | null = null;
  #running: (Waiting & { id: number; chain: Promise<void> }) | null = null;
  #nextId = 1;
  #closed = false;

  constructor(start: () => Promise<Companion>) {
    this.#start = start;
  }

  /** Process id of the engine while it lives. */
  get pid(): number | undefined {
    return this.#companion?.pid;
  }

  /** Whether a task given now would have to wait. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /**
   * Runs one task after those before it. `onMessage` is called in order and
   * awaited, and a segment is acknowledged when it returns; what it throws ends
   * the task. Rejects with `engine-lost`, `cancelled`, or the engine's own error.
   */
  run(task: Task, onMessage: (message: TaskMessage) => Promise<void>, signal: CancelSignal | null = null): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new AppError('closed', 'The program is closing.'));
        return;
      }
      const waiting: Waiting = { task, onMessage, signal, resolve, reject };
      this.#queue.push(waiting);
      signal?.addEventListener('abort', () => this.#cancel(waiting), { once: true });
      void this.#next();
    });
  }

  /** Ends the process where it has nothing to do; the next task starts another. */
  rest(): void {
    if (this.#running || this.#queue.length > 0 || this.#launching) return;
    const companion = this.#companion;
    this.#companion = null;
    companion?.kill();
  }

  /** Ends the process and rejects all tasks. */
  close(): void {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(new AppError('closed', 'The program is closing.'));
    this.#finish(new AppError('closed', 'The program is closing.'));
    this.#companion?.kill();
    this.#companion = null;
  }

  #cancel(waiting: Waiting): void {
    const cancelled = new AppError('cancelled', 'Cancelled.');
    const queued = this.#queue.indexOf(waiting);
    if (queued >= 0) {
      this.#queue.splice(queued, 1);
      waiting.reject(cancelled);
    } else if (this.#running && this.#running.resolve === waiting.resolve) {
      this.#abandon(cancelled);
    }
  }

  /** Kills the process because its task is not wanted any more. */
  #abandon(error: Error): void {
    const companion = this.#companion;
    this.#companion = null;
    companion?.kill();
    this.#finish(error);
  }

  #finish(error: Error | null): void {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    if (error) running.reject(error);
    else running.resolve();
    void this.#next();
  }

  async #next(): Promise<void> {
    if (this.#running || this.#closed) return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    const running = { ...waiting, id: this.#nextId++, chain: Promise.resolve() };
    this.#running = running;
    if (waiting.signal?.aborted) {
      this.#finish(new AppError('cancelled', 'Cancelled.'));
      return;
    }
    try {
      const companion = this.#companion ?? (await (this.#launching ??= this.#launch()));
      // While the process started, its task may have been cancelled; the next one has it then.
      if (this.#running === running) companion.send({ type: 'task', id: running.id, task: waiting.task });
    } catch (thrown) {
      if (this.#running === running) this.#finish(lost(thrown instanceof Error ? thrown.message : String(thrown), waiting.task));
    }
  }

  async #launch(): Promise<Companion> {
    try {
      const companion = await this.#start();
      if (this.#closed) {
        companion.kill();
        throw new AppError('closed', 'The program is closing.');
      }
      this.#companion = companion;
      companion.onMessage((message) => this.#receive(companion, message as FromEngine));
      companion.onExit((reason) => {
        if (this.#companion !== companion) return;
        this.#companion = null;
        if (this.#running) this.#finish(lost(reason, this.#running.task));
      });
      return companion;
    } finally {
      this.#launching = null;
    }
  }

  #receive(companion: Companion, message: FromEngine): void {
    const running = this.#running;
    if (!running || message.type === 'ready' || message.id !== running.id || companion !== this.#companion) return;
    running.chain = running.chain.then(async () => {
      if (this.#running !== running) return;
      if (message.type === 'failed') {
        this.#finish(errorFromShape(message.error));
        return;
      }
      try {
        await running.onMessage(message);
      } catch (thrown) {
        if (this.#running === running) this.#abandon(thrown instanceof Error ? thrown : new Error(String(thrown)));
        return;
      }
      if (this.#running !== running) return;
      if (ACKNOWLEDGED.has(message.type)) companion.send({ type: 'ack', id: running.id });
      if (ENDINGS.has(message.type)) this.#finish(null);
    });
  }
}

function lost(reason: string, task: Task): AppError {
  const [process, hint] =
    task.kind === 'measure'
      ? ['measuring', 'Try again.']
      : task.kind === 'analyse'
      ? ['analysis', 'What was finished is kept. Go on with the analysis to continue from there.']
        : ['import', 'Nothing of this recording was kept. Import it again.'];
  return new AppError('engine-lost', `The ${process} process stopped unexpectedly (${reason}).`, { hint, details: { reason } });
}
