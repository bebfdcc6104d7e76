/** Ventricular fibrillation that people turn down, give and change: which beats count follows, and comes back with the undo. */
import { afterEach, expect, it } from 'vitest';
import type { EditRequest } from '../../core/contract/contract.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import { annotationsOf } from '../../backend/services/export/annotations.ts';
import { AVERAGE, BLOCK, RATE, RUN, importCase, openedCases, runSegment } from './helpers.ts';

const SECONDS = 300;
const folders = openedCases();
afterEach(() => folders.clear());

/** Beats all the way; the signal says fibrillation from second 100 to 120. */
function prepared() {
  const cases = folders.open();
  const caseId = importCase(cases, SECONDS, 'aa');
  const ventricular = Uint8Array.from({ length: 4 * (BLOCK / RATE) }, (_, i) => (i >= 400 && i < 480 ? [240, 10, 150, 120][i % 4]! : 0));
  const runId = cases.beginRun(caseId, RUN);
  cases.commitRunSegment(caseId, runId, { ...runSegment(0, SECONDS), evidence: { ventricular } }, Uint8Array.of(0));
  cases.sealRun(caseId, runId, AVERAGE, { detect: 1 });
  const study = cases.case(caseId);
  return {
    cases,
    caseId,
    study,
    edit: (request: EditRequest) => cases.edit(caseId, request, cases.study(caseId).revision, 'Ada'),
    undo: () => cases.undo(caseId, null, 'Ada'),
    fibrillation: (): Finding => study.findings.findings.find(({ kind }) => kind === 'ventricular-fibrillation')!,
    /** What counts: in summary, tables and labels that go out, and where nothing does. */
    counted: () => [study.summary.beats, study.findingTables.V.beats, annotationsOf(study, '1').filter(({ symbol }) => symbol === 'N' || symbol === 'V').length, Array.from(study.review().fibrillation ?? [])] as const,
  };
}

const named = ({ kind, anchors }: Finding): { event: Finding['kind']; anchors: number[] } => ({ event: kind, anchors });

it('turned down counts its beats again, as was foretold, and no more once that is undone', () => {
  const { cases, caseId, study, edit, undo, fibrillation, counted } = prepared();
  const all = study.state.edit.beats.sample.length;
  const inside = study.state.edit.beats.sample.filter((sample) => sample >= 100 * RATE && sample < 120 * RATE).length;
  const before = counted();
  expect(before).toEqual([all - inside, expect.any(Number), all - inside, [100 * RATE, 120 * RATE]]);
  const reject: EditRequest = { kind: 'mark-event', ...named(fibrillation()), state: 'rejected' };
  const foretold = cases.impact(caseId, reject);
  edit(reject);
  expect(counted()).toEqual([all, before[1] + 3, all, []]);
  expect([foretold.after.summary, foretold.after.tables]).toEqual([study.summary, study.findingTables]);
  expect(foretold.removed.map(({ kind }) => kind)).toEqual(['ventricular-fibrillation']);
  expect(study.events().find(({ kind }) => kind === 'ventricular-fibrillation')).toMatchObject({ state: 'rejected' });
  expect(fibrillation().reason).not.toContain('not counted');
  undo();
  expect(counted()).toEqual(before);
  expect(fibrillation().reason).toContain('25 beats inside not counted');
});

it('given by a person takes the beats under it out, until it is turned down', () => {
  const { study, edit, undo, counted } = prepared();
  const before = counted();
  edit({ kind: 'event-add', event: 'ventricular-fibrillation', from: 200 * RATE, to: 208 * RATE });
  const after = counted();
  expect(after).toEqual([before[0] - 10, before[1] - 1, before[2] - 10, [...before[3], 200 * RATE, 208 * RATE]]);
  const added = study.findings.findings.find(({ hand }) => hand === 'added')!;
  expect(added).toMatchObject({ severity: 'urgent', reason: 'added by hand: 8.00 s' });
  edit({ kind: 'mark-event', ...named(added), state: 'rejected' });
  expect(counted()).toEqual(before);
  undo();
  expect(counted()).toEqual(after);
  undo();
  expect(counted()).toEqual(before);
});

it('with other bounds, or called something else, stands as the person has it', () => {
  const { edit, undo, fibrillation, counted } = prepared();
  const before = counted();
  edit({ kind: 'event-change', ...named(fibrillation()), becomes: 'ventricular-fibrillation', from: 100 * RATE, to: 112 * RATE });
  expect(counted()[3]).toEqual([100 * RATE, 112 * RATE]);
  expect(counted()[0]).toBe(before[0] + 10);
  undo();
  edit({ kind: 'event-change', ...named(fibrillation()), becomes: 'ventricular-tachycardia', from: 100 * RATE, to: 120 * RATE });
  expect(counted()).toEqual([before[0] + 25, before[1] + 3, before[2] + 25, []]);
  undo();
  expect(counted()).toEqual(before);
});
