/**
 * The worklist's index. Nothing here is the only copy of anything: it is
 * rebuilt from the cases at any time.
 */
import type { StudyRow } from '../../core/contract/types.ts';
import { knowText } from '../../core/study/worklist-lines.ts';
import { prepared } from './prepared.ts';
import { named, openDatabase } from './sqlite.ts';
import type { DatabaseKind, Sqlite } from './sqlite.ts';

const KIND: DatabaseKind = {
  name: 'library',
  applicationId: 0x49_53_4c_4c,
  rebuilt: true,
  migrations: [
    `CREATE TABLE study (
       case_id TEXT PRIMARY KEY,
       imported_at TEXT NOT NULL,
       sha256 TEXT NOT NULL,
       row TEXT NOT NULL,
       sketch_rate BLOB, sketch_s BLOB, sketch_v BLOB
     ) STRICT;
     CREATE INDEX study_by_sha256 ON study (sha256);`,
    // Lines that the case has gone on from: read in anew at the next start where nobody did before.
    `CREATE TABLE behind (case_id TEXT PRIMARY KEY) STRICT;`,
  ],
};

/** What a line says that an older version wrote: nothing of people. */
const LATER: Pick<StudyRow, 'assignedTo' | 'questions' | 'readings' | 'readers' | 'blind'> = { assignedTo: '', questions: [], readings: { first: null, seconds: [], settling: [] }, readers: [], blind: false };

interface IndexRow {
  row: string;
  sketch_rate: Uint8Array | null;
  sketch_s: Uint8Array | null;
  sketch_v: Uint8Array | null;
}

function words(bytes: Uint8Array): Uint16Array {
  const copy = new Uint8Array(bytes);
  return new Uint16Array(copy.buffer, 0, copy.length >> 1);
}

function studyRow(row: IndexRow): StudyRow {
  const plain = { ...LATER, ...(JSON.parse(row.row) as Omit<StudyRow, 'sketch' | keyof typeof LATER>) };
  const sketch = row.sketch_rate && row.sketch_s && row.sketch_v ? { rate: new Uint8Array(row.sketch_rate), S: words(row.sketch_s), V: words(row.sketch_v) } : null;
  const line = { ...plain, sketch };
  return Object.keys(LATER).every((name) => row.row.includes(`"${name}":`)) ? knowText(line, row.row) : line;
}

export class LibraryDatabase {
  readonly #db: Sqlite;
  readonly #path: string;

  /** Opens or makes the index. Throws AppError as `openDatabase` does. */
  constructor(path: string) {
    this.#path = path;
    this.#db = openDatabase(path, KIND);
  }

  close(): void {
    this.#db.close();
  }

  /** Writes the line of a case. `whole`: all of it is of the case as it stands now. */
  put(row: StudyRow, sha256: string, whole = true): void {
    const { sketch, ...plain } = row;
    const blob = (values: Uint8Array | Uint16Array | undefined): Uint8Array | null => (values ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength) : null);
    this.together(() => {
      prepared(this.#db, 'INSERT OR REPLACE INTO study (case_id, imported_at, sha256, row, sketch_rate, sketch_s, sketch_v) VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(row.caseId, row.importedAt, sha256, JSON.stringify(plain), blob(sketch?.rate), blob(sketch?.S), blob(sketch?.V));
      if (whole) this.#db.prepare('DELETE FROM behind WHERE case_id = ?').run(row.caseId);
    });
  }

  /** The case goes on: its line is behind until the whole of it is written. */
  fallBehind(caseId: string): void {
    named(this.#path, () => prepared(this.#db, 'INSERT OR IGNORE INTO behind (case_id) VALUES (?)').run(caseId));
  }

  /** Cases whose lines are behind. */
  behind(): string[] {
    return this.#db.prepare<[], { case_id: string }>('SELECT case_id FROM behind ORDER BY case_id').all().map(({ case_id: caseId }) => caseId);
  }

  /** Runs `body` in one transaction. */
  together(body: () => void): void {
    named(this.#path, () => this.#db.transaction(body)());
  }

  remove(caseId: string): void {
    this.together(() => {
      for (const table of ['study', 'behind']) this.#db.prepare(`DELETE FROM ${table} WHERE case_id = ?`).run(caseId);
    });
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }

  /** Every case, newest import first. */
  list(): StudyRow[] {
    return this.#db.prepare<[], IndexRow>('SELECT * FROM study ORDER BY imported_at DESC, case_id DESC').all().map(studyRow);
  }

  /** The case that holds a recording of this hash, or null. */
  findBySha256(sha256: string): string | null {
    return this.#db.prepare<[string], { case_id: string }>("SELECT case_id FROM study WHERE sha256 = ? AND sha256 <> '' ORDER BY case_id LIMIT 1").get(sha256)?.case_id ?? null;
  }

  /** Empties the write-ahead log: pages in the file that were freed are zeroed already. */
  checkpoint(): void {
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }

  clear(): void {
    this.together(() => this.#db.exec('DELETE FROM study; DELETE FROM behind'));
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }
}
