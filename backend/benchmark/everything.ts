/** Measures what `isoline benchmark` names, all of it or some. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BENCHMARK_ROWS, type BenchmarkName, type BenchmarkReport, type BenchmarkResult, type BenchmarkRow } from '../../core/contract/benchmark-report.ts';
import type { BenchmarkDoing, BenchmarkStep } from '../../core/contract/benchmark.ts';
import type { CancelSignal } from '../../core/contract/define.ts';
import { notice } from '../../core/contract/notice.ts';
import { program } from '../program.ts';
import { encryptedResults } from './encrypted.ts';
import type { CaseOutcome, DeviceChoice, Job, OpenedJob, OutcomeOf } from './jobs.ts';
import { load, machine } from './machine.ts';
import { measure, type Measured } from './measure.ts';
import { recordingsFor, writeRecording, type BenchmarkRecording } from './recordings.ts';
import { againResults, busyResults, caseResults, liveResult, openedResults, scaleResults, stripResults, unfusedResults } from './results.ts';

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

/** The rows in the order in which they are measured. */
const ORDER: readonly BenchmarkRow[] = ['short', 'unfused', 'strip', 'live', 'day', 'opened', 'encrypted', 'again', 'patchDay', 'patch', 'scale', 'busy'];

export interface BenchmarkOptions {
  device: DeviceChoice;
  /** Why this device, in words. */
  reason: string;
  quick: boolean;
  /** Names to measure; all where empty. */
  only: readonly BenchmarkName[];
}

export interface BenchmarkSurroundings {
  /** An empty folder for recordings and data folders: about 1.5 GB of them. Whoever made it removes it. */
  scratch: string;
  onStep(step: BenchmarkStep): void;
  signal: CancelSignal;
}

/** What a step is done with, and which time of how many. */
type Doing = Partial<Pick<BenchmarkStep, 'turn' | 'turns'>> & { recording?: BenchmarkStep['recording'] };

/** Throws the AppErrors of what is measured, `cancelled` where the signal says so. */
export async function benchmark({ device, reason, quick, only }: BenchmarkOptions, { scratch, onStep, signal }: BenchmarkSurroundings): Promise<BenchmarkReport> {
  const loadBefore = load();
  const repetitions = quick ? 1 : REPETITIONS;
  const wants = (row: BenchmarkRow): boolean => only.length === 0 || BENCHMARK_ROWS[row].some((name) => only.includes(name));
  const wanted = ORDER.filter(wants);
  /** The row that is measured now. */
  let row: BenchmarkRow | null = null;
  const enter = (next: BenchmarkRow): boolean => {
    if (!wants(next)) return false;
    row = next;
    return true;
  };
  const say =
    (doing: BenchmarkDoing, { recording = null, turn = 1, turns = 1 }: Doing = {}) =>
    (share: number): void =>
      onStep({ doing, recording: recording && { hours: recording.hours, leads: recording.leads }, turn, turns, share, row, part: row === null ? 0 : wanted.indexOf(row) + 1, parts: wanted.length });
  const measured = <J extends Job>(job: J, doing: BenchmarkDoing, what: Doing = {}): Promise<Measured<OutcomeOf<J>>> => {
    const onProgress = say(doing, what);
    onProgress(0);
    return measure(job, { onProgress, signal });
  };
  const fresh = async (name: string): Promise<string> => {
    const folder = join(scratch, name);
    await mkdir(folder, { mode: 0o700 });
    return folder;
  };
  const written = (recording: BenchmarkRecording): Promise<string> => writeRecording(scratch, recording, say('write', { recording }), signal);
  /** Takes a recording from file to case, each time in a data folder of its own, another one before where it is named; the last one is kept. */
  const cases = async (recording: BenchmarkRecording, path: string, before?: string): Promise<{ runs: Measured<CaseOutcome>[]; data: string }> => {
    const runs: Measured<CaseOutcome>[] = [];
    let data = '';
    for (let i = 0; i < recording.repetitions; i++) {
      if (data !== '') await rm(data, { recursive: true });
      data = await fresh(`${recording.name}${before === undefined ? '' : '-again'}-${i}`);
      runs.push(await measured({ kind: 'case', data, recording: path, ...(before !== undefined && { before }), device }, 'case', { recording, turn: i + 1, turns: recording.repetitions }));
    }
    return { runs, data };
  };
  const { short, earlier, day, patchDay, patch } = recordingsFor(quick);
  const results: BenchmarkResult[] = [];
  const { peaks: idle } = await measured({ kind: 'idle', data: await fresh('idle'), waitMs: quick ? 500 : IDLE_MS }, 'idle');
  const idleMb = idle['idle'] ?? null;
  let shortPath = '';
  const shortRecording = async (): Promise<string> => (shortPath ||= await written(short));
  if (enter('short')) results.push(...caseResults(short, (await cases(short, await shortRecording())).runs, idleMb));
  if (enter('unfused')) results.unshift(...unfusedResults(short, (await measured({ kind: 'unfused', recording: await shortRecording(), device, repetitions }, 'unfused', { recording: short })).outcome, device));
  if (enter('strip')) {
    const strip = { leads: 3, sampleRate: 250 };
    results.push(...stripResults(strip, (await measured({ kind: 'strip', device, ...strip, repetitions: quick ? 1 : STRIPS }, 'strip')).outcome, device));
  }
  if (enter('live')) {
    const live = { leads: 3, sampleRate: 250, seconds: quick ? QUICK_LIVE_SECONDS : LIVE_SECONDS };
    results.push(liveResult(live, (await measured({ kind: 'live', ...live }, 'live')).outcome));
  }
  if (wants('day') || wants('opened') || wants('encrypted')) {
    if (!enter('day') && !enter('opened')) enter('encrypted');
    // Where only its case is needed, once is enough.
    const { runs, data } = await cases(wants('day') ? day : { ...day, repetitions: 1 }, await written(day));
    if (wants('day')) results.push(...caseResults(day, runs, idleMb));
    const opened: OpenedJob = { kind: 'opened', data, caseId: runs.at(-1)!.outcome.caseId, repetitions, randomEdits: quick ? 1 : RANDOM_EDITS };
    if (enter('opened')) results.push(...openedResults(day, await measured(opened, 'use', { recording: day }), idleMb));
    if (enter('encrypted')) results.push(...(await encryptedResults({ opened, day, made: { kind: 'case', data: await fresh('encrypted'), recording: await shortRecording(), device }, short, idleMb, measured })));
  }
  if (enter('again')) results.push(...againResults(day, (await cases(day, await written(day), await written(earlier))).runs, idleMb));
  if (enter('patchDay')) results.push(...caseResults(patchDay, (await cases(patchDay, await written(patchDay))).runs, idleMb));
  if (enter('patch')) results.push(...caseResults(patch, (await cases(patch, await written(patch))).runs, idleMb));
  if (enter('scale')) {
    const scaled = { days: quick ? 3 : 14, edits: quick ? 1000 : 100_000, cases: quick ? 500 : 10_000 };
    results.push(...scaleResults(scaled, await measured({ kind: 'scale', data: await fresh('scale'), ...scaled, repetitions }, 'scale'), idleMb));
  }
  if (enter('busy')) {
    const { hours } = day;
    results.push(...busyResults(day, await measured({ kind: 'busy', data: await fresh('busy'), hours, imports: 3, device }, 'busy', { recording: day }), idleMb));
  }
  return {
    takenAt: new Date().toISOString(),
    machine: machine(),
    quick,
    idleMb: idleMb === null ? null : Math.round(idleMb * 10) / 10,
    loadBefore,
    device: { name: device, reason },
    results: only.length === 0 ? results : results.filter(({ name }) => only.some((one) => one === name)),
    notice: notice(program().version),
  };
}
