import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import type { EditRequest } from '../../core/contract/contract.ts';
import { CASE_DATABASE } from '../../backend/database/case-schema.ts';
import { Cases } from '../../backend/database/cases.ts';
import { readHolder } from '../../backend/database/lock.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { files } from '../../backend/store/files.ts';
import { AVERAGE, BLOCK, RATE, RUN, analyseCase, environment, failureOf, header, importCase, runSegment, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
const open: Cases[] = [];

function openCases(folder = folders.make()): Cases {
  const cases = new Cases(environment(folder));
  open.push(cases);
  return cases;
}

function closed(cases: Cases): string {
  cases.close();
  open.splice(open.indexOf(cases), 1);
  return cases.dataFolder;
}

afterEach(() => {
  for (const cases of open.splice(0)) cases.close();
  folders.clear();
});

function troubles(cases: Cases, caseId: string): string[] {
  const steps = verifyCase(cases.case(caseId));
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

describe('a data folder', () => {
  it('has one writer at a time and says where it is', () => {
    const first = openCases();
    first.lock.announce({ pid: 4711, socket: '/run/isoline', token: 'secret' });
    expect(failureOf(() => openCases(first.dataFolder))).toBe('data-folder-held');
    expect(readHolder(first.dataFolder)).toEqual({ pid: 4711, socket: '/run/isoline', token: 'secret' });
    const folder = closed(first);
    expect(readHolder(folder)).toBeNull();
    openCases(folder);
  });

  it('refuses a database of a later version and one that is none', () => {
    const cases = openCases();
    const caseId = importCase(cases, 10, 'aa');
    const { path } = cases.case(caseId).db;
    const folder = closed(cases);
    const tamper = (pragma: string): void => {
      const db = new Database(path);
      db.pragma(pragma);
      db.close();
    };
    tamper('user_version = 99');
    const again = openCases(folder);
    expect(failureOf(() => again.study(caseId))).toBe('database-newer');
    tamper(`user_version = ${CASE_DATABASE.migrations.length}`);
    expect(again.study(caseId).recording.record).toBe('holter');
    expect(failureOf(() => again.study('../../etc'))).toBe('case-missing');
    expect(failureOf(() => again.study('01NOTHERE'))).toBe('case-missing');
  });

  it('rebuilds the worklist from the cases', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'aa');
    analyseCase(cases, caseId, SECONDS);
    const rows = cases.list();
    const folder = closed(cases);
    for (const name of readdirSync(folder)) if (name.startsWith('library')) files.remove(join(folder, name));
    expect(openCases(folder).list()).toEqual(rows);
  });
});

describe('a damaged file', () => {
  it('keeps neither the other cases nor the worklist from being read', () => {
    const cases = openCases();
    const hurt = importCase(cases, 10, 'aa');
    const sound = importCase(cases, 10, 'bb');
    const path = cases.case(hurt).db.path;
    const folder = closed(cases);
    for (const file of [path, join(folder, 'library.sqlite')]) {
      for (const suffix of ['-wal', '-shm']) files.remove(file + suffix);
      writeFileSync(file, 'this is no database, whatever its name says'.repeat(500));
    }
    const again = openCases(folder);
    expect(again.list().map(({ caseId, state, trouble }) => [caseId, state, trouble])).toEqual([
      [sound, 'waiting', ''],
      [hurt, 'failed', 'A database of the data folder is damaged.'],
    ]);
    expect(failureOf(() => again.study(hurt))).toBe('database-damaged');
    expect(again.findBySha('bb')).toBe(sound);
  });

  it('a data folder that is a file is told by name', () => {
    const path = join(folders.make(), 'file');
    writeFileSync(path, '');
    expect(failureOf(() => openCases(path))).toBe('data-folder-unusable');
  });
});

describe('importing', () => {
  it('keeps the recording, finds it by its hash, and says what it is', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'c0ffee');
    expect(cases.findBySha('c0ffee')).toBe(caseId);
    expect(cases.findBySha('')).toBeNull();
    const study = cases.study(caseId);
    expect(study).toMatchObject({ state: 'waiting', revision: 0, run: null, facts: { name: 'Ada Example', age: '71', sex: 'F', startAssumed: true } });
    expect(study.recording).toMatchObject({ sampleCount: SECONDS * RATE, warnings: ['ends early'], sha256: 'c0ffee', comments: ['a comment'] });
    expect(cases.case(caseId).db.importedAnnotations()).toEqual([{ sample: 10, symbol: 'V', subtype: 0, chan: 0, num: 1, aux: '(N' }]);
    expect(cases.sourceOf(caseId).read(0, 3)[1]).toEqual(Float32Array.of(-0.25, -0.245, -0.24));
    expect(readdirSync(cases.case(caseId).folder).toSorted()).toEqual(expect.arrayContaining(['case.sqlite', 'samples']));
  });

  it('assumes its start until somebody says it, be it only by confirming it; one that is taken out is the file\'s again', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'c0ffee');
    const start = cases.study(caseId).facts.start;
    const say = (value: string): { start: string; startAssumed: boolean } => {
      cases.edit(caseId, { kind: 'fact', field: 'start', value }, cases.study(caseId).revision, 'Ada');
      const { facts, recording } = cases.study(caseId);
      expect(recording.start).toEqual({ local: facts.start, assumed: facts.startAssumed });
      return { start: facts.start, startAssumed: facts.startAssumed };
    };
    expect(say(start)).toEqual({ start: start.replace('.000', ''), startAssumed: false });
    expect(say('')).toEqual({ start, startAssumed: true });
    expect(say('2026-11-15T10:00:30.250')).toEqual({ start: '2026-11-15T10:00:30.2500', startAssumed: false });
    for (const none of ['yesterday', '2026-13-01T10:00:00', '2026-11-15']) expect(failureOf(() => say(none))).toBe('edit-refused');
    cases.undo(caseId, null, 'Ada');
    cases.undo(caseId, null, 'Ada');
    cases.undo(caseId, null, 'Ada');
    expect(cases.study(caseId).facts).toMatchObject({ start, startAssumed: true });
  });

  it('leaves nothing behind when it is taken back or broken off', () => {
    const cases = openCases();
    const { caseId } = cases.createCase(header(10), '');
    cases.abortImport(caseId);
    expect(readdirSync(join(cases.dataFolder, 'cases'))).toEqual([]);
    const other = cases.createCase(header(10), '').caseId;
    expect(cases.list().map((row) => row.state)).toEqual(['importing']);
    const folder = closed(cases);
    expect(existsSync(join(folder, 'cases', other))).toBe(true);
    expect(openCases(folder).list()).toEqual([]);
    expect(readdirSync(join(folder, 'cases'))).toEqual([]);
  });

  it('makes no case on a full disk', () => {
    const folder = folders.make();
    const cases = new Cases(environment(folder), {
      ...files,
      makeFolder: (path) => {
        if (path.includes('samples')) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        files.makeFolder(path);
      },
    });
    open.push(cases);
    expect(failureOf(() => cases.createCase(header(10), 'aa'))).toBe('disk-full');
    expect(readdirSync(join(folder, 'cases'))).toEqual([]);
    expect(cases.list()).toEqual([]);
  });
});

describe('runs', () => {
  it('grow segment by segment, survive a break, and are sealed', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'aa');
    const runId = cases.beginRun(caseId, RUN);
    cases.commitRunSegment(caseId, runId, runSegment(0, SECONDS), Uint8Array.of(1, 2, 3), AVERAGE);
    expect(cases.study(caseId)).toMatchObject({ state: 'analysing', run: { analysedTo: BLOCK, sealedAt: null } });
    expect(cases.case(caseId).review().templates.map(({ id, name, count }) => [id, name, count])).toEqual([[1, 'N-a', 338], [2, 'V-a', 37]]);
    const again = openCases(closed(cases));
    expect(again.list()[0]).toMatchObject({ state: 'waiting', progress: BLOCK / (SECONDS * RATE), trouble: 'The analysis was broken off at 42 %. It goes on from there.' });
    const info = again.resumeInfo(caseId)!;
    expect(info).toMatchObject({ nextIndex: 1, analysedTo: BLOCK, run: { runId, settings: { filter: true } } });
    expect(Array.from(info.carried!)).toEqual([1, 2, 3]);
    again.resumeRun(caseId, runId);
    again.case(caseId).review();
    for (const index of [1, 2]) again.commitRunSegment(caseId, runId, runSegment(index, SECONDS), null);
    again.sealRun(caseId, runId, AVERAGE, { detect: 2 }, 'webgpu');
    expect(again.resumeInfo(caseId)).toBeNull();
    expect(() => again.commitRunSegment(caseId, runId, runSegment(0, SECONDS), null)).toThrow(RangeError);
    expect(again.study(caseId)).toMatchObject({ state: 'ready', revision: 0, run: { device: 'webgpu', stages: { detect: 2 }, tookSeconds: null } });
    const { beats, unreadable } = again.case(caseId).review();
    expect(Array.from(beats.key)).toEqual(Array.from(beats.key.keys()));
    expect(beats.sample[0]).toBe(39);
    expect(beats.sample.at(-1)).toBe(runSegment(2, SECONDS).sample.at(-1));
    expect(Array.from(unreadable)).toEqual([BLOCK + 1000, BLOCK + 2000]);
  });

  it('say how long they took where nothing broke them off', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'aa');
    const runId = cases.beginRun(caseId, RUN);
    expect(cases.study(caseId).run!.tookSeconds).toBeNull();
    for (const index of [0, 1, 2]) cases.commitRunSegment(caseId, runId, runSegment(index, SECONDS), null);
    cases.sealRun(caseId, runId, AVERAGE, { detect: 2, classify: 2 });
    const { startedAt, sealedAt, tookSeconds } = cases.study(caseId).run!;
    expect(tookSeconds).toBe((Date.parse(sealedAt!) - Date.parse(startedAt)) / 1000);
  });

  it('give way to a new one of the same case', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'aa');
    analyseCase(cases, caseId, SECONDS);
    cases.edit(caseId, { kind: 'mark', template: 1, state: 'confirmed' }, 0, 'Ada');
    const second = analyseCase(cases, caseId, SECONDS);
    const study = cases.study(caseId);
    expect(study.run!.runId).toBe(second);
    expect(cases.case(caseId).db.journal.newest(1)[0]).toMatchObject({ kind: 'active-run', sequence: 2 });
    expect(cases.case(caseId).review().marks).toEqual({ 1: 'confirmed' });
    expect(failureOf(() => cases.undo(caseId, 2, 'Ada'))).toBe('edit-refused');
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(3), code: 2 }, 2, 'Ada');
    expect(troubles(cases, caseId)).toEqual([]);
    expect(openCases(closed(cases)).study(caseId).run!.runId).toBe(second);
  });
});

describe('how far work has come', () => {
  it('is told at each step, and neither written nor lost', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'aa');
    const index = new Database(join(cases.dataFolder, 'library.sqlite'), { readonly: true });
    const written = (): { state: string; progress: number } => JSON.parse(index.prepare<[], { row: string }>('SELECT row FROM study').get()!.row);
    const told = (): { state: string; progress: number } => cases.list()[0]!;
    const runId = cases.beginRun(caseId, RUN);
    expect(told()).toMatchObject({ state: 'analysing', progress: 0 });
    for (let block = 0; block * BLOCK < SECONDS * RATE; block++) {
      cases.commitRunSegment(caseId, runId, runSegment(block, SECONDS), null);
      expect(told().progress).toBeCloseTo(Math.min(1, ((block + 1) * BLOCK) / (SECONDS * RATE)));
      expect(written()).toMatchObject({ state: 'analysing', progress: 0 });
    }
    cases.sealRun(caseId, runId, AVERAGE, {});
    expect(told()).toMatchObject({ state: 'ready', progress: 1 });
    expect(written()).toMatchObject({ state: 'ready', progress: 1 });
    index.close();
  });
});

describe('a case that is edited while it is analysed', () => {
  it('holds in memory what it would read from the disk', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'aa');
    const runId = cases.beginRun(caseId, RUN);
    cases.commitRunSegment(caseId, runId, runSegment(0, SECONDS), null, AVERAGE);
    cases.edit(caseId, { kind: 'insert', sample: 60, code: 2 }, 0, 'Ada');
    cases.edit(caseId, { kind: 'regroup', keys: Int32Array.of(3), template: null }, 1, 'Ada');
    expect(failureOf(() => cases.edit(caseId, { kind: 'insert', sample: BLOCK + 60, code: 2 }, 2, 'Ada'))).toBe('edit-refused');
    cases.commitRunSegment(caseId, runId, runSegment(1, SECONDS), null, AVERAGE);
    const grown = cases.case(caseId).review();
    expect(grown.analysedTo).toBe(2 * BLOCK);
    cases.case(caseId).forget();
    expect(cases.case(caseId).review()).toEqual(grown);
    const again = openCases(closed(cases));
    again.resumeRun(caseId, runId);
    again.commitRunSegment(caseId, runId, runSegment(2, SECONDS), null, AVERAGE);
    again.sealRun(caseId, runId, AVERAGE, {});
    expect(again.study(caseId)).toMatchObject({ state: 'in-review', revision: 2 });
    expect(troubles(again, caseId)).toEqual([]);
  });
});

describe('editing', () => {
  const prepared = (): { cases: Cases; caseId: string } => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'aa');
    analyseCase(cases, caseId, SECONDS);
    return { cases, caseId };
  };
  const edits: EditRequest[] = [
    { kind: 'relabel', keys: Int32Array.of(9), code: 0 },
    { kind: 'relabel-template', template: 2, code: 3 },
    { kind: 'insert', sample: 60, code: 2 },
    { kind: 'delete', keys: Int32Array.of(4, 5) },
    { kind: 'move', key: 20, sample: 1650 },
    { kind: 'regroup', keys: Int32Array.of(30, 31), template: null },
    { kind: 'span', from: 100, to: 400, readable: false },
    { kind: 'fact', field: 'name', value: 'Beate Muster', reason: 'filed under the wrong patient' },
    { kind: 'text', name: 'conclusion', value: 'Frequent ventricular ectopy.' },
    { kind: 'strip-add', from: 0, to: 800, caption: 'PVC' },
    { kind: 'mark', template: 1, state: 'confirmed' },
    { kind: 'setting', name: 'gain', value: '20' },
  ];

  it('survives a restart to the last value', () => {
    const { cases, caseId } = prepared();
    edits.forEach((request, revision) => expect(cases.edit(caseId, request, revision, 'Ada').revision).toBe(revision + 1));
    cases.undo(caseId, null, 'Ada');
    cases.undo(caseId, 4, 'Ada');
    cases.redo(caseId, 'Ada');
    const state = cases.case(caseId).review();
    const study = cases.study(caseId);
    const again = openCases(closed(cases));
    expect(again.case(caseId).review()).toEqual(state);
    expect(again.study(caseId)).toEqual(study);
    expect(study).toMatchObject({ state: 'in-review', revision: 15, facts: { name: 'Beate Muster' } });
    expect(again.list()[0]).toMatchObject({ edits: 11, facts: { name: 'Beate Muster' } });
    expect(troubles(again, caseId)).toEqual([]);
    expect(again.case(caseId).db.journal.entry(8)).toMatchObject({ label: 'name changed', reason: 'filed under the wrong patient' });
  });

  it('undoes in order, by number, and does again', () => {
    const { cases, caseId } = prepared();
    const codeOf = (key: number): number => cases.case(caseId).review().beats.code[key]!;
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(9), code: 0 }, 0, 'Ada');
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(9), code: 4 }, 1, 'Ada');
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(10), code: 1 }, 2, 'Ada');
    expect(failureOf(() => cases.undo(caseId, 1, 'Ada'))).toBe('edit-conflict');
    expect(cases.undo(caseId, 2, 'Ada').entry).toMatchObject({ kind: 'undo', undoes: 2, sequence: 4, label: 'undo: 1 beat N to Q' });
    expect([codeOf(9), codeOf(10)]).toEqual([0, 1]);
    expect(cases.case(caseId).db.journal.entry(2)!.undone).toBe(true);
    cases.undo(caseId, null, 'Ada');
    cases.undo(caseId, null, 'Ada');
    expect([codeOf(9), codeOf(10)]).toEqual([2, 0]);
    expect(cases.case(caseId).review().beats.source[9]).toBe(0);
    expect(failureOf(() => cases.undo(caseId, null, 'Ada'))).toBe('nothing-to-undo');
    for (const _ of [1, 2, 3]) cases.redo(caseId, 'Ada');
    expect([codeOf(9), codeOf(10)]).toEqual([4, 1]);
    expect(failureOf(() => cases.redo(caseId, 'Ada'))).toBe('nothing-to-undo');
    cases.undo(caseId, null, 'Ada');
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(11), code: 1 }, 10, 'Ada');
    expect(failureOf(() => cases.redo(caseId, 'Ada'))).toBe('nothing-to-undo');
    expect(failureOf(() => cases.undo(caseId, 99, 'Ada'))).toBe('edit-refused');
    expect(troubles(cases, caseId)).toEqual([]);
  });

  it('lets two readers work beside each other, and stops one who has not seen what the other did', () => {
    const { cases, caseId } = prepared();
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(9), code: 0 }, 0, 'Ada');
    expect(cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(19), code: 0 }, 0, 'Ben').revision).toBe(2);
    expect(failureOf(() => cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(9), code: 4 }, 0, 'Ben'))).toBe('edit-conflict');
    expect(failureOf(() => cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(9), code: 4 }, 7, 'Ben'))).toBe('edit-conflict');
    expect(cases.study(caseId).revision).toBe(2);
  });

  it('gives a new template a name, a count and a shape', () => {
    const { cases, caseId } = prepared();
    cases.edit(caseId, { kind: 'regroup', keys: Int32Array.of(9, 19, 29), template: null }, 0, 'Ada');
    const made = cases.case(caseId).review().templates.find((template) => template.id === 0x8000)!;
    expect(made).toMatchObject({ name: 'V-d', count: 3, rate: RATE, peak: 25 });
    expect(made.average.map((lead) => lead.length)).toEqual([70, 70]);
  });

  it('tells windows and worklist', async () => {
    const { cases, caseId } = prepared();
    cases.list();
    const heard: unknown[] = [];
    cases.onEdit((event) => heard.push([event.caseId, event.revision]));
    cases.onRow(({ row }) => heard.push(row?.edits));
    cases.edit(caseId, edits[0]!, 0, 'Ada');
    cases.edit(caseId, edits[2]!, 1, 'Ada');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(heard).toEqual([[caseId, 1], [caseId, 2], 2]);
  });

  it('is logged where the case is opened, and gone where it is removed', () => {
    const { cases, caseId } = prepared();
    cases.access(caseId, 'opened', '', 'Ada');
    cases.access(caseId, 'exported', 'labels', '');
    cases.printed(caseId, { revision: 0, sha256: 'ef', pages: 2 }, 'report', 'Ben');
    expect(cases.case(caseId).db.access.lines().map(({ who, what, detail }) => [who, what, detail])).toEqual([['Ben', 'printed', 'report, 2 pages, sha256 ef'], ['Reader', 'exported', 'labels'], ['Ada', 'opened', '']]);
    expect(cases.case(caseId).db.reports()).toMatchObject([{ author: 'Ben', revision: 0, sha256: 'ef', pages: 2 }]);
    const folder = cases.case(caseId).folder;
    cases.remove(caseId);
    expect(existsSync(folder)).toBe(false);
    expect(cases.list()).toEqual([]);
    expect(failureOf(() => cases.study(caseId))).toBe('case-missing');
  });
});
