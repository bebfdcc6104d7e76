/** Findings decided, changed and added by people: what counts, what is undone, what a new analysis takes along. */
import { afterEach, describe, expect, it } from 'vitest';
import type { EditRequest } from '../../core/contract/contract.ts';
import { findingKey, type Finding } from '../../core/rhythm/finding.ts';
import { toldOf } from '../../core/review/told.ts';
import { Cases } from '../../backend/database/cases.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { annotationsOf } from '../../backend/services/export/annotations.ts';
import { dayJson } from '../../backend/services/export/day-json.ts';
import { AVERAGE, BLOCK, RATE, RUN, analyseCase, environment, failureOf, importCase, runSegment, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
const open: Cases[] = [];

afterEach(() => {
  for (const cases of open.splice(0)) cases.close();
  folders.clear();
});

/** Couplets at 99, 199 and 299, a run of three at 19. */
function prepared(): { cases: Cases; caseId: string; edit: (request: EditRequest) => number; undo: () => void; findings: () => Finding[]; state: (finding: Finding) => string } {
  const cases = new Cases(environment(folders.make()));
  open.push(cases);
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  const edit = (request: EditRequest): number => cases.edit(caseId, request, cases.study(caseId).revision, 'Ada').revision;
  edit({ kind: 'relabel', keys: Int32Array.of(20, 21, 100, 200, 300), code: 2 });
  const findings = (): Finding[] => cases.case(caseId).findings.findings;
  return {
    cases,
    caseId,
    edit,
    undo: () => void cases.undo(caseId, null, 'Ada'),
    findings,
    state: (finding) => cases.case(caseId).events().find(({ kind, anchors }) => findingKey({ kind, anchors }) === findingKey(finding))?.state ?? 'gone',
  };
}

const named = ({ kind, anchors }: Finding): { event: Finding['kind']; anchors: number[] } => ({ event: kind, anchors });

function proven(cases: Cases, caseId: string): unknown[] {
  const steps = verifyCase(cases.case(caseId));
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

describe('findings that people decide', () => {
  it('marks many with one edit in words, and takes them back with one', () => {
    const { cases, caseId, edit, undo, findings, state } = prepared();
    const couplets = findings().filter(({ kind }) => kind === 'ventricular-couplet');
    expect(couplets).toHaveLength(3);
    const before = cases.study(caseId).revision;
    expect(edit({ kind: 'mark-events', events: couplets.map(named), state: 'confirmed', reason: 'one shape' })).toBe(before + 1);
    const [entry] = cases.case(caseId).db.journal.newest(1);
    expect(entry).toMatchObject({ kind: 'mark-events', label: '3 × ventricular couplet: confirmed', reason: 'one shape' });
    expect(couplets.map(state)).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect(failureOf(() => edit({ kind: 'mark-events', events: couplets.map(named), state: 'confirmed' }))).toBe('edit-refused');
    undo();
    expect(couplets.map(state)).toEqual(['unseen', 'unseen', 'unseen']);
    expect(proven(cases, caseId)).toEqual([]);
  });

  it('leaves a rejected one in the list and out of tables, episodes and rhythm marks; its beats keep their labels', () => {
    const { cases, caseId, edit, undo, findings } = prepared();
    const study = cases.case(caseId);
    const { V } = study.findingTables;
    const run = findings().find(({ kind }) => kind === 'idioventricular-rhythm')!;
    const marked = (): string[] => annotationsOf(study, '1').filter(({ symbol, aux }) => symbol === '+' && aux === '(IVR').map(({ aux }) => aux);
    expect([V.couplets, V.runs, V.longest?.beats, marked().length]).toEqual([3, 1, 3, 1]);
    const told = cases.impact(caseId, { kind: 'mark-event', ...named(run), state: 'rejected' });
    expect(told.removed.map(findingKey)).toEqual([findingKey(run)]);
    edit({ kind: 'mark-event', ...named(run), state: 'rejected' });
    edit({ kind: 'mark-event', ...named(findings().find(({ kind }) => kind === 'ventricular-couplet')!), state: 'rejected' });
    const after = study.findingTables.V;
    expect([after.couplets, after.runs, after.longest, after.beats, marked().length]).toEqual([2, 0, null, V.beats, 0]);
    expect(told.after.tables.V.runs).toBe(0);
    expect(findings().some((finding) => findingKey(finding) === findingKey(run))).toBe(true);
    expect(dayJson(study, '1').episodes.some(({ kind }) => kind === 'idioventricular-rhythm')).toBe(false);
    undo();
    undo();
    expect(study.findingTables.V).toEqual(V);
    expect(marked()).toHaveLength(1);
  });

  it('counts what is added by hand and what has other bounds, and undoes both', () => {
    const { cases, caseId, edit, undo, findings, state } = prepared();
    const study = cases.case(caseId);
    const before = study.findingTables;
    edit({ kind: 'event-add', event: 'atrial-fibrillation', from: 40_039, to: 44_039, reason: 'no P waves' });
    const af = findings().find(({ kind }) => kind === 'atrial-fibrillation')!;
    expect(af).toMatchObject({ hand: 'added', from: 40_039, to: 44_039, confidence: 1 });
    expect(state(af)).toBe('confirmed');
    expect(study.findingTables.af).toMatchObject({ episodes: 1, seconds: 40 });
    expect(annotationsOf(study, '1').some(({ aux }) => aux === '(AFIB')).toBe(true);
    edit({ kind: 'event-change', ...named(af), becomes: 'atrial-fibrillation', from: 40_039, to: 46_039 });
    expect(study.findingTables.af).toMatchObject({ episodes: 1, seconds: 60 });
    expect(failureOf(() => edit({ kind: 'event-add', event: 'atrial-fibrillation', from: 40_039, to: 46_039 }))).toBe('edit-refused');
    undo();
    expect(study.findingTables.af.seconds).toBe(40);
    undo();
    expect(study.findingTables).toEqual(before);
    const run = findings().find(({ kind }) => kind === 'idioventricular-rhythm')!;
    edit({ kind: 'event-change', ...named(run), becomes: 'ventricular-couplet', from: run.from, to: run.from + 80 });
    expect(study.findingTables.V).toMatchObject({ couplets: before.V.couplets + 1, runs: 0 });
    const couplet = findings().find(({ hand }) => hand === 'changed')!;
    expect([couplet.kind, state(couplet)]).toEqual(['ventricular-couplet', 'changed']);
    expect(proven(cases, caseId)).toEqual([]);
    undo();
    expect(study.findingTables).toEqual(before);
  });

  it('a new analysis takes events by hand and their marks along', () => {
    const { cases, caseId, edit, findings, state } = prepared();
    edit({ kind: 'event-add', event: 'atrial-fibrillation', from: 40_039, to: 44_039 });
    const runId = cases.beginRun(caseId, { ...RUN, modelName: 'other' });
    // The other model misses the first beat: every key is one less.
    for (let index = 0; index * BLOCK < SECONDS * RATE; index++) {
      const plain = runSegment(index, SECONDS);
      const from = index === 0 ? 1 : 0;
      cases.commitRunSegment(caseId, runId, { ...plain, sample: plain.sample.slice(from), code: plain.code.slice(from), template: plain.template.slice(from), probability: plain.probability.slice(5 * from), likeness: plain.likeness.slice(from), embedding: plain.embedding.slice(4 * from) }, null);
    }
    cases.sealRun(caseId, runId, AVERAGE, {});
    const af = findings().find(({ kind }) => kind === 'atrial-fibrillation')!;
    expect(state(af)).toBe('confirmed');
    const { beats } = cases.case(caseId).state.edit;
    expect(af.anchors.map((key) => beats.sample[beats.key.indexOf(key)])).toEqual([40_039, 44_039].map((at) => beats.sample.reduce((best, sample) => (Math.abs(sample - at) < Math.abs(best - at) ? sample : best))));
    expect(proven(cases, caseId)).toEqual([]);
  });

  it('notes who was told, keeps the words out of the chain, and keeps the note when the event is gone', () => {
    const { cases, caseId, edit, findings } = prepared();
    const run = findings().find(({ kind }) => kind === 'idioventricular-rhythm')!;
    edit({ kind: 'told', ...named(run), whom: 'Dr Gray', how: 'by phone', at: '2026-11-21T14:10' });
    const [entry] = cases.case(caseId).db.journal.newest(1);
    expect(entry?.label).toBe('idioventricular rhythm: somebody was told');
    edit({ kind: 'relabel', keys: Int32Array.of(20), code: 0 });
    expect(toldOf(Object.entries(cases.case(caseId).review().texts))).toEqual([{ kind: run.kind, from: run.from, to: run.to, whom: 'Dr Gray', how: 'by phone', at: '2026-11-21T14:10' }]);
    expect(proven(cases, caseId)).toEqual([]);
  });
});
