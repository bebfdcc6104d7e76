/**
 * The data folder in use: its lock, the cases that are open, the worklist's
 * index, the workplace, the backups, and who listens to changes. What is done
 * to cases is in cases.ts.
 */
import { join } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import type { AccessLine, EditResult, Study, StudyRow } from '../../core/contract/types.ts';
import type { Environment } from '../environment.ts';
import { files, namedFileError } from '../store/files.ts';
import type { FileCalls } from '../store/files.ts';
import { keysOf } from '../store/keyring.ts';
import type { StoredSource } from '../store/source.ts';
import type { StoredReport } from './case-database.ts';
import { Folding } from './folding.ts';
import { isLong, isToldApart, loaded, told } from './long-case.ts';
import { lockDataFolder } from './lock.ts';
import type { DataFolderLock } from './lock.ts';
import { OpenCase } from './open-case.ts';
import type { Doer } from './open-case.ts';
import { reconcile } from './reconcile.ts';
import { WORKPLACE } from './backups.ts';
import { Safety } from './safety.ts';
import type { BackedUp } from './safety.ts';
import { named } from './sqlite.ts';
import { standingOf, studyRow } from './study-row.ts';
import { Telling } from './telling.ts';
import { Troubles } from './troubles.ts';
import { ulid } from './ulid.ts';
import { Worklist } from './worklist.ts';
import type { PresentLine, RowEvent } from './worklist.ts';
import { WorkplaceDatabase } from './workplace-database.ts';

/** Cases held open besides those that are being worked on. */
const HELD = 6;

export interface EditEvent extends EditResult {
  caseId: string;
}

export class CaseKeeper {
  readonly lock: DataFolderLock;
  #workplace: WorkplaceDatabase;
  readonly safety: Safety;
  readonly dataFolder: string;
  /** Version of this program. */
  readonly version: string;
  protected readonly environment: Pick<Environment, 'now' | 'version' | 'author'>;
  protected readonly calls: FileCalls;
  protected readonly worklist: Worklist;
  protected readonly opened = new Map<string, OpenCase>();
  /** Cases that are being imported or analysed in this process. */
  protected readonly working = new Set<string>();
  protected readonly troubles = new Troubles();
  /** Samples that are there of recordings that are followed. */
  readonly #followed = new Map<string, number>();
  /** Cases that something goes through step by step, once for each. */
  readonly #held: string[] = [];
  readonly #folding = new Folding((caseId) => this.opened.get(caseId));
  /** Cases whose day is being worked out on their threads for the worklist. */
  readonly #telling = new Telling((caseId) => this.opened.get(caseId), (caseId) => this.worklist.notify(caseId));
  readonly #editListeners = new Set<(event: EditEvent) => void>();

  /**
   * Takes the data folder, unless its lock is handed over, and opens what is in it. Imports and removals that were broken off are brought to an end.
   *
   * @throws AppError `data-folder-held`, `data-folder-unusable`, `database-newer`, `database-damaged`
   */
  constructor(environment: Pick<Environment, 'dataFolder' | 'now' | 'version' | 'author'>, calls: FileCalls = files, lock?: DataFolderLock) {
    this.dataFolder = environment.dataFolder;
    this.version = environment.version;
    this.environment = environment;
    this.calls = calls;
    this.lock = lock ?? lockDataFolder(this.dataFolder);
    this.safety = new Safety(this.#backedUp());
    try {
      calls.makeFolder(this.casesFolder);
      for (const caseId of keysOf(this.dataFolder)?.destroyedCases() ?? []) this.#takeAway(caseId);
      this.#workplace = new WorkplaceDatabase(this.#workplacePath);
      this.worklist = new Worklist(join(this.dataFolder, 'library.sqlite'), (caseId) => this.#line(caseId));
      reconcile(this.casesFolder, this.worklist, calls);
      this.#catchUp();
    } catch (thrown) {
      // One that was handed over stays with whoever holds it.
      if (!lock) this.lock.release();
      throw namedFileError(thrown, this.dataFolder, 'data-folder-unusable');
    }
  }

  get workplace(): WorkplaceDatabase {
    return this.#workplace;
  }

  get #workplacePath(): string {
    return join(this.dataFolder, 'workplace.sqlite');
  }

  protected get casesFolder(): string {
    return join(this.dataFolder, 'cases');
  }

  protected databasePath(caseId: string): string {
    return join(this.casesFolder, caseId, 'case.sqlite');
  }

  /** Writes what is pending and lets go of the folder. */
  close(): void {
    this.#folding.close();
    // What no thread has worked out by now is worked out for the line that is left behind.
    this.#telling.clear();
    this.worklist.close();
    for (const open of this.opened.values()) open.close();
    this.opened.clear();
    this.#workplace.close();
    this.lock.release();
  }

  /** Who acts: the caller where one is named, else the person of this computer. */
  nameOf(author: string): string {
    return author === '' ? this.environment.author : author;
  }

  #backedUp(): BackedUp {
    return {
      dataFolder: this.dataFolder,
      now: () => this.environment.now(),
      busy: (caseId) => this.busy(caseId),
      hold: (of) => this.hold(of),
      ids: () => this.list().filter(({ state }) => state !== 'importing' && state !== 'recording' && state !== 'failed').map(({ caseId }) => caseId),
      closed: (of, body) => {
        if (of !== WORKPLACE) {
          this.opened.get(of)?.close();
          this.opened.delete(of);
          return body();
        }
        const people = this.#workplace.people.all();
        this.#workplace.close();
        try {
          body();
        } finally {
          this.#workplace = new WorkplaceDatabase(this.#workplacePath);
          this.#workplace.people.keepNames(people);
        }
      },
      restored: (of, detail, author) => {
        if (of === WORKPLACE) return this.note('restored', detail, author);
        this.access(of, 'restored', detail, author);
        this.notify(of);
      },
    };
  }

  /**
   * The recording of a case that was just made is one that grows: it stays when the program ends, and can be followed again.
   *
   * @param path where its files lie
   */
  setGrowing(caseId: string, path: string): void {
    const open = this.case(caseId);
    open.db.write(() => open.db.setGrowing(path));
    open.recording = open.db.recording();
    this.notify(caseId);
  }

  /** A recording that grows is followed, and so long by now; null: nobody follows it any more. */
  followed(caseId: string, samples: number | null): void {
    if (samples === null) this.working.delete(caseId);
    else this.working.add(caseId);
    const before = this.#followed.get(caseId);
    if (samples === null) this.#followed.delete(caseId);
    else this.#followed.set(caseId, samples);
    const { sampleRate } = this.case(caseId).recording.header;
    const minute = (count: number | null | undefined): number => Math.floor((count ?? -1) / (60 * sampleRate));
    if (minute(before) !== minute(samples)) this.notify(caseId);
  }

  /** A line of the worklist, with how long a recording is that is followed: the store has whole segments only. */
  #asFollowed(row: StudyRow, open: OpenCase): StudyRow {
    const samples = this.#followed.get(row.caseId);
    return samples === undefined || open.recording.state !== 'growing' ? row : { ...row, seconds: samples / open.recording.header.sampleRate };
  }

  /** Whether a case is imported, analysed or gone through step by step. */
  busy(caseId: string): boolean {
    return this.working.has(caseId) || this.#held.includes(caseId);
  }

  protected doer(author: string): Doer {
    return { author: this.nameOf(author), now: this.environment.now() };
  }

  protected time(): string {
    return new Date(this.environment.now()).toISOString();
  }

  // ── reading ────────────────────────────────────────────────────────────────

  /** The case, opened where it was not. Throws AppError `case-missing`, `database-damaged`, `database-newer`. */
  case(caseId: string): OpenCase {
    let open = this.opened.get(caseId);
    if (!open) {
      // Ids are letters and digits: nothing else can name a folder.
      if (!/^[0-9A-Z]{1,64}$/.test(caseId) || !this.calls.exists(this.databasePath(caseId))) {
        throw new AppError('case-missing', 'This case is not in the data folder.', { details: { caseId } });
      }
      open = new OpenCase(join(this.casesFolder, caseId));
      this.opened.set(caseId, open);
      this.#folding.look(caseId);
    }
    // The most recently used stands last.
    this.opened.delete(caseId);
    this.opened.set(caseId, open);
    for (const [id, idle] of this.opened) {
      if (this.opened.size <= HELD) break;
      if (id === caseId || this.busy(id)) continue;
      this.opened.delete(id);
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
    return this.worklist.list();
  }

  /** The line of a case for the index, with the figures of before where those of now are not worked out yet. */
  #line(caseId: string): PresentLine {
    const open = this.case(caseId);
    const before = isToldApart(open) && !open.hasTold && !this.working.has(caseId) ? this.worklist.line(caseId) : null;
    // A day that a thread is at work on is not worked out here as well: its figures follow.
    const known = before !== null && (before.sketch !== null || this.#telling.has(open)) ? before : null;
    return { row: this.#asFollowed(studyRow(open, this.working.has(caseId), this.troubles.of(caseId), known), open), sha256: open.recording.sha256, whole: known === null };
  }

  /** Lines that fell behind when the program ended are written anew. */
  #catchUp(): void {
    for (const caseId of this.worklist.behind()) {
      try {
        this.case(caseId);
        this.notify(caseId);
      } catch (thrown) {
        // A case that cannot be opened says so where it is opened.
        if (!(thrown instanceof AppError)) throw thrown;
      }
    }
  }

  row(caseId: string): StudyRow {
    const open = this.case(caseId);
    return this.#asFollowed(studyRow(open, this.working.has(caseId), this.troubles.of(caseId)), open);
  }

  study(caseId: string): Study {
    const open = this.case(caseId);
    return open.study(standingOf(open, this.working.has(caseId), this.troubles.of(caseId)));
  }

  sourceOf(caseId: string): StoredSource {
    return this.case(caseId).source;
  }

  /** The case that holds a recording of this hash, or null. */
  findBySha(sha256: string): string | null {
    return this.worklist.findBySha256(sha256);
  }

  // ── changes of any kind ────────────────────────────────────────────────────

  /** Calls back for each changed line of the worklist, until the returned function is called. */
  onRow(listener: (event: RowEvent) => void): () => void {
    return this.worklist.onRow(listener);
  }

  /** Calls back for each edit of any case, in order. */
  onEdit(listener: (event: EditEvent) => void): () => void {
    this.#editListeners.add(listener);
    return () => this.#editListeners.delete(listener);
  }

  /**
   * The line of a case has changed: it is written and told a little later, once for many changes. Where the figures of the
   * day take a while, the rest of the line goes before them; a program that ends meanwhile writes them at its next start.
   */
  notify(caseId: string): void {
    const open = this.opened.get(caseId);
    this.worklist.fallBehind(caseId);
    if (!open || !isToldApart(open) || open.hasTold || this.working.has(caseId)) return this.worklist.notify(caseId);
    if (open.isLoaded || !isLong(open)) this.worklist.notify(caseId);
    this.#telling.begin(caseId, open);
  }

  /** The case once its state is in memory; a long one is loaded on a thread. Throws what `case` throws. */
  async loaded(caseId: string): Promise<OpenCase> {
    const open = this.case(caseId);
    await loaded(open);
    return this.opened.get(caseId) === open ? open : this.case(caseId);
  }

  /** The case once what is told of its day is, too. Throws what `case` throws. */
  async told(caseId: string): Promise<OpenCase> {
    const open = this.case(caseId);
    await told(open);
    return this.opened.get(caseId) === open ? open : this.case(caseId);
  }

  access(caseId: string, what: AccessLine['what'], detail: string, author: string): void {
    const { db } = this.case(caseId);
    named(db.path, () => db.access.append({ time: this.time(), who: this.nameOf(author), what, detail }));
  }

  /** A line in the workplace's access log. */
  note(what: AccessLine['what'], detail: string, author: string): void {
    named(this.#workplacePath, () => this.#workplace.access.append({ time: this.time(), who: this.nameOf(author), what, detail }));
  }

  /** Under which name an author is shown and printed: the one they are known by, with the journal's beside it. */
  shownName(author: string): string {
    const name = this.nameOf(author);
    const display = this.#workplace.people.find(name)?.display ?? '';
    return display === '' ? name : `${display} (${name})`;
  }

  /** Notes a report that leaves the program, among the reports and in the access log. */
  printed(caseId: string, report: Pick<StoredReport, 'revision' | 'sha256' | 'pages'>, how: string, author: string): void {
    const { db } = this.case(caseId);
    const doer = this.doer(author);
    const { revision, sha256, pages } = report;
    db.write(() => db.addReport({ revision, sha256, pages, id: ulid(doer.now), time: this.time(), author: doer.author }));
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
    if (this.busy(caseId)) throw new AppError('not-ready', 'This case is being worked on.', { hint: 'Cancel the work first.', details: { caseId } });
    this.drop(caseId, open);
  }

  protected drop(caseId: string, open: OpenCase): void {
    open.close();
    this.opened.delete(caseId);
    this.working.delete(caseId);
    this.troubles.set(caseId, '');
    // First the key: whatever happens to the files, and to copies of them elsewhere, nothing of the case can be read from here on.
    keysOf(this.dataFolder)?.destroyCase(caseId);
    this.#takeAway(caseId);
    // Last the line: to strike it takes a little room, which on a full disk the files have just made. A line without files is taken out at the next start.
    this.worklist.remove(caseId);
  }

  #takeAway(caseId: string): void {
    this.calls.remove(join(this.casesFolder, caseId));
    this.safety.remove(caseId);
    keysOf(this.dataFolder)?.forgetCase(caseId);
  }

  /** Reads the worklist in anew from the cases. Returns how many there are. Throws AppError `not-ready` while a case is worked on. */
  rebuild(): number {
    // A half-imported case is taken for one that was broken off.
    if (this.working.size > 0) throw new AppError('not-ready', 'A case is being imported or analysed.', { hint: 'Wait until it is through, then try again.' });
    this.worklist.clear();
    reconcile(this.casesFolder, this.worklist, this.calls);
    return this.list().length;
  }

  protected tell(caseId: string, result: EditResult): EditResult {
    for (const listener of this.#editListeners) listener({ ...result, caseId });
    this.#folding.look(caseId);
    this.notify(caseId);
    return result;
  }
}
