/**
 * All cases of a data folder: the one object through which the services reach
 * them. Analysing, editing and signing; importing is in case-imports.ts.
 */
import type { RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { EditResult, Signature, StudyRow } from '../../core/contract/types.ts';
import { ACTIVE_RUN } from '../../core/review/open-conflicts.ts';
import type { Plan } from '../../core/review/planned.ts';
import { refuseIfAsked } from '../../core/review/questions.ts';
import type { OpenItems } from '../../core/study/open-items.ts';
import { valuesOf } from '../../core/review/state.ts';
import { namedFileError } from '../store/files.ts';
import { writeKept } from '../store/kept-file.ts';
import { removeCopiesBeside } from './backups.ts';
import { touchesBeats } from './case-state.ts';
import { changesToRun } from './eras.ts';
import { isToldApart } from './long-case.ts';
import type { Doer, OpenCase } from './open-case.ts';
import type { NewRun, StoredRun } from './runs.ts';
import { erasureWords, reportsFolder, sha256Of, signatureOf, signedPath } from './signatures.ts';
import { Together } from './together.ts';
import { ulid } from './ulid.ts';
import { CaseImports } from './case-imports.ts';

/** Where a broken-off run goes on. */
export interface ResumeInfo {
  run: StoredRun;
  /** Segment to begin with, and its first sample. */
  nextIndex: number;
  analysedTo: number;
  /** What the pipeline carried behind the last committed segment. */
  carried: Uint8Array | null;
}

export class Cases extends CaseImports {
  // ── analysing ──────────────────────────────────────────────────────────────

  /**
   * Begins a run. An earlier one that was never sealed is taken back, unless
   * people have edited its beats. Where a run is in force already, the new one
   * takes its place when it is sealed, and what people did is carried over.
   *
   * @throws AppError `not-ready` while the recording is being imported, unless `whileRead`; `case-locked`
   */
  beginRun(caseId: string, run: NewRun, whileRead = false): number {
    const open = this.case(caseId);
    const { db, recording } = open;
    if (recording.state === 'importing' && !whileRead) throw new AppError('not-ready', 'The recording is still being imported.', { details: { caseId } });
    open.refuseIfSigned();
    const edited = [...db.journal.since(0)].some((entry) => touchesBeats(entry.changes));
    const inForce = open.state.run?.runId ?? null;
    const runId = db.write(() => {
      for (const old of db.runs.all()) if (old.sealedAt === null && !(edited && old.runId === inForce)) db.runs.discard(old.runId);
      return db.runs.begin(run, this.version, this.time());
    });
    this.#runChanged(caseId);
    this.working.add(caseId);
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
    db.write(() => db.runs.resume(runId));
    this.working.add(caseId);
    this.#runChanged(caseId);
  }

  /** Commits the next segment of a run with the state that the pipeline carries on. Templates so far, where they are known. */
  commitRunSegment(caseId: string, runId: number, segment: RunSegment, carried: Uint8Array | null, templates: readonly TemplateInfo[] | null = null): void {
    const open = this.case(caseId);
    open.db.write(() => open.db.runs.append(runId, segment, open.recording.header.sampleRate, carried, templates));
    open.runGrown(runId, segment, templates);
    this.working.add(caseId);
    this.notify(caseId);
  }

  /** Seals a run. Where another one was active, the journal notes that this one takes its place. */
  sealRun(caseId: string, runId: number, templates: readonly TemplateInfo[], stages: Readonly<Record<string, number>>, device: string | null = null, author = ''): void {
    const open = this.case(caseId);
    const before = valuesOf(open.state.edit, 'active-run').get(ACTIVE_RUN) ?? String(runId);
    let result: EditResult | null = null;
    try {
      open.db.write(() => {
        open.db.runs.seal(runId, templates, stages, device, this.time());
        if (before !== String(runId)) result = this.#activate(open, before, runId, author);
      });
    } catch (thrown) {
      this.#runChanged(caseId);
      throw thrown;
    }
    // The beats that are there stay: to load a fortnight of them anew would hold them twice.
    if (result) this.#runChanged(caseId);
    else open.runGrown(runId, null, templates);
    this.working.delete(caseId);
    if (result) this.tell(caseId, result);
    else this.notify(caseId);
  }

  #activate(open: OpenCase, before: string, runId: number, author: string): EditResult {
    const { runs } = open.db;
    const changes = changesToRun(open.state, runs.columns(Number(before)).beats, before, runId, runs.columns(runId).beats, open.recording.header.sampleRate);
    const result = open.commit(changes, { kind: 'active-run', label: 'new analysis in force', reason: '', baseRevision: open.db.journal.head().sequence, undoes: null }, this.doer(author));
    // The changes of beats are those to the new run's: a window reads its beats anew.
    return { ...result, changes: result.changes.filter((change) => change.op === 'set') };
  }

  /** A run was broken off; it can be resumed. `trouble` says why, fit to be shown; empty where it was cancelled. */
  failRun(caseId: string, runId: number, trouble: string): void {
    const { db, recording } = this.case(caseId);
    // On a full disk the reason cannot be written; that the work is over holds all the same.
    if (recording.state !== 'importing') this.working.delete(caseId);
    try {
      db.write(() => db.runs.setTrouble(runId, trouble));
    } finally {
      this.#runChanged(caseId);
    }
  }

  /** An analysis failed before its run was begun: the case's line says why until the next one. Empty words take that back. */
  failUnbegun(caseId: string, trouble: string): void {
    if (this.troubles.set(caseId, trouble)) this.notify(caseId);
  }

  #runChanged(caseId: string): void {
    this.case(caseId).forget();
    this.notify(caseId);
  }

  // ── erasing ────────────────────────────────────────────────────────────────

  /**
   * Takes away for ever what names the patient: facts, texts and reasons, what
   * the recording said, signed PDFs, every backup and copy, the line of the
   * worklist. Beats, samples and the chain stay and prove themselves.
   *
   * @throws AppError `not-ready` while the case is worked on
   */
  erase(caseId: string, author: string): StudyRow {
    const open = this.case(caseId);
    if (this.busy(caseId)) throw new AppError('not-ready', 'This case is being worked on.', { hint: 'Cancel the work first.', details: { caseId } });
    // First said, then done: a report that is missing is accounted for at every moment.
    this.access(caseId, 'erased', erasureWords(open.db.journal.head().sequence), author);
    this.calls.remove(reportsFolder(open.folder));
    this.safety.remove(caseId);
    removeCopiesBeside(open.db.path);
    // Whoever reads it keeps the old pages in the log.
    open.unfollow();
    open.db.erase();
    this.reopenFile(caseId);
    this.notify(caseId);
    this.worklist.flushWhole();
    return this.row(caseId);
  }

  // ── editing ────────────────────────────────────────────────────────────────

  /** See OpenCase.edit. */
  edit(caseId: string, request: EditRequest, baseRevision: number, author: string): EditResult {
    return this.tell(caseId, this.case(caseId).edit(request, baseRevision, this.doer(author)));
  }

  /** Writes an entry that is worked out elsewhere of the case as it is at that moment; whether it may be made is for its maker to say. */
  enter(caseId: string, author: string, make: (open: OpenCase, doer: Doer) => Plan): EditResult {
    const open = this.case(caseId);
    const doer = this.doer(author);
    const { changes, ...about } = make(open, doer);
    return this.tell(caseId, open.commit(changes, { ...about, baseRevision: open.db.journal.head().sequence, undoes: null }, doer));
  }

  /**
   * Writes such an entry and opens the signed case again, both or neither: a case that stayed locked could not be gone on with.
   *
   * @returns the entry that opened it; throws as `reopen` does
   */
  enterReopening(caseId: string, reason: string, author: string, make: (open: OpenCase, doer: Doer) => Plan): EditResult {
    const open = this.case(caseId);
    const doer = this.doer(author);
    let entered: EditResult;
    let reopened: EditResult;
    try {
      [entered, reopened] = open.db.write(() => {
        const { changes, ...about } = make(open, doer);
        return [open.commit(changes, { ...about, baseRevision: open.db.journal.head().sequence, undoes: null }, doer), open.reopen(reason, doer)];
      });
    } catch (thrown) {
      // Nothing of it is on the disk: what is in memory of it goes, too.
      open.forget();
      throw thrown;
    }
    this.tell(caseId, entered);
    return this.tell(caseId, reopened);
  }

  /** As `edit`, `undo` and `redo`, written together with what others ask for in the same turn. */
  readonly #together = new Together({ case: (caseId) => this.case(caseId), done: (caseId, result) => void this.tell(caseId, result) });

  /** One whose id is in the journal was sent before, and its answer was lost: what stands there is the answer. */
  editTogether(caseId: string, request: EditRequest, baseRevision: number, author: string, sent: Pick<Doer, 'id' | 'knows'> = {}): Promise<EditResult> {
    return this.#together.add(caseId, (open) => {
      const doer = { ...this.doer(author), ...sent };
      const there = sent.id === undefined ? null : open.db.journal.withId(sent.id);
      if (!there) return open.edit(request, baseRevision, doer);
      const { changes, ...entry } = there;
      if (entry.author !== doer.author) throw new AppError('edit-refused', 'This edit is another person’s.');
      return { revision: entry.sequence, entry, changes };
    });
  }

  undoTogether(caseId: string, sequence: number | null, author: string): Promise<EditResult> {
    return this.#together.add(caseId, (open) => open.undo(sequence, this.doer(author)));
  }

  redoTogether(caseId: string, author: string): Promise<EditResult> {
    return this.#together.add(caseId, (open) => open.redo(this.doer(author)));
  }

  /** See OpenCase.impact. */
  impact(caseId: string, request: EditRequest): ReturnType<OpenCase['impact']> {
    return this.case(caseId).impact(request, this.doer(''));
  }

  /** As `impact`; of a long recording it is worked out on a thread. */
  async preview(caseId: string, request: EditRequest): Promise<ReturnType<OpenCase['impact']>> {
    return this.#apart(caseId, (open) => (isToldApart(open) ? open.follower.ask({ kind: 'impact', request, doer: this.doer('') }) : this.impact(caseId, request)));
  }

  /** Asks once more where the case was opened anew meanwhile, as it is when its recording is in. */
  async #apart<T>(caseId: string, ask: (open: OpenCase) => T | Promise<T>): Promise<T> {
    const open = this.case(caseId);
    try {
      return await ask(open);
    } catch (thrown) {
      if (open.db.isOpen) throw thrown;
      return ask(this.case(caseId));
    }
  }

  /** See OpenCase.events. Of a long recording they are looked through on a thread. */
  async events(caseId: string): Promise<{ revision: number; events: ReturnType<OpenCase['events']> }> {
    return this.#apart(caseId, (open) => (isToldApart(open) ? open.follower.ask({ kind: 'events' }) : { revision: open.db.journal.head().sequence, events: open.events() }));
  }

  /** See OpenCase.undo. */
  undo(caseId: string, sequence: number | null, author: string): EditResult {
    return this.tell(caseId, this.case(caseId).undo(sequence, this.doer(author)));
  }

  /** See OpenCase.redo. */
  redo(caseId: string, author: string): EditResult {
    return this.tell(caseId, this.case(caseId).redo(this.doer(author)));
  }

  /**
   * Keeps a report and signs the case with it: file first, then the entry.
   *
   * @throws AppError `not-ready` while the case is worked on or not analysed, `edit-conflict` where it is not the revision that the report shows
   */
  sign(caseId: string, report: { pdf: Uint8Array; pages: number; revision: number; open?: OpenItems; reason?: string }, author: string): Signature {
    const open = this.case(caseId);
    if (this.working.has(caseId) || !open.state.run?.sealedAt) throw new AppError('not-ready', 'Only a case that is analysed to its end can be signed.', { hint: 'Wait for the analysis, or start it.', details: { caseId } });
    open.refuseIfSigned();
    refuseIfAsked(open.state.edit);
    const { pdf, ...about } = report;
    const { pages, revision } = about;
    const sha256 = sha256Of(pdf);
    const path = signedPath(open.folder, sha256);
    try {
      this.calls.makeFolder(reportsFolder(open.folder));
    } catch (thrown) {
      throw namedFileError(thrown, path);
    }
    const there = this.calls.exists(path);
    const doer = this.doer(author);
    let result: EditResult | null = null;
    try {
      writeKept(path, pdf, this.calls);
      open.db.write(() => {
        result = open.sign({ ...about, sha256 }, doer);
        open.db.addReport({ id: ulid(doer.now), time: result.entry.time, author: doer.author, revision, sha256, pages });
      });
    } catch (thrown) {
      // A report that nobody signed does not stay.
      if (!there) this.calls.remove(path);
      open.forget();
      throw thrown;
    }
    if (result) this.tell(caseId, result);
    return signatureOf(open.db, open.state.edit)!;
  }

  /** See OpenCase.reopen. */
  reopen(caseId: string, reason: string, author: string): EditResult {
    return this.tell(caseId, this.case(caseId).reopen(reason, this.doer(author)));
  }
}
