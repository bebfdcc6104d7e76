/**
 * Files that leave the program: reports, labels, figures, copies of cases. Each
 * is whole under its name or not there, and none lies among what the program keeps.
 */
import { realpathSync } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, isAbsolute, resolve } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { namedFileError } from './files.ts';

export interface HandedOut {
  path: string;
  bytes: Uint8Array | string;
}

/** The calls that write; a seam, so that a full disk and a killed program can be tried. */
export interface HandOutCalls {
  write(path: string, bytes: Uint8Array | string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  syncFolder(folder: string): Promise<void>;
}

const onDisk: HandOutCalls = {
  write: (path, bytes) => writeFile(path, bytes, { flush: true }),
  rename,
  async syncFolder(folder) {
    // Windows has no such call and needs none.
    if (process.platform === 'win32') return;
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

/**
 * Writes files that belong together, in place of those that are there: all of
 * them beside their names and synced first, then renamed in their order. Where the
 * last one stands under its name, all of them do, and they are whole.
 *
 * @throws AppError `disk-full`, `file-unwritable`; then nothing lies beside the names
 */
export async function handOut(outs: readonly HandedOut[], calls: HandOutCalls = onDisk): Promise<void> {
  const parts: string[] = [];
  let at = '';
  try {
    for (const { path, bytes } of outs) {
      at = path;
      parts.push(`${path}.part`);
      await calls.write(`${path}.part`, bytes);
    }
    for (const { path } of outs) await calls.rename(`${(at = path)}.part`, path);
    for (const folder of new Set(outs.map(({ path }) => dirname(path)))) await calls.syncFolder((at = folder));
  } catch (thrown) {
    // Where even this fails, the first failure is the one to tell.
    await Promise.allSettled(parts.map((part) => rm(part, { force: true })));
    throw namedFileError(thrown, at);
  }
}

/** Where a path leads once links are followed; of one whose folder is not there the path itself. */
function placeOf(path: string): string {
  try {
    return join(realpathSync.native(dirname(path)), basename(path));
  } catch {
    // What is wrong with the folder is told when it is written to.
    return path;
  }
}

/**
 * Refuses a place where nothing is handed out to.
 *
 * @param ending what the name ends in, `.pdf`: what is handed out never takes the place of a file of another kind. Any where left out
 * @throws AppError `file-unwritable` inside the data folder, or with another ending
 */
export function refuseForeignPlace(path: string, dataFolder: string, ending?: string): void {
  const details = { path };
  const way = relative(placeOf(resolve(dataFolder)), placeOf(resolve(path)));
  if (way === '' || !(way.startsWith('..') || isAbsolute(way))) throw new AppError('file-unwritable', 'This place is the program’s own data folder.', { hint: 'Choose another folder.', details });
  if (ending !== undefined && extname(path).toLowerCase() !== ending) throw new AppError('file-unwritable', `The name of this file has to end in ${ending}.`, { hint: 'Give it another name.', details });
}
