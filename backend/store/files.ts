/**
 * The few file calls that write a case: one seam, so that a full disk and a
 * broken cable can be tried. Everything that is kept goes to the disk before
 * its name does: write, sync, rename, sync the folder.
 */
import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, readSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import type { ErrorCode } from '../../core/contract/errors.ts';

/** Synchronous file calls; they throw as those of `node:fs` do. */
export interface FileCalls {
  open(path: string, flags: 'r' | 'r+' | 'w', mode?: number): number;
  write(file: number, bytes: Uint8Array): number;
  read(file: number, into: Uint8Array, position: number): number;
  sync(file: number): void;
  truncate(file: number, length: number): void;
  close(file: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  makeFolder(path: string): void;
  readAll(path: string): Uint8Array;
  size(path: string): number;
  list(path: string): string[];
  exists(path: string): boolean;
}

/** The real ones. */
export const files: FileCalls = {
  open: (path, flags, mode) => openSync(path, flags, mode),
  write: (file, bytes) => writeSync(file, bytes),
  read: (file, into, position) => readSync(file, into, 0, into.length, position),
  sync: (file) => fsyncSync(file),
  truncate: (file, length) => ftruncateSync(file, length),
  close: (file) => closeSync(file),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  makeFolder: (path) => {
    const first = mkdirSync(path, { recursive: true, mode: 0o700 });
    if (first === undefined) return;
    // What lies in a folder lasts only if the folder's own name does.
    for (let made = resolve(path); ; made = dirname(made)) {
      syncFolder(files, dirname(made));
      if (made === resolve(first)) return;
    }
  },
  readAll: (path) => readFileSync(path),
  size: (path) => statSync(path).size,
  list: (path) => readdirSync(path),
  exists: (path) => existsSync(path),
};

/** The system's name of a file error (`ENOSPC`, `EACCES`, …) or empty. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && !(thrown instanceof AppError) && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

/** A file error as a named failure; anything else as it is. `fallback` is the code of every error but that of space: rights, a disk that is read-only, one that fails. */
export function namedFileError(thrown: unknown, path: string, fallback: ErrorCode = 'file-unwritable'): unknown {
  const code = systemCode(thrown);
  if (thrown instanceof AppError || code === '') return thrown;
  const details = { path, system: code };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('disk-full', 'The disk is full. Nothing of this step was kept.', { hint: 'Make room on the disk and try again.', details, cause: thrown });
  }
  if (code === 'EFBIG') return takesNoMore(details, thrown);
  if (code === 'EROFS') {
    return new AppError(fallback, 'The disk is read-only.', { hint: 'A stick or card may be locked by its switch. The system locks a disk in which it found faults: have it looked at.', details, cause: thrown });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError(fallback, 'This place on the disk may not be written.', { hint: 'Ask for the right to write there, or choose another folder.', details, cause: thrown });
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError(fallback, 'The folder is not there.', { hint: 'Make it, or choose another one.', details, cause: thrown });
  }
  if (code === 'EISDIR') {
    return new AppError(fallback, 'There is a folder of this name.', { hint: 'Give it another name.', details, cause: thrown });
  }
  return new AppError(fallback, 'The disk gave an error.', { hint: 'Try again; if it stays, have the disk looked at.', details, cause: thrown });
}

/** A file that may not grow: a quota is all but used up, or the file system or a limit allows none that is larger. */
export function takesNoMore(details: AppError['details'], cause: unknown): AppError {
  return new AppError('disk-full', 'The disk takes no more of this file. Nothing of this step was kept.', { hint: 'Make room on the disk and try again. A quota, or the largest size that a file may have there, may be reached, too.', details, cause });
}

/** As much as a database writes at once, many times over. */
const TRIED_BYTES = 64 * 1024;

/**
 * What the disk says when a little is written beside a file and taken away again;
 * undefined where it takes it. For those who were told only that writing failed.
 */
export function troubleBeside(path: string, calls: FileCalls = files): unknown {
  const trial = `${path}.trial`;
  let trouble: unknown;
  try {
    const file = calls.open(trial, 'w', 0o600);
    try {
      writeAll(calls, file, new Uint8Array(TRIED_BYTES));
      calls.sync(file);
    } finally {
      calls.close(file);
    }
  } catch (thrown) {
    trouble = thrown;
  }
  try {
    calls.remove(trial);
  } catch (thrown) {
    trouble ??= thrown;
  }
  return trouble;
}

/** Syncs a folder, so that names made in it last. Windows has no such call and needs none. */
export function syncFolder(calls: FileCalls, folder: string): void {
  if (process.platform === 'win32') return;
  const handle = calls.open(folder, 'r');
  try {
    calls.sync(handle);
  } finally {
    calls.close(handle);
  }
}

/** Writes all bytes to an open file; a call may take only a part of them. */
function writeAll(calls: FileCalls, file: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += calls.write(file, bytes.subarray(done));
}

/**
 * Writes a file whole or not at all: under another name first, then renamed.
 *
 * @param lasting whether file and folder are synced; a staged file is when it is committed
 * @throws AppError `disk-full`, `file-unwritable`
 */
export function writeWhole(path: string, bytes: Uint8Array, calls: FileCalls = files, lasting = true): void {
  const part = `${path}.part`;
  try {
    const file = calls.open(part, 'w', 0o600);
    try {
      writeAll(calls, file, bytes);
      if (lasting) calls.sync(file);
    } finally {
      calls.close(file);
    }
    calls.rename(part, path);
    if (lasting) syncFolder(calls, dirname(path));
  } catch (thrown) {
    calls.remove(part);
    throw namedFileError(thrown, path);
  }
}
