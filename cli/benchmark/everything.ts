/** Measures what `isoline benchmark` names, all of it or some. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../backend/store/temporary.ts';
import { program } from '../../backend/program.ts';
import { notice } from '../../core/contract/notice.ts';
import type { CommandIo } from '../command.ts';
import { encryptedResults } from './encrypted.ts';
import type { CaseOutcome, DeviceChoice, Job, OpenedJob, OutcomeOf } from './jobs.ts';
import { load, machine } from './machine.ts';
import { measure, type Measured } from './measure.ts';
import { recordingsFor, writeRecording, type BenchmarkRecording } from './recordings.ts';
import type { BenchmarkReport, BenchmarkResult } from './result.ts';
import { busyResults, caseResults, liveResult, openedResults, scaleResults, stripResults, unfusedResults } from './results.ts';

/** Repetitions of what is done with an open case, and of the comparison. */
const REPETITIONS = 5;
/** How long after its start a backend's idle memory is read. */
const IDLE_MS = 5000;
/** Strips and edits of which a percentile is told. */
const STRIPS = 200;
const RANDOM_EDITS = 200;
/** How long a recording grows. */
const LIVE_SECONDS = 200;
/** Long enough that some beats have had time to settle. */
const QUICK_LIVE_SECONDS = 12;

/** Names that are measured together: asking for one of them measures all of its row. */
const TOGETHER = {
  short: ['3h-1lead'],
  unfused: ['3h-1lead-classify', '3h-1lead-warm', 'unfused-3h'],
  strip: ['strip-10s'],
  live: ['live-update'],
  day: ['24h-3lead', '24h-3lead-findings', 'first-hour'],
  patchDay: ['24h-1lead'],
  patch: ['14d-1lead'],
  opened: ['open-case', 'read-window', 'commit-10000', 'relabel-50000', 'preview-100000', 'findings-after-edit', 'render-pdf', 'export-labels', 'wait-open', 'wait-commit', 'wait-backup', 'wait-verify', 'wait-export'],
  scale: ['open-14d', 'wait-open-14d', 'open-14d-edited', 'wait-open-14d-edited', 'worklist-10000'],
  busy: ['key-at-rest', 'key-importing'],
  encrypted: ['encrypt-24h', '3h-1lead-encrypted', 'open-case-encrypted', 'read-window-encrypted', 'commit-10000-encrypted'],
} as const;
type Row = keyof typeof TOGETHER;

/** All names that can be asked for. */
export const BENCHMARK_NAMES: readonly string[] = Object.values(TOGETHER).flat();

export interface BenchmarkOptions {
  device: DeviceChoice;
  /** Why this device, in words. */
  reason: string;
  quick: boolean;
  /** Names to measure, out of `BENCHMARK_NAMES`; all where empty. */
  only: readonly string[];
}

/** Throws the AppErrors of what is measured, `cancelled` on Ctrl-C. */
export async function benchmark({ device, reason, quick, only }: BenchmarkOptions, io: CommandIo): Promise<BenchmarkReport> {
  const loadBefore = load();
  const scratch = temporaryFolder('benchmark');
  const repetitions = quick ? 1 : REPETITIONS;
  const wants = (row: Row): boolean => only.length === 0 || TOGETHER[row].some((name) => only.includes(name));
  const say = (what: string) => (share: number) => io.progress(`${what}  ${String(Math.round(share * 100)).padStart(3)} %`);
  const measured = <J extends Job>(job: J, what: string): Promise<Measured<OutcomeOf<J>>> => measure(job, { onProgress: say(what), signal: io.signal });
  const fresh = async (name: string): Promise<string> => {
    const folder = join(scratch, name);
    await mkdir(folder);
    return folder;
  };
  const written = (recording: BenchmarkRecording): Promise<string> => writeRecording(scratch, recording, say(`writing ${recording.name}`), io.signal);
  /** Takes a recording from file to case, each time in a data folder of its own; the last one is kept. */
  const cases = async (recording: BenchmarkRecording, path: string): Promise<{ runs: Measured<CaseOutcome>[]; data: string }> => {
    const runs: Measured<CaseOutcome>[] = [];
    let data = '';
    for (let i = 0; i < recording.repetitions; i++) {
      if (data !== '') await rm(data, { recursive: true });
      data = await fresh(`${recording.name}-${i}`);
      runs.push(await measured({ kind: 'case', data, recording: path, device }, `${recording.name} ${i + 1}/${recording.repetitions}`));
    }
    return { runs, data };
  };
  try {
    const { short, day, patchDay, patch } = recordingsFor(quick);
    const results: BenchmarkResult[] = [];
    const { peaks: idle } = await measured({ kind: 'idle', data: await fresh('idle'), waitMs: quick ? 500 : IDLE_MS }, 'idle');
    const idleMb = idle['idle'] ?? null;
    const shortPath = wants('short') || wants('unfused') || wants('encrypted') ? await written(short) : '';
    const shortRuns = wants('short') ? (await cases(short, shortPath)).runs : [];
    if (wants('unfused')) results.push(...unfusedResults(short, (await measured({ kind: 'unfused', recording: shortPath, device, repetitions }, 'unfused')).outcome, device));
    if (wants('short')) results.push(...caseResults(short, shortRuns, idleMb));
    if (wants('strip')) {
      const strip = { leads: 3, sampleRate: 250 };
      results.push(...stripResults(strip, (await measured({ kind: 'strip', device, ...strip, repetitions: quick ? 1 : STRIPS }, 'strips')).outcome, device));
    }
    if (wants('live')) {
      const live = { leads: 3, sampleRate: 250, seconds: quick ? QUICK_LIVE_SECONDS : LIVE_SECONDS };
      results.push(liveResult(live, (await measured({ kind: 'live', ...live }, 'live')).outcome));
    }
    if (wants('day') || wants('opened') || wants('encrypted')) {
      // Where only its case is needed, once is enough.
      const { runs, data } = await cases(wants('day') ? day : { ...day, repetitions: 1 }, await written(day));
      if (wants('day')) results.push(...caseResults(day, runs, idleMb));
      const opened: OpenedJob = { kind: 'opened', data, caseId: runs.at(-1)!.outcome.caseId, repetitions, randomEdits: quick ? 1 : RANDOM_EDITS };
      if (wants('opened')) results.push(...openedResults(day, await measured(opened, 'opened case'), idleMb));
      if (wants('encrypted')) results.push(...(await encryptedResults({ opened, day, made: { kind: 'case', data: await fresh('encrypted'), recording: shortPath, device }, short, idleMb, measured })));
    }
    if (wants('patchDay')) results.push(...caseResults(patchDay, (await cases(patchDay, await written(patchDay))).runs, idleMb));
    if (wants('patch')) results.push(...caseResults(patch, (await cases(patch, await written(patch))).runs, idleMb));
    if (wants('scale')) {
      const scaled = { days: quick ? 3 : 14, edits: quick ? 1000 : 100_000, cases: quick ? 500 : 10_000 };
      results.push(...scaleResults(scaled, await measured({ kind: 'scale', data: await fresh('scale'), ...scaled, repetitions }, 'scale'), idleMb));
    }
    if (wants('busy')) {
      const { hours } = day;
      results.push(...busyResults(day, await measured({ kind: 'busy', data: await fresh('busy'), hours, imports: 3, device }, 'keys while importing'), idleMb));
    }
    return {
      machine: machine(),
      quick,
      idleMb: idleMb === null ? null : Math.round(idleMb * 10) / 10,
      loadBefore,
      device: { name: device, reason },
      results: only.length === 0 ? results : results.filter(({ name }) => only.includes(name)),
      notice: notice(program().version),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
