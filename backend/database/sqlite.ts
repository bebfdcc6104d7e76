/**
 * One way to open an SQLite file: durable, owner only, and never newer than
 * this program. What SQLite says is turned into named failures here.
 */
import Database from 'better-sqlite3';
import { AppError } from '../../core/contract/errors.ts';
import { files, namedFileError, takesNoMore, troubleBeside } from '../store/files.ts';
import { sealOf } from '../store/keyring.ts';
import type { Seal } from '../store/seal.ts';

export type Sqlite = Database.Database;

/** A step from one version of a database to the next; the position in the list is the version it starts from. */
export type Migration = string | ((db: Sqlite) => void);

export interface DatabaseKind {
  /** Name for messages, `case`. */
  name: string;
  /** SQLite's application_id, so that a file is never taken for another. */
  applicationId: number;
  migrations: readonly Migration[];
  /** Nothing in it is the only copy of anything: no copy is kept when it is migrated. */
  rebuilt?: true;
}

/** An SQLite error as a named failure; anything else as it is. */
export function namedDatabaseError(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof Database.SqliteError)) return namedFileError(thrown, path, 'data-folder-unusable');
  const details = { path, sqlite: thrown.code };
  // A quota that is used up and a log's index that finds no room are errors of the disk to SQLite, as one that fails is: the disk is asked which.
  if (thrown.code === 'SQLITE_IOERR_WRITE' || thrown.code === 'SQLITE_IOERR_SHMSIZE') {
    const trouble = troubleBeside(path);
    return trouble === undefined ? takesNoMore(details, thrown) : namedFileError(trouble, path, 'data-folder-unusable');
  }
  if (thrown.code === 'SQLITE_FULL') {
    return new AppError('disk-full', 'The disk is full. Nothing of this step was kept.', { hint: 'Make room on the disk and try again.', details, cause: thrown });
  }
  if (thrown.code.startsWith('SQLITE_CORRUPT') || thrown.code === 'SQLITE_NOTADB') {
    return new AppError('database-damaged', 'A database of the data folder is damaged.', { hint: 'Restore it from a backup.', details, cause: thrown });
  }
  if (thrown.code.startsWith('SQLITE_BUSY') || thrown.code.startsWith('SQLITE_LOCKED')) {
    return new AppError('data-folder-held', 'Another program uses the data folder.', { hint: 'Close it, or work through it.', details, cause: thrown });
  }
  if (thrown.code.startsWith('SQLITE_CANTOPEN') || thrown.code.startsWith('SQLITE_READONLY') || thrown.code.startsWith('SQLITE_PERM')) {
    return new AppError('data-folder-unusable', 'A database of the data folder cannot be opened.', { hint: 'Look at the rights of the folder.', details, cause: thrown });
  }
  if (thrown.code.startsWith('SQLITE_IOERR')) {
    return new AppError('data-folder-unusable', 'The disk gave an error.', { hint: 'Try again; if it stays, have the disk looked at.', details, cause: thrown });
  }
  return thrown;
}

/** Runs `body`; SQLite's and the file system's errors come out by name. */
export function named<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (thrown) {
    throw namedDatabaseError(thrown, path);
  }
}

/**
 * Gives a connection the key of its file, before anything is read: pages as
 * SQLCipher 4 writes them (AES-256-CBC and HMAC-SHA-512, each with a fresh
 * random vector), the key raw, so that opening costs no derivation.
 */
export function giveKey(db: Sqlite, seal: Seal): void {
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4');
  db.pragma(`key = "x'${seal.database}'"`);
  // What SQLite puts aside for sorting would lie in a plain file.
  db.pragma('temp_store = MEMORY');
}

/** A connection to a file, with the key that its place has. */
function connect(path: string, readonly: boolean): Sqlite {
  const seal = sealOf(path);
  const db = new Database(path, { readonly, fileMustExist: true, timeout: 2000 });
  if (seal) giveKey(db, seal);
  return db;
}

/**
 * Opens a database and brings it to the present version.
 *
 * @throws AppError `database-newer`, `database-damaged`, `data-folder-held`, `data-folder-unusable`, `disk-full`
 */
export function openDatabase(path: string, kind: DatabaseKind, options: { mustExist?: boolean } = {}): Sqlite {
  return named(path, () => {
    // Made here and not by SQLite, so that only its owner can read it; the files beside it follow.
    if (!options.mustExist && !files.exists(path)) files.close(files.open(path, 'w', 0o600));
    const db = connect(path, false);
    try {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma('foreign_keys = ON');
      db.pragma('secure_delete = ON');
      migrate(db, kind, path);
      return db;
    } catch (thrown) {
      db.close();
      throw thrown;
    }
  });
}

/**
 * Opens a database of the present version to read it as it stands now: one read
 * transaction as long as the connection, beside which others go on writing.
 *
 * @throws AppError `database-newer`, `database-damaged`, `data-folder-unusable`
 */
export function openSnapshot(path: string, kind: DatabaseKind): Sqlite {
  return named(path, () => {
    const db = connect(path, true);
    try {
      const version = versionOf(db, kind, path);
      if (version < kind.migrations.length) throw new AppError('database-damaged', `The ${kind.name} database is of an older version.`, { hint: 'Open it once for writing.', details: { path, version } });
      db.exec('BEGIN');
      db.prepare('SELECT count(*) FROM sqlite_schema').get();
      return db;
    } catch (thrown) {
      db.close();
      throw thrown;
    }
  });
}

/** Whether a database was written by an older program; an empty file was written by none. Throws AppError `database-newer`, `database-damaged`. */
export function isOlder(path: string, kind: DatabaseKind): boolean {
  return named(path, () => {
    const db = connect(path, true);
    try {
      const version = versionOf(db, kind, path);
      return version > 0 && version < kind.migrations.length;
    } finally {
      db.close();
    }
  });
}

/** Brings what the write-ahead log of a database holds into its file. One that is damaged stays as it is. */
export function emptyLog(path: string): void {
  try {
    const db = connect(path, false);
    try {
      db.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      db.close();
    }
  } catch (thrown) {
    if (!(thrown instanceof Database.SqliteError || thrown instanceof AppError)) throw thrown;
  }
}

/**
 * Writes a copy of a database as it stands now, whatever is written meanwhile,
 * synced, readable by its owner only, encrypted with the same key. `target` is no file yet.
 *
 * @throws AppError `disk-full`, `database-damaged`, `data-folder-unusable`; then there is no copy
 */
export function copyDatabase(source: string, target: string): void {
  named(source, () => {
    const db = connect(source, true);
    try {
      vacuumInto(db, target);
    } catch (thrown) {
      files.remove(target);
      throw thrown;
    } finally {
      db.close();
    }
  });
}

function vacuumInto(db: Sqlite, target: string): void {
  // An empty file of the right mode is filled; SQLite itself would let others read it.
  files.close(files.open(target, 'w', 0o600));
  db.prepare('VACUUM INTO ?').run(target);
  const file = files.open(target, 'r+');
  try {
    files.sync(file);
  } finally {
    files.close(file);
  }
}

function versionOf(db: Sqlite, kind: DatabaseKind, path: string): number {
  const id = db.pragma('application_id', { simple: true });
  const version = Number(db.pragma('user_version', { simple: true }));
  if (id !== kind.applicationId && !(id === 0 && version === 0)) {
    throw new AppError('database-damaged', `This file is no ${kind.name} database of Isoline.`, { details: { path } });
  }
  if (version > kind.migrations.length) {
    throw new AppError('database-newer', `The ${kind.name} database was written by a newer version of Isoline.`, {
      hint: 'Open it with that version.',
      details: { path, version, known: kind.migrations.length },
    });
  }
  return version;
}

function migrate(db: Sqlite, kind: DatabaseKind, path: string): void {
  const version = versionOf(db, kind, path);
  // A step that goes wrong is taken back by SQLite; one that does the wrong thing, by this copy.
  if (version > 0 && version < kind.migrations.length && !kind.rebuilt) {
    const copy = `${path}.version-${version}`;
    files.remove(`${copy}.part`);
    try {
      vacuumInto(db, `${copy}.part`);
      files.rename(`${copy}.part`, copy);
    } catch (thrown) {
      files.remove(`${copy}.part`);
      throw thrown;
    }
  }
  for (let from = version; from < kind.migrations.length; from++) {
    db.transaction(() => {
      const step = kind.migrations[from]!;
      if (typeof step === 'string') db.exec(step);
      else step(db);
      db.pragma(`application_id = ${kind.applicationId}`);
      db.pragma(`user_version = ${from + 1}`);
    })();
  }
}
