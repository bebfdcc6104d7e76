/**
 * One writer a data folder. The lock is an exclusive transaction on
 * `<data>/lock` that lasts as long as the program: Node has no file locks, SQLite
 * has, and the system lets go of them when a process dies in whatever way.
 * Beside it lies a note of who holds it and where to reach them.
 */
import Database from 'better-sqlite3';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/contract/errors.ts';
import { files, namedFileError, systemCode, writeWhole } from '../store/files.ts';
import { refuseNetwork } from './network.ts';
import { closeToOthers, makeOwn } from './rights.ts';
import { named } from './sqlite.ts';

const holderNote = z.object({
  pid: z.number().int(),
  /** Path of the socket or name of the pipe, empty while there is none. */
  socket: z.string().default(''),
  /** What the first frame on the socket must show. */
  token: z.string().default(''),
});

/** Who holds a data folder and how a second program reaches them. */
export type LockHolder = z.infer<typeof holderNote>;

export interface DataFolderLock {
  /** Leaves word where to reach this program; readable by the owner only. */
  announce(holder: LockHolder): void;
  /** Lets go of the folder. */
  release(): void;
}

const notePath = (dataFolder: string): string => join(dataFolder, 'lock.json');

/**
 * Takes the data folder, which is made where it is missing.
 *
 * @throws AppError `data-folder-held` where another program has it, `data-folder-unusable`, on a network drive too
 */
export function lockDataFolder(dataFolder: string): DataFolderLock {
  const path = join(dataFolder, 'lock');
  return named(path, () => {
    files.makeFolder(dataFolder);
    refuseNetwork(dataFolder);
    closeToOthers(dataFolder, (words) => console.error(`isoline: ${words}`));
    makeOwn(path);
    const db = new Database(path, { timeout: 0 });
    try {
      db.pragma('journal_mode = DELETE');
      db.pragma('locking_mode = EXCLUSIVE');
      db.exec('BEGIN EXCLUSIVE');
    } catch (thrown) {
      db.close();
      if (!(thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY'))) throw thrown;
      const pid = readHolder(dataFolder)?.pid ?? null;
      throw new AppError('data-folder-held', 'Another Isoline uses this data folder.', {
        hint: 'Work in that window, or close it first.',
        details: { dataFolder, pid },
        cause: thrown,
      });
    }
    files.remove(notePath(dataFolder));
    return {
      announce: (holder) => writeWhole(notePath(dataFolder), Buffer.from(JSON.stringify(holder)), files, false),
      release: () => {
        files.remove(notePath(dataFolder));
        db.close();
      },
    };
  });
}

/**
 * The note of the program that holds the folder, or null where there is none or it makes no sense. Says nothing about whether it still runs.
 *
 * @throws AppError `data-folder-unusable` where it may not be read
 */
export function readHolder(dataFolder: string): LockHolder | null {
  let text: string;
  try {
    text = Buffer.from(files.readAll(notePath(dataFolder))).toString('utf8');
  } catch (thrown) {
    // A file in the folder's place has no note in it either.
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(thrown))) return null;
    throw namedFileError(thrown, dataFolder, 'data-folder-unusable');
  }
  try {
    return holderNote.parse(JSON.parse(text));
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof z.ZodError) return null;
    throw thrown;
  }
}
