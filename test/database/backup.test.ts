import { appendFileSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { scheduleBackups } from '../../backend/database/backup-schedule.ts';
import type { Cases } from '../../backend/database/cases.ts';
import { openDatabase } from '../../backend/database/sqlite.ts';
import type { DatabaseKind } from '../../backend/database/sqlite.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { Chance } from '../../core/synthesis/chance.ts';
import { files } from '../../backend/store/files.ts';
import { RUN, analyseCase, failureOf, importCase, openedCases } from './helpers.ts';

const SECONDS = 700;
const programs = openedCases();
afterEach(() => programs.clear());

function prepared(): { cases: Cases; caseId: string } {
  const cases = programs.open();
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  return { cases, caseId };
}

function troubles(cases: Cases, caseId: string): string[] {
  const steps = verifyCase(cases.case(caseId));
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** What a round would make backups of. */
function due(cases: Cases, changedAt: (path: string) => number): string[] {
  return cases.safety.all().filter((of) => cases.safety.isDue(of, changedAt));
}

function edit(cases: Cases, caseId: string): void {
  const { beats } = cases.case(caseId).state.edit;
  const { revision } = cases.study(caseId);
  const key = revision % 800;
  cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(key), code: (beats.code[key]! + 1) % 5 }, revision, 'Ada');
}

describe('a backup', () => {
  it('that is made amid edits is of one moment, proves itself, and comes back as it was', async () => {
    const { cases, caseId } = prepared();
    for (let i = 0; i < 50; i++) edit(cases, caseId);
    let made = 0;
    let done = false;
    const copy = cases.safety.make(caseId).finally(() => (done = true));
    const from = performance.now();
    while (!done) {
      for (let i = 0; i < 20; i++) edit(cases, caseId);
      made += 20;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const rate = (1000 * made) / (performance.now() - from);
    const info = await copy;
    expect(info.revision).toBeGreaterThanOrEqual(50);
    expect(info.revision).toBeLessThanOrEqual(50 + made);
    expect(info.head).toBe(cases.case(caseId).db.journal.entry(info.revision)!.hash.slice(0, 16));
    if (process.platform !== 'win32') expect(statSync(join(cases.dataFolder, 'backups', caseId, info.name)).mode & 0o077).toBe(0);
    process.stdout.write(`${made} edits beside a backup, ${rate.toFixed(0)} a second\n`);
    const wanted = Array.from(cases.case(caseId).db.journal.newest(1000), ({ sequence, hash }) => [sequence, hash]).filter(([sequence]) => Number(sequence) <= info.revision);
    expect(cases.safety.restore(caseId, '', 'Ada')).toEqual(info);
    expect(cases.study(caseId).revision).toBe(info.revision);
    expect(Array.from(cases.case(caseId).db.journal.newest(1000), ({ sequence, hash }) => [sequence, hash])).toEqual(wanted);
    expect(troubles(cases, caseId)).toEqual([]);
    expect(cases.case(caseId).db.access.lines()[0]).toMatchObject({ what: 'restored', detail: `backup ${info.name}` });
    edit(cases, caseId);
    const again = programs.open(programs.closed(cases));
    expect(again.study(caseId).revision).toBe(info.revision + 1);
    expect(again.list()[0]).toMatchObject({ edits: info.revision + 1 });
  });

  it('is kept five times, and once for one state of the journal', async () => {
    const { cases, caseId } = prepared();
    const names: string[] = [];
    for (let i = 0; i < 7; i++) {
      edit(cases, caseId);
      names.unshift((await cases.safety.make(caseId)).name);
    }
    expect(cases.safety.list(caseId).map(({ name }) => name)).toEqual(names.slice(0, 5));
    const same = await cases.safety.make(caseId);
    expect(cases.safety.list(caseId).map(({ name }) => name)).toEqual([same.name, ...names.slice(1, 5)]);
    expect(readdirSync(join(cases.dataFolder, 'backups', caseId)).length).toBe(5);
    expect(cases.safety.list('workplace')).toEqual([]);
    expect(failureOf(() => cases.safety.restore('workplace', '', 'Ada'))).toBe('backup-missing');
    expect(failureOf(() => cases.safety.restore(caseId, 'no-such', 'Ada'))).toBe('backup-missing');
    expect(failureOf(() => cases.safety.list('../..'))).toBe('case-missing');
    cases.remove(caseId);
    expect(existsSync(join(cases.dataFolder, 'backups', caseId))).toBe(false);
  });

  it('is due for what has changed since the last one', async () => {
    const { cases, caseId } = prepared();
    const other = importCase(cases, 10, 'bb');
    expect(due(cases, () => 1)).toEqual(['workplace', other, caseId]);
    const { time } = await cases.safety.make(caseId);
    expect(due(cases, () => Date.parse(time) - 1)).toEqual(['workplace', other]);
    expect(due(cases, (path) => Date.parse(time) + (path.endsWith('-wal') ? 1 : -1))).toContain(caseId);
  });

  it('brings back a case that can no longer be opened, and keeps what was there', async () => {
    const { cases, caseId } = prepared();
    for (let i = 0; i < 5; i++) edit(cases, caseId);
    const review = cases.case(caseId).review();
    await cases.safety.make(caseId);
    const { path } = cases.case(caseId).db;
    const folder = programs.closed(cases);
    writeFileSync(path, 'this is no database'.repeat(1000));
    const again = programs.open(folder);
    expect(failureOf(() => again.study(caseId))).toBe('database-damaged');
    again.safety.restore(caseId, '', 'Ada');
    expect(again.case(caseId).review()).toEqual(review);
    expect(troubles(again, caseId)).toEqual([]);
    expect(readFileSync(`${path}.replaced`, 'utf8')).toContain('this is no database');
  });

  it('that is damaged is not put back, and one that cannot be made is none', async () => {
    const { cases, caseId } = prepared();
    edit(cases, caseId);
    const info = await cases.safety.make(caseId);
    const path = join(cases.dataFolder, 'backups', caseId, info.name);
    const bytes = readFileSync(path);
    for (const at of [100, 5000, bytes.length >> 1, bytes.length - 3000]) {
      const hurt = Buffer.from(bytes);
      hurt.fill(0xa5, at, at + 2000);
      writeFileSync(path, hurt);
      const failure = failureOf(() => cases.safety.restore(caseId, '', 'Ada'));
      // A page that nothing is read from may be hurt unseen by SQLite; whatever is put back is proven.
      if (failure === 'none') expect(troubles(cases, caseId)).toEqual([]);
      else expect(failure).toBe('database-damaged');
      expect(cases.study(caseId).revision).toBe(1);
    }
    writeFileSync(path, '');
    expect(failureOf(() => cases.safety.restore(caseId, '', 'Ada'))).toBe('database-damaged');
    const { db } = cases.case(caseId);
    programs.closed(cases);
    for (const suffix of ['-wal', '-shm']) files.remove(db.path + suffix);
    writeFileSync(db.path, 'junk'.repeat(4000));
    const again = programs.open(cases.dataFolder);
    await expect(again.safety.make(caseId)).rejects.toMatchObject({ code: 'database-damaged' });
    expect(readdirSync(join(again.dataFolder, 'backups', caseId))).toEqual([info.name]);
  });

  it('of the workplace brings its settings back', async () => {
    const cases = programs.open();
    cases.workplace.setSetting('laboratory', 'Haus 3');
    const info = await cases.safety.make('workplace');
    expect(info).toMatchObject({ of: 'workplace', revision: 0 });
    cases.workplace.setSetting('laboratory', 'Haus 4');
    cases.safety.restore('workplace', '', 'Ada');
    expect(cases.workplace.settings()).toEqual({ laboratory: 'Haus 3' });
    expect(programs.open(programs.closed(cases)).workplace.settings()).toEqual({ laboratory: 'Haus 3' });
  });

  it('does not wait for work, nor work for it: a case that is analysed is not put back', async () => {
    const cases = programs.open();
    const caseId = importCase(cases, SECONDS, 'aa');
    await cases.safety.make(caseId);
    cases.beginRun(caseId, RUN);
    expect(failureOf(() => cases.safety.restore(caseId, '', 'Ada'))).toBe('not-ready');
    expect(failureOf(() => cases.rebuild())).toBe('not-ready');
  });
});

describe('a bit that tips over in a backup', () => {
  it('is told when it is put back, or changes nothing that the case says', async () => {
    const { cases, caseId } = prepared();
    for (let i = 0; i < 10; i++) edit(cases, caseId);
    const info = await cases.safety.make(caseId);
    const path = join(cases.dataFolder, 'backups', caseId, info.name);
    const bytes = readFileSync(path);
    const chance = new Chance(9, 0);
    const good = JSON.stringify(cases.case(caseId).db.journal.newest(100));
    let told = 0;
    for (let i = 0; i < 25; i++) {
      const hurt = Buffer.from(bytes);
      hurt[chance.whole(0, bytes.length - 1)]! ^= 1 << chance.whole(0, 7);
      writeFileSync(path, hurt);
      const failure = failureOf(() => cases.safety.restore(caseId, '', 'Ada'));
      if (failure !== 'none') {
        expect(['database-damaged', 'database-newer']).toContain(failure);
        told++;
      } else expect(troubles(cases, caseId)).toEqual([]);
      expect(JSON.stringify(cases.case(caseId).db.journal.newest(100))).toBe(good);
    }
    expect(told).toBeGreaterThan(0);
    writeFileSync(path, bytes);
    expect(cases.safety.restore(caseId, '', 'Ada')).toEqual(info);
    expect(troubles(cases, caseId)).toEqual([]);
  });
});

describe('a clock that was set back', () => {
  it('stops no edit and breaks no chain, and the newest backup is still the newest', async () => {
    const { cases, caseId } = prepared();
    edit(cases, caseId);
    const first = await cases.safety.make(caseId);
    const folder = programs.closed(cases);
    const early = programs.open(folder, { now: () => Date.parse('2001-01-01T00:00:00Z') });
    for (let i = 0; i < 3; i++) edit(early, caseId);
    expect(early.study(caseId).revision).toBe(4);
    expect(early.case(caseId).db.journal.newest(1)[0]!.time).toBe('2001-01-01T00:00:00.000Z');
    early.undo(caseId, null, 'Ada');
    expect(troubles(early, caseId)).toEqual([]);
    const second = await early.safety.make(caseId);
    expect(early.safety.list(caseId).map(({ revision }) => revision)).toEqual([second.revision, first.revision]);
    expect(due(early, () => 0)).toContain(caseId);
    expect(early.safety.restore(caseId, '', 'Ada').revision).toBe(5);
  });
});

describe('the round of backups', () => {
  it('goes on where one case cannot be backed up, and says which', async () => {
    const { cases, caseId } = prepared();
    const other = importCase(cases, 10, 'bb');
    // Somebody has taken the database away while the program runs; what it holds open stays.
    rmSync(join(cases.dataFolder, 'cases', caseId, 'case.sqlite'));
    const said: string[] = [];
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stop = scheduleBackups(cases, (trouble) => said.push(trouble));
    try {
      const faults: unknown[] = [];
      const fault = (thrown: unknown): void => void faults.push(thrown);
      process.on('unhandledRejection', fault);
      await vi.advanceTimersByTimeAsync(15 * 60_000);
      vi.useRealTimers();
      await vi.waitFor(() => expect(cases.safety.list(other)).toHaveLength(1), { timeout: 60_000 });
      process.off('unhandledRejection', fault);
      expect(faults).toEqual([]);
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(caseId);
    } finally {
      vi.useRealTimers();
      stop();
    }
  });
});

describe('the worklist', () => {
  it('is read in anew from the cases', () => {
    const { cases } = prepared();
    importCase(cases, 10, 'bb');
    const rows = cases.list();
    expect(cases.rebuild()).toBe(2);
    expect(cases.list()).toEqual(rows);
    expect(cases.findBySha('bb')).not.toBeNull();
  });
});

describe('a migration', () => {
  const FIRST = 'CREATE TABLE thing (value TEXT NOT NULL) STRICT;';
  const kind = (...migrations: DatabaseKind['migrations'][number][]): DatabaseKind => ({ name: 'thing', applicationId: 0x1234, migrations });
  const valuesOf = (path: string, of: DatabaseKind): unknown[] => {
    const db = openDatabase(path, of, { mustExist: true });
    try {
      return db.prepare('SELECT * FROM thing').all();
    } finally {
      db.close();
    }
  };

  it('leaves a copy of what was there, and where it fails, what was there itself', () => {
    const path = join(programs.folder(), 'thing.sqlite');
    const db = openDatabase(path, kind(FIRST));
    db.prepare('INSERT INTO thing VALUES (?)').run('kept');
    db.close();
    expect(existsSync(`${path}.version-1`)).toBe(false);
    const failing = kind(FIRST, (at) => {
      at.exec('ALTER TABLE thing ADD COLUMN more TEXT');
      throw new Error('half way');
    });
    expect(() => openDatabase(path, failing)).toThrow('half way');
    expect(valuesOf(path, kind(FIRST))).toEqual([{ value: 'kept' }]);
    const next = kind(FIRST, "ALTER TABLE thing ADD COLUMN more TEXT NOT NULL DEFAULT 'new'");
    expect(valuesOf(path, next)).toEqual([{ value: 'kept', more: 'new' }]);
    expect(valuesOf(`${path}.version-1`, kind(FIRST))).toEqual([{ value: 'kept' }]);
    expect(failureOf(() => openDatabase(path, kind(FIRST)))).toBe('database-newer');
    appendFileSync(`${path}.version-1.part`, 'left from a copy that was broken off');
    expect(valuesOf(path, kind(FIRST, "ALTER TABLE thing ADD COLUMN more TEXT NOT NULL DEFAULT 'new'", 'CREATE TABLE other (n INTEGER) STRICT;'))).toHaveLength(1);
    expect(existsSync(`${path}.version-2`)).toBe(true);
  });
});
