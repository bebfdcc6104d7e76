/**
 * All cases of a data folder: the one object through which the services reach
 * them. It holds the folder's lock, keeps a few cases open, brings the
 * worklist's index up to date and tells listeners what has changed.
 */
import { join } from 'node:path';
import type { RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { AccessLine, EditResult, Signature, Study, StudyRow } from '../../core/contract/types.ts';
import { ACTIVE_RUN } from '../../core/review/open-conflicts.ts';
import { valuesOf } from '../../core/review/state.ts';
import type { Annotation, RecordingHeader } from '../../core/study/recording.ts';
import type { Environment } from '../environment.ts';
import { files, namedFileError, writeWhole } from '../store/files.ts';
import type { FileCalls } from '../store/files.ts';
import type { StoredSource } from '../store/source.ts';
import { segmentFrames } from '../store/segment.ts';
import { commitStaged, samplesFolder } from '../store/staging.ts';
import { CaseDatabase } from './case-database.ts';
import type { StoredReport } from './case-database.ts';
import { touchesBeats } from './case-state.ts';
import { changesToRun } from './eras.ts';
import { lockDataFolder } from './lock.ts';
import type { DataFolderLock } from './lock.ts';
import { OpenCase } from './open-case.ts';
import type { Doer } from './open-case.ts';
import { reconcile } from './reconcile.ts';
import type { NewRun, StoredRun } from './runs.ts';
import { reportsFolder, sha256Of, signatureOf, signedPath } from './signatures.ts';
import { named } from './sqlite.ts';
import { standingOf, studyRow } from './study-row.ts';
import { ulid } from './ulid.ts';
import { Worklist } from './worklist.ts';
import type { RowEvent } from './worklist.ts';
import { WorkplaceDatabase } from './workplace-database.ts';

/** Cases held open besides those that are being worked on. */
const HELD = 6;
export interface EditEvent extends EditResult {
  caseId: string;
}

/** Where a broken-off run goes on. */
export interface ResumeInfo {
  run: StoredRun;
  /** Segment to begin with, and its first sample. */
  nextIndex: number;
  analysedTo: number;
  /** What the pipeline carried behind the last committed segment. */
  carried: Uint8Array | null;
}

export class Cases {
  readonly lock: DataFolderLock;
  readonly workplace: WorkplaceDatabase;
  readonly dataFolder: string;
  /** Version of this program. */
  readonly version: string;
  readonly #environment: Pick<Environment, 'now' | 'version' | 'author'>;
  readonly #files: FileCalls;
  readonly #worklist: Worklist;
  readonly #open = new Map<string, OpenCase>();
  /** Cases that are being imported or analysed in this process. */
  readonly #working = new Set<string>();
  /** Cases that something goes through step by step, once for each. */
  readonly #held: string[] = [];
  readonly #editListeners = new Set<(event: EditEvent) => void>();

  /**
   * Takes the data folder and opens what is in it. Imports that were broken off are taken back.
   *
   * @throws AppError `data-folder-held`, `data-folder-unusable`, `database-newer`, `database-damaged`
   */
  constructor(environment: Pick<Environment, 'dataFolder' | 'now' | 'version' | 'author'>, calls: FileCalls = files) {
    this.dataFolder = environment.dataFolder;
    this.version = environment.version;
    this.#environment = environment;
    this.#files = calls;
    this.lock = lockDataFolder(this.dataFolder);
    try {
      calls.makeFolder(this.#casesFolder);
      this.workplace = new WorkplaceDatabase(join(this.dataFolder, 'workplace.sqlite'));
      this.#worklist = new Worklist(join(this.dataFolder, 'library.sqlite'), (caseId) => ({ row: this.row(caseId), sha256: this.case(caseId).recording.sha256 }));
      reconcile(this.#casesFolder, this.#worklist, calls);
    } catch (thrown) {
      this.lock.release();
      throw namedFileError(thrown, this.dataFolder, 'data-folder-unusable');
    }
  }

  get #casesFolder(): string {
    return join(this.dataFolder, 'cases');
  }

  #databasePath(caseId: string): string {
    return join(this.#casesFolder, caseId, 'case.sqlite');
  }

  /** Writes what is pending and lets go of the folder. */
  close(): void {
    this.#worklist.close();
    for (const open of this.#open.values()) open.close();
    this.#open.clear();
    this.workplace.close();
    this.lock.release();
  }

  /** Who acts: the caller where one is named, else the person of this computer. */
  nameOf(author: string): string {
    return author === '' ? this.#environment.author : author;
  }

  #doer(author: string): Doer {
    return { author: this.nameOf(author), now: this.#environment.now() };
  }

  #time(): string {
    return new Date(this.#environment.now()).toISOString();
  }

  // ── reading ────────────────────────────────────────────────────────────────

  /** The case, opened where it was not. Throws AppError `case-missing`, `database-damaged`, `database-newer`. */
  case(caseId: string): OpenCase {
    let open = this.#open.get(caseId);
    if (!open) {
      // Ids are letters and digits: nothing else can name a folder.
      if (!/^[0-9A-Z]{1,64}$/.test(caseId) || !this.#files.exists(this.#databasePath(caseId))) {
        throw new AppError('case-missing', 'This case is not in the data folder.', { details: { caseId } });
      }
      open = new OpenCase(join(this.#casesFolder, caseId));
    }
    // The most recently used stands last.
    this.#open.delete(caseId);
    this.#open.set(caseId, open);
    for (const [id, idle] of this.#open) {
      if (this.#open.size <= HELD) break;
      if (id === caseId || this.#working.has(id) || this.#held.includes(id)) continue;
      this.#open.delete(id);
      idle.close();
    }
    return open;
  }

  /** Keeps a case open while something goes through it step by step, until the returned function is called. It cannot be removed meanwhile. */
  hold(caseId: string): () => void {
    this.#held.push(caseId);
    return () => {
      const at = this.#held.indexOf(caseId);
      if (at >= 0) this.#held.splice(at, 1);
    };
  }

  /** Every case, newest import first. */
  list(): StudyRow[] {
    return this.#worklist.list();
  }

  row(caseId: string): StudyRow {
    return studyRow(this.case(caseId), this.#working.has(caseId));
  }

  study(caseId: string): Study {
    const open = this.case(caseId);
    return open.study(standingOf(open, this.#working.has(caseId)).state);
  }

  sourceOf(caseId: string): StoredSource {
    return this.case(caseId).source;
  }

  /** The case that holds a recording of this hash, or null. */
  findBySha(sha256: string): string | null {
    return this.#worklist.findBySha256(sha256);
  }

  // ── changes of any kind ────────────────────────────────────────────────────

  /** Calls back for each changed line of the worklist, until the returned function is called. */
  onRow(listener: (event: RowEvent) => void): () => void {
    return this.#worklist.onRow(listener);
  }

  /** Calls back for each edit of any case, in order. */
  onEdit(listener: (event: EditEvent) => void): () => void {
    this.#editListeners.add(listener);
    return () => this.#editListeners.delete(listener);
  }

  /** The line of a case has changed: it is written and told a little later, once for many changes. */
  notify(caseId: string): void {
    this.#worklist.notify(caseId);
  }

  access(caseId: string, what: AccessLine['what'], detail: string, author: string): void {
    const { db } = this.case(caseId);
    named(db.path, () => db.access.append({ time: this.#time(), who: this.nameOf(author), what, detail }));
  }

  /** Notes a report that leaves the program, among the reports and in the access log. */
  printed(caseId: string, report: Pick<StoredReport, 'revision' | 'sha256' | 'pages'>, how: string, author: string): void {
    const { db } = this.case(caseId);
    const doer = this.#doer(author);
    const { revision, sha256, pages } = report;
    db.write(() => db.addReport({ revision, sha256, pages, id: ulid(doer.now), time: this.#time(), author: doer.author }));
    this.access(caseId, 'printed', `${how}, ${pages} pages, sha256 ${sha256}`, author);
  }

  setPriority(caseId: string, priority: StudyRow['priority']): StudyRow {
    const open = this.case(caseId);
    open.db.write(() => open.db.setPriority(priority));
    open.recording = open.db.recording();
    this.notify(caseId);
    return this.row(caseId);
  }

  /** Deletes a case with all it holds. Throws AppError `not-ready` while it is worked on. */
  remove(caseId: string): void {
    const open = this.case(caseId);
    if (this.#working.has(caseId) || this.#held.includes(caseId)) throw new AppError('not-ready', 'This case is being worked on.', { hint: 'Cancel the work first.', details: { caseId } });
    this.#drop(caseId, open);
  }

  #drop(caseId: string, open: OpenCase): void {
    open.close();
    this.#open.delete(caseId);
    this.#working.delete(caseId);
    this.#worklist.remove(caseId);
    this.#files.remove(open.folder);
  }

  // ── importing ──────────────────────────────────────────────────────────────

  /**
   * Makes an empty case that waits for its segments.
   *
   * @param sha256 hash of the recording, or empty where it is known only at the end
   * @throws AppError `disk-full`, `data-folder-unusable`; then no case is there
   */
  createCase(header: RecordingHeader, sha256: string, author = ''): { caseId: string } {
    const doer = this.#doer(author);
    const caseId = ulid(doer.now);
    const folder = join(this.#casesFolder, caseId);
    try {
      this.#files.makeFolder(samplesFolder(folder));
      const db = CaseDatabase.create(join(folder, 'case.sqlite'), { caseId, header, sha256, importedAt: this.#time(), importedBy: doer.author });
      this.#open.set(caseId, new OpenCase(folder, db));
    } catch (thrown) {
      this.#open.get(caseId)?.close();
      this.#open.delete(caseId);
      this.#files.remove(folder);
      throw namedFileError(thrown, folder, 'data-folder-unusable');
    }
    this.#working.add(caseId);
    this.notify(caseId);
    return { caseId };
  }

  /** Checks a staged segment and commits it: file first, then its row. Segments come in order. */
  addSegment(caseId: string, index: number, stagedPath: string): void {
    const open = this.case(caseId);
    const { header } = open.recording;
    const { count } = open.db.segments();
    if (index !== count) throw new RangeError(`segment ${index} is not the next one, ${count} is`);
    const segment = commitStaged(open.folder, index, stagedPath, { first: index * segmentFrames(header.sampleRate), leads: header.leads.length, sampleRate: header.sampleRate }, this.#files);
    open.db.write(() => open.db.addSegment(segment));
    open.grown();
    this.notify(caseId);
  }

  /**
   * Ends an import. From now on the recording never changes. The number of
   * samples is what the segments hold, whatever the header promised.
   */
  finishImport(caseId: string, result: { warnings: readonly string[]; annotations?: readonly Annotation[]; sha256?: string }): Study {
    const { db, recording } = this.case(caseId);
    const { samples } = db.segments();
    db.write(() => db.finishImport(samples, result.sha256 ?? recording.sha256, result.warnings, result.annotations ?? []));
    this.#working.delete(caseId);
    this.#reopen(caseId);
    this.notify(caseId);
    return this.study(caseId);
  }

  /** Opens a case anew: the facts that its source was opened with have changed. */
  #reopen(caseId: string): void {
    this.#open.get(caseId)?.close();
    this.#open.delete(caseId);
    this.case(caseId);
  }

  /** Takes an import back: nothing of it stays. */
  abortImport(caseId: string): void {
    const open = this.case(caseId);
    if (open.recording.state !== 'importing') throw new RangeError('an import that is finished is not taken back');
    this.#drop(caseId, open);
  }

  // ── analysing ──────────────────────────────────────────────────────────────

  /**
   * Begins a run. An earlier one that was never sealed is taken back, unless
   * people have edited its beats. Where a run is in force already, the new one
   * takes its place when it is sealed, and what people did is carried over.
   *
   * @throws AppError `not-ready` while the recording is being imported, `case-locked`
   */
  beginRun(caseId: string, run: NewRun): number {
    const open = this.case(caseId);
    const { db, recording } = open;
    if (recording.state === 'importing') throw new AppError('not-ready', 'The recording is still being imported.', { details: { caseId } });
    open.refuseIfSigned();
    const edited = [...db.journal.since(0)].some((entry) => touchesBeats(entry.changes));
    const inForce = open.state.run?.runId ?? null;
    const runId = db.write(() => {
      for (const old of db.runs.all()) if (old.sealedAt === null && !(edited && old.runId === inForce)) db.runs.discard(old.runId);
      return db.runs.begin(run, this.version, this.#time());
    });
    this.#runChanged(caseId);
    this.#working.add(caseId);
    return runId;
  }

  /** Where the newest run goes on, or null where there is none that was broken off. */
  resumeInfo(caseId: string): ResumeInfo | null {
    const { runs } = this.case(caseId).db;
    const run = runs.all().at(-1);
    return run && run.sealedAt === null ? { run, nextIndex: run.segments, analysedTo: run.analysedTo, carried: runs.carried(run.runId) } : null;
  }

  /** Goes on with the run that `resumeInfo` names. */
  resumeRun(caseId: string, runId: number): void {
    const { db } = this.case(caseId);
    db.write(() => db.runs.setTrouble(runId, ''));
    this.#working.add(caseId);
    this.#runChanged(caseId);
  }

  /** Commits the next segment of a run with the state that the pipeline carries on. Templates so far, where they are known. */
  commitRunSegment(caseId: string, runId: number, segment: RunSegment, carried: Uint8Array | null, templates: readonly TemplateInfo[] | null = null): void {
    const open = this.case(caseId);
    open.db.write(() => open.db.runs.append(runId, segment, carried, templates));
    open.runGrown(runId, segment, templates);
    this.#working.add(caseId);
    this.notify(caseId);
  }

  /** Seals a run. Where another one was active, the journal notes that this one takes its place. */
  sealRun(caseId: string, runId: number, templates: readonly TemplateInfo[], stages: Readonly<Record<string, number>>, device: string | null = null, author = ''): void {
    const open = this.case(caseId);
    const before = valuesOf(open.state.edit, 'active-run').get(ACTIVE_RUN) ?? String(runId);
    let result: EditResult | null = null;
    try {
      open.db.write(() => {
        open.db.runs.seal(runId, templates, stages, device, this.#time());
        if (before !== String(runId)) result = this.#activate(open, before, runId, author);
      });
    } finally {
      this.#runChanged(caseId);
    }
    this.#working.delete(caseId);
    if (result) this.#tell(caseId, result);
  }

  #activate(open: OpenCase, before: string, runId: number, author: string): EditResult {
    const { runs } = open.db;
    const changes = changesToRun(open.state, runs.columns(Number(before)).beats, before, runId, runs.columns(runId).beats, open.recording.header.sampleRate);
    const result = open.commit(changes, { kind: 'active-run', label: 'new analysis in force', reason: '', baseRevision: open.db.journal.head().sequence, undoes: null }, this.#doer(author));
    // The changes of beats are those to the new run's: a window reads its beats anew.
    return { ...result, changes: result.changes.filter((change) => change.op === 'set') };
  }

  /** A run was broken off; it can be resumed. `trouble` says why, fit to be shown; empty where it was cancelled. */
  failRun(caseId: string, runId: number, trouble: string): void {
    const { db } = this.case(caseId);
    // On a full disk the reason cannot be written; that the work is over holds all the same.
    this.#working.delete(caseId);
    try {
      db.write(() => db.runs.setTrouble(runId, trouble));
    } finally {
      this.#runChanged(caseId);
    }
  }

  #runChanged(caseId: string): void {
    this.case(caseId).forget();
    this.notify(caseId);
  }

  // ── editing ────────────────────────────────────────────────────────────────

  /** See OpenCase.edit. */
  edit(caseId: string, request: EditRequest, baseRevision: number, author: string): EditResult {
    return this.#tell(caseId, this.case(caseId).edit(request, baseRevision, this.#doer(author)));
  }

  /** See OpenCase.impact. */
  impact(caseId: string, request: EditRequest): ReturnType<OpenCase['impact']> {
    return this.case(caseId).impact(request, this.#doer(''));
  }

  /** See OpenCase.undo. */
  undo(caseId: string, sequence: number | null, author: string): EditResult {
    return this.#tell(caseId, this.case(caseId).undo(sequence, this.#doer(author)));
  }

  /** See OpenCase.redo. */
  redo(caseId: string, author: string): EditResult {
    return this.#tell(caseId, this.case(caseId).redo(this.#doer(author)));
  }

  /**
   * Keeps a report and signs the case with it: file first, then the entry.
   *
   * @throws AppError `not-ready` while the case is worked on or not analysed, `edit-conflict` where it is not the revision that the report shows
   */
  sign(caseId: string, report: { pdf: Uint8Array; pages: number; revision: number }, author: string): Signature {
    const open = this.case(caseId);
    if (this.#working.has(caseId) || !open.state.run?.sealedAt) throw new AppError('not-ready', 'Only a case that is analysed to its end can be signed.', { hint: 'Wait for the analysis, or start it.', details: { caseId } });
    open.refuseIfSigned();
    const { pages, revision } = report;
    const sha256 = sha256Of(report.pdf);
    this.#files.makeFolder(reportsFolder(open.folder));
    writeWhole(signedPath(open.folder, sha256), report.pdf, this.#files);
    const doer = this.#doer(author);
    let result: EditResult | null = null;
    try {
      open.db.write(() => {
        result = open.sign({ sha256, pages, revision }, doer);
        open.db.addReport({ id: ulid(doer.now), time: result.entry.time, author: doer.author, revision, sha256, pages });
      });
    } catch (thrown) {
      open.forget();
      throw thrown;
    }
    if (result) this.#tell(caseId, result);
    return signatureOf(open.db, open.state.edit)!;
  }

  /** See OpenCase.reopen. */
  reopen(caseId: string, reason: string, author: string): EditResult {
    return this.#tell(caseId, this.case(caseId).reopen(reason, this.#doer(author)));
  }

  #tell(caseId: string, result: EditResult): EditResult {
    for (const listener of this.#editListeners) listener({ ...result, caseId });
    this.notify(caseId);
    return result;
  }
}
