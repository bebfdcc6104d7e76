/** Has a job done in a process of its own and watches from outside what it takes. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { CancelSignal } from '../../core/contract/define.ts';
import { AppError, errorFromShape } from '../../core/contract/errors.ts';
import { ownArguments, startsByFork } from '../companions.ts';
import { sinceStart } from './case-job.ts';
import { energyMeter } from './energy.ts';
import type { FromMeasured, Job, OutcomeOf } from './jobs.ts';
import { perform } from './perform.ts';
import { largest } from './statistics.ts';
import { UsageWatch } from './usage.ts';

export interface Measured<T> {
  outcome: T;
  /** Largest memory in MB over the job and by its phases; null where it cannot be measured. */
  peakMb: number | null;
  peaks: Record<string, number | null>;
  /** Seconds on the cores, all its processes; null where it cannot be measured. */
  coreSeconds: number | null;
  /** Joules of the whole computer's processors meanwhile; null where they have no counters. */
  joules: number | null;
}

export interface MeasureOptions {
  onProgress: (share: number) => void;
  signal: CancelSignal;
}

/** Throws the AppError of the job, `engine-lost` where its process dies, `cancelled`. */
export async function measure<J extends Job>(job: J, options: MeasureOptions): Promise<Measured<OutcomeOf<J>>> {
  if (options.signal.aborted) throw new AppError('cancelled', 'The benchmark was stopped.');
  // The packed program has no Node to fork, and what main starts cannot start an engine: there the job is done in this process, and its memory is not told.
  return startsByFork() ? inProcess(job, options) : here(job, options);
}

async function here<J extends Job>(job: J, { onProgress }: MeasureOptions): Promise<Measured<OutcomeOf<J>>> {
  const outcome = (await perform(job, { progress: onProgress, phase: () => undefined }, sinceStart())) as OutcomeOf<J>;
  return { outcome, peakMb: null, peaks: {}, coreSeconds: null, joules: null };
}

function inProcess<J extends Job>(job: J, { onProgress, signal }: MeasureOptions): Promise<Measured<OutcomeOf<J>>> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'measured.ts'), [], { serialization: 'advanced', execArgv: ownArguments() });
    const watch = child.pid === undefined ? null : new UsageWatch(child.pid);
    const joules = energyMeter();
    const peaks: Record<string, number | null> = {};
    let phase = 'whole';
    const lap = (): void => {
      const peak = watch?.lap() ?? null;
      const before = peaks[phase] ?? null;
      peaks[phase] = peak === null ? before : Math.max(peak, before ?? 0);
    };
    let settled = false;
    const settle = (done: () => void): void => {
      if (settled) return;
      settled = true;
      watch?.stop();
      signal.removeEventListener('abort', stop);
      // With its parent the process ends, and with it its engine.
      if (child.connected) child.disconnect();
      done();
    };
    const stop = (): void => settle(() => reject(new AppError('cancelled', 'The benchmark was stopped.')));
    signal.addEventListener('abort', stop, { once: true });
    child.on('error', (cause) => settle(() => reject(new AppError('engine-lost', 'The measured process could not be started.', { cause }))));
    child.on('exit', (code, killedBy) => settle(() => reject(new AppError('engine-lost', `The measured process ended before its answer (${killedBy ?? `code ${code}`}).`))));
    child.on('message', (message: FromMeasured) => {
      switch (message.type) {
        case 'progress':
          onProgress(message.share);
          break;
        case 'phase':
          lap();
          phase = message.name;
          break;
        case 'done': {
          lap();
          settle(() => resolve({ outcome: message.outcome as OutcomeOf<J>, peakMb: largest(Object.values(peaks)), peaks, coreSeconds: watch?.coreSeconds ?? null, joules: joules?.() ?? null }));
          break;
        }
        case 'failed':
          settle(() => reject(errorFromShape(message.error)));
          break;
      }
    });
    child.send(job);
  });
}
