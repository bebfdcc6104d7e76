/** Runs analyses in several processes, one record at a time each. */
import { join } from 'node:path';
import { AppError, errorFromShape } from '../../core/contract/errors.ts';
import { startProcess } from '../../backend/companions.ts';
import type { Companion } from '../../backend/environment.ts';
import type { MachineJob, MachineOutput } from './machine-labels.ts';
import type { FromWorker, ToWorker } from './worker.ts';

interface Waiting {
  job: MachineJob;
  onProgress: (fraction: number) => void;
  resolve: (output: MachineOutput) => void;
  reject: (error: Error) => void;
}

/** A process, or the place of one that is being started, with what it works on. */
interface Worker {
  process: Companion | null;
  waiting: Waiting | null;
}

/** A fixed number of processes behind one queue. A process that dies fails its record alone and is replaced. */
export class AnalysisPool {
  readonly #size: number;
  readonly #entry: string;
  readonly #queue: Waiting[] = [];
  readonly #workers = new Set<Worker>();
  #closed = false;

  /** @param entry file that each process runs; another one in tests */
  constructor(size: number, entry = join(import.meta.dirname, 'worker.ts')) {
    this.#size = Math.max(1, size);
    this.#entry = entry;
  }

  /** Analyses one record. Rejects with the AppError of the record, or `engine-lost`. */
  run(job: MachineJob, onProgress: (fraction: number) => void): Promise<MachineOutput> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, onProgress, resolve, reject });
      this.#next();
    });
  }

  /** Ends the processes; what has not been analysed is rejected as `cancelled`. */
  close(): void {
    this.#closed = true;
    const stopped = new AppError('cancelled', 'The evaluation was stopped.');
    for (const waiting of this.#queue.splice(0)) waiting.reject(stopped);
    for (const worker of this.#workers) {
      this.#workers.delete(worker);
      worker.waiting?.reject(stopped);
      worker.process?.kill();
    }
  }

  #next(): void {
    if (this.#closed || this.#queue.length === 0) return;
    const idle = [...this.#workers].find(({ process, waiting }) => process !== null && waiting === null);
    if (!idle && this.#workers.size >= this.#size) return;
    const waiting = this.#queue.shift()!;
    if (idle) give(idle, waiting);
    else void this.#start(waiting);
  }

  /** Starts a process for a record; where none can be started, the record fails. */
  async #start(first: Waiting): Promise<void> {
    const worker: Worker = { process: null, waiting: first };
    this.#workers.add(worker);
    const lost = (reason: string): void => {
      const { waiting } = worker;
      if (!this.#workers.delete(worker)) return;
      waiting?.reject(new AppError('engine-lost', `The analysis process ended (${reason}).`, { hint: 'Run it again; if it happens again, the record is at fault.' }));
      this.#next();
    };
    let process: Companion;
    try {
      process = await startProcess(this.#entry, 'analysis');
    } catch (thrown) {
      return lost(thrown instanceof Error ? thrown.message : String(thrown));
    }
    if (!this.#workers.has(worker)) return process.kill();
    worker.process = process;
    process.onExit(lost);
    process.onMessage((received) => {
      const message = received as FromWorker;
      const { waiting } = worker;
      if (!waiting) return;
      if (message.type === 'progress') {
        waiting.onProgress(message.fraction);
        return;
      }
      worker.waiting = null;
      if (message.type === 'done') waiting.resolve(message.output);
      else waiting.reject(errorFromShape(message.error));
      this.#next();
    });
    give(worker, first);
  }
}

function give(worker: Worker, waiting: Waiting): void {
  worker.waiting = waiting;
  worker.process?.send({ id: 0, job: waiting.job } satisfies ToWorker);
}
