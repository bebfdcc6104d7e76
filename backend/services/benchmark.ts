/** Measures this computer for whoever asks from a window: a process of its own does it, over data folders of its own; what it found is kept in a file of the data folder. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { benchmarkReport, type BenchmarkReport } from '../../core/contract/benchmark-report.ts';
import type { BenchmarkRunning, BenchmarkState } from '../../core/contract/benchmark.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import { AppError, errorShape } from '../../core/contract/errors.ts';
import type { FromBenchmark, ToBenchmark } from '../benchmark/protocol.ts';
import type { Companion, Environment } from '../environment.ts';
import { files, writeWhole } from '../store/files.ts';
import { handOut, refuseForeignPlace } from '../store/handed-out.ts';
import { temporaryFolder } from '../store/temporary.ts';
import type { DeviceDesk } from './device-desk.ts';
import { latest } from './latest.ts';

/** Name of the file. It says nothing of any recording, so it lies in plain in an encrypted folder, too. */
export const BENCHMARK_FILE = 'benchmark.json';
/** Processes that are told to end may hold their files for a moment longer: ms between two tries to remove them, and how many. */
const REMOVAL = { retryDelay: 100, maxRetries: 50 } as const;

export interface BenchmarkService {
  handlers: Handlers<Contract['benchmark']>;
  /** Ends a run that goes on, and removes what it made. */
  close(): Promise<void>;
}

interface BenchmarkDependencies {
  desk: Pick<DeviceDesk, 'report'>;
  environment: Pick<Environment, 'dataFolder' | 'start' | 'now'>;
  /** Whether recordings are read or analysed now. */
  atWork: () => boolean;
}

/** A run and the processes and files that it has. `over` is there from its end on, and resolves when nothing of it is left. */
interface Run {
  companion: Companion | null;
  disturbed: boolean;
  over: Promise<void> | null;
}

export function createBenchmarkService({ desk, environment, atWork }: BenchmarkDependencies): BenchmarkService {
  const file = join(environment.dataFolder, BENCHMARK_FILE);
  let state: BenchmarkState = { running: null, last: lastIn(file), trouble: '' };
  let run: Run | null = null;
  const listeners = new Set<(state: BenchmarkState) => void>();
  const tell = (change: Partial<BenchmarkState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener(state);
  };

  /** Ends a run, however it came to that. */
  const end = (ended: Run, scratch: string, change: Partial<BenchmarkState>): Promise<void> => {
    ended.companion?.kill();
    ended.over ??= rm(scratch, { recursive: true, force: true, ...REMOVAL }).catch((thrown: unknown) => tell({ trouble: errorShape(thrown).message }));
    if (run === ended) {
      run = null;
      tell({ ...change, running: null });
    }
    return ended.over;
  };
  const keep = (report: BenchmarkReport): Partial<BenchmarkState> => {
    try {
      writeWhole(file, new TextEncoder().encode(`${JSON.stringify(report, null, 1)}\n`), files);
      return { last: report };
    } catch (thrown) {
      // The figures are shown all the same.
      return { last: report, trouble: errorShape(thrown).message };
    }
  };
  let stopNow = (): Promise<void> => Promise.resolve();

  const begin = async (running: BenchmarkRunning, { scratch, ...asked }: Omit<ToBenchmark, 'type'>): Promise<void> => {
    const own: Run = { companion: null, disturbed: false, over: null };
    run = own;
    stopNow = () => end(own, scratch, {});
    tell({ running, trouble: '' });
    const fail = (trouble: string): void => void end(own, scratch, { trouble });
    try {
      const companion = await environment.start('benchmark');
      own.companion = companion;
      // Stopped before it was there.
      if (own.over) return companion.kill();
      companion.onExit((reason) => {
        if (!own.over) fail(`The process that measures ended before its answer: ${reason}`);
      });
      companion.onMessage((received) => {
        const said = received as FromBenchmark;
        if (own.over) return;
        own.disturbed ||= atWork();
        if (said.type === 'step') tell({ running: { ...running, step: said.step } });
        else if (said.type === 'failed') fail(said.error.message);
        else void end(own, scratch, keep(benchmarkReport.parse({ ...said.report, disturbed: own.disturbed })));
      });
      companion.send({ type: 'measure', scratch, ...asked } satisfies ToBenchmark);
    } catch (thrown) {
      fail(errorShape(thrown).message);
    }
  };

  return {
    handlers: {
      state: () => state,
      async changes(_, { signal, emit }) {
        await emit(state);
        await latest(listeners, signal, emit);
      },
      async start({ quick, only }) {
        const { choice, words } = await desk.report();
        if (run) throw new AppError('not-ready', 'This computer is being measured already.', { hint: 'Stop that run, or wait for its end.' });
        if (atWork()) throw new AppError('not-ready', 'Recordings are being read or analysed.', { hint: 'Measure when they are through: figures of a busy computer say little.' });
        const { device } = choice;
        void begin({ quick, device, startedAt: new Date(environment.now()).toISOString(), step: null }, { scratch: temporaryFolder('benchmark'), device, reason: words, quick, only });
        return state;
      },
      async stop() {
        await stopNow();
        return state;
      },
      async save({ path }) {
        if (!state.last) throw new AppError('not-ready', 'Nothing has been measured here yet.', { hint: 'Measure first.' });
        refuseForeignPlace(path, environment.dataFolder, '.json');
        await handOut([{ path, bytes: `${JSON.stringify(state.last, null, 2)}\n` }]);
        return { path };
      },
    },
    close: () => stopNow(),
  };
}

/** The result that is kept; null where there is none, and where what is there is damaged or of another version: it can be measured again. */
function lastIn(file: string): BenchmarkReport | null {
  try {
    return benchmarkReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}
