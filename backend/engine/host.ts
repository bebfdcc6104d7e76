/**
 * The backend's side of the engine process: starts it when it is needed, gives
 * it one task at a time, and beside the reading of a recording its analysis,
 * and notices when it is gone.
 *
 * A task that was running when the process died is rejected with `engine-lost`;
 * the next task starts a fresh process. Cancelling kills the process, since
 * inference blocks its thread and answers no message in between.
 */
import { AppError, errorFromShape } from '../../core/contract/errors.ts';
import type { CancelSignal } from '../../core/contract/define.ts';
import type { Companion } from '../environment.ts';
import type { Grown } from './growth.ts';
import type { FromEngine, Task, ToEngine } from './protocol.ts';

/** A message about the running task. */
export type TaskMessage = Exclude<FromEngine, { type: 'ready' } | { type: 'failed' }>;

/** The place beside a task: in the same process, as long as that task is going on. */
export interface Beside {
  /** As `EngineHost.run`. Once, and only while the task itself goes on, which then ends no sooner than this one; it fails with it. */
  run(task: Task, onMessage: (message: TaskMessage) => Promise<void>): Promise<void>;
  /** Tells the task beside how far the recording has come. */
  grown(grown: Grown): void;
  /** What was read is not wanted: ends the task beside, and the process with it. */
  leave(): void;
}

export type OnMessage = (message: TaskMessage, beside: Beside) => Promise<void>;

interface Waiting {
  task: Task;
  onMessage: OnMessage;
  signal: CancelSignal | null;
  resolve: () => void;
  reject: (error: Error) => void;
}

/** A task that the process was given. */
interface Part {
  id: number;
  task: Task;
  onMessage: (message: TaskMessage) => Promise<void>;
  resolve: () => void;
  reject: (error: Error) => void;
  chain: Promise<void>;
  over: boolean;
}

interface Running {
  waiting: Waiting;
  main: Part;
  beside: Part | null;
  /** Nothing shall stand beside it any more. */
  left: boolean;
  /** The task beside failed on this side: its half in the process waits in vain. */
  spoilt: boolean;
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
  #running: Running | null = null;
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
   * Resolves when a task beside it has ended too, however that ended.
   */
  run(task: Task, onMessage: OnMessage, signal: CancelSignal | null = null): Promise<void> {
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

  /** A recording will come: the process is started where there is none, and loads what reading and analysing need. */
  prepare(): void {
    if (this.#running || this.#closed) return;
    const launched = this.#companion ? Promise.resolve(this.#companion) : (this.#launching ??= this.#launch());
    // One that does not start is told of by the task that wants it.
    launched.then((companion) => companion.send({ type: 'prepare' } satisfies ToEngine), () => undefined);
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
    } else if (this.#running?.waiting === waiting && !this.#running.main.over) {
      this.#abandon(cancelled);
    }
  }

  /** Kills the process because its task is not wanted any more. */
  #abandon(error: Error): void {
    this.#kill();
    this.#finish(error);
  }

  #kill(): void {
    const companion = this.#companion;
    this.#companion = null;
    companion?.kill();
  }

  /** Ends what is running, the task beside first. Without an error for the task itself it ends well. */
  #finish(error: Error | null, errorBeside: Error | null = error): void {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    const { main, beside } = running;
    if (beside && !beside.over) {
      beside.over = true;
      beside.reject(errorBeside ?? new AppError('cancelled', 'Cancelled.'));
    }
    if (error && !main.over) main.reject(error);
    else main.resolve();
    void this.#next();
  }

  async #next(): Promise<void> {
    if (this.#running || this.#closed) return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    const { task, resolve, reject } = waiting;
    const main: Part = { id: this.#nextId++, task, resolve, reject, chain: Promise.resolve(), over: false, onMessage: (message) => waiting.onMessage(message, this.#placeBeside(running)) };
    const running: Running = { waiting, main, beside: null, left: false, spoilt: false };
    this.#running = running;
    if (waiting.signal?.aborted) {
      this.#finish(new AppError('cancelled', 'Cancelled.'));
      return;
    }
    try {
      const companion = this.#companion ?? (await (this.#launching ??= this.#launch()));
      // While the process started, its task may have been cancelled; the next one has it then.
      if (this.#running === running) companion.send({ type: 'task', id: main.id, task } satisfies ToEngine);
    } catch (thrown) {
      if (this.#running === running) this.#finish(lost(thrown instanceof Error ? thrown.message : String(thrown), task));
    }
  }

  #placeBeside(running: Running): Beside {
    const goesOn = (): boolean => this.#running === running;
    return {
      run: (task, onMessage) =>
        new Promise((resolve, reject) => {
          if (!goesOn() || running.main.over || running.left || running.beside) return reject(new AppError('cancelled', 'Cancelled.'));
          running.beside = { id: this.#nextId++, task, onMessage, resolve, reject, chain: Promise.resolve(), over: false };
          this.#companion?.send({ type: 'task', id: running.beside.id, task } satisfies ToEngine);
        }),
      grown: (grown) => {
        if (goesOn() && running.beside) this.#companion?.send({ type: 'grown', id: running.beside.id, grown } satisfies ToEngine);
      },
      leave: () => {
        const { beside } = running;
        running.left = true;
        if (!goesOn() || !beside || beside.over) return;
        this.#kill();
        this.#endBeside(running, beside, new AppError('cancelled', 'Cancelled.'));
      },
    };
  }

  #endBeside(running: Running, beside: Part, error: Error | null): void {
    beside.over = true;
    if (error) beside.reject(error);
    else beside.resolve();
    this.#endIfOver(running);
  }

  #endIfOver(running: Running): void {
    if (!running.main.over || (running.beside && !running.beside.over)) return;
    if (running.spoilt) this.#kill();
    this.#finish(null);
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
        const running = this.#running;
        if (running) this.#finish(lost(reason, running.main.task), running.beside && lost(reason, running.beside.task));
      });
      return companion;
    } finally {
      this.#launching = null;
    }
  }

  #receive(companion: Companion, message: FromEngine): void {
    const running = this.#running;
    if (!running || message.type === 'ready' || companion !== this.#companion) return;
    const part = [running.main, running.beside].find((one) => one?.id === message.id);
    if (!part) return;
    part.chain = part.chain.then(() => this.#take(companion, running, part, message));
  }

  async #take(companion: Companion, running: Running, part: Part, message: TaskMessage | Extract<FromEngine, { type: 'failed' }>): Promise<void> {
    const isMain = part === running.main;
    const stands = (): boolean => this.#running === running && !part.over;
    if (!stands()) return;
    if (message.type === 'failed') {
      const error = errorFromShape(message.error);
      if (!isMain) this.#endBeside(running, part, error);
      else if (running.beside) this.#abandon(error);
      else this.#finish(error);
      return;
    }
    try {
      await part.onMessage(message);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      if (!stands()) return;
      if (isMain) return this.#abandon(error);
      running.spoilt = true;
      return this.#endBeside(running, part, error);
    }
    if (!stands()) return;
    if (ACKNOWLEDGED.has(message.type)) companion.send({ type: 'ack', id: part.id } satisfies ToEngine);
    if (!ENDINGS.has(message.type)) return;
    if (!isMain) return this.#endBeside(running, part, null);
    part.over = true;
    this.#endIfOver(running);
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
