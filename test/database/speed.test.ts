import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSegment } from '../../core/beats/columns.ts';
import { Cases } from '../../backend/database/cases.ts';
import { environment, header, RATE, RUN, temporaryFolders } from './helpers.ts';
import { segmentFrames } from '../../backend/store/segment.ts';

const SECONDS = 86_400;
const PER_BLOCK = 389;
const folders = temporaryFolders();

/** A block of a day at 78 beats a minute. */
function block(index: number): RunSegment {
  const width = segmentFrames(RATE);
  const from = index * width;
  return {
    index,
    from,
    to: from + width,
    sample: Float64Array.from({ length: PER_BLOCK }, (_, i) => from + 40 + 77 * i),
    code: new Uint8Array(PER_BLOCK),
    template: Uint16Array.from({ length: PER_BLOCK }, (_, i) => (i % 11 === 0 ? 2 : 1)),
    probability: new Uint8Array(5 * PER_BLOCK).fill(51),
    likeness: new Int8Array(PER_BLOCK).fill(90),
    embedding: new Int8Array(32 * PER_BLOCK),
    quality: new Uint8Array(600),
    unreadable: new Float64Array(0),
    doubtful: new Float64Array(0),
    evidence: {},
  };
}

describe('a day of 112,000 beats', () => {
  let cases: Cases;
  let caseId = '';

  beforeAll(() => {
    cases = new Cases(environment(folders.make()));
    ({ caseId } = cases.createCase(header(SECONDS), 'day'));
    // The columns alone matter here; the samples would take a hundred megabytes.
    cases.case(caseId).db.finishImport(SECONDS * RATE, 'day', [], []);
    cases.case(caseId).recording = cases.case(caseId).db.recording();
    const runId = cases.beginRun(caseId, RUN);
    for (let index = 0; index < 288; index++) cases.commitRunSegment(caseId, runId, block(index), null);
    cases.sealRun(caseId, runId, [], {});
  });
  afterAll(() => {
    cases.close();
    folders.clear();
  });

  /** Least time of a few tries, in ms: what the machine can do, whatever else it does. It is told; nobody is held to it, for the benchmark is where speed is judged. */
  const timed = (tries: number, body: (i: number) => void): string => {
    let least = Infinity;
    for (let i = 0; i < tries; i++) {
      const from = performance.now();
      body(i);
      least = Math.min(least, performance.now() - from);
    }
    return least.toFixed(1);
  };
  const revision = (): number => cases.study(caseId).revision;
  const withCode = (code: number): number => cases.case(caseId).review().beats.code.filter((each) => each === code).length;

  it('takes edits of two and of 10,000 beats, gives them back, foretells them, and is the same when it is opened again', () => {
    const alike = cases.case(caseId).review().beats.template.filter((each) => each === 2).length;
    expect(alike).toBeGreaterThan(10_000);
    const relabel = timed(4, (i) => cases.edit(caseId, { kind: 'relabel-template', template: 2, code: 1 + i }, revision(), 'Ada'));
    expect(withCode(4)).toBe(alike);
    const undo = timed(3, () => cases.undo(caseId, null, 'Ada'));
    expect([withCode(4), withCode(1)]).toEqual([0, alike]);
    const insert = timed(5, (i) => cases.edit(caseId, { kind: 'insert', sample: 1000 + i, code: 2 }, revision(), 'Ada'));
    const summary = timed(3, (i) => {
      cases.edit(caseId, { kind: 'insert', sample: 5000 + i, code: 2 }, revision(), 'Ada');
      void cases.case(caseId).summary;
    });
    cases.case(caseId).picture();
    const impact = timed(5, (i) => cases.impact(caseId, { kind: 'relabel', keys: Int32Array.of(1000 * i + 500, 1000 * i + 501), code: 2 }));
    const impactOfMany = timed(3, () => cases.impact(caseId, { kind: 'relabel-template', template: 2, code: 0 }));
    expect([withCode(1), withCode(2)]).toEqual([alike, 8]);
    const { key, sample, code } = cases.case(caseId).review().beats;
    const held = [key, sample, code].map((column) => column.slice());
    const opening = timed(3, () => {
      cases.case(caseId).forget();
      cases.case(caseId).review();
    });
    const opened = cases.case(caseId).review().beats;
    expect([opened.key, opened.sample, opened.code]).toEqual(held);
    const again = timed(1, () => {
      const runId = cases.beginRun(caseId, RUN);
      for (let index = 0; index < 288; index++) cases.commitRunSegment(caseId, runId, block(index), null);
      cases.sealRun(caseId, runId, [], {});
    });
    const undoThrough = timed(2, () => cases.undo(caseId, null, 'Ada'));
    expect([withCode(2), cases.case(caseId).review().beats.key.length]).toEqual([6, 288 * PER_BLOCK + 6]);
    cases.redo(caseId, 'Ada');
    cases.redo(caseId, 'Ada');
    expect([withCode(1), withCode(2), cases.case(caseId).review().beats.key.length]).toEqual([alike, 8, 288 * PER_BLOCK + 8]);
    process.stdout.write(`ms: relabel ${relabel}, undo ${undo}, insert ${insert}, edit and summary ${summary}, opening ${opening}, impact of an edit of two beats ${impact}, of 10,000 ${impactOfMany}, a new run written and put in force ${again}, undo of an edit of the run before ${undoThrough}\n`);
  });
});
