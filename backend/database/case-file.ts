/**
 * A whole case as one file, for handing over: its database, its samples and its
 * signed reports. The file is an SQLite database of its own kind, each part a
 * row with its hash; docs/case-file.md describes it.
 */
import Database from 'better-sqlite3';
import { dirname, join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { files, namedFileError, syncFolder, writeWhole } from '../store/files.ts';
import { decodeSampleSegment, segmentName } from '../store/segment.ts';
import { samplesFolder } from '../store/staging.ts';
import { proveBackup } from './backups.ts';
import { CaseDatabase } from './case-database.ts';
import { reportsFolder, sha256Of } from './signatures.ts';
import { copyDatabase, named, namedDatabaseError } from './sqlite.ts';

const APPLICATION_ID = 0x49_53_4c_50;
const VERSION = 1;

/** What a part may be called: nothing else is ever written from a file that somebody sent. */
const PART = /^(?:case\.sqlite|samples\/\d{6}\.seg|reports\/[0-9a-f]{64}\.pdf)$/;

/**
 * Writes a case to a file, in place of one that is there. Reads only; edits made meanwhile are not in it.
 *
 * @throws AppError `disk-full`, `file-unwritable`, `database-damaged`; then a file that was there is still there
 */
export function packCase(folder: string, target: string): { bytes: number; parts: number } {
  const part = `${target}.part`;
  const copy = `${target}.database`;
  try {
    files.remove(part);
    files.remove(copy);
    try {
      files.close(files.open(part, 'w', 0o600));
    } catch (thrown) {
      throw namedFileError(thrown, target);
    }
    copyDatabase(join(folder, 'case.sqlite'), copy);
    const parts = partsOf(folder, copy);
    named(target, () => {
      const db = new Database(part);
      try {
        db.pragma('journal_mode = OFF');
        db.pragma(`application_id = ${APPLICATION_ID}`);
        db.pragma(`user_version = ${VERSION}`);
        db.exec('CREATE TABLE part (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, bytes BLOB NOT NULL) STRICT');
        const add = db.prepare('INSERT INTO part (name, sha256, bytes) VALUES (?, ?, ?)');
        db.transaction(() => {
          for (const { name, path } of parts) {
            const bytes = files.readAll(path);
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
    files.remove(copy);
  }
}

/** The parts of a case as its database has it: segments without a row are none. */
function partsOf(folder: string, database: string): { name: string; path: string }[] {
  const db = CaseDatabase.openReadOnly(database);
  try {
    if (!db.isImported()) throw new AppError('not-ready', 'The recording is still being imported.', { hint: 'Wait until it is there.' });
    const reports = files.exists(reportsFolder(folder)) ? files.list(reportsFolder(folder)) : [];
    return [
      { name: 'case.sqlite', path: database },
      ...db.segmentSums().map(({ idx }) => ({ name: `samples/${segmentName(idx)}`, path: join(samplesFolder(folder), segmentName(idx)) })),
      ...reports.map((name) => ({ name: `reports/${name}`, path: join(reportsFolder(folder), name) })).filter(({ name }) => PART.test(name)),
    ];
  } finally {
    db.close();
  }
}

/**
 * Unpacks a case file into an empty folder and proves what came out.
 *
 * @throws AppError `file-missing`, `format-unknown`, `format-damaged`, `database-newer`, `disk-full`; the folder is then of no use
 */
export function unpackCase(source: string, folder: string): { caseId: string } {
  if (!files.exists(source)) throw new AppError('file-missing', 'There is no such file.', { hint: 'Look at its name.', details: { path: source } });
  const db = openPacked(source);
  try {
    const damaged = (what: string, cause?: unknown): AppError => damagedFile(source, what, cause);
    for (const inside of ['samples', 'reports']) files.makeFolder(join(folder, inside));
    try {
      for (const { name, sha256, bytes } of db.prepare<[], { name: string; sha256: string; bytes: Uint8Array }>('SELECT name, sha256, bytes FROM part').iterate()) {
        if (!PART.test(name)) throw damaged(`a part is called ${name.slice(0, 100)}`);
        if (sha256Of(bytes) !== sha256) throw damaged(`${name} has another hash`);
        writeWhole(join(folder, name), bytes);
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

function damagedFile(path: string, what: string, cause?: unknown): AppError {
  return new AppError('format-damaged', 'The case file is damaged.', { hint: 'Have it sent again.', details: { path, what }, cause });
}

function openPacked(source: string): Database.Database {
  const unknown = (cause?: unknown): AppError => new AppError('format-unknown', 'This file is no case of Isoline.', { hint: 'A case file is made by isoline export --case.', details: { path: source }, cause });
  let db: Database.Database;
  try {
    db = new Database(source, { readonly: true, fileMustExist: true });
  } catch (thrown) {
    throw unknown(thrown);
  }
  try {
    if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw unknown();
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > VERSION) throw new AppError('database-newer', 'The case file was written by a newer version of Isoline.', { hint: 'Open it with that version.', details: { path: source, version, known: VERSION } });
    return db;
  } catch (thrown) {
    db.close();
    if (thrown instanceof AppError) throw thrown;
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
      if (!files.exists(segment) || decodeSampleSegment(files.readAll(segment)).sampleCrc !== crc) throw new AppError('store-damaged', `Segment ${idx} of the samples is not the one that was committed.`);
    }
    return { caseId };
  } finally {
    db.close();
  }
}
