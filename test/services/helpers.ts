/** The real program over a folder of its own, and small recordings to give it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client, Running } from '../../core/contract/define.ts';
import { AppError, type ErrorCode } from '../../core/contract/errors.ts';
import type { Connection } from '../../core/contract/rpc/client.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import type { StudyRow } from '../../core/contract/types.ts';
import type { CompanionKind, Environment } from '../../backend/environment.ts';
import { createEdfFile } from '../../backend/formats/edf/writer.ts';
import { createWfdbRecord, writeAnnotationFile } from '../../backend/formats/wfdb/writer.ts';
import { nodeEnvironment, openBackend, type OpenBackend } from '../../backend/open.ts';

const folders: string[] = [];

/** A folder that is gone when the test file is through. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isoline-services-'));
  folders.push(folder);
  return folder;
}

export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The whole program without a window. */
export interface TestProgram {
  dataFolder: string;
  client: Client<Contract>;
  connection: Connection<Contract>;
  backend: OpenBackend;
  /** Process ids of the companions started so far, newest last. */
  started: { kind: CompanionKind; pid: number }[];
  /** Ends the newest companion of a kind with SIGKILL. */
  killCompanion(kind: CompanionKind): void;
  /** What the worklist and the cases folder hold, to be compared before and after. */
  holdings(): Promise<{ rows: StudyRow[]; cases: string[]; incoming: string[] }>;
  close(): Promise<void>;
}

export async function openProgram(dataFolder = temporaryFolder(), changed: Partial<Environment> = {}): Promise<TestProgram> {
  const plain = { ...nodeEnvironment(dataFolder), ...changed };
  const started: TestProgram['started'] = [];
  const backend = await openBackend({
    ...plain,
    start: async (kind) => {
      const companion = await plain.start(kind);
      if (companion.pid !== undefined) started.push({ kind, pid: companion.pid });
      return companion;
    },
  });
  const connection = backend.connect();
  const { client } = connection;
  return {
    dataFolder,
    client,
    connection,
    backend,
    started,
    killCompanion(kind) {
      const newest = started.findLast((companion) => companion.kind === kind);
      if (newest === undefined) throw new Error(`no ${kind} was started`);
      process.kill(newest.pid, 'SIGKILL');
    },
    holdings: async () => ({ rows: await client.library.list({}), cases: filesUnder(join(dataFolder, 'cases')), incoming: filesUnder(join(dataFolder, 'incoming')) }),
    async close() {
      connection.close();
      await backend.close();
    },
  };
}

/** Names of all files under a folder. What belongs to an open database (`-wal`, `-shm`) comes and goes. */
export function filesUnder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !/-(?:wal|shm)$/.test(name)).toSorted();
  } catch {
    // Not there is the same as empty.
    return [];
  }
}

/** Runs a job to its end and gives its items along. */
export async function finished<Item, Out>(running: Running<Item, Out>): Promise<{ items: Item[]; result: Out }> {
  const items: Item[] = [];
  for await (const item of running.items) items.push(item);
  return { items, result: await running.result };
}

/** The named failure that something ends with: it has words and, unless said otherwise, a hint. */
export async function failure(promise: Promise<unknown>, code: ErrorCode, options: { hint?: boolean } = {}): Promise<AppError> {
  const thrown: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof AppError)) throw thrown;
  expect(thrown.code, `${thrown.message} ${JSON.stringify(thrown.details)}`).toBe(code);
  expect(thrown.message.length).toBeGreaterThan(code === 'cancelled' ? 8 : 10);
  if (options.hint !== false) expect(thrown.hint, thrown.message).not.toBe('');
  return thrown;
}

export interface RecordOptions {
  minutes?: number;
  seed?: number;
  leads?: number;
  rate?: number;
  /** Writes the true annotations beside it as `.atr`. */
  truth?: boolean;
}

/** A synthetic WFDB record. Returns the path of its header. */
export async function makeWfdb(folder: string, name: string, options: RecordOptions = {}): Promise<string> {
  const { minutes = 1, seed = 1, leads = 2, rate = 250 } = options;
  await mkdir(folder, { recursive: true });
  const source = synthesise({ hours: minutes / 60, seed, leads, rate });
  const writer = await createWfdbRecord({ path: join(folder, name), leads: source.header.leads, sampleRate: rate, format: 16, start: source.header.start });
  await writer.write(source.readAdu(0, source.length));
  await writer.finish();
  if (options.truth) await writeAnnotationFile(join(folder, `${name}.atr`), source.annotations());
  return join(folder, `${name}.hea`);
}

/** A synthetic EDF+ file. Returns its path. */
export async function makeEdf(folder: string, name: string, options: RecordOptions = {}): Promise<string> {
  const { minutes = 1, seed = 1, leads = 2, rate = 250 } = options;
  await mkdir(folder, { recursive: true });
  const source = synthesise({ hours: minutes / 60, seed, leads, rate });
  const path = join(folder, name);
  const writer = await createEdfFile({ path, leads: source.header.leads, sampleRate: rate, sampleCount: source.length, annotations: [] });
  await writer.write(source.readAdu(0, source.length));
  await writer.finish();
  return path;
}

/** A WFDB record of samples made by a rule, mV. Returns the path of its header. */
export async function makeOf(folder: string, name: string, options: { seconds: number; rate?: number; leads?: number }, value: (sample: number, lead: number) => number): Promise<string> {
  const { seconds, rate = 250, leads = 1 } = options;
  await mkdir(folder, { recursive: true });
  const length = Math.round(seconds * rate);
  const names = Array.from({ length: leads }, (_, lead) => ({ name: `L${lead}`, gain: 200, baseline: 0, bits: 16 }));
  const writer = await createWfdbRecord({ path: join(folder, name), leads: names, sampleRate: rate, format: 16 });
  await writer.write(names.map((_, lead) => Int32Array.from({ length }, (__, sample) => Math.round(200 * value(sample, lead)))));
  await writer.finish();
  return join(folder, `${name}.hea`);
}

/** Imports without analysing. */
export async function importFile(program: TestProgram, path: string): Promise<string> {
  const { result } = await finished(program.client.import.file({ path, analyse: false }));
  return result.caseId;
}

/** The labels of a case as CSV. */
export async function csvOf(program: TestProgram, caseId: string): Promise<string> {
  const { files } = await program.client.export.labels({ caseId, formats: ['csv'] });
  return Buffer.from(files[0]!.bytes).toString('utf8');
}
