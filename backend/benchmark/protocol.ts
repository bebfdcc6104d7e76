/** What a backend and the process that measures say to each other. */
import type { BenchmarkName, BenchmarkReport } from '../../core/contract/benchmark-report.ts';
import type { BenchmarkStep } from '../../core/contract/benchmark.ts';
import type { LocalDevice } from '../../core/contract/device.ts';
import type { ErrorShape } from '../../core/contract/errors.ts';

/** The one thing that is asked; the process is ended from outside. `scratch`: an empty folder, which the asker removes. */
export interface ToBenchmark {
  type: 'measure';
  scratch: string;
  device: LocalDevice;
  /** Why this device, in words. */
  reason: string;
  quick: boolean;
  only: BenchmarkName[];
}

export type FromBenchmark = { type: 'step'; step: BenchmarkStep } | { type: 'done'; report: BenchmarkReport } | { type: 'failed'; error: ErrorShape };
