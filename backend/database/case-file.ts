/**
 * A whole case as one file, for handing over: its database, its samples and its
 * signed reports. The file is an SQLite database of its own kind, each part a
 * row with its hash; docs/case-file.md describes it. With a passphrase the file
 * is encrypted; what it is made from or unpacked to may be encrypted or not.
 */
import Database from 'better-sqlite3';
import { dirname, join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { files, namedFileError, syncFolder, writeWhole } from '../store/files.ts';
import { readKept, readSegment, readSegmentBytes, segmentFileBytes, writeKept } from '../store/kept-file.ts';
import { sealOf } from '../store/keyring.ts';
import { segmentName } from '../store/segment.ts';
import { samplesFolder } from '../store/staging.ts';
import { proveBackup } from './backups.ts';
import { CaseDatabase } from './case-database.ts';
import { CASE_DATABASE } from './case-schema.ts';
import { deidentify } from './deidentify.ts';
import { databaseFrom, firstBytes, imageOf, isPlainDatabase, writeEncrypted } from './sealed-database.ts';
import type { Packing } from './reading.ts';
import { reportsFolder, sha256Of } from './signatures.ts';
import { named, namedDatabaseError, openSnapshot } from './sqlite.ts';

const APPLICATION_ID = 0x49_53_4c_50;
const VERSION = 1;

/** What a part may be called: nothing else is ever written from a file that somebody sent. */
const PART = /^(?:case\.sqlite|samples\/\d{6}\.seg|reports\/[0-9a-f]{64}\.pdf)$/;
const DATABASE_PART = 'case.sqlite';

/** Gives a connection the passphrase of a case file: a database as SQLCipher 4 makes it of a passphrase (PBKDF2, 256,000 rounds of HMAC-SHA-512). */
function givePassphrase(db: Database.Database, passphrase: string): void {
  if (passphrase === '') return;
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4');
  db.pragma(`key = '${passphrase.normalize('NFKC').replaceAll("'", "''")}'`);
}

/**
 * Writes a case to a file, in place of one that is there. Reads only; edits made meanwhile are not in it.
 *
 * @throws AppError `disk-full`, `file-unwritable`, `database-damaged`, `store-damaged`; then a file that was there is still there
 */
export function packCase(folder: string, target: string, packing: Packing = { passphrase: '', deidentified: null }): { bytes: number; parts: number } {
  const part = `${target}.part`;
  try {
    files.remove(part);
    try {
      files.close(files.open(part, 'w', 0o600));
    } catch (thrown) {
      throw namedFileError(thrown, target);
    }
    const parts = partsOf(folder, packing);
    named(target, () => {
      const db = new Database(part);
      try {
        givePassphrase(db, packing.passphrase);
        db.pragma('journal_mode = OFF');
        db.pragma(`application_id = ${APPLICATION_ID}`);
        db.pragma(`user_version = ${VERSION}`);
        db.exec('CREATE TABLE part (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, bytes BLOB NOT NULL) STRICT');
        const add = db.prepare('INSERT INTO part (name, sha256, bytes) VALUES (?, ?, ?)');
        db.transaction(() => {
          for (const { name, read } of parts) {
            const bytes = read();
            add.run(name, sha256Of(bytes), bytes);
          }
        })();
      } finally {
        db.close();
      }
      files.rename(part, target);
      syncFolder(files, dirname(target));
    });
    return { bytes: files.size(target), parts: parts.length };
  } finally {
    files.remove(part);
  }
}

interface Part {
  name: string;
  read(): Uint8Array;
}

/** The parts of a case as its database has it: segments without a row are none. The database is copied in memory: no plain byte of an encrypted one comes to the disk. */
function partsOf(folder: string, { deidentified }: Packing): Part[] {
  const path = join(folder, 'case.sqlite');
  const memory = named(path, () => {
    const db = openSnapshot(path, CASE_DATABASE);
    try {
      return databaseFrom(imageOf(db));
    } finally {
      db.close();
    }
  });
  try {
    const db = CaseDatabase.over(path, memory);
    if (!db.isImported()) throw new AppError('not-ready', 'The recording is still being imported.', { hint: 'Wait until it is there.' });
    const samples = db.segmentSums().map(({ idx }): Part => ({ name: `samples/${segmentName(idx)}`, read: () => readSegmentBytes(join(samplesFolder(folder), segmentName(idx))) }));
    if (deidentified) deidentify(memory, deidentified.caseId, deidentified.time);
    const image = imageOf(memory);
    const reports = !deidentified && files.exists(reportsFolder(folder)) ? files.list(reportsFolder(folder)) : [];
    return [
      { name: DATABASE_PART, read: () => image },
      ...samples,
      ...reports.map((name): Part => ({ name: `reports/${name}`, read: () => readKept(join(reportsFolder(folder), name)) })).filter(({ name }) => PART.test(name)),
    ];
  } finally {
    memory.close();
  }
}

/**
 * The id of the case in a case file, before it is unpacked.
 *
 * @throws as `unpackCase` does
 */
export function peekCase(source: string, passphrase: string): { caseId: string } {
  if (!files.exists(source)) throw new AppError('file-missing', 'There is no such file.', { hint: 'Look at its name.', details: { path: source } });
  const db = openPacked(source, passphrase);
  try {
    const row = db.prepare<[string], { bytes: Uint8Array }>('SELECT bytes FROM part WHERE name = ?').get(DATABASE_PART);
    if (!row) throw damagedFile(source, 'it holds no database');
    const inside = databaseFrom(row.bytes);
    try {
      const caseId = inside.prepare<[], { id: unknown }>('SELECT case_id AS id FROM recording').get()?.id;
      if (typeof caseId !== 'string' || !/^[0-9A-Z]{1,64}$/.test(caseId)) throw damagedFile(source, 'the case has no proper id');
      return { caseId };
    } finally {
      inside.close();
    }
  } catch (thrown) {
    throw thrown instanceof Database.SqliteError ? damagedFile(source, thrown.message, thrown) : thrown;
  } finally {
    db.close();
  }
}

/**
 * Unpacks a case file into an empty folder and proves what came out. Where the
 * folder has a seal, everything is encrypted before it is written.
 *
 * @throws AppError `file-missing`, `format-unknown`, `format-damaged`, `passphrase-needed`, `passphrase-wrong`, `database-newer`, `disk-full`; the folder is then of no use
 */
export function unpackCase(source: string, folder: string, passphrase = ''): { caseId: string } {
  if (!files.exists(source)) throw new AppError('file-missing', 'There is no such file.', { hint: 'Look at its name.', details: { path: source } });
  const db = openPacked(source, passphrase);
  try {
    const damaged = (what: string, cause?: unknown): AppError => damagedFile(source, what, cause);
    try {
      for (const inside of ['samples', 'reports']) files.makeFolder(join(folder, inside));
    } catch (thrown) {
      throw namedFileError(thrown, folder);
    }
    try {
      for (const { name, sha256, bytes } of db.prepare<[], { name: string; sha256: string; bytes: Uint8Array }>('SELECT name, sha256, bytes FROM part').iterate()) {
        if (!PART.test(name)) throw damaged(`a part is called ${name.slice(0, 100)}`);
        if (sha256Of(bytes) !== sha256) throw damaged(`${name} has another hash`);
        put(folder, name, bytes);
      }
      return proveCase(folder);
    } catch (thrown) {
      const failure = namedDatabaseError(thrown, source);
      if (failure instanceof AppError && ['database-damaged', 'store-damaged', 'data-folder-unusable'].includes(failure.code)) throw damaged(failure.message, failure);
      throw failure;
    }
  } finally {
    db.close();
  }
}

/** Writes one part to its place, sealed where the folder has a seal. */
function put(folder: string, name: string, bytes: Uint8Array): void {
  const path = join(folder, name);
  const seal = sealOf(folder);
  if (name.startsWith('samples/')) writeWhole(path, segmentFileBytes(bytes, seal, name.slice('samples/'.length)));
  else if (name !== DATABASE_PART) writeKept(path, bytes);
  else if (seal) writeEncrypted(bytes, path, seal);
  else writeWhole(path, bytes);
}

function damagedFile(path: string, what: string, cause?: unknown): AppError {
  return new AppError('format-damaged', 'The case file is damaged.', { hint: 'Have it sent again.', details: { path, what }, cause });
}

/** Sizes of encrypted case files are whole pages. */
const PAGE_BYTES = 4096;

function openPacked(source: string, passphrase: string): Database.Database {
  const unknown = (cause?: unknown): AppError => new AppError('format-unknown', 'This file is no case of Isoline.', { hint: 'A case file is made by isoline export --case.', details: { path: source }, cause });
  const plain = isPlainDatabase(firstBytes(source, 16));
  const size = files.size(source);
  const mayBeEncrypted = !plain && size > 0 && size % PAGE_BYTES === 0;
  if (mayBeEncrypted && passphrase === '') {
    throw new AppError('passphrase-needed', 'This case file is protected by a passphrase, or is no case of Isoline.', { hint: 'Give the passphrase that it was exported with.', details: { path: source } });
  }
  let db: Database.Database;
  try {
    db = new Database(source, { readonly: true, fileMustExist: true });
  } catch (thrown) {
    throw unknown(thrown);
  }
  try {
    if (mayBeEncrypted) givePassphrase(db, passphrase);
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw unknown();
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > VERSION) throw new AppError('database-newer', 'The case file was written by a newer version of Isoline.', { hint: 'Open it with that version.', details: { path: source, version, known: VERSION } });
    return db;
  } catch (thrown) {
    db.close();
    if (thrown instanceof AppError) throw thrown;
    if (mayBeEncrypted && thrown instanceof Database.SqliteError && thrown.code === 'SQLITE_NOTADB') {
      throw new AppError('passphrase-wrong', 'This passphrase does not open the case file.', { hint: 'Try again; capital letters count. It may also be that the file is damaged at its beginning.', details: { path: source }, cause: thrown });
    }
    // Cut off or torn, but begun as it should be.
    if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_CORRUPT')) throw damagedFile(source, thrown.message, thrown);
    throw unknown(thrown);
  }
}

/** Opens what was unpacked, brings it to the present version, and proves database and samples. */
function proveCase(folder: string): { caseId: string } {
  const path = join(folder, 'case.sqlite');
  const db = CaseDatabase.open(path);
  try {
    const { caseId } = db.recording();
    if (!/^[0-9A-Z]{1,64}$/.test(caseId)) throw new AppError('database-damaged', 'The case has no proper id.');
    proveBackup('case', path);
    for (const { idx, crc } of db.segmentSums()) {
      const segment = join(samplesFolder(folder), segmentName(idx));
      if (!files.exists(segment) || readSegment(segment).sampleCrc !== crc) throw new AppError('store-damaged', `Segment ${idx} of the samples is not the one that was committed.`);
    }
    return { caseId };
  } finally {
    db.close();
  }
}
