/** A data folder of a test, with a recording of beats that say where they are. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { RecordingHeader } from '../../core/study/recording.ts';
import { Cases } from '../../backend/database/cases.ts';
import type { NewRun } from '../../backend/database/runs.ts';
import { segmentFrames } from '../../backend/store/segment.ts';
import { lendSeal, sealOf } from '../../backend/store/keyring.ts';
import { stageSegment } from '../../backend/store/staging.ts';

export const RATE = 100;
export const BLOCK = segmentFrames(RATE);

export const RUN: NewRun = { modelName: 'beats', modelVersion: '1', modelSha256: 'ab'.repeat(32), device: 'cpu', leads: [0, 1], settings: { filter: true } };

export const AVERAGE: TemplateInfo[] = [
  { id: 1, name: 'N-a', beatClass: 0 },
  { id: 2, name: 'V-a', beatClass: 2 },
  { id: 3, name: 'S-a', beatClass: 1 },
].map(({ id, name, beatClass }) => ({ id, name, beatClass, count: 0, average: [Float32Array.of(0, id, 0), Float32Array.of(1, -id, 1)], rate: 125, peak: 1 }));

export function header(seconds: number, record = 'holter'): RecordingHeader {
  return {
    record,
    format: 'wfdb',
    sampleRate: RATE,
    leads: [
      { name: 'MLII', gain: 200, baseline: 0, bits: 12 },
      { name: 'V1', gain: 200, baseline: 1024, bits: 11 },
    ],
    sampleCount: seconds * RATE,
    start: { local: '2026-11-14T09:12:00.000', assumed: true },
    patient: { name: 'Ada Example', id: 'P-17-2044', birth: '1963-03-03', age: '71', sex: 'F' },
    comments: ['a comment'],
  };
}

let clock = Date.parse('2026-11-14T10:00:00Z');

export function environment(dataFolder: string): ConstructorParameters<typeof Cases>[0] {
  return { dataFolder, version: '0.1.0', author: 'Reader', now: () => (clock += 1000) };
}

/** Folders that tests make, gone after them. */
export function temporaryFolders(): { make(): string; clear(): void } {
  const made: string[] = [];
  return {
    make() {
      const folder = mkdtempSync(join(tmpdir(), 'isoline-test-'));
      made.push(folder);
      return folder;
    },
    clear() {
      for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Programs that tests open on folders of their own, closed and gone after them. */
export function openedCases(): { folder(): string; open(folder?: string, more?: Partial<ReturnType<typeof environment>>): Cases; closed(cases: Cases): string; clear(): void } {
  const folders = temporaryFolders();
  const opened: Cases[] = [];
  return {
    folder: () => folders.make(),
    open(folder = folders.make(), more = {}) {
      const cases = new Cases({ ...environment(folder), ...more });
      opened.push(cases);
      return cases;
    },
    /** Ends one; its folder stays, to be opened again. */
    closed(cases) {
      opened.splice(opened.indexOf(cases), 1);
      cases.close();
      return cases.dataFolder;
    },
    clear() {
      for (const cases of opened.splice(0)) cases.close();
      folders.clear();
    },
  };
}

/** Imports a recording of a triangle wave, which begins `shift` samples later. */
export function importCase(cases: Cases, seconds: number, sha256: string, shift = 0): string {
  const facts = header(seconds);
  const { caseId } = cases.createCase(facts, sha256, 'Importer');
  const staging = join(cases.dataFolder, 'incoming');
  mkdirSync(staging, { recursive: true });
  const release = lendSeal(staging, sealOf(cases.case(caseId).folder));
  for (let index = 0; index * BLOCK < facts.sampleCount; index++) {
    const first = index * BLOCK;
    const length = Math.min(BLOCK, facts.sampleCount - first);
    const wave = Array.from({ length }, (_, i) => ((first + i + shift) % 100) - 50);
    cases.addSegment(caseId, index, stageSegment(staging, index, first, [wave, wave.map((v) => 1024 + v)]));
  }
  release();
  cases.finishImport(caseId, { warnings: ['ends early'], sha256, annotations: [{ sample: 10, symbol: 'V', subtype: 0, chan: 0, num: 1, aux: '(N' }] });
  return caseId;
}

/** What an engine would say of a block: a beat every 80 samples, every tenth a V of template 2. */
export function runSegment(index: number, seconds: number): RunSegment {
  const from = index * BLOCK;
  const to = Math.min(seconds * RATE, from + BLOCK);
  const n = Math.floor((to - from - 40) / 80) + 1;
  const v = (i: number): boolean => i % 10 === 9;
  return {
    index,
    from,
    to,
    sample: Float64Array.from({ length: n }, (_, i) => from + 40 + 80 * i - 1),
    code: Uint8Array.from({ length: n }, (_, i) => (v(i) ? 2 : 0)),
    template: Uint16Array.from({ length: n }, (_, i) => (v(i) ? 2 : 1)),
    probability: Uint8Array.from({ length: 5 * n }, (_, i) => (i % 5 === 0 ? 200 : 10)),
    likeness: new Int8Array(n).fill(95),
    embedding: new Int8Array(4 * n).fill(3),
    quality: new Uint8Array(2 * 300),
    unreadable: index === 1 ? Float64Array.of(from + 1000, from + 2000) : new Float64Array(0),
    doubtful: new Float64Array(0),
    evidence: {},
  };
}

/** Analyses all blocks of a case and seals the run. */
export function analyseCase(cases: Cases, caseId: string, seconds: number, run: Partial<NewRun> = {}): number {
  const runId = cases.beginRun(caseId, { ...RUN, ...run });
  for (let index = 0; index * BLOCK < seconds * RATE; index++) cases.commitRunSegment(caseId, runId, runSegment(index, seconds), Uint8Array.of(index));
  cases.sealRun(caseId, runId, AVERAGE, { detect: 1.5 });
  return runId;
}

/** Code of the named failure that a call ends with. */
export function failureOf(body: () => unknown): string {
  try {
    body();
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : `not named: ${String(thrown)}`;
  }
  return 'none';
}
