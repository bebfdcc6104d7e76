/**
 * Every way of writing, with a disk that refuses: each call of the file system in
 * turn, and files that may not grow. Each failure has a name, leaves nothing
 * behind and nothing half, and what failed works once there is room.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { packCase, unpackCase } from '../../backend/database/case-file.ts';
import { CaseDatabase } from '../../backend/database/case-database.ts';
import { Cases } from '../../backend/database/cases.ts';
import { copyDatabase } from '../../backend/database/sqlite.ts';
import { verifyCase } from '../../backend/database/verify.ts';
import { files, type FileCalls } from '../../backend/store/files.ts';
import { analyseCase, environment, importCase, temporaryFolders } from '../database/helpers.ts';

const SECONDS = 700;
const folders = temporaryFolders();
const opened = new Set<Cases>();
afterEach(() => {
  vi.restoreAllMocks();
  for (const cases of opened) cases.close();
  opened.clear();
  folders.clear();
});

function openCases(folder: string): Cases {
  const cases = new Cases(environment(folder));
  opened.add(cases);
  return cases;
}

function closed(cases: Cases): string {
  cases.close();
  opened.delete(cases);
  return cases.dataFolder;
}

function prepared(): { cases: Cases; caseId: string } {
  const cases = openCases(folders.make());
  const caseId = importCase(cases, SECONDS, 'aa');
  analyseCase(cases, caseId, SECONDS);
  for (let i = 0; i < 10; i++) cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(i), code: 3 }, i, 'Ada');
  return { cases, caseId };
}

/** Names and sizes of all files but those that SQLite and the lock keep while a program runs. */
function holdings(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/(?:-wal|-shm|-journal|lock|lock\.json)$/.test(name) && statSync(join(folder, name)).isFile())
    .toSorted();
}

function troubles(cases: Cases, caseId: string): string[] {
  const steps = verifyCase(cases.case(caseId));
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

const REFUSING = ['open', 'write', 'sync', 'rename'] as const satisfies readonly (keyof FileCalls)[];

/** Has the `nth` of the calls that write refused; returns whether it came to that. */
function refuse(nth: number, code: 'ENOSPC' | 'EIO'): () => boolean {
  let calls = 0;
  for (const name of REFUSING) {
    const real = files[name].bind(files) as (...args: unknown[]) => unknown;
    vi.spyOn(files, name).mockImplementation(((...args: unknown[]) => {
      const writes = name !== 'open' || args[1] !== 'r';
      if (writes && ++calls === nth) throw Object.assign(new Error(`${code}: refused`), { code });
      return real(...args);
    }) as never);
  }
  return () => calls >= nth;
}

/** Does something again and again, each time with another call refused, until none is. Returns how many there were. */
async function withEachRefused(work: () => unknown, after: () => void): Promise<number> {
  for (let nth = 1; ; nth++) {
    const refused = refuse(nth, nth % 2 === 0 ? 'ENOSPC' : 'EIO');
    let failure: unknown = null;
    try {
      await work();
    } catch (thrown) {
      failure = thrown;
    }
    const came = refused();
    vi.restoreAllMocks();
    if (!came) {
      expect(failure).toBeNull();
      return nth - 1;
    }
    expect(failure, `call ${nth} was refused silently`).toBeInstanceOf(AppError);
    expect(['disk-full', 'file-unwritable', 'data-folder-unusable']).toContain((failure as AppError).code);
    after();
  }
}

describe('a file call that the disk refuses', () => {
  it('while a case is written to one file leaves the file that was there, and no part', async () => {
    const { cases, caseId } = prepared();
    const out = folders.make();
    const target = join(out, 'case.isoline');
    writeFileSync(target, 'one of before');
    const tried = await withEachRefused(
      () => packCase(cases.case(caseId).folder, target),
      () => expect([readdirSync(out), statSync(target).size > 0]).toEqual([['case.isoline'], true]),
    );
    expect(tried).toBeGreaterThanOrEqual(2);
    expect(statSync(target).size).toBeGreaterThan(100_000);
  });

  it('while one is unpacked is told', async () => {
    const { cases, caseId } = prepared();
    const source = join(folders.make(), 'case.isoline');
    packCase(cases.case(caseId).folder, source);
    let folder = '';
    const tried = await withEachRefused(
      () => unpackCase(source, (folder = join(folders.make(), 'unpacked'))),
      () => expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'))).toEqual([]),
    );
    expect(tried).toBeGreaterThan(10);
  });

  it('while one is taken in leaves nothing of it', async () => {
    const { cases, caseId } = prepared();
    const source = join(folders.make(), 'case.isoline');
    packCase(cases.case(caseId).folder, source);
    cases.remove(caseId);
    const before = holdings(cases.dataFolder);
    const tried = await withEachRefused(
      () => cases.receive(source, 'Ada'),
      () => {
        expect(holdings(cases.dataFolder)).toEqual(before);
        expect(cases.list()).toEqual([]);
      },
    );
    expect(tried).toBeGreaterThanOrEqual(2);
    expect(troubles(cases, caseId)).toEqual([]);
  });

  it('while a backup is made leaves none, and while it is put back leaves the case as it was', async () => {
    const { cases, caseId } = prepared();
    const before = holdings(cases.dataFolder);
    expect(await withEachRefused(() => cases.safety.make(caseId), () => expect(holdings(cases.dataFolder)).toEqual(before))).toBeGreaterThanOrEqual(2);
    cases.edit(caseId, { kind: 'relabel', keys: Int32Array.of(77), code: 3 }, 10, 'Ada');
    const tried = await withEachRefused(
      () => cases.safety.restore(caseId, '', 'Ada'),
      () => {
        expect([10, 11]).toContain(cases.study(caseId).revision);
        expect(troubles(cases, caseId)).toEqual([]);
        expect(holdings(cases.dataFolder).filter((name) => /\.(?:part|restored)$/.test(name))).toEqual([]);
      },
    );
    expect(tried).toBeGreaterThan(4);
    expect(cases.study(caseId).revision).toBe(10);
  });

  it('while a database is copied leaves no copy', async () => {
    const { cases, caseId } = prepared();
    const out = folders.make();
    let n = 0;
    await withEachRefused(() => copyDatabase(cases.case(caseId).db.path, join(out, `copy-${n++}`)), () => expect(readdirSync(out)).toEqual([]));
    expect(readdirSync(out).length).toBe(1);
  });

  it('while a report is signed leaves the case open and no report', async () => {
    const { cases, caseId } = prepared();
    const before = holdings(cases.dataFolder);
    const tried = await withEachRefused(
      () => cases.sign(caseId, { pdf: Buffer.from('%PDF a report'), pages: 1, revision: 10 }, 'Ada'),
      () => {
        expect(cases.study(caseId)).toMatchObject({ signed: null, revision: 10 });
        expect(holdings(cases.dataFolder)).toEqual(before);
      },
    );
    expect(tried).toBeGreaterThanOrEqual(4);
    expect(cases.study(caseId).signed).not.toBeNull();
    expect(troubles(cases, caseId)).toEqual([]);
  });

  it('before a migration leaves the older database, and no copy that is half', async () => {
    const folder = folders.make();
    const path = join(folder, 'case.sqlite');
    mkdirSync(join(folder, 'samples'));
    const fixture = fileURLToPath(new URL('../database/fixtures/case-version-1.sqlite', import.meta.url));
    copyFileSync(fixture, path);
    const tried = await withEachRefused(
      () => CaseDatabase.open(path).close(),
      () => expect(readdirSync(folder).filter((name) => name.includes('version') && name.endsWith('.part'))).toEqual([]),
    );
    expect(tried).toBeGreaterThanOrEqual(2);
    const db = CaseDatabase.open(path);
    expect(db.journal.head().sequence).toBe(4);
    db.close();
  });
});

/** Runs the child with files that may not grow beyond so many kilobytes; what it says. */
function limited(kilobytes: number, ...words: string[]): string {
  const script = fileURLToPath(new URL('./limited-child.ts', import.meta.url));
  const limit = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$0" "$@"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', limit, process.execPath, script, ...words], { encoding: 'utf8' });
  return stdout.trim() || stderr;
}

describe('a file that may not grow', () => {
  // Limits of files are set by the shell; elsewhere the calls that are refused stand for them.
  if (process.platform === 'win32') return;

  it.each([
    ['backup', 100],
    ['restore', 100],
    ['receive', 60],
    ['sign', 300],
    ['edit', 300],
  ] as const)('ends %s by name and leaves nothing behind', { timeout: 60_000 }, async (what, kilobytes) => {
    const { cases, caseId } = prepared();
    const source = join(folders.make(), 'case.isoline');
    if (what === 'restore') await cases.safety.make(caseId);
    if (what === 'receive') packCase(cases.case(caseId).folder, source);
    if (what === 'receive') cases.remove(caseId);
    const folder = closed(cases);
    const before = holdings(folder);
    expect(['disk-full', 'file-unwritable']).toContain(limited(kilobytes, folder, what, caseId, source));
    expect(holdings(folder)).toEqual(before);
    // What was there is whole, and with room it goes on.
    const again = openCases(folder);
    if (what === 'receive') await again.receive(source, 'Ada');
    again.edit(caseId, { kind: 'relabel', keys: Int32Array.of(99), code: 3 }, again.study(caseId).revision, 'Ada');
    expect(again.study(caseId)).toMatchObject({ revision: 11, signed: null });
    expect(troubles(again, caseId)).toEqual([]);
  });

  it('keeps the worklist from being read in anew, and the next start reads it in', { timeout: 60_000 }, () => {
    const { cases } = prepared();
    for (let i = 0; i < 12; i++) importCase(cases, 10, `more ${i}`);
    const folder = closed(cases);
    const said = limited(40, folder, 'rebuild');
    expect(['disk-full', 'done']).toContain(said);
    expect(openCases(folder).list().length).toBe(13);
  });
});
