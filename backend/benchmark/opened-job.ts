/** What a reader waits for: opening a case, reading a window of it, an edit of many beats, the report, the export. */
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { classOfCode, codeOf } from '../../core/beats/classes.ts';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeEnvironment, openBackend } from '../open.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { findingsAfterEdits } from './after-edit.ts';
import type { OpenedJob, OpenedOutcome, OpenedPhase, Reports, WaitedFor } from './jobs.ts';
import { withWaits } from './waits.ts';

/** Beats that one edit relabels. */
export const EDITED_BEATS = 10_000;
/** Beats that one larger edit relabels. */
export const RELABELLED_BEATS = 50_000;
const WINDOW_SECONDS = 10;
const ENVELOPE_BUCKETS = 2000;

/** Does each of it `repetitions` times. Throws the AppErrors of the services. */
export async function useCase(job: OpenedJob, reports: Reports): Promise<OpenedOutcome> {
  const begin = (phase: OpenedPhase): void => reports.phase(phase);
  begin('open');
  const waits: OpenedOutcome['waits'] = { open: [], commit: [], backup: [], verify: [], export: [] };
  const open = await repeated(job.repetitions, () => openAnew(job, waits.open));
  const backend = await openBackend(nodeEnvironment(job.data));
  const connection = backend.connect();
  const other = backend.connect();
  const { client } = connection;
  /** Seconds of some work; how long others waited is noted. */
  const waited = async (for_: WaitedFor, work: () => Promise<unknown>): Promise<number> => {
    const { took, longestWait } = await withWaits(other.client, work);
    waits[for_].push(longestWait);
    return took;
  };
  const { caseId } = job;
  // No file that leaves the program goes into its data folder.
  const outside = temporaryFolder('benchmark');
  try {
    const { recording } = await client.library.study({ caseId });
    const { beats } = await client.review.state({ caseId });
    reports.progress(0.3);
    begin('window');
    const step = Math.floor(recording.sampleCount / (job.repetitions + 1));
    const window = await repeated(job.repetitions, (i) => timed(() => readWindow(client, caseId, (i + 1) * step, recording)));
    reports.progress(0.4);
    begin('commit');
    // Relabelled to a class that none of them has, so that every beat of the edit changes.
    const normal = beats.key.filter((_, i) => classOfCode(beats.code[i]!) === 'N');
    const keys = normal.slice(0, EDITED_BEATS);
    const more = normal.slice(0, RELABELLED_BEATS);
    const edit = async (of: Int32Array<ArrayBuffer>): Promise<unknown> => {
      const { revision } = await client.library.study({ caseId });
      return client.review.edit({ caseId, baseRevision: revision, request: { kind: 'relabel', keys: of, code: codeOf('V') } });
    };
    const commits = (of: Int32Array<ArrayBuffer>): Promise<number[]> =>
      repeated(job.repetitions, async () => {
        const seconds = await waited('commit', () => edit(of));
        await client.review.undo({ caseId });
        return seconds;
      });
    const commit = await commits(keys);
    const relabel = await commits(more);
    begin('preview');
    // The window has the findings of the day by the time that somebody asks.
    await client.review.findings({ caseId });
    const preview = await repeated(job.repetitions, (i) => timed(() => client.review.impact({ caseId, request: { kind: 'relabel', keys: normal.slice(7 * i, 7 * i + 3), code: codeOf('V') } })));
    begin('after-edit');
    const afterEdit = await findingsAfterEdits(client, caseId, beats.key, job.randomEdits);
    reports.progress(0.6);
    begin('pdf');
    // Each time after an edit: a report of what has not changed is not drawn again.
    const render = async (comment: string): Promise<number> => {
      const { revision } = await client.library.study({ caseId });
      await client.review.edit({ caseId, baseRevision: revision, request: { kind: 'text', name: 'comment', value: comment } });
      return timed(() => client.report.render({ caseId }).result);
    };
    const firstPdf = await render('First report.');
    const pdf = await repeated(job.repetitions, (i) => render(`Report after ${i + 1} edits.`));
    reports.progress(0.8);
    begin('export');
    const exported = await repeated(job.repetitions, () => timed(() => client.export.labels({ caseId, formats: ['wfdb', 'csv', 'json'] })));
    await repeated(job.repetitions, (i) => waited('export', () => client.export.whole({ caseId, path: join(outside, `whole-${i}.isoline`) })));
    begin('backup');
    await repeated(job.repetitions, () => waited('backup', () => client.library.backup({ of: caseId })));
    begin('verify');
    await repeated(job.repetitions, () => waited('verify', () => client.library.verify({ caseId }).result));
    return { beats: beats.key.length, open, window, edited: keys.length, commit, relabelled: more.length, relabel, preview, firstPdf, pdf, export: exported, afterEdit, waits };
  } finally {
    connection.close();
    other.close();
    await backend.close();
    await rm(outside, { recursive: true, force: true });
  }
}

/** Opens a case in a program that has just started, as the review window does: study, beats, templates. */
async function openAnew({ data, caseId }: OpenedJob, waits: number[]): Promise<number> {
  const backend = await openBackend(nodeEnvironment(data));
  const connection = backend.connect();
  const other = backend.connect();
  try {
    await connection.version;
    const { took, longestWait } = await withWaits(other.client, async () => {
      await connection.client.library.open({ caseId });
      await connection.client.review.state({ caseId });
    });
    waits.push(longestWait);
    return took;
  } finally {
    connection.close();
    other.close();
    await backend.close();
  }
}

/** A strip of all leads and the timeline of the whole recording. */
async function readWindow(client: Client<Contract>, caseId: string, from: number, { sampleRate, sampleCount }: { sampleRate: number; sampleCount: number }): Promise<void> {
  await client.review.signal({ caseId, from, to: from + WINDOW_SECONDS * sampleRate });
  await client.review.envelope({ caseId, from: 0, to: sampleCount, buckets: ENVELOPE_BUCKETS });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function repeated(times: number, work: (repetition: number) => Promise<number>): Promise<number[]> {
  const seconds: number[] = [];
  for (let i = 0; i < times; i++) seconds.push(await work(i));
  return seconds;
}
