import { afterEach, describe, expect, it } from 'vitest';
import { alikeOf } from '../../backend/database/asks.ts';
import { Cases } from '../../backend/database/cases.ts';
import { AppError } from '../../core/contract/errors.ts';
import { analyseCase, environment, importCase, RUN, temporaryFolders } from '../database/helpers.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

describe('beats alike in a case', () => {
  it('are those that are there still, of other templates where that is asked for, and are relabelled as one edit', async () => {
    const cases = new Cases(environment(folders.make()));
    const caseId = importCase(cases, 300, 'aa');
    analyseCase(cases, caseId, 300);
    const open = cases.case(caseId);
    const { beats } = open.state.edit;
    cases.edit(caseId, { kind: 'delete', keys: Int32Array.of(10) }, 0, 'Ada');
    const near = alikeOf(open, Int32Array.of(9), false);
    expect([near.keys.length, near.keys.includes(9), near.keys.includes(10)]).toEqual([beats.key.length - 2, false, false]);
    // Template 2 holds every tenth beat: elsewhere there is none of them.
    const elsewhere = alikeOf(open, Int32Array.of(9), true);
    expect([...elsewhere.keys].filter((key) => key % 10 === 9)).toEqual([]);
    // The thread that follows the case answers the same.
    expect(await open.follower.ask({ kind: 'alike', keys: Int32Array.of(9), elsewhere: true })).toMatchObject({ revision: 1, keys: elsewhere.keys });
    const chosen = elsewhere.keys.slice(0, 20);
    const { after } = await cases.preview(caseId, { kind: 'relabel', keys: chosen, code: 2 });
    cases.edit(caseId, { kind: 'relabel', keys: chosen, code: 2 }, 1, 'Ada');
    expect(open.summary.counts.V).toBe(after.summary.counts.V);
    expect(open.db.journal.newest(1)[0]).toMatchObject({ sequence: 2, label: '20 beats N to V' });
    cases.close();
  });

  it('are refused by name of beats that no analysis has seen, and before it is through', () => {
    const cases = new Cases(environment(folders.make()));
    const caseId = importCase(cases, 300, 'aa');
    const code = (look: () => unknown): string => {
      try {
        look();
      } catch (thrown) {
        if (thrown instanceof AppError) return thrown.code;
      }
      return '';
    };
    cases.beginRun(caseId, RUN);
    expect(code(() => alikeOf(cases.case(caseId), Int32Array.of(9), false))).toBe('not-ready');
    analyseCase(cases, caseId, 300);
    expect(code(() => alikeOf(cases.case(caseId), Int32Array.of(-1, 999_999), false))).toBe('invalid-input');
    cases.close();
  });
});
