/** The same once more with encryption on: what it costs to turn it on, to import, to open, to read and to commit. */
import { randomUUID } from 'node:crypto';
import type { BenchmarkResult } from '../../core/contract/benchmark-report.ts';
import type { BenchmarkDoing } from '../../core/contract/benchmark.ts';
import { turnOn } from '../vault/turn.ts';
import type { CaseJob, Job, OpenedJob, OutcomeOf } from './jobs.ts';
import type { Measured } from './measure.ts';
import type { BenchmarkRecording } from './recordings.ts';
import { caseResults, openedResults } from './results.ts';

/** What is told of an encrypted case; the rest is drawing and computing, which encryption does not touch. */
const TOLD: readonly string[] = ['open-case', 'read-window', 'commit-10000'];

export interface EncryptedOptions {
  /** A data folder with the day in it, which is encrypted for good. */
  opened: OpenedJob;
  day: BenchmarkRecording;
  /** Imports and analyses a recording into an empty data folder. */
  made: CaseJob;
  short: BenchmarkRecording;
  idleMb: number | null;
  measured<J extends Job>(job: J, doing: BenchmarkDoing, what: { recording: BenchmarkRecording }): Promise<Measured<OutcomeOf<J>>>;
}

/** Results under the names of the plain ones with `-encrypted`, and `encrypt-24h`: seconds to turn encryption on. Throws as the jobs do. */
export async function encryptedResults({ opened, day, made, short, idleMb, measured }: EncryptedOptions): Promise<BenchmarkResult[]> {
  const passphrase = randomUUID();
  const began = performance.now();
  await turnOn(opened.data, passphrase, () => undefined);
  const turned = (performance.now() - began) / 1000;
  await turnOn(made.data, passphrase, () => undefined);
  // The measured processes are children of this one: their data folders open by what stands in the environment.
  const before = process.env['ISOLINE_PASSPHRASE'];
  process.env['ISOLINE_PASSPHRASE'] = passphrase;
  try {
    const [taken] = caseResults(short, [await measured(made, 'encrypted-case', { recording: short })], idleMb);
    const results = openedResults(day, await measured(opened, 'encrypted-use', { recording: day }), idleMb).filter(({ name }) => TOLD.includes(name));
    const [first] = results;
    if (!taken || !first) throw new TypeError('nothing was measured');
    const turning: BenchmarkResult = { ...first, name: 'encrypt-24h', seconds: Math.round(turned * 1e4) / 1e4, spread: 0, repetitions: 1, beats: null, beatsPerSecond: null, peakMb: null, peakAboveIdleMb: null, note: 'All files of the day written anew, and the keys made.' };
    return [turning, ...[taken, ...results].map((result) => ({ ...result, name: `${result.name}-encrypted` }))];
  } finally {
    if (before === undefined) delete process.env['ISOLINE_PASSPHRASE'];
    else process.env['ISOLINE_PASSPHRASE'] = before;
  }
}
