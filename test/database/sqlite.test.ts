import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeTemplates, encodeTemplates } from '../../backend/database/run-columns.ts';
import { named, openDatabase } from '../../backend/database/sqlite.ts';
import type { DatabaseKind } from '../../backend/database/sqlite.ts';
import { ulid } from '../../backend/database/ulid.ts';
import { files } from '../../backend/store/files.ts';
import { AppError } from '../../core/contract/errors.ts';
import { AVERAGE, failureOf, temporaryFolders } from './helpers.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

const kind = (...migrations: DatabaseKind['migrations']): DatabaseKind => ({ name: 'trial', applicationId: 77, migrations });
const FIRST = 'CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);';

describe('opening a database', () => {
  it('brings an older one forward step by step, and goes back where a step fails', () => {
    const path = join(folders.make(), 'trial.sqlite');
    openDatabase(path, kind(FIRST)).close();
    const failing = kind(FIRST, (db) => {
      db.exec('UPDATE a SET x = 2');
      throw new RangeError('half done');
    });
    expect(failureOf(() => openDatabase(path, failing))).toMatch(/half done/);
    const db = openDatabase(path, kind(FIRST, 'ALTER TABLE a ADD COLUMN y TEXT;', 'UPDATE a SET y = x'));
    expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: '1' }]);
    expect(db.pragma('user_version', { simple: true })).toBe(3);
    for (const [pragma, value] of [['journal_mode', 'wal'], ['synchronous', 2], ['foreign_keys', 1], ['secure_delete', 1]] as const) expect(db.pragma(pragma, { simple: true })).toBe(value);
    db.close();
    expect(failureOf(() => openDatabase(path, kind(FIRST)))).toBe('database-newer');
  });

  it('lets nobody but the owner read it', () => {
    const folder = folders.make();
    const db = openDatabase(join(folder, 'trial.sqlite'), kind(FIRST));
    expect(readdirSync(folder).length).toBe(3);
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    db.close();
  });

  it('takes no other file for its own', () => {
    const path = join(folders.make(), 'trial.sqlite');
    openDatabase(path, kind(FIRST)).close();
    expect(failureOf(() => openDatabase(path, { ...kind(FIRST), applicationId: 78 }))).toBe('database-damaged');
    expect(failureOf(() => openDatabase(join(folders.make(), 'none.sqlite'), kind(FIRST), { mustExist: true }))).toBe('data-folder-unusable');
  });
});

describe('what SQLite says', () => {
  it('comes out by name: a full disk, one that fails, a damaged file; what is a fault of the program stays what it is', () => {
    const nameOf = (code: string): string => failureOf(() => named('trial.sqlite', () => { throw new Database.SqliteError('as SQLite has it', code); }));
    expect(nameOf('SQLITE_FULL')).toBe('disk-full');
    for (const code of ['SQLITE_IOERR', 'SQLITE_IOERR_READ', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_SHMMAP', 'SQLITE_CANTOPEN']) expect(nameOf(code)).toBe('data-folder-unusable');
    for (const code of ['SQLITE_CORRUPT_VTAB', 'SQLITE_NOTADB']) expect(nameOf(code)).toBe('database-damaged');
    expect(nameOf('SQLITE_BUSY_SNAPSHOT')).toBe('data-folder-held');
    expect(nameOf('SQLITE_CONSTRAINT_CHECK')).toContain('as SQLite has it');
  });
});

describe('a write that failed', () => {
  let path = '';
  beforeEach(() => {
    path = join(folders.make(), 'trial.sqlite');
  });
  const told = (code: string): AppError => {
    try {
      named(path, () => { throw new Database.SqliteError('as SQLite has it', code); });
    } catch (thrown) {
      if (thrown instanceof AppError) return thrown;
    }
    throw new Error('it was not named');
  };

  it.each([
    ['ENOSPC', 'disk-full', 'The disk is full. Nothing of this step was kept.'],
    ['EDQUOT', 'disk-full', 'The disk is full. Nothing of this step was kept.'],
    ['EFBIG', 'disk-full', 'The disk takes no more of this file. Nothing of this step was kept.'],
    ['EIO', 'data-folder-unusable', 'The disk gave an error.'],
    ['EROFS', 'data-folder-unusable', 'The disk is read-only.'],
    ['EACCES', 'data-folder-unusable', 'This place on the disk may not be written.'],
  ])('is told as the disk tells it: %s', (system, code, message) => {
    const write = vi.spyOn(files, 'write').mockImplementation(() => {
      throw Object.assign(new Error(system), { code: system });
    });
    for (const sqlite of ['SQLITE_IOERR_WRITE', 'SQLITE_IOERR_SHMSIZE']) expect(told(sqlite)).toMatchObject({ code, message });
    write.mockRestore();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('is of a file that may not grow where the disk takes what is tried', () => {
    expect(told('SQLITE_IOERR_WRITE')).toMatchObject({ code: 'disk-full', message: 'The disk takes no more of this file. Nothing of this step was kept.' });
    expect(readdirSync(dirname(path))).toEqual([]);
  });
});

describe('templates as bytes', () => {
  it('read back the same, and damage is told by name', () => {
    expect(decodeTemplates(encodeTemplates(AVERAGE))).toEqual(AVERAGE);
    expect(decodeTemplates(null)).toEqual([]);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => failureOf(() => decodeTemplates(bytes)) === 'database-damaged'));
  });
});

describe('ids', () => {
  it('sort by time and are letters and digits', () => {
    expect(ulid(1_700_000_000_000) < ulid(1_700_000_000_001)).toBe(true);
    expect(ulid(Date.parse('2026-11-14T10:00:00Z'))).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });
});
