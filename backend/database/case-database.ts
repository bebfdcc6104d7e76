/**
 * One case, one file: the recording as imported, its segments, runs, journal,
 * access log and reports. All calls are synchronous and short; what a call has
 * written is on the disk when it returns.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../core/contract/errors.ts';
import type { Annotation, Lead, RecordingHeader } from '../../core/study/recording.ts';
import type { StudyRow } from '../../core/contract/types.ts';
import { namelessWarnings } from '../../core/study/part-read.ts';
import type { CommittedSegment } from '../store/staging.ts';
import { AccessLog } from './access-log.ts';
import { CASE_DATABASE } from './case-schema.ts';
import { Journal } from './journal.ts';
import { prepared } from './prepared.ts';
import { Runs } from './runs.ts';
import { Snapshots } from './snapshots.ts';
import { named, openDatabase, openSnapshot } from './sqlite.ts';
import type { Sqlite } from './sqlite.ts';

export interface ImportedRecording {
  caseId: string;
  /** As imported; the patient's facts are in force only where no edit says otherwise. */
  header: RecordingHeader;
  sha256: string;
  warnings: string[];
  importedAt: string;
  importedBy: string;
  /** `growing`: it is still written, and what is there of it may be analysed. */
  state: 'importing' | 'growing' | 'imported';
  /** Where the files of a recording that grows lie; null of any other. */
  growingFrom: string | null;
  priority: StudyRow['priority'];
}

export interface StoredReport {
  id: string;
  time: string;
  author: string;
  revision: number;
  sha256: string;
  pages: number;
}

export interface SegmentSum {
  idx: number;
  crc: number;
  first: number;
  frames: number;
  /** JSON. */
  gaps: string;
}

interface RecordingRow {
  case_id: string;
  record: string;
  format: string;
  sample_rate: number;
  sample_count: number;
  leads: string;
  start_local: string;
  start_assumed: number;
  comments: string;
  sha256: string;
  warnings: string;
  imported_at: string;
  imported_by: string;
  state: 'importing' | 'imported';
  priority: StudyRow['priority'];
  annotations: Uint8Array | null;
  sum: string | null;
}

/** What a file says of the patient, and what is kept of it. */
const IMPORTED_FACTS = ['name', 'id', 'birth', 'age', 'sex'] as const;

const annotationList = z.array(z.tuple([z.number(), z.string(), z.number(), z.number(), z.number(), z.string()]));

export class CaseDatabase {
  readonly path: string;
  readonly #db: Sqlite;
  readonly journal: Journal;
  readonly access: AccessLog;
  readonly runs: Runs;
  readonly snapshots: Snapshots;

  private constructor(path: string, db: Sqlite) {
    this.path = path;
    this.#db = db;
    this.journal = new Journal(db);
    this.access = new AccessLog(db);
    this.runs = new Runs(db);
    this.snapshots = new Snapshots(db, this.journal.privateValues);
  }

  /** Makes the file of a new case. Throws AppError as `openDatabase` does. */
  static create(path: string, recording: Omit<ImportedRecording, 'state' | 'growingFrom' | 'priority' | 'warnings'>): CaseDatabase {
    const made = new CaseDatabase(path, openDatabase(path, CASE_DATABASE));
    const { header } = recording;
    named(path, () =>
      made.#db.transaction(() => {
        made.#db
          .prepare(
            `INSERT INTO recording (one, case_id, record, format, sample_rate, sample_count, leads, start_local, start_assumed, comments, sha256, warnings, imported_at, imported_by, state)
             VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', ?, ?, 'importing')`,
          )
          .run(
            recording.caseId,
            header.record,
            header.format,
            header.sampleRate,
            header.sampleCount,
            JSON.stringify(header.leads),
            header.start.local,
            header.start.assumed ? 1 : 0,
            JSON.stringify(header.comments),
            recording.sha256,
            recording.importedAt,
            recording.importedBy,
          );
        const fact = made.#db.prepare('INSERT INTO imported_fact (field, value) VALUES (?, ?)');
        for (const field of IMPORTED_FACTS) fact.run(field, header.patient[field] ?? '');
      })(),
    );
    return made;
  }

  /** Opens the file of a case. Throws AppError `database-newer`, `database-damaged`, `data-folder-unusable`. */
  static open(path: string): CaseDatabase {
    return new CaseDatabase(path, openDatabase(path, CASE_DATABASE, { mustExist: true }));
  }

  /** Opens the file of a case to read it as it stands now, whatever is written meanwhile. */
  static openReadOnly(path: string): CaseDatabase {
    return new CaseDatabase(path, openSnapshot(path, CASE_DATABASE));
  }

  /** A case over a connection that is open already, of the present version. */
  static over(path: string, db: Sqlite): CaseDatabase {
    return new CaseDatabase(path, db);
  }

  /** Whether it was not closed yet. */
  get isOpen(): boolean {
    return this.#db.open;
  }

  close(): void {
    this.#db.close();
  }

  /** Sees what was written since, where the file was opened to be read. */
  refresh(): void {
    this.rest();
    this.#db.exec('BEGIN');
    this.#db.prepare('SELECT count(*) FROM sqlite_schema').get();
  }

  /** Lets go of the moment that is seen, so that the write-ahead log can be emptied. */
  rest(): void {
    if (this.#db.inTransaction) this.#db.exec('COMMIT');
  }

  /** What SQLite finds wrong with the file, `ok` where nothing. */
  integrity(): string {
    return named(this.path, () => String(this.#db.pragma('integrity_check', { simple: true })));
  }

  /** Runs `body` in one transaction: all of it or nothing. SQLite's errors come out by name. */
  write<T>(body: () => T): T {
    return named(this.path, () => this.#db.transaction(body)());
  }

  /** What may change of the recording while a case is open, as `recordingAgain` last saw it. */
  #recordingMark = '';

  /**
   * The key under which a window keeps edits of this case that could not be saved: 32 random bytes, made when
   * first asked for. It goes when the case is erased or removed, and what was kept under it is noise then.
   */
  heldKey(): Uint8Array {
    const kept = (): Buffer | undefined => this.#db.prepare<[], { key: Buffer }>('SELECT key FROM held_key').get()?.key;
    const key = kept() ?? this.write(() => (this.#db.prepare('INSERT OR IGNORE INTO held_key (one, key) VALUES (1, ?)').run(randomBytes(32)), kept()));
    return Uint8Array.from(key!);
  }

  /** Whether the recording came in whole, or is one that grows. */
  isImported(): boolean {
    return this.#growingFrom() !== null || prepared<[], { state: string }>(this.#db, 'SELECT state FROM recording').get()?.state === 'imported';
  }

  #growingFrom(): string | null {
    return prepared<[], { path: string }>(this.#db, 'SELECT path FROM growing').get()?.path ?? null;
  }

  /** The recording is one that is still written: it stays, whatever happens before it ends. */
  setGrowing(path: string): void {
    this.#db.prepare('INSERT OR REPLACE INTO growing (one, path) VALUES (1, ?)').run(path);
  }

  /** What the finished file says of a recording that grew, before it is imported for good. */
  setHeader(header: RecordingHeader): void {
    this.#db
      .prepare("UPDATE recording SET start_local = ?, start_assumed = ?, comments = ? WHERE state = 'importing'")
      .run(header.start.local, header.start.assumed ? 1 : 0, JSON.stringify(header.comments));
    const fact = this.#db.prepare('INSERT OR REPLACE INTO imported_fact (field, value) VALUES (?, ?)');
    for (const field of IMPORTED_FACTS) fact.run(field, header.patient[field] ?? '');
  }

  /** The recording that is held, or what it has become since: its sum is over all that came with it, and is not made anew while the stored one is the same. */
  recordingAgain(held: ImportedRecording): ImportedRecording {
    const row = prepared<[], Pick<RecordingRow, 'state' | 'priority' | 'sample_count' | 'sum'>>(this.#db, 'SELECT state, priority, sample_count, sum FROM recording').get();
    const mark = JSON.stringify([row ?? null, this.#growingFrom()]);
    const again = mark === this.#recordingMark ? held : this.recording();
    this.#recordingMark = mark;
    return again;
  }

  /** The recording as imported. Throws AppError `database-damaged` where it is not what was written. */
  recording(): ImportedRecording {
    const { row, facts, sum } = this.#recordingRow();
    const growingFrom = row.state === 'importing' ? this.#growingFrom() : null;
    if (row.sum !== null && row.sum !== sum) throw new AppError('database-damaged', 'What this case says of its recording is not what was imported.', { hint: 'Restore the case from a backup.', details: { path: this.path } });
    const sex = facts.get('sex');
    return {
      caseId: row.case_id,
      header: {
        record: row.record,
        format: row.format,
        sampleRate: row.sample_rate,
        leads: JSON.parse(row.leads) as Lead[],
        sampleCount: row.sample_count,
        start: { local: row.start_local, assumed: row.start_assumed === 1 },
        patient: { name: facts.get('name') ?? '', id: facts.get('id') ?? '', birth: facts.get('birth') ?? '', ...(facts.get('age') ? { age: facts.get('age')! } : {}), sex: sex === 'F' || sex === 'M' || sex === 'X' ? sex : '' },
        comments: JSON.parse(row.comments) as string[],
      },
      sha256: row.sha256,
      warnings: JSON.parse(row.warnings) as string[],
      importedAt: row.imported_at,
      importedBy: row.imported_by,
      state: growingFrom === null ? row.state : 'growing',
      growingFrom,
      priority: row.priority,
    };
  }

  /**
   * Takes away what names the patient: facts and texts with their salts, what the
   * recording said of them, its name. What was said in the chain stays, as hashes.
   */
  erase(): void {
    const marks = this.importedAnnotations().map((mark): z.infer<typeof annotationList>[number] => [mark.sample, mark.symbol, mark.subtype, mark.chan, mark.num, mark.aux.startsWith('(') ? mark.aux : '']);
    this.write(() => {
      const { record, warnings } = this.#recordingRow().row;
      const nameless = namelessWarnings(JSON.parse(warnings) as string[], record);
      this.#db.exec("UPDATE growing SET path = ''; DELETE FROM held_key");
      this.#db.prepare("UPDATE recording SET record = 'erased', comments = '[]', warnings = ?, annotations = ?").run(JSON.stringify(nameless), Buffer.from(JSON.stringify(marks), 'utf8'));
      this.journal.privateValues.erase();
      this.snapshots.drop();
      this.#sumRecording();
    });
    // Pages that were freed are zeroed already; the log holds older ones.
    this.checkpoint();
  }

  /** Brings all that the write-ahead log holds into the file and empties the log. Throws AppError `not-ready` where somebody reads it for so long that it cannot be emptied. */
  checkpoint(): void {
    const [result] = this.#db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (result?.busy !== 0) throw new AppError('not-ready', 'The case is being read, and what was taken away cannot be cleared out yet.', { hint: 'Try again when the work on it is done.', details: { path: this.path } });
  }

  /** What is stored of the recording, and the sum over it: all but its priority, which may change. */
  #recordingRow(): { row: RecordingRow; facts: Map<string, string>; sum: string } {
    const row = this.#db.prepare<[], RecordingRow>('SELECT * FROM recording').get()!;
    const list = this.#db.prepare<[], { field: string; value: string }>('SELECT field, value FROM imported_fact ORDER BY field').all();
    const { priority: _priority, sum: _sum, annotations, ...said } = row;
    const sum = createHash('sha256')
      .update(JSON.stringify([Object.entries(said).toSorted(([a], [b]) => (a < b ? -1 : 1)), list]))
      .update(annotations ?? new Uint8Array(0))
      .digest('hex');
    return { row, facts: new Map(list.map(({ field, value }) => [field, value])), sum };
  }

  #sumRecording(): void {
    this.#db.prepare('UPDATE recording SET sum = ?').run(this.#recordingRow().sum);
  }

  setPriority(priority: StudyRow['priority']): void {
    this.#db.prepare('UPDATE recording SET priority = ?').run(priority);
  }

  /** Ends the import: from now on the recording never changes. */
  finishImport(sampleCount: number, sha256: string, warnings: readonly string[], annotations: readonly Annotation[]): void {
    const list: z.infer<typeof annotationList> = annotations.map((mark) => [mark.sample, mark.symbol, mark.subtype, mark.chan, mark.num, mark.aux]);
    this.#db
      .prepare("UPDATE recording SET state = 'imported', sample_count = ?, sha256 = ?, warnings = ?, annotations = ? WHERE state = 'importing'")
      .run(sampleCount, sha256, JSON.stringify(warnings), Buffer.from(JSON.stringify(list), 'utf8'));
    this.#db.exec('DELETE FROM growing');
    this.#sumRecording();
  }

  /** Marks that came with the recording. */
  importedAnnotations(): Annotation[] {
    const row = this.#db.prepare<[], { annotations: Uint8Array | null }>('SELECT annotations FROM recording').get();
    if (!row?.annotations) return [];
    const list = annotationList.parse(JSON.parse(Buffer.from(row.annotations).toString('utf8')));
    return list.map(([sample, symbol, subtype, chan, num, aux]) => ({ sample, symbol, subtype, chan, num, aux }));
  }

  addSegment(segment: CommittedSegment): void {
    prepared(this.#db, 'INSERT INTO segment (idx, first, frames, bytes, crc, gaps) VALUES (?, ?, ?, ?, ?, ?)')
      .run(segment.index, segment.first, segment.frames, segment.bytes, segment.crc, JSON.stringify(segment.gaps));
    prepared(this.#db, "UPDATE recording SET sample_count = ? WHERE state = 'importing' AND EXISTS (SELECT 1 FROM growing)").run(segment.first + segment.frames);
  }

  /** Committed segments of samples: how many, and the samples they hold. They come in order, each where the one before ended, so that the last one tells. */
  segments(): { count: number; samples: number } {
    return prepared<[], { count: number; samples: number }>(this.#db, 'SELECT idx + 1 AS count, first + frames AS samples FROM segment ORDER BY idx DESC LIMIT 1').get() ?? { count: 0, samples: 0 };
  }

  /** What the row of each committed segment says of its samples. */
  segmentSums(): SegmentSum[] {
    return this.#db.prepare<[], SegmentSum>('SELECT idx, crc, first, frames, gaps FROM segment ORDER BY idx').all();
  }

  /** Stretches that no lead measured, from, to pairs as each segment says them: not yet joined. */
  gaps(): number[] {
    return this.#db.prepare<[], { gaps: string }>("SELECT gaps FROM segment WHERE gaps <> '[]' ORDER BY idx").all().flatMap((row) => JSON.parse(row.gaps) as number[]);
  }

  addReport(report: StoredReport): void {
    this.#db
      .prepare('INSERT INTO report (id, time, author, revision, sha256, pages) VALUES (@id, @time, @author, @revision, @sha256, @pages)')
      .run(report);
  }

  /** Reports, newest first. */
  reports(): StoredReport[] {
    return this.#db.prepare<[], StoredReport>('SELECT id, time, author, revision, sha256, pages FROM report ORDER BY time DESC, id DESC').all();
  }
}
