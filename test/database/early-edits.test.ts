/** Edits that are made while a recording comes in and is analysed are those that would be made of it in the end. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { EditRequest } from '../../core/contract/contract.ts';
import { AppError } from '../../core/contract/errors.ts';
import { valuesOf } from '../../core/review/state.ts';
import { wholeState } from '../../backend/database/case-state.ts';
import type { Cases } from '../../backend/database/cases.ts';
import { stateDigest, verifyCase } from '../../backend/database/verify.ts';
import { stageSegment } from '../../backend/store/staging.ts';
import { AVERAGE, BLOCK, failureOf, header, importCase, openedCases, RATE, RUN, runSegment } from './helpers.ts';

const SECONDS = 700;
const programs = openedCases();
afterEach(() => programs.clear());

/** A recording that comes in: the next segment of samples, the next analysed block, the end of each. */
function incoming(cases: Cases, record = 'holter'): { caseId: string; read(): void; whole(): void; analyse(): void; seal(): void } {
  const facts = header(SECONDS, record);
  const { caseId } = cases.createCase(facts, '', 'Importer');
  const staging = join(cases.dataFolder, 'incoming');
  mkdirSync(staging, { recursive: true });
  let segments = 0;
  let blocks = 0;
  let runId = 0;
  return {
    caseId,
    read() {
      const first = segments * BLOCK;
      const wave = Array.from({ length: Math.min(BLOCK, facts.sampleCount - first) }, (_, i) => ((first + i) % 100) - 50);
      cases.addSegment(caseId, segments, stageSegment(staging, segments, first, [wave, wave.map((v) => 1024 + v)]));
      segments++;
    },
    whole: () => void cases.finishImport(caseId, { warnings: [], sha256: 'aa', analysed: true }),
    analyse() {
      if (blocks === 0) runId = cases.beginRun(caseId, RUN, true);
      // A window looks at it: what it is shown grows in memory.
      cases.case(caseId).review();
      const segment = runSegment(blocks++, SECONDS);
      // As where a recording begins with an R peak, rounded from just before it.
      if (segment.index === 0) segment.sample[0] = -0;
      cases.commitRunSegment(caseId, runId, segment, Uint8Array.of(blocks), AVERAGE);
    },
    seal: () => cases.sealRun(caseId, runId, AVERAGE, {}),
  };
}

type Deed = { edit: EditRequest } | { undo: number | null } | 'redo';

/** Does a deed; a refusal is as good as any other answer where it comes both times. */
function done(cases: Cases, caseId: string, deed: Deed): string {
  try {
    if (deed === 'redo') cases.redo(caseId, 'Ada');
    else if ('undo' in deed) cases.undo(caseId, deed.undo, 'Ada');
    else cases.edit(caseId, deed.edit, cases.case(caseId).db.journal.head().sequence, 'Ada');
    return 'done';
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return thrown.message;
  }
}

/** What a case says, but for ids that chance gives, and for how many beats a mark was made of, which is kept while more may come. */
function said(cases: Cases, caseId: string): unknown {
  const open = cases.case(caseId);
  const { edit, nextSerial, nextTemplate } = open.state;
  const { journal } = open.db;
  const entries = [...journal.since(0)].map(({ sequence, kind, label, undoes, undone }) => ({ sequence, kind, label, undoes, undone }));
  return { beats: edit.beats, marks: [...valuesOf(edit, 'review-mark')].map(([template, mark]) => [template, mark.split(' ')[0]]), facts: [...valuesOf(edit, 'fact')], unreadable: open.unreadable, templates: open.templates, nextSerial, nextTemplate, entries, summary: open.summary, findings: open.findings.findings };
}

/** Deeds that touch nothing behind what so many blocks hold. */
function deeds(blocks: number): fc.Arbitrary<Deed[]> {
  const to = Math.min(SECONDS * RATE, blocks * BLOCK);
  const beats = Array.from({ length: blocks }, (_, i) => runSegment(i, SECONDS).sample.length).reduce((a, b) => a + b, 0);
  const keys = fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: beats - 1 }), fc.integer({ min: -3, max: -1 })), { minLength: 1, maxLength: 4 }).map((list) => Int32Array.from(list));
  const sample = fc.integer({ min: 0, max: to - 1 });
  const code = fc.integer({ min: 0, max: 4 });
  const edit: fc.Arbitrary<EditRequest> = fc.oneof(
    fc.record({ kind: fc.constant('relabel' as const), keys, code }),
    fc.record({ kind: fc.constant('delete' as const), keys }),
    fc.record({ kind: fc.constant('insert' as const), sample, code }),
    fc.record({ kind: fc.constant('move' as const), key: fc.integer({ min: -2, max: beats - 1 }), sample }),
    fc.record({ kind: fc.constant('regroup' as const), keys, template: fc.constantFrom(null, 1, 2) }),
    fc.record({ kind: fc.constant('mark' as const), template: fc.constantFrom(1, 2), state: fc.constantFrom('confirmed' as const, null) }),
    fc.tuple(sample, fc.integer({ min: 1, max: 900 })).map(([from, length]) => ({ kind: 'span' as const, from, to: Math.min(to, from + length), readable: length % 2 === 0 })),
    fc.record({ kind: fc.constant('fact' as const), field: fc.constant('indication' as const), value: fc.constantFrom('a', 'b') }),
  );
  return fc.array(fc.oneof({ weight: 6, arbitrary: edit.map((request): Deed => ({ edit: request })) }, fc.record({ undo: fc.constantFrom(null, 1, 2, 3) }), fc.constant<Deed>('redo')), { maxLength: 4 });
}

describe('edits while a recording comes in', () => {
  it('are in the end those that would be made of the whole', () => {
    const early = programs.open();
    const late = programs.open();
    let n = 0;
    fc.assert(
      fc.property(deeds(1), deeds(2), deeds(3), fc.boolean(), (first, second, third, wholeBefore) => {
        const record = `holter${n++}`;
        const one = incoming(early, record);
        for (let i = 0; i < 3; i++) one.read();
        const answers: string[] = [];
        const all = (of: Cases, caseId: string, some: readonly Deed[]): string[] => some.map((deed) => done(of, caseId, deed));
        for (const [i, some] of [first, second, third].entries()) {
          one.analyse();
          answers.push(...all(early, one.caseId, some));
          if (i === (wholeBefore ? 0 : 2)) one.whole();
        }
        one.seal();
        const two = incoming(late, record);
        for (let i = 0; i < 3; i++) two.read();
        two.whole();
        for (let i = 0; i < 3; i++) two.analyse();
        two.seal();
        expect(all(late, two.caseId, [...first, ...second, ...third])).toEqual(answers);
        expect(said(early, one.caseId)).toEqual(said(late, two.caseId));
        expect([...valuesOf(late.case(two.caseId).state.edit, 'review-mark')].filter(([, mark]) => mark.includes(' '))).toEqual([]);
      }),
      { numRuns: 8 },
    );
    const [last] = early.list();
    const before = stateDigest(early.case(last!.caseId).state.edit);
    const again = programs.open(programs.closed(early));
    expect(stateDigest(again.case(last!.caseId).state.edit)).toBe(before);
    const proof = verifyCase(again.case(last!.caseId));
    let step = proof.next();
    while (!step.done) step = proof.next();
    expect(step.value).toEqual([]);
  });

  it('reach no further than what is analysed, and say so', () => {
    const cases = programs.open();
    const { caseId, read, analyse, whole, seal } = incoming(cases);
    read();
    const insert = (sample: number): string => done(cases, caseId, { edit: { kind: 'insert', sample, code: 2 } });
    const span = (from: number, to: number): string => done(cases, caseId, { edit: { kind: 'span', from, to, readable: false } });
    const added = (from: number, to: number): string => done(cases, caseId, { edit: { kind: 'event-add', event: 'pause', from, to } });
    const [noBeat, tooFar] = ['Beats can be put only where the recording is analysed.', 'This reaches beyond what is analysed so far.'];
    expect([insert(500), span(0, 100), added(0, 500)]).toEqual([noBeat, tooFar, tooFar]);
    read();
    read();
    analyse();
    expect([insert(BLOCK), insert(BLOCK - 3), span(BLOCK - 100, BLOCK + 1), span(BLOCK - 100, BLOCK), added(BLOCK - 500, BLOCK + 500), added(BLOCK - 500, BLOCK)]).toEqual([noBeat, 'done', tooFar, 'done', tooFar, 'done']);
    expect(done(cases, caseId, { edit: { kind: 'move', key: 3, sample: BLOCK + 7 } })).toBe(noBeat);
    expect(done(cases, caseId, { edit: { kind: 'relabel', keys: Int32Array.of(375), code: 3 } })).toBe('A beat of this selection is not there any more.');
    const { sequence } = cases.case(caseId).db.journal.head();
    analyse();
    const { state, db, recording } = cases.case(caseId);
    expect(stateDigest(state.edit)).toBe(stateDigest(wholeState(db, recording.header).edit));
    analyse();
    whole();
    seal();
    expect(cases.case(caseId).db.journal.head().sequence).toBe(sequence);
    // At the end of the recording a span is cut, as ever.
    expect(span(BLOCK, SECONDS * RATE + 50)).toBe('done');
  });
});

describe('an import that ends before the recording is whole', () => {
  it('stays with what people said of it, over a restart too, and is known again', () => {
    const cases = programs.open();
    const { caseId, read, analyse } = incoming(cases);
    read();
    read();
    analyse();
    expect(done(cases, caseId, { edit: { kind: 'relabel', keys: Int32Array.of(5), code: 3 } })).toBe('done');
    const digest = stateDigest(cases.case(caseId).state.edit);
    // As where the program was killed: nobody called it broken off.
    const again = programs.open(programs.closed(cases));
    expect(again.list()).toMatchObject([{ caseId, state: 'broken-off', edits: 1, progress: (2 * BLOCK) / (SECONDS * RATE), trouble: expect.stringContaining('Import the recording again') }]);
    expect(stateDigest(again.case(caseId).state.edit)).toBe(digest);
    expect(done(again, caseId, { edit: { kind: 'relabel', keys: Int32Array.of(6), code: 3 } })).toBe('done');
    expect(again.brokenOff(header(SECONDS, 'another'))).toBeNull();
    expect(again.brokenOff(header(SECONDS))).toBe(caseId);
    const { segments } = again.takeUpImport(caseId);
    expect([segments, again.brokenOff(header(SECONDS)), again.list()[0]!.state]).toEqual([2, null, 'importing']);
    expect(again.breakOffImport(caseId, 'The disk is full.')).toBe(true);
    expect(again.list()).toMatchObject([{ state: 'broken-off', trouble: expect.stringContaining('The disk is full. The import was broken off.') }]);
    expect(again.rebuild()).toBe(1);
    expect(again.list()).toMatchObject([{ state: 'broken-off', edits: 2 }]);
  });

  it('ends with what came in where a person says so', () => {
    const cases = programs.open();
    const { caseId, read } = incoming(cases);
    done(cases, caseId, { edit: { kind: 'fact', field: 'indication', value: 'syncope' } });
    expect(failureOf(() => cases.endBrokenOff(caseId))).toBe('not-ready');
    cases.breakOffImport(caseId, '');
    expect(failureOf(() => cases.endBrokenOff(caseId))).toBe('not-ready');
    read();
    cases.breakOffImport(caseId, '');
    expect(cases.endBrokenOff(caseId)).toMatchObject({ state: 'waiting', facts: { indication: 'syncope' }, recording: { sampleCount: BLOCK, warnings: ['The file ends early: 5 min of 12 min are there and were kept.'] } });
    expect(failureOf(() => cases.endBrokenOff(caseId))).toBe('not-ready');
  });

  it('goes where nobody said anything, the laboratory’s thresholds or not', () => {
    const cases = programs.open();
    cases.workplace.setSetting('thresholds', '{"pauseSeconds":2.5}');
    const { caseId, read, analyse } = incoming(cases);
    expect(cases.case(caseId).review().settings).toEqual({ thresholds: '{"pauseSeconds":2.5}' });
    read();
    read();
    analyse();
    const other = incoming(cases, 'other');
    done(cases, other.caseId, { undo: null });
    expect(cases.breakOffImport(caseId, '')).toBe(false);
    expect(cases.breakOffImport(other.caseId, '')).toBe(true);
    expect(cases.list().map((row) => row.caseId)).toEqual([other.caseId]);
    const whole = importCase(cases, 60, 'bb');
    expect(cases.case(whole).db.journal.newest(9)).toHaveLength(1);
  });
});
