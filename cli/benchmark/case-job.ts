/** A recording from file to reviewable case, through the services that every shell calls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeEnvironment, openBackend } from '../../backend/open.ts';
import type { CaseJob, CaseOutcome, IdleJob, Reports } from './jobs.ts';

/** How long the memory of an idle backend is looked at. */
const LOOK_MS = 500;

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
 * or from `from` (seconds after it) where it has done other things before.
 * Throws the AppError of the file, the device or the engine.
 */
export async function makeCase(job: CaseJob, reports: Reports, from = 0): Promise<CaseOutcome> {
  const now = (): number => sinceStart() - from;
  const backend = await openBackend(nodeEnvironment(job.data));
  const connection = backend.connect();
  const { client } = connection;
  try {
    const opened = now();
    const importing = client.import.file({ path: job.recording, analyse: false });
    for await (const { fraction } of importing.items) reports.progress(fraction * 0.2);
    const { caseId } = await importing.result;
    const imported = now();
    const { recording } = await client.library.study({ caseId });
    const hour = 3600 * recording.sampleRate;
    let firstHour: number | null = null;
    let labelled = imported;
    const analysing = client.analysis.start({ caseId, device: job.device });
    for await (const { fraction, analysedTo } of analysing.items) {
      labelled = now();
      if (firstHour === null && analysedTo >= hour) firstHour = labelled;
      reports.progress(0.2 + fraction * 0.8);
    }
    const { device, summary } = await analysing.result;
    const sealed = now();
    const { findings } = await client.review.findings({ caseId });
    const withFindings = now();
    const { run } = await client.library.study({ caseId });
    // The engine's own stages overlap where its threads do; these four follow each other.
    const stages = { start: opened, import: imported - opened, analyse: labelled - imported, seal: sealed - labelled, findings: withFindings - sealed, ...run?.stages };
    return { caseId, device, beats: summary.beats, seconds: sealed, stages, firstHour, withFindings, findings: findings.length };
  } finally {
    connection.close();
    await backend.close();
  }
}

/** Seconds since this process started. */
export function sinceStart(): number {
  return performance.now() / 1000;
}
