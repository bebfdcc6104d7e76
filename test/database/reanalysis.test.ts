import { afterEach, describe, expect, it } from 'vitest';
import type { RunSegment } from '../../core/beats/columns.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import { AppError } from '../../core/contract/errors.ts';
import { openConflicts } from '../../core/review/open-conflicts.ts';
import { rowOf } from '../../core/review/beat-rows.ts';
import { Cases } from '../../backend/database/cases.ts';
import { provenance } from '../../backend/database/provenance.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { AVERAGE, BLOCK, RATE, RUN, analyseCase, environment, failureOf, importCase, runSegment, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
const open: Cases[] = [];

function openCases(folder = folders.make()): Cases {
  const cases = new Cases(environment(folder));
  open.push(cases);
  return cases;
}

function again(cases: Cases): Cases {
  cases.close();
  open.splice(open.indexOf(cases), 1);
  return openCases(cases.dataFolder);
}

afterEach(() => {
  for (const cases of open.splice(0)) cases.close();
  folders.clear();
});

/** A segment as another model says it: beats named are left out or labelled otherwise. `by`: samples that all peaks lie later. */
function otherSegment(index: number, { without = [], codes = {}, by = 0 }: { without?: number[]; codes?: Record<number, number>; by?: number }): RunSegment {
  const plain = runSegment(index, SECONDS);
  const rows = Array.from(plain.sample.keys()).filter((row) => index > 0 || !without.includes(row));
  const take = <T extends Uint8Array | Uint16Array | Int8Array | Float64Array>(column: T, each: number): T => {
    const out = column.slice(0, rows.length * each) as T;
    rows.forEach((row, i) => out.set(column.subarray(row * each, (row + 1) * each), i * each));
    return out;
  };
  const code = take(plain.code, 1);
  rows.forEach((row, i) => (code[i] = (index === 0 ? codes[row] : undefined) ?? code[i]!));
  return {
    ...plain,
    sample: take(plain.sample, 1).map((sample) => sample + by),
    code,
    template: take(plain.template, 1),
    probability: take(plain.probability, 5),
    likeness: take(plain.likeness, 1),
    embedding: take(plain.embedding, 4),
  };
}

function analyseOtherwise(cases: Cases, caseId: string, other: Parameters<typeof otherSegment>[1]): number {
  const runId = cases.beginRun(caseId, { ...RUN, modelName: 'other', modelSha256: 'cd'.repeat(32) });
  for (let index = 0; index * BLOCK < SECONDS * RATE; index++) cases.commitRunSegment(caseId, runId, otherSegment(index, other), null);
  cases.sealRun(caseId, runId, AVERAGE, {});
  return runId;
}

function troubles(cases: Cases, caseId: string): string[] {
  const steps = verifyCase(cases.case(caseId));
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const sampleOf = (key: number): number => 39 + 80 * key;

/** What stands at a sample: code and source, or null. */
function at(cases: Cases, caseId: string, sample: number): [number, number] | null {
  const { beats } = cases.case(caseId).review();
  const row = beats.sample.indexOf(sample);
  return row < 0 ? null : [beats.code[row]!, beats.source[row]!];
}

const EDITS: EditRequest[] = [
  { kind: 'relabel', keys: Int32Array.of(9), code: 0 },
  { kind: 'relabel', keys: Int32Array.of(20), code: 2 },
  { kind: 'insert', sample: 60, code: 2 },
  { kind: 'delete', keys: Int32Array.of(4) },
  { kind: 'move', key: 30, sample: sampleOf(30) + 20 },
  { kind: 'relabel', keys: Int32Array.of(40), code: 1 },
  { kind: 'text', name: 'conclusion', value: 'Frequent ventricular ectopy.' },
  { kind: 'span', from: 2000, to: 2400, readable: false },
];

function prepared(): { cases: Cases; caseId: string } {
  const cases = openCases();
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  EDITS.forEach((request, revision) => cases.edit(caseId, request, revision, 'Ada'));
  return { cases, caseId };
}

describe('a new analysis of a case that people edited', () => {
  it('keeps every beat that they edited, takes the rest from the new run, and lists where both differ', () => {
    const { cases, caseId } = prepared();
    const edited = cases.case(caseId).review().beats;
    const runId = analyseOtherwise(cases, caseId, { without: [20], codes: { 4: 2, 9: 3, 50: 1 }, by: 2 });
    const review = cases.case(caseId).review();
    for (let row = 0; row < edited.key.length; row++) if (edited.source[row] === 1) expect(at(cases, caseId, edited.sample[row]!)).toEqual([edited.code[row], 1]);
    expect(review.beats.source.filter((source) => source === 1).length).toBe(5);
    expect(at(cases, caseId, sampleOf(4) + 2)).toBeNull();
    expect(at(cases, caseId, sampleOf(50) + 2)).toEqual([1, 0]);
    expect(review.texts).toEqual({ conclusion: 'Frequent ventricular ectopy.' });
    const conflicts = openConflicts(cases.case(caseId).state.edit);
    expect(conflicts.map(({ kind, sample, person, before, run }) => [kind, sample, person, before, run])).toEqual([
      ['deleted', sampleOf(4), null, 0, 2],
      ['label', sampleOf(9), 0, 2, 3],
      ['gone', sampleOf(20), 2, 0, null],
    ]);
    for (const { key, sample } of conflicts) if (key !== null) expect(review.beats.sample[rowOf(review.beats, key)]).toBe(sample);
    expect(cases.study(caseId).run).toMatchObject({ runId, modelName: 'other', modelSha256: 'cd'.repeat(32) });
    expect(cases.case(caseId).db.runs.all().map(({ modelName, modelSha256 }) => [modelName, modelSha256])).toEqual([['beats', 'ab'.repeat(32)], ['other', 'cd'.repeat(32)]]);
    expect(troubles(cases, caseId)).toEqual([]);
    const restarted = again(cases);
    expect(restarted.case(caseId).review()).toEqual(review);
    const { revision } = review;
    restarted.edit(caseId, { kind: 'conflict-settle', sample: sampleOf(9) }, revision, 'Ada');
    expect(openConflicts(restarted.case(caseId).state.edit).map(({ kind }) => kind)).toEqual(['deleted', 'gone']);
    expect(failureOf(() => restarted.edit(caseId, { kind: 'conflict-settle', sample: sampleOf(9) }, revision + 1, 'Ada'))).toBe('edit-refused');
    const said = provenance(restarted.case(caseId).db);
    expect(Array.from(review.beats.key.filter((_, row) => review.beats.source[row] === 1), (key) => said.get(key)?.author)).toEqual(Array.from({ length: 5 }, () => 'Ada'));
  });

  it('lets older edits be taken back and done again', () => {
    const { cases, caseId } = prepared();
    analyseOtherwise(cases, caseId, { without: [20], codes: { 4: 2, 9: 3 }, by: 2 });
    const before = cases.case(caseId).review();
    const undo = (sequence: number): unknown => cases.undo(caseId, sequence, 'Ben');
    undo(1);
    expect(at(cases, caseId, sampleOf(9) + 2)).toEqual([3, 0]);
    undo(2);
    expect(at(cases, caseId, sampleOf(20))).toBeNull();
    undo(3);
    expect(at(cases, caseId, 60)).toBeNull();
    undo(4);
    expect(at(cases, caseId, sampleOf(4) + 2)).toEqual([2, 0]);
    undo(5);
    expect(at(cases, caseId, sampleOf(30) + 2)).toEqual([0, 0]);
    expect(troubles(cases, caseId)).toEqual([]);
    const restarted = again(cases);
    for (let i = 0; i < 5; i++) restarted.redo(caseId, 'Ben');
    expect(restarted.case(caseId).review()).toEqual({ ...before, revision: before.revision + 10 });
    expect(troubles(restarted, caseId)).toEqual([]);
  });

  it('does so through several runs, and after undos in between', () => {
    const { cases, caseId } = prepared();
    analyseOtherwise(cases, caseId, { without: [20], codes: { 9: 3 }, by: 2 });
    cases.undo(caseId, 6, 'Ben');
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(60), code: 3 }, cases.study(caseId).revision, 'Ben');
    analyseOtherwise(cases, caseId, { by: 1 });
    const review = cases.case(caseId).review();
    expect(at(cases, caseId, sampleOf(20))).toEqual([2, 1]);
    expect(at(cases, caseId, sampleOf(40) + 1)).toEqual([0, 0]);
    for (const sequence of [1, 2, 3, 4, 5]) cases.undo(caseId, sequence, 'Ben');
    const { beats } = cases.case(caseId).review();
    expect(beats.source.filter((source) => source === 1).length).toBe(1);
    expect(beats.key.length).toBe([0, 1, 2].reduce((sum, index) => sum + runSegment(index, SECONDS).sample.length, 0));
    for (let i = 0; i < 5; i++) cases.redo(caseId, 'Ben');
    expect(cases.case(caseId).review().beats).toEqual(review.beats);
    expect(troubles(again(cases), caseId)).toEqual([]);
  });

  it('takes no edit that was made of the old beats, and no undo of what something new was built on', () => {
    const { cases, caseId } = prepared();
    const { revision } = cases.study(caseId);
    analyseOtherwise(cases, caseId, {});
    expect(failureOf(() => cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(70), code: 2 }, revision, 'Ben'))).toBe('edit-conflict');
    expect(cases.edit(caseId, { kind: 'text', name: 'comment', value: 'seen' }, revision, 'Ben').revision).toBe(revision + 2);
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(9), code: 4 }, revision + 2, 'Ben');
    expect(failureOf(() => cases.undo(caseId, 1, 'Ben'))).toBe('edit-conflict');
    expect(cases.study(caseId).revision).toBe(revision + 3);
  });

  it('keeps a run that was broken off and edited', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'aa');
    const runId = cases.beginRun(caseId, RUN);
    cases.commitRunSegment(caseId, runId, runSegment(0, SECONDS), null, AVERAGE);
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(9), code: 0 }, 0, 'Ada');
    analyseOtherwise(cases, caseId, { by: 1 });
    expect(at(cases, caseId, sampleOf(9))).toEqual([0, 1]);
    expect(cases.study(caseId)).toMatchObject({ state: 'in-review', revision: 2 });
    expect(troubles(cases, caseId)).toEqual([]);
  });
});

describe('an edit among many that is taken back', () => {
  it('names each beat that something was built on, and changes nothing then', () => {
    const cases = openCases();
    const caseId = importCase(cases, SECONDS, 'aa');
    analyseCase(cases, caseId, SECONDS);
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(11, 12, 13, 14), code: 3 }, 0, 'Ada');
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(12, 14), code: 1 }, 1, 'Ada');
    const review = cases.case(caseId).review();
    let details: unknown;
    try {
      cases.undo(caseId, 1, 'Ada');
    } catch (thrown) {
      details = thrown instanceof AppError && thrown.code === 'edit-conflict' ? thrown.details : thrown;
    }
    expect(details).toMatchObject({ entity: 'beat', count: 2, beats: '12 14' });
    expect(cases.case(caseId).review()).toEqual(review);
  });
});
