/**
 * Reading foreign files: Node's errors become named failures, short reads are
 * said, and nothing is allocated on the word of a header.
 */

import { constants, open, readdir, readFile, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';

function errnoOf(thrown: unknown): string {
  return thrown instanceof Error && !(thrown instanceof AppError) && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

/** Names a failure of the file system; anything that is not one is passed on as it is. */
export function fileFailure(thrown: unknown, path: string): unknown {
  const errno = errnoOf(thrown);
  if (errno === '') return thrown;
  const name = basename(path);
  const more = { details: { path, errno }, cause: thrown };
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new AppError('file-missing', `${name} is not there.`, { ...more, hint: 'Put the file beside the others of the recording.' });
    case 'EACCES':
    case 'EPERM':
      return new AppError('file-missing', `${name} may not be read.`, { ...more, hint: 'Ask for the right to read the file.' });
    case 'EISDIR':
      return new AppError('format-unknown', `${name} is a folder, not a recording.`, { ...more, hint: 'Name a file, or a folder that holds one recording.' });
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('disk-full', `The disk is full; ${name} could not be written.`, { ...more, hint: 'Free some space and try again.' });
    default:
      // What a card gives that was taken out, a cable that came off, a share that went away.
      return new AppError('file-missing', `${name} cannot be read (${errno}).`, { ...more, hint: 'See that its card, stick or network drive is still connected; copy the file to this computer and import it from there.' });
  }
}

/** Names a failure to write. */
export function writeFailure(thrown: unknown, path: string): unknown {
  const errno = errnoOf(thrown);
  if (errno === '') return thrown;
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return fileFailure(thrown, path);
  return new AppError('file-unwritable', `${basename(path)} cannot be written (${errno}).`, {
    hint: 'Choose a folder that is there and may be written to.',
    details: { path, errno },
    cause: thrown,
  });
}

/** A device or a pipe in place of a file. */
function noPlainFile(path: string): AppError {
  return new AppError('format-unknown', `${basename(path)} is not a plain file.`, { hint: 'Put the file itself in its place.', details: { path } });
}

/** A foreign file opened for reading at any place. */
export interface SourceFile {
  readonly path: string;
  /** Bytes in the file when it was opened. */
  readonly size: number;
  /** Up to `length` bytes from `offset`; shorter only at the end of the file. Throws `file-changed` where the file was cut since it was opened. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file for reading. Throws `file-missing`, or `format-unknown` for a folder. */
export async function openSource(path: string): Promise<SourceFile> {
  let handle: FileHandle;
  let size: number;
  try {
    // A named pipe would be waited for until somebody writes to it: not waiting, it is seen for what it is.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (thrown) {
    throw fileFailure(thrown, path);
  }
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw facts.isDirectory() ? fileFailure(Object.assign(new Error('a folder'), { code: 'EISDIR' }), path) : noPlainFile(path);
    size = facts.size;
  } catch (thrown) {
    await handle.close();
    throw fileFailure(thrown, path);
  }
  return {
    path,
    size,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const bytes = new Uint8Array(wanted);
      let got = 0;
      try {
        while (got < wanted) {
          const { bytesRead } = await handle.read(bytes, got, wanted - got, offset + got);
          if (bytesRead === 0) {
            throw new AppError('file-changed', `${basename(path)} became shorter while it was read.`, { hint: 'Wait until nothing writes to it any more, then import it again.', details: { path, size, end: offset + got } });
          }
          got += bytesRead;
        }
      } catch (thrown) {
        throw fileFailure(thrown, path);
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

/** The first bytes of a file, up to `length`. */
export async function readHead(path: string, length: number): Promise<Uint8Array> {
  const file = await openSource(path);
  try {
    return await file.read(0, length);
  } finally {
    await file.close();
  }
}

/** A whole small file (a header, an annotation file). Refuses one above `limit` bytes. */
export async function readWhole(path: string, limit: number): Promise<Uint8Array> {
  try {
    const facts = await stat(path);
    if (!facts.isFile() && !facts.isDirectory()) throw noPlainFile(path);
    if (facts.isFile() && facts.size > limit) {
      throw new AppError('format-damaged', `${basename(path)} is far larger than such a file can be.`, {
        hint: 'Choose the file that the recorder’s program wrote.',
        details: { path, bytes: facts.size, limit },
      });
    }
    return await readFile(path);
  } catch (thrown) {
    throw fileFailure(thrown, path);
  }
}

/** Whether a plain file of that name is there. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (thrown) {
    if (errnoOf(thrown) !== '') return false;
    throw thrown;
  }
}

/**
 * The file that a name means: itself where it is there, else the first beside
 * it of the same name in capitals or small letters, as copying over older disks
 * leaves them. Where there is none either, the name as it was.
 */
export async function inAnyCase(path: string): Promise<string> {
  if (await isFile(path)) return path;
  const wanted = basename(path).toLowerCase();
  let names: string[];
  try {
    names = await readdir(dirname(path));
  } catch (thrown) {
    // A folder that cannot be listed holds no other spelling; opening the file itself says what is wrong.
    if (errnoOf(thrown) === '') throw thrown;
    return path;
  }
  const other = names.toSorted().find((name) => name.toLowerCase() === wanted);
  return other === undefined ? path : join(dirname(path), other);
}

/** Whether a folder of that name is there. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (thrown) {
    if (errnoOf(thrown) !== '') return false;
    throw thrown;
  }
}

/** Text of foreign bytes: UTF-8 where it is valid, Latin-1 where it is not. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: older recorders wrote Latin-1, in which every byte is a character.
    return new TextDecoder('latin1').decode(bytes);
  }
}

/**
 * Opens a file and lets `open` make something of it. Where that fails the file
 * is closed and the failure names it. Throws as `openSource` and `open` do.
 */
export async function withSource<T>(path: string, open: (file: SourceFile) => Promise<T>): Promise<T> {
  const file = await openSource(path);
  try {
    return await open(file);
  } catch (thrown) {
    await file.close();
    if (!(thrown instanceof AppError)) throw thrown;
    throw new AppError(thrown.code, `${basename(path)}: ${thrown.message}`, { hint: thrown.hint, details: { ...thrown.details, path }, cause: thrown });
  }
}
