/**
 * The worklist: its index on the disk, and who listens to it. A case that
 * changes often is written and told once in a while.
 */
import { AppError } from '../../core/contract/errors.ts';
import type { StudyRow } from '../../core/contract/types.ts';
import { files } from '../store/files.ts';
import { LibraryDatabase } from './library-database.ts';

/** Changes of a case within this time are one change of its line. Milliseconds. */
const REFRESH_AFTER = 100;

export interface RowEvent {
  caseId: string;
  /** Null when the case is gone. */
  row: StudyRow | null;
}

/** States in which a case is worked on: at the next start its line is read in anew from the case, whatever the index says. */
const PASSING: ReadonlySet<StudyRow['state']> = new Set(['importing', 'recording', 'analysing']);

/** The line of a case. `whole`: all of it is of the case as it stands; else its figures are still those of before. */
export interface PresentLine {
  row: StudyRow;
  sha256: string;
  whole: boolean;
}

export class Worklist {
  readonly #library: LibraryDatabase;
  readonly #rowOf: (caseId: string) => PresentLine;
  /** The lines as the index has them, read once; null where they are to be read anew. */
  #lines: { rows: StudyRow[]; places: Map<string, number> } | null = null;
  readonly #dirty = new Set<string>();
  /** Cases that have gone on from what the index says of them, as the index knows it. */
  readonly #behind: Set<string>;
  /** Lines of cases that are worked on, as they are by now: told, and not written each time. */
  readonly #passing = new Map<string, StudyRow>();
  readonly #listeners = new Set<(event: RowEvent) => void>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  /**
   * @param path of the index, which is made where it is missing
   * @param rowOf the present line of a case
   */
  constructor(path: string, rowOf: (caseId: string) => PresentLine) {
    this.#library = openIndex(path);
    this.#behind = new Set(this.#library.behind());
    this.#rowOf = rowOf;
  }

  close(): void {
    this.flush();
    // A thread that ends its work now still says so: what it worked out is worked out anew when the case is opened.
    this.#closed = true;
    this.#library.close();
  }

  /** Every case, newest import first. */
  list(): StudyRow[] {
    this.flush();
    return [...this.#read()];
  }

  #read(): readonly StudyRow[] {
    if (!this.#lines) {
      const rows = this.#library.list().map((row) => this.#passing.get(row.caseId) ?? row);
      this.#lines = { rows, places: new Map(rows.map(({ caseId }, i) => [caseId, i])) };
    }
    return this.#lines.rows;
  }

  /** The case that holds a recording of this hash, or null. */
  findBySha256(sha256: string): string | null {
    this.flush();
    return this.#library.findBySha256(sha256);
  }

  /** The line of one case as the index has it, or null. */
  line(caseId: string): StudyRow | null {
    this.#read();
    const place = this.#lines?.places.get(caseId);
    return place === undefined ? null : (this.#lines?.rows[place] ?? null);
  }

  /** Cases that went on when the program ended before their lines did. */
  behind(): string[] {
    return [...this.#behind];
  }

  /** A case has gone on: should the program end now, its line is read in anew at the next start. */
  fallBehind(caseId: string): void {
    if (this.#behind.has(caseId)) return;
    try {
      this.#library.fallBehind(caseId);
      this.#behind.add(caseId);
    } catch (thrown) {
      // What was done to the case is done: an index that cannot be written now is no reason to call it failed.
      if (!(thrown instanceof AppError)) throw thrown;
    }
  }

  put(row: StudyRow, sha256: string, whole = true): void {
    this.#library.put(row, sha256, whole);
    this.#passing.delete(row.caseId);
    if (whole) this.#behind.delete(row.caseId);
    this.#hold(row);
  }

  #hold(row: StudyRow): void {
    const place = this.#lines?.places.get(row.caseId);
    // A line that is new, or was imported at another time, has another place.
    if (this.#lines && place !== undefined && this.#lines.rows[place]!.importedAt === row.importedAt) this.#lines.rows[place] = row;
    else this.#lines = null;
  }

  /** Writes what is pending so that nothing of older lines is left on the disk. */
  flushWhole(): void {
    this.flush();
    this.#library.checkpoint();
  }

  /** Forgets every line; nothing is told, for the cases are still there. */
  clear(): void {
    this.flush();
    this.#library.clear();
    this.#passing.clear();
    this.#behind.clear();
    this.#lines = null;
  }

  /** Takes the line of a case out and tells. */
  remove(caseId: string): void {
    this.#dirty.delete(caseId);
    this.#passing.delete(caseId);
    this.#behind.delete(caseId);
    this.#library.remove(caseId);
    this.#lines = null;
    this.#tell({ caseId, row: null });
  }

  onRow(listener: (event: RowEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The line of a case has changed: it is written and told a little later. */
  notify(caseId: string): void {
    if (this.#closed) return;
    this.#dirty.add(caseId);
    this.#timer ??= setTimeout(() => this.flush(), REFRESH_AFTER);
    this.#timer.unref();
  }

  /** Writes and tells what is pending. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#closed) return;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const caseId of dirty) this.#refresh(caseId);
  }

  #refresh(caseId: string): void {
    try {
      const { row, sha256, whole } = this.#rowOf(caseId);
      const before = this.line(caseId);
      this.#tell({ caseId, row });
      // How far the work has come is nothing to keep: ten times a second the disk would be waited for, and every key with it.
      if (PASSING.has(row.state) && before?.state === row.state && before.importedAt === row.importedAt && this.#behind.has(caseId)) {
        this.#passing.set(caseId, row);
        this.#hold(row);
      } else this.put(row, sha256, whole);
    } catch (thrown) {
      // The index holds nothing of its own: where it cannot be written now, it is with the next change.
      if (!(thrown instanceof AppError)) throw thrown;
      this.#dirty.add(caseId);
    }
  }

  #tell(event: RowEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** The index; one that is damaged is thrown away and read in again from the cases. */
function openIndex(path: string): LibraryDatabase {
  try {
    return new LibraryDatabase(path);
  } catch (thrown) {
    if (!(thrown instanceof AppError && thrown.code === 'database-damaged')) throw thrown;
    for (const suffix of ['', '-wal', '-shm']) files.remove(path + suffix);
    return new LibraryDatabase(path);
  }
}
