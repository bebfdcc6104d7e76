import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { Chance } from '../../core/synthesis/chance.ts';
import { CaseDatabase } from '../../backend/database/case-database.ts';
import { currentFacts, foldedState } from '../../backend/database/case-state.ts';
import { Cases } from '../../backend/database/cases.ts';
import { OpenCase } from '../../backend/database/open-case.ts';
import { stateDigest, verifyCase } from '../../backend/database/verify.ts';
import { analyseCase, environment, failureOf, importCase, temporaryFolders } from './helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
afterEach(() => folders.clear());

function troubles(open: OpenCase): string[] {
  const steps = verifyCase(open);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** A closed case with some edits; where it lies, and what it says. */
function prepared(): { folder: string; says: () => string } {
  const cases = new Cases(environment(folders.make()));
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  for (let n = 0; n < 20; n++) cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(11 * n + 1, 11 * n + 2), code: 3 }, n, 'Ada');
  cases.edit(caseId, { kind: 'fact', field: 'name', value: 'Beate Muster', reason: 'as told' }, 20, 'Ada');
  cases.access(caseId, 'opened', '', 'Ada');
  const { folder, db, recording, state } = cases.case(caseId);
  // Its journal is folded, and folded wrongly must not be read either.
  db.write(() => db.snapshots.keep(foldedState(db, recording.header, state)!));
  cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(400), code: 2 }, 21, 'Ada');
  cases.close();
  return { folder, says: () => said(folder) };
}

/** All that a case says, as one text; throws by name where it cannot. */
function said(folder: string): string {
  const open = new OpenCase(folder);
  try {
    const { gaps, unreadable, recording, templates, day, summary, source } = open;
    const found = troubles(open);
    if (found.length > 0) throw new AppError('database-damaged', found[0]!);
    const signal = Array.from({ length: 3 }, (_, i) => source.read(i * 20_000, i * 20_000 + 10)[0]);
    const runs = open.db.runs.all().map((run) => [run, open.db.runs.templates(run.runId)]);
    return JSON.stringify([stateDigest(open.state.edit), open.db.journal.newest(100), open.db.access.lines(), recording, gaps, unreadable, templates, day.findings, summary, signal, runs]);
  } finally {
    open.close();
  }
}

describe('a bit that tips over', () => {
  it('in any file of a case is told by name, by the proof, or changes nothing that the case says', { timeout: 120_000 }, () => {
    const { folder, says } = prepared();
    const good = says();
    const chance = new Chance(3, 0);
    const outcome = { told: 0, same: 0 };
    for (const [name, flips] of [['case.sqlite', 120], ['samples/000000.seg', 10], ['samples/000002.seg', 10]] as const) {
      const path = join(folder, name);
      const bytes = readFileSync(path);
      for (let i = 0; i < flips; i++) {
        const hurt = Buffer.from(bytes);
        hurt[chance.whole(0, bytes.length - 1)]! ^= 1 << chance.whole(0, 7);
        for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
        writeFileSync(path, hurt);
        let now = '';
        const failure = failureOf(() => (now = says()));
        if (failure === 'none') {
          expect(now === good, `silently wrong: ${name}, flip ${i}`).toBe(true);
          outcome.same++;
        } else {
          expect(['database-damaged', 'database-newer', 'store-damaged', 'data-folder-unusable', 'file-truncated']).toContain(failure);
          outcome.told++;
        }
      }
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
      writeFileSync(path, bytes);
    }
    process.stdout.write(`${outcome.told} of 140 flips told, ${outcome.same} changed nothing\n`);
    expect(outcome.told).toBeGreaterThan(40);
    expect(says()).toBe(good);
  });

  it('in labels, evidence, templates, recording or facts is told, each of them', () => {
    const { folder, says } = prepared();
    const path = join(folder, 'case.sqlite');
    const bytes = readFileSync(path);
    const statements = [
      "UPDATE run_segment SET codes = zeroblob(length(codes)) WHERE idx = 1",
      "UPDATE run_segment SET quality = zeroblob(length(quality) + 1) WHERE idx = 0",
      "UPDATE run_segment SET embedding = zeroblob(length(embedding)) WHERE idx = 2",
      'UPDATE run_segment SET from_sample = from_sample + 1 WHERE idx = 2',
      "UPDATE run SET model_name = 'other'",
      'UPDATE run SET templates = NULL',
      'UPDATE recording SET sample_rate = 101',
      "UPDATE recording SET leads = replace(leads, '200', '201')",
      "UPDATE imported_fact SET value = 'Eve' WHERE field = 'name'",
      "UPDATE segment SET gaps = '[5,10]' WHERE idx = 1",
      'UPDATE segment SET first = first + 1 WHERE idx = 1',
    ];
    for (const statement of statements) {
      const db = new Database(path);
      for (const trigger of ['run_is_sealed', 'run_segment_stays']) db.exec(`DROP TRIGGER ${trigger}`);
      db.exec(statement);
      db.close();
      expect([statement, failureOf(says)]).toEqual([statement, 'database-damaged']);
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
      writeFileSync(path, bytes);
    }
    expect(failureOf(says)).toBe('none');
  });
});

describe('a case file of version 1', () => {
  it('is brought to the present version with all it holds, and a copy of it stays', () => {
    const folder = folders.make();
    const path = join(folder, 'case.sqlite');
    mkdirSync(join(folder, 'samples'));
    copyFileSync(fileURLToPath(new URL('./fixtures/case-version-1.sqlite', import.meta.url)), path);
    const db = CaseDatabase.open(path);
    expect([...db.journal.verify()].flatMap((entry) => entry.troubles)).toEqual([]);
    expect(db.journal.newest(9).map(({ sequence, author, label }) => [sequence, author, label])).toEqual([
      [4, 'Ben', 'undo: 2 beats N to V'],
      [3, 'Ben', '1 beat S inserted'],
      [2, 'Ada', 'name changed'],
      [1, 'Ada', '2 beats N to V'],
    ]);
    expect([...db.runs.verify()]).toEqual([]);
    expect(db.recording().header).toMatchObject({ record: 'holter', sampleRate: 100, sampleCount: 2000 });
    db.close();
    const open = new OpenCase(folder);
    expect(open.review().beats.key.length).toBe(26);
    expect(currentFacts(open.recording.header, open.state.edit).name).toBe('Beate Muster');
    open.close();
    const old = new Database(`${path}.version-1`, { readonly: true });
    expect(old.pragma('user_version', { simple: true })).toBe(1);
    old.close();
  });
});
