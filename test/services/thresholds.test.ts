import { afterEach, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import { THRESHOLDS_SETTING } from '../../core/rhythm/thresholds.ts';
import { liveNumbers } from '../../core/study/live-numbers.ts';
import { reportContent } from '../../core/study/report.ts';
import { effectOf } from '../../renderer/state/thresholds.ts';
import { analyseCase, environment, importCase, temporaryFolders } from '../database/helpers.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

const request = (thresholds: Record<string, number> | null): EditRequest => ({ kind: 'setting', name: THRESHOLDS_SETTING, value: thresholds && JSON.stringify(thresholds) });

describe('thresholds of a study', () => {
  it('are foretold exactly, without a trace, and kept as one edit that can be undone', async () => {
    const cases = new Cases(environment(folders.make()));
    const caseId = importCase(cases, 700, 'aa');
    analyseCase(cases, caseId, 700);
    const open = cases.case(caseId);
    // A beat every 0.8 s; without every second of a hundred 37/min, which is slow unless a reader says otherwise.
    cases.edit(caseId, { kind: 'delete', keys: Int32Array.from({ length: 50 }, (_, i) => 101 + 2 * i) }, open.db.journal.head().sequence, 'Ada');
    const before = structuredClone(open.findings.findings);
    const head = open.db.journal.head().sequence;
    const shorter = request({ bradycardiaDay: 30 });
    expect((await cases.preview(caseId, request({ tachycardiaDay: 200 }))).made).toEqual([]);
    const foretold = await cases.preview(caseId, shorter);
    expect(foretold.removed.map(({ kind }) => kind)).toEqual(['bradycardia']);
    expect(open.db.journal.head().sequence).toBe(head);
    expect(open.findings.findings).toEqual(before);
    cases.edit(caseId, shorter, head, 'Ada');
    const after = open.findings.findings;
    const foreseen = effectOf(before, new Map(), foretold);
    expect([foreseen.before.slow, foreseen.after.slow, foreseen.lost]).toEqual([1, 0, 0]);
    expect(foreseen.after).toEqual(effectOf(after, new Map(), { made: [], removed: [], changed: [] }).before);
    expect(foretold.after.tables).toEqual(open.findingTables);
    expect(open.db.journal.newest(1)[0]).toMatchObject({ kind: 'setting', label: 'thresholds: bradycardiaDay 50 to 30' });
    expect(open.review().settings).toEqual({ thresholds: '{"bradycardiaDay":30}' });
    cases.undo(caseId, null, 'Ada');
    expect(open.findings.findings).toEqual(before);
    for (const bad of [request({ pauseSeconds: 100 }), request({ nothing: 1 }), request(null), { ...request(null), value: '{' } as EditRequest]) expect(() => cases.edit(caseId, bad, open.db.journal.head().sequence, 'Ada')).toThrow(/thresholds|nothing/);
    cases.close();
  });

  it('are what the report counts by', () => {
    const cases = new Cases(environment(folders.make()));
    const caseId = importCase(cases, 60, 'aa');
    analyseCase(cases, caseId, 60);
    const labels = (thresholds: Record<string, number> | null): string[] => {
      const open = cases.case(caseId);
      if (thresholds) cases.edit(caseId, request(thresholds), open.db.journal.head().sequence, 'Ada');
      const { review, summary, findingTables: tables } = { review: open.review(), summary: open.summary, findingTables: open.findingTables };
      const numbers = liveNumbers({ summary, tables, findings: [], symptoms: [], unseen: [], clock: String });
      const trend = { from: 0, to: 1, min: [], mean: [], max: [], S: [], V: [] };
      const { groups } = reportContent({ study: cases.study(caseId), summary, tables, findings: [], told: [], thresholds: review.settings[THRESHOLDS_SETTING], beats: review.beats, unreadable: review.unreadable, trend, strips: [], conclusion: null, numbers, laboratory: '', version: '', printedAt: '2026-11-21T14:06', seen: 0, items: 0, filter: '' });
      return groups.flat().flatMap(({ lines }) => lines.map(({ label }) => label)).filter((label) => / s and (?:longer|more)$/.test(label));
    };
    // How long a run is sustained for no study sets.
    const RUNS = 'Runs of 30 s and more';
    expect(labels(null)).toEqual([RUNS, '2 s and longer', '3 s and longer', 'Episodes of 30 s and more']);
    // A step that is the threshold itself is always told, and an episode is what it was taken for.
    expect(labels({ pauseSeconds: 2.5, afSeconds: 60 })).toEqual([RUNS, '2.5 s and longer', '3 s and longer', 'Episodes of 60 s and more']);
    expect(labels({ pauseSeconds: 5, urgentPauseSeconds: 5 })).toEqual([RUNS, '5 s and longer', 'Episodes of 30 s and more']);
    cases.close();
  });

  it('begin with the laboratory’s in a new study, and stay what they were in an old one', () => {
    const cases = new Cases(environment(folders.make()));
    const old = importCase(cases, 60, 'aa');
    cases.workplace.setSetting(THRESHOLDS_SETTING, '{"pauseSeconds":2.5}');
    const young = importCase(cases, 60, 'bb');
    cases.workplace.setSetting(THRESHOLDS_SETTING, 'no thresholds at all');
    const third = importCase(cases, 60, 'cc');
    expect([old, young, third].map((caseId) => cases.case(caseId).review().settings)).toEqual([{}, { thresholds: '{"pauseSeconds":2.5}' }, {}]);
    expect(cases.case(young).db.journal.newest(9)).toHaveLength(1);
    cases.close();
  });
});
