import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { EventReview } from '../../core/review/event-ledger.ts';
import { Cases } from '../../backend/database/cases.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { analyseCase, environment, failureOf, importCase, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
const open: Cases[] = [];

afterEach(() => {
  for (const cases of open.splice(0)) cases.close();
  folders.clear();
});

function prepared(): { cases: Cases; caseId: string } {
  const cases = new Cases(environment(folders.make()));
  open.push(cases);
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  return { cases, caseId };
}

const revisionOf = (cases: Cases, caseId: string): number => cases.study(caseId).revision;
const relabel = (cases: Cases, caseId: string, keys: number[], code: number): number => cases.edit(caseId, { kind: 'relabel', keys: Int32Array.from(keys), code }, revisionOf(cases, caseId), 'Ada').revision;
const mark = (cases: Cases, caseId: string, { kind, anchors }: Pick<EventReview, 'kind' | 'anchors'>, state: 'confirmed' | 'rejected' | null): void =>
  void cases.edit(caseId, { kind: 'mark-event', event: kind, anchors, state }, revisionOf(cases, caseId), 'Ada');
const events = (cases: Cases, caseId: string): ReturnType<ReturnType<Cases['case']>['events']> => cases.case(caseId).events().filter(({ kind }) => /idioventricular|couplet/.test(kind));

describe('the review ledger of events', () => {
  it('keeps a mark as long as the event is what was seen, and says which edit reopened it', () => {
    const { cases, caseId } = prepared();
    // Every tenth beat is V: 19 with 20 and 21 is a run of three.
    relabel(cases, caseId, [20, 21], 2);
    relabel(cases, caseId, [100], 2);
    expect(events(cases, caseId).map(({ kind, anchors, state }) => [kind, anchors, state])).toEqual([
      ['idioventricular-rhythm', [19, 21], 'unseen'],
      ['ventricular-couplet', [99, 100], 'unseen'],
    ]);
    for (const event of events(cases, caseId)) mark(cases, caseId, event, event.kind === 'ventricular-couplet' ? 'rejected' : 'confirmed');
    expect(events(cases, caseId).map(({ state }) => state)).toEqual(['confirmed', 'rejected']);
    relabel(cases, caseId, [300], 1);
    expect(events(cases, caseId).map(({ state }) => state)).toEqual(['confirmed', 'rejected']);
    const by = relabel(cases, caseId, [22], 2);
    relabel(cases, caseId, [400], 1);
    expect(events(cases, caseId)).toMatchObject([{ anchors: [19, 22], state: 'reopened', by }, { state: 'rejected', by: null }]);
    cases.undo(caseId, by, 'Ada');
    expect(events(cases, caseId)).toMatchObject([{ anchors: [19, 21], state: 'confirmed', by: null }, { state: 'rejected' }]);
    const grown = relabel(cases, caseId, [101], 2);
    expect(events(cases, caseId)).toMatchObject([{ state: 'confirmed' }, { kind: 'idioventricular-rhythm', anchors: [99, 101], state: 'reopened', by: grown }]);
    mark(cases, caseId, events(cases, caseId)[1]!, 'confirmed');
    expect(events(cases, caseId).map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
    mark(cases, caseId, events(cases, caseId)[0]!, null);
    expect(events(cases, caseId).map(({ state }) => state)).toEqual(['unseen', 'confirmed']);
    expect(failureOf(() => mark(cases, caseId, { kind: 'ventricular-couplet', anchors: [99, 100] }, 'confirmed'))).toBe('edit-refused');
    const steps = verifyCase(cases.case(caseId));
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(step.value).toEqual([]);
  });

  it('reopens exactly the runs that a relabelled template lengthens, and lists exactly the new ones as unseen; its impact says so before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), (k, m, others) => {
        fc.pre(k + m > 0);
        const { cases, caseId } = prepared();
        const runs = Array.from({ length: k + others }, (_, i) => 19 + 30 * i);
        for (const first of runs) relabel(cases, caseId, [first + 1, first + 2], 2);
        for (const event of events(cases, caseId)) mark(cases, caseId, event, 'confirmed');
        const lengthened = runs.slice(0, k);
        const fresh = Array.from({ length: m }, (_, i) => 403 + 40 * i);
        const keys = Int32Array.from([...lengthened.map((first) => first + 3), ...fresh.flatMap((first) => [first, first + 1, first + 2])]);
        cases.edit(caseId, { kind: 'regroup', keys, template: null }, revisionOf(cases, caseId), 'Ada');
        const template = 0x8000;
        const told = cases.impact(caseId, { kind: 'relabel-template', template, code: 2 });
        const { revision } = cases.edit(caseId, { kind: 'relabel-template', template, code: 2 }, revisionOf(cases, caseId), 'Ada');
        const after = events(cases, caseId);
        const of = (state: string): [number[], number | null][] => after.filter((event) => event.state === state).map(({ anchors, by }) => [anchors, by]);
        expect(of('reopened')).toEqual(lengthened.map((first) => [[first, first + 3], revision]));
        expect(of('unseen')).toEqual(fresh.map((first) => [[first, first + 2], null]));
        expect(of('confirmed')).toEqual(runs.slice(k).map((first) => [[first, first + 2], null]));
        expect(told.reopened).toEqual(after.filter(({ state }) => state === 'reopened').map(({ kind, anchors, from, to, state }) => ({ kind, anchors, from, to, state })));
        cases.close();
        open.splice(open.indexOf(cases), 1);
      }),
      { numRuns: 6, seed: 5 },
    );
  });

  it('keeps the marks under a new analysis that says the same', () => {
    const { cases, caseId } = prepared();
    relabel(cases, caseId, [20, 21], 2);
    mark(cases, caseId, events(cases, caseId)[0]!, 'confirmed');
    analyseCase(cases, caseId, SECONDS);
    expect(events(cases, caseId)).toMatchObject([{ anchors: [19, 21], state: 'confirmed' }]);
    expect(cases.case(caseId).review().marks).toEqual({});
  });
});
