/** What a segment costs the database does not grow with how many there are. */
import Database from 'better-sqlite3';
import { afterEach, expect, it, vi } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { analyseCase, environment, importCase, RUN, runSegment, temporaryFolders, AVERAGE } from './helpers.ts';

const folders = temporaryFolders();
let cases: Cases | null = null;
afterEach(() => {
  vi.restoreAllMocks();
  cases?.close();
  cases = null;
  folders.clear();
});

it('compiles no statement anew for another segment', () => {
  cases = new Cases(environment(folders.make()));
  const caseId = importCase(cases, 1800, 'c'.repeat(64));
  const runId = cases.beginRun(caseId, RUN);
  const prepare = vi.spyOn(Database.prototype, 'prepare');
  const compiled = Array.from({ length: 6 }, (_, index) => {
    prepare.mockClear();
    cases!.commitRunSegment(caseId, runId, runSegment(index, 1800), Uint8Array.of(index));
    return prepare.mock.calls.length;
  });
  expect(compiled.slice(1)).toEqual([0, 0, 0, 0, 0]);
  cases.sealRun(caseId, runId, AVERAGE, {});
});

it('tells segments by the last of them as it did by counting them', () => {
  cases = new Cases(environment(folders.make()));
  const caseId = importCase(cases, 700, 'c'.repeat(64));
  const { db } = cases.case(caseId);
  const sums = db.segmentSums();
  expect(db.segments()).toEqual({ count: sums.length, samples: sums.reduce((sum, { frames }) => sum + frames, 0) });
  const runId = analyseCase(cases, caseId, 700);
  expect(db.runs.get(runId)?.segments).toBe(3);
});
