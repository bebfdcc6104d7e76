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

  /** Least time of a few tries, in ms: what the machine can do, whatever else it does. */
  const timed = (tries: number, body: (i: number) => void): number => {
    let least = Infinity;
    for (let i = 0; i < tries; i++) {
      const from = performance.now();
      body(i);
      least = Math.min(least, performance.now() - from);
    }
    return least;
  };

  it('takes an edit of 10,000 beats, an undo and an opening within their limits', () => {
    const revision = (): number => cases.study(caseId).revision;
    const relabel = timed(4, (i) => cases.edit(caseId, { kind: 'relabel-template', template: 2, code: 1 + i }, revision(), 'Ada'));
    const undo = timed(3, () => cases.undo(caseId, null, 'Ada'));
    const insert = timed(5, (i) => cases.edit(caseId, { kind: 'insert', sample: 1000 + i, code: 2 }, revision(), 'Ada'));
    const state = timed(3, () => cases.case(caseId).review());
    const summary = timed(3, (i) => {
      cases.edit(caseId, { kind: 'insert', sample: 5000 + i, code: 2 }, revision(), 'Ada');
      void cases.case(caseId).summary;
    });
    cases.case(caseId).picture();
    const impact = timed(5, (i) => cases.impact(caseId, { kind: 'relabel', keys: Int32Array.of(1000 * i + 500, 1000 * i + 501), code: 2 }));
    const impactOfMany = timed(3, () => cases.impact(caseId, { kind: 'relabel-template', template: 2, code: 0 }));
    const opening = timed(3, () => {
      cases.case(caseId).forget();
      cases.case(caseId).review();
    });
    process.stdout.write(`ms: relabel ${relabel.toFixed(1)}, undo ${undo.toFixed(1)}, insert ${insert.toFixed(1)}, state ${state.toFixed(1)}, edit and summary ${summary.toFixed(1)}, opening ${opening.toFixed(1)}, impact of an edit of two beats ${impact.toFixed(1)}, of 10,000 ${impactOfMany.toFixed(1)}\n`);
    const again = timed(1, () => {
      const runId = cases.beginRun(caseId, RUN);
      for (let index = 0; index < 288; index++) cases.commitRunSegment(caseId, runId, block(index), null);
      const from = performance.now();
      cases.sealRun(caseId, runId, [], {});
      process.stdout.write(`ms: putting a new run in force ${(performance.now() - from).toFixed(1)}\n`);
    });
    const undoThrough = timed(2, () => cases.undo(caseId, null, 'Ada'));
    process.stdout.write(`ms: a new run written and put in force ${again.toFixed(0)}, undo of an edit of the run before ${undoThrough.toFixed(1)}\n`);
    cases.redo(caseId, 'Ada');
    cases.redo(caseId, 'Ada');
    expect(cases.case(caseId).review().beats.key.length).toBe(288 * PER_BLOCK + 8);
    expect(relabel).toBeLessThan(100);
    expect(undo).toBeLessThan(100);
    expect(insert).toBeLessThan(100);
    expect(opening).toBeLessThan(1000);
    expect(impact).toBeLessThan(200);
    expect(impactOfMany).toBeLessThan(200);
  });
});
