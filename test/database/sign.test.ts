import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Cases } from '../../backend/database/cases.ts';
import { signedPath, verifySigned } from '../../backend/database/signatures.ts';
import { files } from '../../backend/store/files.ts';
import type { FileCalls } from '../../backend/store/files.ts';
import { analyseCase, environment, failureOf, importCase, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
const open: Cases[] = [];
afterEach(() => {
  for (const cases of open.splice(0)) cases.close();
  folders.clear();
});

const PDF = { pdf: Buffer.from('%PDF-1.7 a report'.repeat(500)), pages: 2, revision: 0 };

function prepared(calls: FileCalls = files): { cases: Cases; caseId: string; reports: () => string[] } {
  const cases = new Cases(environment(folders.make()), calls);
  open.push(cases);
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  const { folder } = cases.case(caseId);
  return { cases, caseId, reports: () => (files.exists(join(folder, 'reports')) ? readdirSync(join(folder, 'reports')) : []) };
}

describe('signing on a full disk', () => {
  it('signs nothing and leaves nothing, whichever write it is', () => {
    const full = (): never => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    for (const step of ['makeFolder', 'open', 'write', 'sync', 'rename'] as const) {
      let failing = false;
      const of = (path: string): boolean => path.includes('reports');
      const calls: FileCalls = {
        ...files,
        makeFolder: (path) => (failing && step === 'makeFolder' && of(path) ? full() : files.makeFolder(path)),
        open: (path, flags, mode) => (failing && step === 'open' && of(path) ? full() : files.open(path, flags, mode)),
        write: (file, bytes) => (failing && step === 'write' ? full() : files.write(file, bytes)),
        sync: (file) => (failing && step === 'sync' ? full() : files.sync(file)),
        rename: (from, to) => (failing && step === 'rename' ? full() : files.rename(from, to)),
      };
      const { cases, caseId, reports } = prepared(calls);
      failing = true;
      expect([step, failureOf(() => cases.sign(caseId, PDF, 'Ada'))]).toEqual([step, 'disk-full']);
      expect(reports()).toEqual([]);
      expect(cases.study(caseId)).toMatchObject({ state: 'ready', signed: null, revision: 0 });
      failing = false;
      expect(cases.sign(caseId, PDF, 'Ada')).toMatchObject({ revision: 0, sequence: 1, pages: 2 });
      expect(reports()).toHaveLength(1);
    }
  });

  it.each([['set back', -86_400_000], ['right', 0], ['set on', 86_400_000]])('knows which reports were erased by their entries, whatever the clock says: %s', (_, by) => {
    let now = Date.parse('2026-11-21T12:00:00Z');
    const cases = new Cases({ ...environment(folders.make()), now: () => (now += 1000) });
    open.push(cases);
    const caseId = importCase(cases, SECONDS, 'aa');
    analyseCase(cases, caseId, SECONDS);
    const troubles = (): string[] => verifySigned(cases.case(caseId).folder, cases.case(caseId).db);
    cases.sign(caseId, PDF, 'Ada');
    now += by;
    cases.erase(caseId, 'Ada');
    expect(cases.study(caseId).signed).toMatchObject({ erased: true });
    expect(troubles()).toEqual([]);
    // A report that is signed afterwards is there, whatever the clock was then; lost, it is missed.
    cases.reopen(caseId, 'Late diary', 'Ada');
    now -= 2 * by;
    const { sha256 } = cases.sign(caseId, { ...PDF, pdf: Buffer.from('%PDF-1.7 another'), revision: 2 }, 'Ada');
    expect(cases.study(caseId).signed!.erased).toBeUndefined();
    files.remove(signedPath(cases.case(caseId).folder, sha256));
    expect(troubles()).toEqual([expect.stringContaining('Report signed by entry 3')]);
  });

  it('keeps no report that was refused', () => {
    const { cases, caseId, reports } = prepared();
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(3), code: 2 }, 0, 'Ada');
    expect(failureOf(() => cases.sign(caseId, PDF, 'Ada'))).toBe('edit-conflict');
    expect(reports()).toEqual([]);
    cases.sign(caseId, { ...PDF, revision: 1 }, 'Ada');
    expect(failureOf(() => cases.sign(caseId, { ...PDF, revision: 2 }, 'Ben'))).toBe('case-locked');
    expect(reports()).toHaveLength(1);
    expect(cases.list()[0]).toMatchObject({ state: 'signed' });
    expect(cases.reopen(caseId, 'Late diary', 'Ben').entry).toMatchObject({ kind: 'reopening', author: 'Ben' });
    cases.undo(caseId, null, 'Ben');
    expect(cases.case(caseId).db.journal.newest(1)[0]).toMatchObject({ kind: 'undo', undoes: 1 });
  });
});
