/** What encryption costs: the same work on a plain and on an encrypted data folder, turn about. Prints milliseconds; holds nobody to them. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { unlockFolder } from '../../backend/vault/unlock.ts';
import { lendSeal } from '../../backend/store/keyring.ts';
import { segmentFrames } from '../../backend/store/segment.ts';
import { stageSegment } from '../../backend/store/staging.ts';
import type { RunSegment } from '../../core/beats/columns.ts';
import type { RecordingHeader } from '../../core/study/recording.ts';
import { environment, header, RUN, temporaryFolders } from '../database/helpers.ts';
import { SECRET, encrypted } from './helpers.ts';

/** Samples a second, leads, and blocks of 300 s: the first hour has samples, and the beats are as many as a day has. */
const RATE = 250;
const LEADS = 3;
const SAMPLED = 12;
const BLOCKS = 96;
const PER_BLOCK = 1167;
const EDITED = 10_000;

const folders = temporaryFolders();
const day: RecordingHeader = { ...header(0), sampleRate: RATE, sampleCount: BLOCKS * segmentFrames(RATE), leads: Array.from({ length: LEADS }, (_, i) => ({ name: `L${i}`, gain: 200, baseline: 0, bits: 16 })) };

function block(index: number): RunSegment {
  const width = segmentFrames(RATE);
  return {
    index,
    from: index * width,
    to: (index + 1) * width,
    sample: Float64Array.from({ length: PER_BLOCK }, (_, i) => index * width + 40 + 64 * i),
    code: new Uint8Array(PER_BLOCK),
    template: new Uint16Array(PER_BLOCK).fill(1),
    probability: new Uint8Array(5 * PER_BLOCK).fill(51),
    likeness: new Int8Array(PER_BLOCK).fill(90),
    embedding: new Int8Array(32 * PER_BLOCK),
    quality: new Uint8Array(LEADS * 300),
    unreadable: new Float64Array(0),
    doubtful: new Float64Array(0),
    evidence: {},
  };
}

class Folder {
  readonly path = folders.make();
  cases!: Cases;
  caseId = '';
  /** Least milliseconds of each piece of work: what the machine can do, whatever else it does. */
  readonly least: Record<string, number> = {};

  timed(name: string, body: () => void): void {
    const from = performance.now();
    body();
    this.least[name] = Math.min(this.least[name] ?? Infinity, performance.now() - from);
  }

  /** Stages and commits samples, as engine and backend do. */
  take(lead: Int16Array): string {
    const { caseId, seal } = this.cases.reserve();
    this.cases.createCase(day, '', '', caseId);
    const staging = join(this.path, 'incoming', caseId);
    mkdirSync(staging, { recursive: true });
    const release = lendSeal(staging, seal);
    for (let index = 0; index < SAMPLED; index++) this.cases.addSegment(caseId, index, stageSegment(staging, index, index * segmentFrames(RATE), Array.from({ length: LEADS }, () => lead)));
    release();
    rmSync(staging, { recursive: true });
    return caseId;
  }
}

describe('the price of encryption', () => {
  const plain = new Folder();
  const sealed = new Folder();
  const lead = Int16Array.from({ length: segmentFrames(RATE) }, (_, i) => Math.round(200 * Math.sin(i / 9)) + (i % 7));
  let lock = (): void => undefined;

  beforeAll(async () => {
    (await encrypted(sealed.path)).lock();
    lock = await unlockFolder(sealed.path, SECRET);
    for (const folder of [plain, sealed]) {
      folder.cases = new Cases(environment(folder.path));
      const { cases } = folder;
      folder.caseId = folder.take(lead);
      const open = cases.case(folder.caseId);
      open.db.write(() => open.db.finishImport(day.sampleCount, 'day', [], []));
      open.recording = open.db.recording();
      const runId = cases.beginRun(folder.caseId, { ...RUN, leads: [0, 1, 2] });
      for (let index = 0; index < BLOCKS; index++) cases.commitRunSegment(folder.caseId, runId, block(index), null);
      cases.sealRun(folder.caseId, runId, [], {});
    }
  }, 120_000);
  afterAll(() => {
    for (const { cases } of [plain, sealed]) cases.close();
    lock();
    folders.clear();
  });

  it('is told for opening, reading, committing and importing', () => {
    for (let round = 0; round < 3; round++) {
      for (const folder of [plain, sealed]) {
        folder.cases.close();
        folder.cases = new Cases(environment(folder.path));
        const { cases, caseId } = folder;
        folder.timed('open-case', () => void [cases.study(caseId), cases.case(caseId).review()]);
        folder.timed('read-window', () => {
          const source = cases.sourceOf(caseId);
          source.read(100_000 * (round + 1), 100_000 * (round + 1) + 10 * RATE);
          source.envelope(0, SAMPLED * segmentFrames(RATE), 2000, null);
        });
        const keys = cases.case(caseId).state.edit.beats.key.slice(0, EDITED);
        folder.timed('commit-10000', () => void cases.edit(caseId, { kind: 'relabel', keys, code: 1 + (round % 4) }, cases.study(caseId).revision, 'Ada'));
        let taken = '';
        folder.timed('import', () => (taken = folder.take(lead)));
        cases.abortImport(taken);
      }
    }
    for (const name of Object.keys(plain.least)) {
      const [before, after] = [plain.least[name]!, sealed.least[name]!];
      process.stdout.write(`ms: ${name} ${before.toFixed(1)}, encrypted ${after.toFixed(1)}\n`);
      expect(after).toBeGreaterThan(0);
    }
  }, 120_000);
});
