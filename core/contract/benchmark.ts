/** What crosses the contract about measuring this computer: how far a run is, what the last one found. */
import { z } from 'zod';
import type { BenchmarkReport, BenchmarkRow } from './benchmark-report.ts';
import { BENCHMARK_NAMES } from './benchmark-report.ts';
import { command, query, subscription } from './define.ts';
import type { LocalDevice } from './device.ts';

/** What a run is doing. `idle`: looking at a program that does nothing; `write`: making a recording; `case`: taking it from file to case; `use`: working on a case. */
export const BENCHMARK_DOINGS = ['idle', 'write', 'case', 'use', 'unfused', 'strip', 'live', 'encrypted-case', 'encrypted-use', 'scale', 'busy'] as const;
export type BenchmarkDoing = (typeof BENCHMARK_DOINGS)[number];

/** How far a run is. */
export interface BenchmarkStep {
  doing: BenchmarkDoing;
  /** The recording that it is done with, as long as it is in this run; null where it is done with none. */
  recording: { hours: number; leads: number } | null;
  /** Which time of how many. */
  turn: number;
  turns: number;
  /** Share of this step, 0…1. */
  share: number;
  /** The row of figures that it is for; null before the first. */
  row: BenchmarkRow | null;
  /** Which row of how many, from 1; 0 before the first. */
  part: number;
  parts: number;
}

export interface BenchmarkRunning {
  quick: boolean;
  device: LocalDevice;
  /** UTC, ISO 8601. */
  startedAt: string;
  /** Null until the process that measures has begun. */
  step: BenchmarkStep | null;
}

export interface BenchmarkState {
  running: BenchmarkRunning | null;
  /** What the last run that came to its end found; null where there was none. */
  last: BenchmarkReport | null;
  /** Why the last run ended without figures, in English words; empty where it did not, and where somebody stopped it. */
  trouble: string;
}

export const benchmarkGroup = {
  state: query<BenchmarkState>()(z.object({})),
  /** The state whenever it changes. */
  changes: subscription<BenchmarkState>()(z.object({})),
  /** Begins to measure, in a process of its own over data folders of its own. Answers at once; refused (`not-ready`) while recordings are read or analysed, and while it is measured already. `only`: these names alone, all where empty. */
  start: command<BenchmarkState>()(z.object({ quick: z.boolean(), only: z.array(z.enum(BENCHMARK_NAMES)).max(BENCHMARK_NAMES.length).default([]) })),
  /** Ends the run, if there is one; the last result stays. */
  stop: command<BenchmarkState>()(z.object({})),
  /** Writes the last result to a file of this computer as JSON. `not-ready` where there is none. */
  save: command<{ path: string }>()(z.object({ path: z.string().min(1) })),
};
