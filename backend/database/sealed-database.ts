/** Databases between plain and encrypted: whole files, restartable, and images in memory that never touch the disk in plain. */
import Database from 'better-sqlite3';
import { dirname } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { files, syncFolder } from '../store/files.ts';
import type { FileCalls } from '../store/files.ts';
import type { Seal } from '../store/seal.ts';
import { giveKey, named } from './sqlite.ts';
import type { Sqlite } from './sqlite.ts';

const HEADER = Buffer.from('SQLite format 3\0', 'latin1');
/** Places in the head of a database that say whether it is used with a write-ahead log (2) or not (1). */
const WRITE_VERSION = 18;
const READ_VERSION = 19;

/** True for the first bytes of a database that is not encrypted. */
export function isPlainDatabase(bytes: Uint8Array): boolean {
  return bytes.length >= HEADER.length && HEADER.equals(bytes.subarray(0, HEADER.length));
}

/** First bytes of a file, fewer where it is shorter. */
export function firstBytes(path: string, length: number, calls: FileCalls = files): Uint8Array {
  const file = calls.open(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, calls.read(file, bytes, 0));
  } finally {
    calls.close(file);
  }
}

/**
 * Puts an encrypted database in the place of a plain one, or the other way
 * round. Nobody has it open. Killed at any point, the file is whole, one or the
 * other; a `.part` beside it is of no use.
 *
 * @param from the key that it has, null where it is plain
 * @param to the key that it shall have
 * @throws AppError `database-damaged`, `disk-full`; then the file is as it was
 */
export function rekeyDatabase(path: string, from: Seal | null, to: Seal | null, calls: FileCalls = files): void {
  named(path, () => {
    const part = `${path}.part`;
    calls.remove(part);
    settle(path, from);
    copyWhole(path, part, calls);
    const db = new Database(part, { fileMustExist: true });
    try {
      if (from) giveKey(db, from);
      db.pragma('journal_mode = MEMORY');
      db.pragma('temp_store = MEMORY');
      if (!from && to) {
        db.pragma("cipher = 'sqlcipher'");
        db.pragma('legacy = 4');
      }
      db.pragma(to ? `rekey = "x'${to.database}'"` : "rekey = ''");
      db.pragma('journal_mode = DELETE');
    } finally {
      db.close();
    }
    prove(part, to);
    replaceAndWipe(part, path, from === null, calls);
  });
}

/** Brings the write-ahead log into the file and does without one. */
function settle(path: string, seal: Seal | null): void {
  const db = new Database(path, { fileMustExist: true, timeout: 2000 });
  try {
    if (seal) giveKey(db, seal);
    db.pragma('secure_delete = ON');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.pragma('journal_mode = DELETE');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } finally {
    db.close();
  }
}

/** Opens a database with a key, or none. Throws what SQLite throws where it is not the one. */
function prove(path: string, seal: Seal | null): void {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    if (seal) giveKey(db, seal);
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } finally {
    db.close();
  }
}

/** Whether a database opens with a key. Throws AppError where the disk does not let it be read. */
export function opensWith(path: string, seal: Seal): boolean {
  try {
    named(path, () => prove(path, seal));
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'database-damaged') return false;
    throw thrown;
  }
}

function copyWhole(source: string, target: string, calls: FileCalls): void {
  const bytes = calls.readAll(source);
  const file = calls.open(target, 'w', 0o600);
  try {
    for (let done = 0; done < bytes.length; ) done += calls.write(file, bytes.subarray(done));
  } finally {
    calls.close(file);
  }
}

/**
 * Renames a file over another one, synced, and overwrites the blocks of the one
 * that was there where `wipe` says so. Not on Windows, which keeps no file open
 * that another takes the place of.
 */
export function replaceAndWipe(part: string, path: string, wipe: boolean, calls: FileCalls = files): void {
  const fresh = calls.open(part, 'r+');
  try {
    calls.sync(fresh);
  } finally {
    calls.close(fresh);
  }
  const size = wipe && process.platform !== 'win32' && calls.exists(path) ? calls.size(path) : 0;
  const old = size > 0 ? calls.open(path, 'r+') : null;
  try {
    calls.rename(part, path);
    syncFolder(calls, dirname(path));
    if (old !== null) wipeOpen(old, size, calls);
  } finally {
    if (old !== null) calls.close(old);
  }
}

/** Overwrites an open file with zeros, on the disk. */
export function wipeOpen(file: number, size: number, calls: FileCalls = files): void {
  const zeros = new Uint8Array(Math.min(size, 1 << 20));
  for (let left = size; left > 0; ) left -= calls.write(file, zeros.subarray(0, Math.min(left, zeros.length)));
  calls.sync(file);
}

/** A database as plain bytes, as it stands now. The connection has its key. */
export function imageOf(db: Sqlite): Uint8Array {
  const image = db.serialize();
  // A database in memory has no write-ahead log.
  image[WRITE_VERSION] = 1;
  image[READ_VERSION] = 1;
  return image;
}

/** A database in memory from plain bytes. Throws what SQLite throws where they are none. */
export function databaseFrom(image: Uint8Array): Sqlite {
  const bytes = Buffer.from(image);
  bytes[WRITE_VERSION] = 1;
  bytes[READ_VERSION] = 1;
  return new Database(bytes);
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Writes a plain image as an encrypted file that is not there yet; no plain byte
 * of it comes to the disk.
 *
 * @throws AppError `disk-full`, `database-damaged`
 */
export function writeEncrypted(image: Uint8Array, path: string, seal: Seal): void {
  named(path, () => {
    files.close(files.open(path, 'w', 0o600));
    const db = databaseFrom(image);
    try {
      db.prepare("SELECT sqlite3mc_config('default:cipher', 'sqlcipher')").get();
      db.prepare("SELECT sqlite3mc_config('sqlcipher', 'default:legacy', 4)").get();
      db.pragma('temp_store = MEMORY');
      db.exec(`ATTACH ${literal(path)} AS target KEY "x'${seal.database}'"`);
      db.pragma('target.synchronous = FULL');
      db.pragma('foreign_keys = OFF');
      db.transaction(() => copySchema(db))();
      for (const name of ['application_id', 'user_version']) db.pragma(`target.${name} = ${Number(db.pragma(`main.${name}`, { simple: true }))}`);
      db.exec('DETACH target');
    } finally {
      db.close();
    }
  });
}

interface SchemaRow {
  type: string;
  name: string;
  sql: string | null;
}

/** Tables with their rows first, then what would act on the rows that come in. */
function copySchema(db: Sqlite): void {
  const rows = db.prepare<[], SchemaRow>('SELECT type, name, sql FROM main.sqlite_schema ORDER BY rowid').all();
  const into = (sql: string): string => sql.replace(/^(CREATE\s+(?:UNIQUE\s+)?(?:TABLE|INDEX|TRIGGER|VIEW)\s+)(?:IF\s+NOT\s+EXISTS\s+)?/i, '$1target.');
  for (const { type, name, sql } of rows) {
    if (type !== 'table' || sql === null || name.startsWith('sqlite_')) continue;
    db.exec(into(sql));
    db.exec(`INSERT INTO target.${quoted(name)} SELECT * FROM main.${quoted(name)}`);
  }
  if (rows.some(({ name }) => name === 'sqlite_sequence')) {
    db.exec('DELETE FROM target.sqlite_sequence; INSERT INTO target.sqlite_sequence SELECT * FROM main.sqlite_sequence');
  }
  for (const { type, sql } of rows) if (type !== 'table' && sql !== null) db.exec(into(sql));
}
