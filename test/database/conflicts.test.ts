/** Conflicts of a new analysis, settled one way or the other: one edit each, taken back as one. */
import { afterEach, describe, expect, it } from 'vitest';
import { classOfCode } from '../../core/beats/classes.ts';
import type { CarryConflict } from '../../core/review/carry.ts';
import { openConflicts } from '../../core/review/open-conflicts.ts';
import { rowOf } from '../../core/review/beat-rows.ts';
import { Cases } from '../../backend/database/cases.ts';
import { AVERAGE, BLOCK, RATE, RUN, analyseCase, environment, failureOf, importCase, runSegment, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
const open: Cases[] = [];

afterEach(() => {
  for (const cases of open.splice(0)) cases.close();
  folders.clear();
});

/** Beat 4 labelled by hand and otherwise by the new run, 6 labelled and not found any more, 8 deleted and found otherwise. */
function prepared(): { cases: Cases; caseId: string; conflicts: () => CarryConflict[]; settle: (conflict: CarryConflict, take: boolean) => void; codeAt: (sample: number) => string } {
  const cases = new Cases(environment(folders.make()));
  open.push(cases);
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  const edit = (request: Parameters<Cases['edit']>[1]): unknown => cases.edit(caseId, request, cases.study(caseId).revision, 'Ada');
  edit({ kind: 'relabel', keys: Int32Array.of(4, 6), code: 1 });
  edit({ kind: 'delete', keys: Int32Array.of(8) });
  const runId = cases.beginRun(caseId, { ...RUN, modelName: 'other' });
  for (let index = 0; index * BLOCK < SECONDS * RATE; index++) {
    const plain = runSegment(index, SECONDS);
    const rows = Array.from(plain.sample.keys()).filter((row) => index > 0 || row !== 6);
    const code = Uint8Array.from(rows, (row) => (index === 0 && (row === 4 || row === 8) ? 2 : plain.code[row]!));
    const each = (width: number, column: Uint8Array): Uint8Array => Uint8Array.from(rows.flatMap((row) => Array.from(column.subarray(row * width, (row + 1) * width))));
    cases.commitRunSegment(caseId, runId, { ...plain, sample: Float64Array.from(rows, (row) => plain.sample[row]!), code, template: Uint16Array.from(rows, (row) => plain.template[row]!), probability: each(5, plain.probability), likeness: Int8Array.from(rows, (row) => plain.likeness[row]!), embedding: Int8Array.from(rows.flatMap((row) => Array.from(plain.embedding.subarray(row * 4, row * 4 + 4)))) }, null);
  }
  cases.sealRun(caseId, runId, AVERAGE, {});
  return {
    cases,
    caseId,
    conflicts: () => openConflicts(cases.case(caseId).state.edit),
    settle: ({ sample }, take) => void edit({ kind: 'conflict-settle', sample, take }),
    codeAt: (sample) => {
      const { beats } = cases.case(caseId).state.edit;
      const row = beats.sample.indexOf(sample);
      return row < 0 ? 'none' : classOfCode(beats.code[row]!);
    },
  };
}

describe('conflicts of a new analysis', () => {
  it('keep one’s own label, and are off the list', () => {
    const { conflicts, settle, codeAt, cases, caseId } = prepared();
    expect(conflicts().map(({ kind }) => kind)).toEqual(['label', 'gone', 'deleted']);
    for (const conflict of conflicts()) settle(conflict, false);
    expect(conflicts()).toEqual([]);
    expect([40 + 320 - 1, 40 + 480 - 1, 40 + 640 - 1].map(codeAt)).toEqual(['S', 'S', 'none']);
    cases.undo(caseId, null, 'Ada');
    expect(conflicts().map(({ kind }) => kind)).toEqual(['deleted']);
  });

  it('or do what the new analysis says, as one edit that is taken back as one', () => {
    const { conflicts, settle, codeAt, cases, caseId } = prepared();
    const before = conflicts();
    for (const conflict of before) settle(conflict, true);
    expect(conflicts()).toEqual([]);
    expect(before.map(({ sample }) => codeAt(sample))).toEqual(['V', 'none', 'V']);
    for (let i = 0; i < 3; i++) cases.undo(caseId, null, 'Ada');
    expect(conflicts()).toEqual(before);
    expect(before.map(({ sample }) => codeAt(sample))).toEqual(['S', 'S', 'none']);
    const { beats } = cases.case(caseId).state.edit;
    for (const { key } of before) if (key !== null) expect(rowOf(beats, key)).toBeGreaterThanOrEqual(0);
    settle(before[0]!, false);
    expect(failureOf(() => settle(before[0]!, true))).toBe('edit-refused');
  });
});
