/** `isoline benchmark --window`: cases made or taken again, the program served by a process of its own, the window in a real Chromium. */
import { spawn, type ChildProcess } from 'node:child_process';
import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../backend/store/temporary.ts';
import { startsByFork } from '../../backend/companions.ts';
import { nodeEnvironment, openBackend } from '../../backend/open.ts';
import { program } from '../../backend/program.ts';
import { windowFolder } from '../../backend/window/files.ts';
import { AppError } from '../../core/contract/errors.ts';
import { notice } from '../../core/contract/notice.ts';
import type { CommandIo } from '../command.ts';
import { joinedMaterial, planOf } from '../demo/joined.ts';
import type { DemoMaterial } from '../demo/material.ts';
import { syntheticMaterial } from '../demo/synthetic.ts';
import { writeMaterial } from '../demo/write.ts';
import { makeCase } from '../../backend/benchmark/case-job.ts';
import type { DeviceChoice } from '../../backend/benchmark/jobs.ts';
import { load, machine } from '../../backend/benchmark/machine.ts';
import type { BenchmarkReport } from '../../core/contract/benchmark-report.ts';
import { chromiumPath, startChromium } from './window-chromium.ts';
import { measureWindow, type WindowEffort, type WindowOutcome } from './window-measure.ts';
import { windowResults, type CaseFacts } from './window-results.ts';

export const WINDOW_CASES = ['24h', '14d'] as const;

export interface WindowOptions {
  /** One case alone, null for all. */
  only: (typeof WINDOW_CASES)[number] | null;
  device: DeviceChoice;
  quick: boolean;
  /** Folder of the data sets: then the 24-hour case is the joined one. Null for a synthetic day. */
  sets: string | null;
  /** Folder in which made cases are kept and found again; null to make and remove them. */
  cases: string | null;
}

/** What the window is measured on. */
export interface WindowCase {
  name: (typeof WINDOW_CASES)[number];
  /** Ending of the names of its figures. */
  ending: '' | '-14d';
  material(): Promise<DemoMaterial>;
}

const QUICK: WindowEffort = { keys: 4, edits: 1, scrollSeconds: 2, many: 300 };
const WHOLE: WindowEffort = { keys: 40, edits: 5, scrollSeconds: 8, many: 10_000 };

function casesOf({ quick, sets }: WindowOptions): WindowCase[] {
  if (quick) return [{ name: '24h', ending: '', material: () => Promise.resolve(syntheticMaterial({ hours: 0.3, seed: 24, leads: 3, rate: 250 })) }];
  return [
    { name: '24h', ending: '', material: async () => (sets === null ? syntheticMaterial({ hours: 24, seed: 24, leads: 3, rate: 250 }) : joinedMaterial('24h', sets, await planOf('24h', sets))) },
    { name: '14d', ending: '-14d', material: () => Promise.resolve(syntheticMaterial({ hours: 336, seed: 14, leads: 1, rate: 200 })) },
  ];
}

/** Measures the window. Throws `device-unavailable` where there is no Chromium, `file-missing` where the window is not built, and the AppErrors of making the cases. */
export async function windowReport(options: WindowOptions, io: CommandIo): Promise<BenchmarkReport> {
  // First what can be said at once: making a case takes minutes.
  chromiumPath();
  windowFolder(program().folder);
  if (!startsByFork()) throw new AppError('device-unavailable', 'The packed program cannot measure its own window.', { hint: 'Run it from the sources: npm run --silent isoline -- benchmark --window' });
  const loadBefore = load();
  const scratch = temporaryFolder('window');
  const effort = options.quick ? QUICK : WHOLE;
  try {
    const results = [];
    for (const one of casesOf(options)) {
      if (options.only !== null && options.only !== one.name) continue;
      const data = await madeCase(one, options, scratch, io);
      const { outcome, facts, browser } = await measured(data, effort, (share) => io.progress(`${one.name}  window  ${String(Math.round(100 * share)).padStart(3)} %`), io.signal);
      results.push(...windowResults(outcome, facts, one.ending, browser));
    }
    return { takenAt: new Date().toISOString(), machine: machine(), quick: options.quick, idleMb: null, loadBefore, results, notice: notice(program().version) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The data folder with the case, made where it is not there yet. */
async function madeCase(one: WindowCase, { cases, device }: WindowOptions, scratch: string, io: CommandIo): Promise<string> {
  const data = join(cases ?? scratch, one.name);
  if (cases !== null && (await access(join(data, 'library.sqlite')).then(() => true, () => false))) return data;
  await mkdir(data, { recursive: true });
  const path = join(scratch, `${one.name}-recording`);
  const show = (share: number): void => io.progress(`${one.name}  ${String(Math.round(100 * share)).padStart(3)} %`);
  await writeMaterial({ ...(await one.material()), annotations: [] }, { kind: 'wfdb', path }, { onProgress: (share) => show(0.2 * share), signal: io.signal });
  await makeCase({ kind: 'case', data, recording: `${path}.hea`, device }, { progress: (share) => show(0.2 + 0.8 * share), phase: () => undefined });
  if (io.signal.aborted) throw new AppError('cancelled', 'The benchmark was stopped.');
  return data;
}

async function measured(data: string, effort: WindowEffort, progress: (share: number) => void, signal: AbortSignal): Promise<{ outcome: WindowOutcome; facts: CaseFacts; browser: string }> {
  const facts = await factsOf(data);
  const { child, url } = await served(data);
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const browser = await startChromium();
    try {
      return { outcome: await measureWindow(browser, url, effort, progress), facts, browser: browser.version };
    } finally {
      await browser.close();
    }
  } catch (thrown) {
    if (signal.aborted) throw new AppError('cancelled', 'The benchmark was stopped.');
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
    await ended(child);
  }
}

/** The program in a process of its own, as `isoline serve` runs it. */
function served(data: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), 'serve', '--data', data], { stdio: ['ignore', 'pipe', 'ignore'] });
  return new Promise((found, lost) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const end = text.indexOf('\n');
      if (end >= 0) found({ child, url: text.slice(0, end) });
    });
    child.once('error', (cause) => lost(new AppError('closed', 'The program could not be served.', { cause })));
    child.once('exit', () => lost(new AppError('closed', 'The program that serves the window ended at once.')));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((settle) => {
    child.once('exit', () => settle());
    child.kill('SIGINT');
  });
}

async function factsOf(data: string): Promise<CaseFacts> {
  const backend = await openBackend(nodeEnvironment(data));
  const connection = backend.connect();
  try {
    const [row] = await connection.client.library.list({});
    if (!row) throw new AppError('case-missing', 'There is no case in the folder of kept cases.', { hint: 'Empty it, and it is made anew.' });
    const { recording } = await connection.client.library.study({ caseId: row.caseId });
    const { beats } = await connection.client.review.state({ caseId: row.caseId });
    return { hours: recording.sampleCount / recording.sampleRate / 3600, leads: recording.leads.length, sampleRate: recording.sampleRate, beats: beats.key.length };
  } finally {
    connection.close();
    await backend.close();
  }
}
