/** Runs analyses in several processes, one record at a time each. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { AppError, errorFromShape } from '../../core/contract/errors.ts';
import type { MachineJob, MachineOutput } from './machine-labels.ts';
import type { FromWorker, ToWorker } from './worker.ts';

interface Waiting {
  job: MachineJob;
  onProgress: (fraction: number) => void;
  resolve: (output: MachineOutput) => void;
  reject: (error: Error) => void;
}

/** A fixed number of processes behind one queue. A process that dies fails its record alone and is replaced. */
export class AnalysisPool {
  readonly #size: number;
  readonly #entry: string;
  readonly #queue: Waiting[] = [];
  readonly #workers = new Map<ChildProcess, Waiting | null>();
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
    for (const [worker, waiting] of this.#workers) {
      this.#workers.delete(worker);
      waiting?.reject(stopped);
      worker.kill();
    }
  }

  #next(): void {
    if (this.#closed || this.#queue.length === 0) return;
    const idle = [...this.#workers].find(([, waiting]) => waiting === null)?.[0];
    const worker = idle ?? (this.#workers.size < this.#size ? this.#start() : undefined);
    if (worker === undefined) return;
    const waiting = this.#queue.shift()!;
    this.#workers.set(worker, waiting);
    worker.send({ id: 0, job: waiting.job } satisfies ToWorker);
  }

  #start(): ChildProcess {
    const worker = fork(this.#entry, [], { serialization: 'advanced' });
    this.#workers.set(worker, null);
    worker.on('message', (message: FromWorker) => {
      const waiting = this.#workers.get(worker);
      if (!waiting) return;
      if (message.type === 'progress') {
        waiting.onProgress(message.fraction);
        return;
      }
      this.#workers.set(worker, null);
      if (message.type === 'done') waiting.resolve(message.output);
      else waiting.reject(errorFromShape(message.error));
      this.#next();
    });
    const lost = (reason: string): void => {
      const waiting = this.#workers.get(worker);
      if (!this.#workers.delete(worker)) return;
      waiting?.reject(new AppError('engine-lost', `The analysis process ended (${reason}).`, { hint: 'Run it again; if it happens again, the record is at fault.' }));
      this.#next();
    };
    worker.on('error', (error) => lost(error.message));
    worker.on('exit', (code, signal) => lost(signal ?? `exit code ${code}`));
    return worker;
  }
}
