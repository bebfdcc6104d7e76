/** What `isoline benchmark --json` and the window write; `docs/benchmark.md` says what each name measures. */
import { z } from 'zod';

/** Names that are measured together: asking for one of them measures all of its row. */
export const BENCHMARK_ROWS = {
  short: ['3h-1lead'],
  unfused: ['3h-1lead-classify', '3h-1lead-warm', 'unfused-3h'],
  strip: ['strip-10s'],
  live: ['live-update'],
  day: ['24h-3lead', '24h-3lead-findings', 'first-hour'],
  again: ['first-hour-again'],
  patchDay: ['24h-1lead'],
  patch: ['14d-1lead'],
  opened: ['open-case', 'read-window', 'commit-10000', 'relabel-50000', 'preview-100000', 'findings-after-edit', 'render-pdf', 'export-labels', 'wait-open', 'wait-commit', 'wait-backup', 'wait-verify', 'wait-export'],
  scale: ['open-14d', 'wait-open-14d', 'open-14d-edited', 'wait-open-14d-edited', 'worklist-10000'],
  busy: ['key-at-rest', 'key-importing'],
  encrypted: ['encrypt-24h', '3h-1lead-encrypted', 'open-case-encrypted', 'read-window-encrypted', 'commit-10000-encrypted'],
} as const;
export type BenchmarkRow = keyof typeof BENCHMARK_ROWS;
export type BenchmarkName = (typeof BENCHMARK_ROWS)[BenchmarkRow][number];

/** All names that can be asked for. */
export const BENCHMARK_NAMES: readonly BenchmarkName[] = Object.values(BENCHMARK_ROWS).flat();

/** What is printed of the original work for three hours of one lead, seconds, on a machine of its own. */
export const PRINTED = { segmentation: 13.52, transform: 80.52, network: 8.63, whole: 102.67 } as const;
/** Hours of recording that these figures are of. */
export const PRINTED_HOURS = 3;

const seconds = z.number().nonnegative();

export const machineFacts = z.object({
  cpu: z.string(),
  cores: z.number().int().positive(),
  memoryGb: z.number().positive(),
  os: z.string(),
  node: z.string(),
  /** Version of this program. */
  program: z.string(),
  /** How the signal's inner loops ran (docs/kernels.md). */
  kernels: z.enum(['wasm', 'typescript']),
});
export type MachineFacts = z.infer<typeof machineFacts>;

export const benchmarkResult = z.object({
  name: z.string(),
  /** What ran the network, or `cpu` where none was asked. */
  device: z.string(),
  /** Median of the repetitions. */
  seconds,
  /** Seconds of the unfused way over ours; null where it does not apply or is void (`note` says why). */
  ratioToUnfused: z.number().positive().nullable(),
  /** Largest sum of PSS of backend, engine and printer, MB; null where it cannot be measured. */
  peakMb: z.number().nonnegative().nullable(),
  /** The same less the backend's own, idle. */
  peakAboveIdleMb: z.number().nullable(),
  /** Median seconds on the cores, all processes: tells most on a busy machine. Null where it cannot be measured or was not. */
  coreSeconds: z.number().nonnegative().nullable(),
  /** Median joules by the processors' counters; null where the computer offers none or they were not read. */
  joules: z.number().nonnegative().nullable().optional(),
  beatsPerSecond: z.number().nonnegative().nullable(),
  /** Longest repetition less the shortest, seconds. */
  spread: seconds,
  repetitions: z.number().int().positive(),
  beats: z.number().int().nonnegative().nullable(),
  /** What it was measured on: shorter recordings stand in for the named ones in a quick run. */
  recording: z.object({ hours: z.number().positive(), leads: z.number().int().positive(), sampleRate: z.number().positive() }).nullable(),
  /** Median seconds per stage. */
  stages: z.record(z.string(), seconds),
  /** What a reader of the figure must know; empty where there is nothing. */
  note: z.string(),
});
export type BenchmarkResult = z.infer<typeof benchmarkResult>;

export const benchmarkReport = z.object({
  /** When it was through: UTC, ISO 8601. */
  takenAt: z.string().max(40),
  machine: machineFacts,
  /** True where short recordings were measured once. */
  quick: z.boolean(),
  /** MB of an idle backend, null where it cannot be measured. */
  idleMb: z.number().nonnegative().nullable(),
  /** Processes that wanted a core when the run began, over the minute before; null where the system does not tell. */
  loadBefore: z.number().nonnegative().nullable(),
  /** Started from the window: whether that program read or analysed recordings meanwhile, so that the figures are of a busy machine. */
  disturbed: z.boolean().optional(),
  /** What runs the network, and why it was chosen. */
  device: z.object({ name: z.string(), reason: z.string() }).optional(),
  results: z.array(benchmarkResult),
  notice: z.string(),
});
export type BenchmarkReport = z.infer<typeof benchmarkReport>;
