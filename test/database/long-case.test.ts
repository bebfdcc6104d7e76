import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CaseDay } from '../../backend/database/case-day.ts';
import { Cases } from '../../backend/database/cases.ts';
import { OpenCase } from '../../backend/database/open-case.ts';
import { isLong } from '../../backend/database/long-case.ts';
import { LibraryDatabase } from '../../backend/database/library-database.ts';
import { stateDigest } from '../../backend/database/verify.ts';
import type { StudyRow } from '../../core/contract/types.ts';
import { createExportService } from '../../backend/services/export.ts';
import { makeLongCase } from '../../backend/benchmark/made-case.ts';
import { analyseCase, environment, importCase, temporaryFolders } from './helpers.ts';

const folders = temporaryFolders();
let cases: Cases;
let caseId: string;

beforeAll(() => {
  const folder = folders.make();
  ({ caseId } = makeLongCase(folder, { days: 3, rate: 3, edits: 300, seed: 3 }));
  cases = new Cases(environment(folder));
});
afterAll(() => {
  cases.close();
  folders.clear();
});

/** What the case says without any thread. */
function plainly<T>(says: (open: OpenCase) => T): T {
  const open = new OpenCase(cases.case(caseId).folder);
  try {
    return says(open);
  } finally {
    open.close();
  }
}

describe('a long case on its thread', () => {
  it('is the case that it is without one', async () => {
    expect(isLong(cases.case(caseId))).toBe(true);
    const open = await cases.loaded(caseId);
    expect(open.isLoaded).toBe(true);
    expect(stateDigest(open.state.edit)).toBe(plainly(({ state }) => stateDigest(state.edit)));
    expect(open.db.journal.ledger().standing.length).toBe(300);
    await cases.told(caseId);
    expect(open.hasTold).toBe(true);
    expect(open.told).toEqual(plainly(({ told }) => told));
    expect(await cases.events(caseId)).toEqual({ revision: 300, events: plainly((other) => other.events()) });
  });

  it('goes out as plain tables from a thread', async () => {
    const path = join(folders.make(), 'tables.sqlite');
    await createExportService({ cases }).sqlite({ caseId, path }, { author: 'Ada', signal: new AbortController().signal, emit: () => Promise.resolve() });
    const { summary, findings } = await cases.told(caseId);
    const db = new Database(path, { readonly: true });
    const count = (from: string): unknown => db.prepare(`SELECT count(*) AS n FROM ${from}`).get();
    expect(findings.findings.length).toBeGreaterThan(100);
    expect([count("beat WHERE class <> 'X'"), count('edit'), count('finding'), count("finding WHERE state = 'unseen'")]).toEqual([summary.beats, 300, findings.findings.length, findings.findings.length].map((n) => ({ n })));
    db.close();
  });

  it('goes on with the edits, and foretells what they come to', async () => {
    const request = { kind: 'relabel' as const, keys: cases.case(caseId).state.edit.beats.key.slice(40, 48), code: 2 };
    const { before, after, made } = await cases.preview(caseId, request);
    await cases.told(caseId);
    const open = cases.case(caseId);
    expect(before).toEqual({ summary: open.summary, tables: open.findingTables });
    cases.edit(caseId, request, 300, 'Ada');
    expect(open.hasTold).toBe(false);
    // An edit that comes while the day is worked out does not get the day of before.
    const telling = cases.told(caseId);
    cases.edit(caseId, { kind: 'insert', sample: 12_345, code: 0 }, 301, 'Ada');
    cases.undo(caseId, null, 'Ada');
    await telling;
    expect(open.hasTold).toBe(true);
    expect({ summary: open.summary, tables: open.findingTables }).toEqual(after);
    expect(made.length).toBeGreaterThan(0);
    expect(open.told).toEqual(plainly(({ told }) => told));
    expect((await cases.preview(caseId, { ...request, code: 0 })).revision).toBe(303);
  });

  it('is erased amid its work, to the last page of the log', async () => {
    const { revision } = cases.study(caseId);
    cases.edit(caseId, { kind: 'fact', field: 'name', value: 'Zebedee Unforgettable', reason: '' }, revision, 'Ada');
    const telling = cases.told(caseId);
    await new Promise((resolve) => setTimeout(resolve, 50));
    cases.erase(caseId, 'Ada');
    await telling;
    const { folder } = cases.case(caseId);
    for (const name of readdirSync(folder).filter((file) => file.startsWith('case.sqlite'))) expect(readFileSync(join(folder, name)).includes('Zebedee')).toBe(false);
    expect((await cases.told(caseId)).hasTold).toBe(true);
  });

  it('is closed amid its work without harm', async () => {
    const { revision } = cases.study(caseId);
    cases.edit(caseId, { kind: 'insert', sample: 54_321, code: 2 }, revision, 'Ada');
    const telling = cases.told(caseId);
    cases.case(caseId).close();
    cases.close();
    await telling.catch((thrown: unknown) => expect(String(thrown)).toMatch(/not open|closed/));
    cases = new Cases(environment(cases.dataFolder));
    expect((await cases.loaded(caseId)).db.journal.head().sequence).toBe(revision + 1);
  });
});

describe('the line of a case whose day takes a while', () => {
  it('says who it is at once, and what an end of the program cut off at the next start', async () => {
    const folder = folders.make();
    const { caseId: day } = makeLongCase(folder, { days: 0.5, rate: 3, edits: 0, seed: 4 });
    let program = new Cases(environment(folder));
    const line = (): StudyRow => program.list().find((row) => row.caseId === day)!;
    const burden = async (): Promise<number> => (await program.told(day)).summary.burden.V;
    const before = await burden();
    program.edit(day, { kind: 'fact', field: 'name', value: 'Example, Anna', reason: '' }, 0, 'Ada');
    expect([line().facts.name, line().edits]).toEqual(['Example, Anna', 1]);
    program.edit(day, { kind: 'relabel', keys: program.case(day).state.edit.beats.key.slice(0, 2000), code: 2 }, 1, 'Ada');
    program.close();

    program = new Cases(environment(folder));
    expect([line().facts.name, line().edits, line().state]).toEqual(['Example, Anna', 2, 'in-review']);
    const now = await burden();
    expect(now).toBeGreaterThan(before);
    await expect.poll(() => line().burdenV, { timeout: 60_000 }).toBe(now);
    program.close();
    program = new Cases(environment(folder));
    expect(line().burdenV).toBe(now);
    program.close();
    const index = new LibraryDatabase(join(folder, 'library.sqlite'));
    expect(index.behind()).toEqual([]);
    index.close();
  });
});

describe('the findings of a run that was just sealed', () => {
  it('are worked out once, by the thread, for line and window alike; an edit meanwhile is in them', async () => {
    const program = new Cases(environment(folders.make()));
    const found = vi.spyOn(CaseDay.prototype, 'found', 'get');
    const seconds = 6.5 * 3600;
    try {
      const day = importCase(program, seconds, 'sealed');
      const line = (): StudyRow => program.list().find((row) => row.caseId === day)!;
      expect(line().state).toBe('waiting');
      analyseCase(program, day, seconds);
      expect([line().state, line().burdenV]).toEqual(['ready', null]);
      const { revision } = program.study(day);
      program.edit(day, { kind: 'relabel', keys: program.case(day).state.edit.beats.key.slice(0, 2000), code: 2 }, revision, 'Ada');
      const open = await program.told(day);
      await expect.poll(() => line().burdenV, { timeout: 60_000 }).toBe(open.summary.burden.V);
      expect(found).not.toHaveBeenCalled();
      const other = new OpenCase(open.folder);
      expect(open.told).toEqual(other.told);
      expect(found).toHaveBeenCalled();
      other.close();
    } finally {
      found.mockRestore();
      program.close();
    }
  });
});
