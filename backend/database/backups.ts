/**
 * Copies of databases, made while they are written, proven before they count,
 * a few of each kept. Samples never change once they are imported and are not
 * among them.
 */
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import type { CancelSignal } from '../../core/contract/define.ts';
import type { BackupInfo } from '../../core/contract/types.ts';
import { files, namedFileError, syncFolder, writeWhole } from '../store/files.ts';
import { AccessLog } from './access-log.ts';
import { CaseDatabase } from './case-database.ts';
import { readOnThread } from './reading.ts';
import { CASE_DATABASE } from './case-schema.ts';
import { copyDatabase, emptyLog, isOlder, named, openDatabase, openSnapshot } from './sqlite.ts';
import { WORKPLACE_DATABASE } from './workplace-database.ts';

/** What the database of the workplace is called among the backups. */
export const WORKPLACE = 'workplace';

/** Backups that are kept of each database. */
export const KEPT = 5;

const NAME = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z-(\d+)-([0-9a-f]{16})\.sqlite$/;

function infoOf(folder: string, of: string, name: string): BackupInfo | null {
  const match = NAME.exec(name);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, ms, revision, head] = match;
  return { of, name, time: `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`, revision: Number(revision), head: head!, bytes: files.size(join(folder, name)) };
}

export class Backups {
  readonly #dataFolder: string;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  folderOf(of: string): string {
    return join(this.#dataFolder, 'backups', of);
  }

  pathOf({ of, name }: Pick<BackupInfo, 'of' | 'name'>): string {
    return join(this.folderOf(of), name);
  }

  /** Backups of a case or of the workplace, newest first. */
  list(of: string): BackupInfo[] {
    const folder = this.folderOf(of);
    if (!files.exists(folder)) return [];
    return files
      .list(folder)
      .map((name) => infoOf(folder, of, name))
      .filter((info) => info !== null)
      .toSorted((a, b) => (a.name < b.name ? 1 : -1));
  }

  /** The one named, or the newest. Throws AppError `backup-missing`. */
  find(of: string, name = ''): BackupInfo {
    const all = this.list(of);
    const found = name === '' ? all[0] : all.find((info) => info.name === name);
    if (found) return found;
    throw new AppError('backup-missing', name === '' ? 'There is no backup of it yet.' : 'There is no such backup.', {
      hint: all.length > 0 ? `There are ${all.map((info) => info.name).join(', ')}.` : 'Backups are made while the program is open, and by isoline backup.',
      details: { of, name },
    });
  }

  /**
   * Makes a backup on a thread of its own, proves it and lets go of the oldest.
   *
   * @param source path of the database
   * @param now milliseconds since 1970
   * @throws AppError `disk-full`, `database-damaged`, `data-folder-unusable`, `cancelled`; then none was made
   */
  async make(of: string, source: string, now: number, signal?: CancelSignal): Promise<BackupInfo> {
    const folder = this.folderOf(of);
    // Names are in the order in which the backups were made, also where the clock was set back.
    const [newest] = this.list(of);
    const at = Math.max(now, newest ? Date.parse(newest.time) + 1 : now);
    const part = join(folder, `.${at}.part`);
    let path = part;
    try {
      files.makeFolder(folder);
      files.remove(part);
      const { revision, head } = await readOnThread({ kind: 'backup', database: of === WORKPLACE ? 'workplace' : 'case', source, target: part }, undefined, signal);
      const name = `${new Date(at).toISOString().replaceAll(/[-:.]/g, '')}-${revision}-${head.slice(0, 16)}.sqlite`;
      files.rename(part, join(folder, name));
      // From here on it has its name; one whose name may not last is none.
      path = join(folder, name);
      syncFolder(files, folder);
      const made = infoOf(folder, of, name)!;
      this.#letGo(made);
      return made;
    } catch (thrown) {
      files.remove(path);
      throw namedFileError(thrown, folder, 'data-folder-unusable');
    }
  }

  /** Keeps the newest few. One whose journal ends where the new one's does says nothing that the new one does not. */
  #letGo(made: BackupInfo): void {
    const others = this.list(made.of).filter(({ name }) => name !== made.name);
    const same = others.filter(({ revision, head }) => made.of !== WORKPLACE && revision === made.revision && head === made.head);
    const rest = others.filter((info) => !same.includes(info));
    for (const old of [...same, ...rest.slice(KEPT - 1)]) files.remove(this.pathOf(old));
  }

  /**
   * Puts a backup in the place of a database that nobody has open. What was
   * there stays beside it under `.replaced`.
   *
   * @throws AppError `database-damaged` where the backup does not prove itself, `disk-full`; then nothing has changed
   */
  putBack(info: BackupInfo, target: string): void {
    const path = this.pathOf(info);
    proveBackup(info.of === WORKPLACE ? 'workplace' : 'case', path);
    named(target, () => {
      const bytes = files.readAll(path);
      const fresh = `${target}.restored`;
      try {
        writeWhole(fresh, bytes);
        // The old file must be whole without its log: the log would be taken for one of the new file, and goes before that comes.
        if (files.exists(target)) emptyLog(target);
        for (const suffix of ['', '-wal']) if (files.exists(target + suffix)) writeWhole(`${target}.replaced${suffix}`, files.readAll(target + suffix));
        for (const suffix of ['-wal', '-shm']) files.remove(target + suffix);
        files.rename(fresh, target);
        syncFolder(files, join(target, '..'));
      } catch (thrown) {
        files.remove(fresh);
        throw thrown;
      }
    });
  }

  /** Whether a database has changed since its newest backup. */
  isDue(of: string, source: string, changedAt: (path: string) => number, now: number): boolean {
    const [newest] = this.list(of);
    const made = newest ? Date.parse(newest.time) : 0;
    // The clock was set back: what it says of changes means nothing until it has caught up.
    if (made > now) return true;
    return [source, `${source}-wal`].some((path) => files.exists(path) && changedAt(path) > made);
  }

  /** Takes all backups of a case away. */
  remove(of: string): void {
    files.remove(this.folderOf(of));
  }
}

/** Takes away the copies that lie beside a database: what a restoring replaced, what was there before a migration. */
export function removeCopiesBeside(database: string): void {
  const name = basename(database);
  for (const other of files.list(dirname(database))) if (other.startsWith(`${name}.`)) files.remove(join(dirname(database), other));
}

/**
 * Opens a backup and proves it: the file whole, the chain unbroken. One of an
 * older program is proven in the form that it will have, as a copy beside it.
 *
 * @returns where its journal ends, or the workplace's access log
 * @throws AppError `database-damaged`, `database-newer`
 */
export function proveBackup(database: 'case' | 'workplace', path: string): { revision: number; head: string } {
  const kind = database === 'workplace' ? WORKPLACE_DATABASE : CASE_DATABASE;
  if (!isOlder(path, kind)) return proven(database, path);
  const copy = `${path}.proving`;
  const clear = (): void => {
    removeCopiesBeside(copy);
    for (const suffix of ['', '-wal', '-shm']) files.remove(copy + suffix);
  };
  clear();
  try {
    copyDatabase(path, copy);
    openDatabase(copy, kind).close();
    return proven(database, copy);
  } finally {
    clear();
  }
}

function proven(database: 'case' | 'workplace', path: string): { revision: number; head: string } {
  const damaged = (what: string): AppError => new AppError('database-damaged', 'The backup does not prove itself.', { hint: 'Take an older one.', details: { path, what } });
  if (database === 'workplace') {
    const db = openSnapshot(path, WORKPLACE_DATABASE);
    try {
      const found = db.pragma('integrity_check', { simple: true });
      if (found !== 'ok') throw damaged(String(found));
      const access = new AccessLog(db);
      const [line] = access.verify();
      if (line !== undefined) throw damaged(line);
      const { sequence: revision, hash: head } = access.head();
      return { revision, head };
    } finally {
      db.close();
    }
  }
  const db = CaseDatabase.openReadOnly(path);
  try {
    const found = db.integrity();
    if (found !== 'ok') throw damaged(found);
    for (const { troubles } of db.journal.verify()) if (troubles[0] !== undefined) throw damaged(troubles[0]);
    db.recording();
    const [run] = db.runs.verify();
    if (run !== undefined) throw damaged(run);
    const [line] = db.access.verify();
    if (line !== undefined) throw damaged(line);
    const { sequence: revision, hash: head } = db.journal.head();
    return { revision, head };
  } finally {
    db.close();
  }
}
