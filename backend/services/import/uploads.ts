/**
 * Uploaded files while they arrive: one folder an upload, chunks in whatever
 * order, and nothing is read before every byte is there.
 */
import { constants, mkdir, open, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../../../core/contract/errors.ts';
import { ulid } from '../../database/ulid.ts';
import { namedFileError, systemCode } from '../../store/files.ts';

/** Byte ranges of one file that have arrived: length by offset. */
type Arrived = Map<number, number>;

/** An upload into which nothing has come for so long was given up: its files, which are plain, do not stay. */
const IDLE_MS = 15 * 60_000;

const noUpload = (cause?: unknown): AppError => new AppError('invalid-input', 'There is no such upload.', { hint: 'Choose the files again.', cause });

/** Whether another file that has come differs from a name in capitals or in how its letters are put together only: on some disks they are one. */
function isTwin(files: ReadonlyMap<string, Arrived>, name: string): boolean {
  const same = (other: string): string => other.normalize('NFC').toLowerCase();
  return !files.has(name) && [...files.keys()].some((other) => same(other) === same(name));
}

/** Whether a file has these bytes at a place. Throws AppError `data-folder-unusable`. */
async function holds(path: string, offset: number, bytes: Uint8Array): Promise<boolean> {
  try {
    const handle = await open(path, 'r');
    try {
      const there = Buffer.alloc(bytes.length);
      const { bytesRead } = await handle.read(there, 0, bytes.length, offset);
      return bytesRead === bytes.length && there.equals(bytes);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    throw systemCode(thrown) === 'ENOENT' ? noUpload(thrown) : namedFileError(thrown, path, 'data-folder-unusable');
  }
}

export class Uploads {
  readonly #incoming: string;
  readonly #now: () => number;
  readonly #idleMs: number;
  readonly #open = new Map<string, Map<string, Arrived>>();
  /** Uploads that are being imported: nothing comes into them any more. */
  readonly #whole = new Set<string>();
  /** The last chunk of each upload, taken or not. */
  readonly #last = new Map<string, Promise<void>>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(incoming: string, now: () => number, idleMs = IDLE_MS) {
    this.#incoming = incoming;
    this.#now = now;
    this.#idleMs = idleMs;
  }

  /** Something has come: the upload is not given up before as long again. */
  #touch(upload: string): void {
    clearTimeout(this.#timers.get(upload));
    const giveUp = (): void =>
      void this.end(upload).catch((thrown: unknown) => {
        console.error(`isoline: an upload that was given up lies there in plain until the next start: ${String(thrown)}`);
      });
    const timer = setTimeout(giveUp, this.#idleMs);
    timer.unref();
    this.#timers.set(upload, timer);
  }

  /** Begins an upload and gives its name. Throws AppError `disk-full`, `data-folder-unusable`. */
  async start(): Promise<string> {
    const upload = ulid(this.#now());
    const folder = join(this.#incoming, upload);
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((thrown: unknown) => {
      throw namedFileError(thrown, folder, 'data-folder-unusable');
    });
    this.#open.set(upload, new Map());
    this.#touch(upload);
    return upload;
  }

  /** Writes one chunk. Of a name only its last part counts. Throws AppError `invalid-input`, `disk-full`, `data-folder-unusable`. */
  take(upload: string, name: string, offset: number, bytes: Uint8Array): Promise<void> {
    if (!this.#open.has(upload) || this.#whole.has(upload)) return Promise.reject(noUpload());
    // One after the other: what has come is compared with what comes.
    const taken = (this.#last.get(upload) ?? Promise.resolve()).then(() => this.#take(upload, name, offset, bytes));
    this.#last.set(upload, taken.catch(() => undefined));
    return taken;
  }

  async #take(upload: string, name: string, offset: number, bytes: Uint8Array): Promise<void> {
    const files = this.#filesOf(upload);
    this.#touch(upload);
    const file = basename(name.replaceAll('\\', '/'));
    if (file === '' || file === '.' || file === '..' || file.includes('\0')) throw new AppError('invalid-input', `“${name}” is no file name.`, { hint: 'Rename the file and choose it again.' });
    const path = join(this.#incoming, upload, file);
    const before = files.get(file)?.get(offset);
    // A chunk may come twice. Two files of one name, out of two folders, would become one that is neither.
    if (isTwin(files, file) || (before !== undefined && (before !== bytes.length || !(await holds(path, offset, bytes))))) {
      throw new AppError('invalid-input', `Two files of this choice are called ${file}.`, { hint: 'Import them one after the other; what belongs to one recording comes together.', details: { name: file } });
    }
    try {
      // Never truncated: an earlier part may arrive after a later one.
      const handle = await open(path, constants.O_WRONLY | constants.O_CREAT, 0o600);
      try {
        for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
      } finally {
        await handle.close();
      }
    } catch (thrown) {
      throw systemCode(thrown) === 'ENOENT' ? noUpload(thrown) : namedFileError(thrown, path, 'data-folder-unusable');
    }
    const arrived = files.get(file) ?? new Map<number, number>();
    arrived.set(offset, Math.max(bytes.length, arrived.get(offset) ?? 0));
    files.set(file, arrived);
  }

  /** Folder and names of an upload whose files are whole. Throws AppError `file-truncated` where a part is missing. */
  async whole(upload: string): Promise<{ folder: string; names: string[] }> {
    const folder = join(this.#incoming, upload);
    this.#whole.add(upload);
    await this.#last.get(upload);
    // From here on its import ends it, however long that takes.
    clearTimeout(this.#timers.get(upload));
    for (const [name, arrived] of this.#filesOf(upload)) {
      let end = 0;
      for (const [offset, length] of [...arrived].sort(([a], [b]) => a - b)) {
        if (offset > end) {
          throw new AppError('file-truncated', `A part of ${name} has not arrived.`, { hint: 'Import it again.', details: { name, from: end, to: offset } });
        }
        end = Math.max(end, offset + length);
      }
    }
    const names = await readdir(folder).catch((thrown: unknown) => {
      throw noUpload(thrown);
    });
    return { folder, names };
  }

  /** Takes an upload away, whole or not. */
  async end(upload: string): Promise<void> {
    clearTimeout(this.#timers.get(upload));
    this.#timers.delete(upload);
    this.#last.delete(upload);
    this.#whole.delete(upload);
    if (!this.#open.delete(upload)) return;
    await rm(join(this.#incoming, upload), { recursive: true, force: true, maxRetries: 3 });
  }

  #filesOf(upload: string): Map<string, Arrived> {
    const files = this.#open.get(upload);
    if (!files) throw noUpload();
    return files;
  }
}
