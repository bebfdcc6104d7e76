/** A recording from file to reviewable case, through the services that every shell calls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeEnvironment, openBackend } from '../open.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import type { AnalysisResult } from '../../core/contract/types.ts';
import type { CaseJob, CaseOutcome, IdleJob, Reports } from './jobs.ts';

/** How long the memory of an idle backend is looked at. */
export const LOOK_MS = 500;

/** Holds a backend open; the phase `idle` begins when it has come to rest. */
export async function idle(job: IdleJob, reports: Reports): Promise<null> {
  const backend = await openBackend(nodeEnvironment(job.data));
  try {
    await sleep(job.waitMs);
    reports.phase('idle');
    await sleep(LOOK_MS);
    reports.phase('closing');
  } finally {
    await backend.close();
  }
  return null;
}

/**
 * Imports, analyses and seals. Seconds count from the start of this process,
 * from `from` (seconds after it) where it has done other things before, and
 * where another recording came before, from when that was ready with its findings.
 * Throws the AppError of the file, the device or the engine.
 */
export async function makeCase(job: CaseJob, reports: Reports, from = 0): Promise<CaseOutcome> {
  const backend = await openBackend(nodeEnvironment(job.data));
  const connection = backend.connect();
  const { client } = connection;
  try {
    if (job.before === undefined) return await bring(client, job, reports, from);
    const { caseId } = await bring(client, { ...job, recording: job.before }, { ...reports, progress: () => undefined }, from);
    await client.review.findings({ caseId });
    return await bring(client, job, reports, sinceStart());
  } finally {
    connection.close();
    await backend.close();
  }
}

/** One recording, seconds from `from` on. */
async function bring(client: Client<Contract>, { recording, device: wanted }: Pick<CaseJob, 'recording' | 'device'>, reports: Reports, from: number): Promise<CaseOutcome> {
  const now = (): number => sinceStart() - from;
  const opened = now();
  const importing = client.import.file({ path: recording, device: wanted });
  let firstHour: number | null = null;
  let labelled = opened;
  /** Goes along with the analysis that is made while the recording is read. */
  const analysed = async (caseId: string): Promise<AnalysisResult> => {
    const { recording: header } = await client.library.study({ caseId });
    const hour = 3600 * header.sampleRate;
    const analysing = client.analysis.start({ caseId, device: wanted, begun: true });
    for await (const { fraction, analysedTo } of analysing.items) {
      labelled = now();
      if (firstHour === null && analysedTo >= hour) firstHour = labelled;
      reports.progress(fraction);
    }
    return analysing.result;
  };
  let analysing: Promise<AnalysisResult> | null = null;
  for await (const { caseId } of importing.items) if (caseId !== null) analysing ??= analysed(caseId);
  const { caseId } = await importing.result;
  const imported = now();
  const { device, summary } = await (analysing ?? analysed(caseId));
  const sealed = now();
  const { findings } = await client.review.findings({ caseId });
  const withFindings = now();
  const { run } = await client.library.study({ caseId });
  // The engine's own stages overlap where its threads do; these four follow each other.
  const stages = { start: opened, import: imported - opened, analyse: Math.max(0, labelled - imported), seal: sealed - Math.max(labelled, imported), findings: withFindings - sealed, ...run?.stages };
  return { caseId, device, beats: summary.beats, seconds: sealed, stages, firstHour, withFindings, findings: findings.length };
}

/** Seconds since this process started. */
export function sinceStart(): number {
  return performance.now() / 1000;
}
