/** What somebody waits for who reads a case while a queue of recordings is imported and analysed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { classOfCode, codeOf } from '../../core/beats/classes.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { nodeEnvironment, openBackend } from '../open.ts';
import type { BusyJob, BusyOutcome, Reports } from './jobs.ts';

/** Keys that are pressed while nothing else goes on, and the pause between two of them, ms. */
const AT_REST = 60;
const PAUSE_MS = 100;
const WINDOW_SECONDS = 10;

/** Makes a day, opens it, and presses keys at rest and while others are imported. Throws the AppErrors of the services. */
export async function keysWhileBusy(job: BusyJob, reports: Reports): Promise<BusyOutcome> {
  // As where a window is open: analysing stands behind.
  const backend = await openBackend({ ...nodeEnvironment(job.data), window: true });
  const { client, close } = backend.connect();
  try {
    const { caseId } = await client.import.demo({ hours: job.hours, seed: 24, analyse: false }).result;
    await client.analysis.start({ caseId, device: job.device }).result;
    const { beats } = await client.review.state({ caseId });
    await client.review.findings({ caseId });
    const keys = beats.key.filter((_, i) => classOfCode(beats.code[i]!) === 'N');
    let next = 0;
    const press = async (): Promise<number> => {
      const key = keys[next++ % keys.length]!;
      const seconds = await pressed(client, caseId, key, beats.sample[beats.key.indexOf(key)]!);
      await sleep(PAUSE_MS);
      return seconds;
    };
    const atRest: number[] = [];
    for (let i = 0; i < AT_REST; i++) atRest.push(await press());
    reports.progress(0.3);
    reports.phase('importing');
    const begun = performance.now();
    let running = job.imports;
    const imports = Array.from({ length: job.imports }, async (_, i) => {
      const { caseId: made } = await client.import.demo({ hours: job.hours, seed: 100 + i, analyse: false }).result;
      await client.analysis.start({ caseId: made, device: job.device }).result;
      reports.progress(1 - 0.7 * (--running / job.imports));
    });
    const whileImporting: number[] = [];
    const all = Promise.all(imports);
    // A failure is told when it is waited for.
    all.catch(() => (running = 0));
    while (running > 0) whileImporting.push(await press());
    await all;
    return { atRest, whileImporting, importing: (performance.now() - begun) / 1000, beats: beats.key.length };
  } finally {
    close();
    await backend.close();
  }
}

/** Seconds from a class key and Enter to everything that the window asks for then: what would change, the edit in the journal, the strip. */
async function pressed(client: Client<Contract>, caseId: string, key: number, sample: number): Promise<number> {
  const from = performance.now();
  const request = { kind: 'relabel', keys: Int32Array.of(key), code: codeOf('V') } as const;
  const { revision } = await client.review.impact({ caseId, request });
  await client.review.edit({ caseId, baseRevision: revision, request });
  await client.review.signal({ caseId, from: sample, to: sample + WINDOW_SECONDS * 250, leads: null, filter: 'display' });
  return (performance.now() - from) / 1000;
}
