import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { checkEvidence, EVIDENCE_NAMES, joinColumn } from '../../core/beats/evidence.ts';
import { analyseCase, AVERAGE, environment, failureOf, importCase, RATE, RUN, runSegment, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
let cases: Cases;
let caseId = '';

beforeEach(() => {
  cases = new Cases(environment(folders.make()));
  caseId = importCase(cases, SECONDS, 'aa');
});
afterEach(() => {
  cases.close();
  folders.clear();
});

describe('named evidence of a run', () => {
  function analyse(): number {
    const runId = cases.beginRun(caseId, RUN);
    for (let index = 0; index < 3; index++) {
      const segment = runSegment(index, SECONDS);
      const column = Uint8Array.from(segment.sample, (_, i) => (index * 50 + i) % 256);
      // The second block has no such column.
      cases.commitRunSegment(caseId, runId, { ...segment, evidence: index === 1 ? {} : { ambiguity: column } }, Uint8Array.of(index));
    }
    cases.sealRun(caseId, runId, AVERAGE, {});
    return runId;
  }

  it('comes back laid end to end, 0 where a block has none', () => {
    const runId = analyse();
    const { columns } = cases.case(caseId).db.runs.evidence(runId, 2, RATE);
    const counts = [0, 1, 2].map((index) => runSegment(index, SECONDS).sample.length);
    const column = columns.ambiguity!;
    expect(Object.keys(columns)).toEqual(['ambiguity']);
    expect(column.length).toBe(counts[0]! + counts[1]! + counts[2]!);
    expect([column[3], column[counts[0]!], column[counts[0]! + counts[1]! + 2]]).toEqual([3, 0, 102]);
  });

  it('is not there for a run that was made without it', () => {
    expect(cases.case(caseId).db.runs.evidence(analyseCase(cases, caseId, SECONDS), 2, RATE).columns).toEqual({});
  });

  it('tells of a byte that is not what was stored', () => {
    const runId = analyse();
    const { db } = cases.case(caseId);
    const by = new Database(db.path);
    by.exec('DROP TRIGGER run_evidence_stays');
    by.exec(`UPDATE run_evidence SET bytes = zeroblob(length(bytes)) WHERE idx = 2`);
    by.close();
    expect(failureOf(() => db.runs.evidence(runId, 2, RATE))).toBe('database-damaged');
    expect([...db.runs.verify()]).toEqual([`Evidence "ambiguity" of segment 2 of analysis ${runId} is damaged.`]);
  });
});

describe('a column', () => {
  it('of seconds lies where the seconds of the recording do', () => {
    const shape = { per: 'second', values: 2, type: 'uint8' } as const;
    const parts = [
      { block: { from: 0, to: 300, beats: 0 }, column: Uint8Array.of(1, 2, 3, 4, 5, 6) },
      { block: { from: 300, to: 450, beats: 0 }, column: Uint8Array.of(7, 8, 9, 10) },
    ];
    expect(joinColumn(shape, parts, 100)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    expect(joinColumn(shape, [{ ...parts[0]!, column: null }, parts[1]!], 100)).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 7, 8, 9, 10));
    expect(joinColumn(shape, [{ ...parts[0]!, column: null }], 100)).toBeNull();
  });

  it('of the wrong length is refused', () => {
    const block = { from: 0, to: 250, beats: 3 };
    for (const name of EVIDENCE_NAMES.filter((each) => each === 'ambiguity')) {
      expect(() => checkEvidence(name, new Uint8Array(3), block, 100)).not.toThrow();
      expect(() => checkEvidence(name, new Uint8Array(4), block, 100)).toThrow('4 numbers, not 3 times 1');
      expect(() => checkEvidence(name, new Int8Array(3), block, 100)).toThrow('not of its type');
    }
  });
});
