import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import { findingIdentity } from '../../core/review/impact.ts';
import { Cases } from '../../backend/database/cases.ts';
import { requestFor } from '../review/fixtures.ts';
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

describe('the impact of an edit', () => {
  it('is what the committed edit does, bit for bit, for 200 random ones', () => {
    const { cases, caseId } = prepared();
    const opened = cases.case(caseId);
    let made = 0;
    let moved = 0;
    for (let seed = 1; made < 200; seed++) {
      const [request] = fc.sample(requestFor(opened.state.edit), { seed, numRuns: 1 });
      const before = opened.picture();
      const { revision } = cases.study(caseId);
      let impact: ReturnType<Cases['impact']>;
      try {
        impact = cases.impact(caseId, request!);
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        expect(failureOf(() => cases.edit(caseId, request!, revision, 'Ada'))).toBe(thrown.code);
        continue;
      }
      expect(impact.revision).toBe(revision);
      expect(opened.picture()).toEqual(before);
      expect(cases.edit(caseId, request!, revision, 'Ada').entry.label).toBe(impact.label);
      const after = opened.picture();
      expect(impact.before).toStrictEqual({ summary: before.summary, tables: before.tables });
      expect(impact.after).toStrictEqual({ summary: after.summary, tables: after.tables });
      const names = (list: readonly Finding[]): string[] => list.map(findingIdentity);
      expect(names(impact.made)).toEqual(names(after.findings).filter((name) => !names(before.findings).includes(name)));
      expect(names(impact.removed)).toEqual(names(before.findings).filter((name) => !names(after.findings).includes(name)));
      for (const finding of impact.changed) expect(after.findings).toContainEqual(finding);
      // What is in memory says the same as what is computed afresh from the file.
      if (made % 25 === 0) {
        opened.forget();
        expect(opened.picture()).toStrictEqual(after);
      }
      made++;
      moved += impact.made.length + impact.removed.length;
    }
    expect(moved).toBeGreaterThan(20);
  });

  it('tells of the couplet that a label makes, and takes back nothing else', () => {
    const { cases, caseId } = prepared();
    const { made, removed, before, after } = cases.impact(caseId, { kind: 'relabel', keys: Int32Array.of(10), code: 2 });
    expect(made.map(({ kind, anchors }) => [kind, anchors])).toEqual([['ventricular-couplet', [9, 10]]]);
    expect(removed.filter(({ kind }) => kind === 'ventricular-couplet')).toEqual([]);
    expect(after.summary.counts.V - before.summary.counts.V).toBe(1);
    expect(after.summary.burden.V).toBeGreaterThan(before.summary.burden.V);
    expect(failureOf(() => cases.impact(caseId, { kind: 'relabel', keys: Int32Array.of(9), code: 2 }))).toBe('edit-refused');
    expect(cases.study(caseId).revision).toBe(0);
  });
});
