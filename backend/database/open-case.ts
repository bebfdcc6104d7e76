/** A case in use: its database, its samples, and its current state held in memory. */
import { join } from 'node:path';
import type { EditRequest } from '../../core/contract/contract.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { EditResult, ReviewState, Study } from '../../core/contract/types.ts';
import type { RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import { applyWhereStanding, meets, touch } from '../../core/review/conflict.ts';
import type { Change } from '../../core/review/edit.ts';
import { eventMarkName, eventMarks, isEventMark, reviewEvents, type EventReview } from '../../core/review/event-ledger.ts';
import { withPeople, type PeoplesFindings } from '../../core/review/hand-events.ts';
import type { Reading } from '../../core/review/agreement.ts';
import { peopleOf, readingsOf } from '../../core/review/case-people.ts';
import { impactOf, type DayPicture } from '../../core/review/impact.ts';
import { plan, type Plan } from '../../core/review/plan.ts';
import { unreadableSpans } from '../../core/review/spans.ts';
import type { DayFindings, FindingTables } from '../../core/rhythm/findings.ts';
import type { HrvDay } from '../../core/rhythm/hrv.ts';
import { invertAll, valuesOf, type EditState } from '../../core/review/state.ts';
import { currentTemplates } from '../../core/review/templates.ts';
import type { SummaryFrame } from '../../core/study/summary.ts';
import type { DaySketch, StudySummary } from '../../core/study/summary-types.ts';
import { averageBeat } from '../store/average.ts';
import { openStoredSource, type StoredSource } from '../store/source.ts';
import { samplesFolder } from '../store/staging.ts';
import { CaseDay, joinedGaps, type ToldDay } from './case-day.ts';
import { CaseDatabase, type ImportedRecording } from './case-database.ts';
import { diaryOfCase, fileMarksOf } from './case-diary.ts';
import { baseState, currentFacts, followed, isGrowing, loadState, nextNumbers, runStands, touchesBeats, withSegment, type CaseState } from './case-state.ts';
import { conflicting, inWay } from './conflicting.ts';
import { readable } from './damage.ts';
import { changesNow, runPutInForce } from './eras.ts';
import { Follower, type FollowResults } from './follower.ts';
import type { StoredEdit } from './journal.ts';
import { runInfo } from './runs.ts';
import { isSigned, reopenChanges, signChanges, signatureOf, type SignOff } from './signatures.ts';
import { reopenings } from './reopenings.ts';
import { named } from './sqlite.ts';
import { stripOf } from './strips.ts';
import type { Doer, Foretold, ToldEvent } from './told-events.ts';
import { ulid } from './ulid.ts';

export type { Doer } from './told-events.ts';

export class OpenCase {
  readonly folder: string;
  readonly db: CaseDatabase;
  readonly source: StoredSource;
  recording: ImportedRecording;
  #segments: number;
  #state: CaseState | null = null;
  #templates: TemplateInfo[] | null = null;
  #gaps: Float64Array | null = null;
  readonly #day = new CaseDay(this);
  #follower: Follower | null = null;

  constructor(folder: string, db = CaseDatabase.open(join(folder, 'case.sqlite'))) {
    this.folder = folder;
    this.db = db;
    try {
      if (!readable(db.path, () => db.journal.headFits())) {
        throw new AppError('database-damaged', 'The journal of this case does not prove itself.', { hint: 'Restore the case from a backup.', details: { path: db.path } });
      }
      this.recording = readable(db.path, () => db.recording());
      this.#segments = readable(db.path, () => db.segments().count);
    } catch (thrown) {
      // Nobody else would: what is half opened is held by no one.
      db.close();
      throw thrown;
    }
    this.source = openStoredSource({ folder: samplesFolder(folder), header: this.recording.header, sampleCount: () => this.recording.header.sampleCount, segmentCount: () => this.#segments });
  }

  close(): void {
    this.#follower?.close();
    this.db.close();
  }

  /** The thread that works for a long case; started when it is first asked for. */
  get follower(): Follower {
    return (this.#follower = this.#follower?.isOver === false ? this.#follower : new Follower(this.folder));
  }

  /** Lets go of that thread, whatever it is at. */
  unfollow(): void {
    this.#follower?.close();
    this.#follower = null;
  }

  /** Whether the state is in memory. */
  get isLoaded(): boolean {
    return this.#state !== null;
  }

  /** Takes over a state that was loaded on another thread, unless the case has gone on since. */
  take({ revision, state, ledger }: FollowResults['state']): void {
    if (this.#state !== null || revision !== this.#head() || !runStands(this.db, state)) return;
    this.#state = state;
    this.db.journal.takeLedger(ledger);
  }

  /** Whether all that is told of the day is in memory. */
  get hasTold(): boolean {
    return this.#day.isTold;
  }

  /** As `take` for what is told of the day. Returns whether it is of the present state. */
  takeDay(revision: number, analysedTo: number, told: ToldDay): boolean {
    if (revision !== this.#head() || analysedTo !== (this.state.run?.analysedTo ?? 0)) return false;
    this.#day.take(told);
    return true;
  }

  /** Brings a case that is only read up to what was written behind an entry; returns the last one. */
  follow(revision: number): number {
    this.db.refresh();
    this.recording = readable(this.db.path, () => this.db.recordingAgain(this.recording));
    const changes = [...this.db.journal.changesSince(revision)].flatMap((entry) => entry.changes);
    const before = this.#state;
    this.#state = before && followed(this.db, before, changes);
    if (changes.length > 0 || this.#state === null) this.#derivedAnew();
    return this.#head();
  }

  /** Samples were added. */
  grown(): void {
    this.#segments++;
    this.recording = this.db.recordingAgain(this.recording);
    this.#gaps = null;
  }

  /** The run has changed: what is derived from it is computed anew when it is asked for. */
  forget(): void {
    this.#state = null;
    this.db.journal.forget();
    this.#derivedAnew();
  }

  /** A segment was added to a run, or, where there is none, it was sealed: what is in memory goes with it. */
  runGrown(runId: number, segment: RunSegment | null, templates: readonly TemplateInfo[] | null): void {
    if (this.#state?.run?.runId !== runId) return;
    this.#state = withSegment(this.#state, this.db.runs.get(runId)!, segment, templates);
    this.#derivedAnew();
  }

  #derivedAnew(): void {
    this.#templates = null;
    this.#day.forget();
  }

  get state(): CaseState {
    this.#state ??= readable(this.db.path, () => loadState(this.db, this.recording.header));
    return this.#state;
  }

  /** Stretches that no lead measured, sorted and apart. */
  get gaps(): Float64Array {
    return (this.#gaps ??= joinedGaps(this.db.gaps(), this.recording.header.sampleRate));
  }

  /** Unreadable spans in force. */
  get unreadable(): Float64Array {
    return this.unreadableOf(this.state.edit);
  }

  /** Unreadable spans in a state of this case. */
  unreadableOf(edit: EditState): Float64Array {
    return unreadableSpans(this.state.unreadable, valuesOf(edit, 'span'));
  }

  get templates(): TemplateInfo[] {
    const { edit, templates } = this.state;
    this.#templates ??= currentTemplates(edit.beats, templates, (_, samples) => averageBeat(this.source, samples));
    return this.#templates;
  }

  get summary(): StudySummary {
    return this.#day.summary;
  }

  get sketch(): DaySketch {
    return this.#day.sketch;
  }

  get day(): DayFindings {
    return this.#day.found;
  }

  get findings(): PeoplesFindings {
    return this.#day.findings;
  }

  get findingTables(): FindingTables {
    return this.#day.tables;
  }

  /** Heart rate variability of the day. */
  get hrv(): HrvDay {
    return this.#day.hrv;
  }

  get told(): ToldDay {
    return this.#day.told;
  }

  /** A state of this case, the present one or one of before, as it is compared with another reading. */
  read(edit: EditState = this.state.edit): Reading {
    const { findings, series } = edit === this.state.edit ? this.day : this.#day.findingsOf(edit);
    const events = withPeople(findings, series, edit, this.#day.settingsOf(edit)).findings;
    const reviewed = reviewEvents(events, eventMarks(edit));
    return { state: edit, unreadable: this.unreadableOf(edit), events: events.map((event, i) => ({ ...event, state: reviewed[i]!.state })) };
  }

  get frame(): SummaryFrame {
    return this.#day.frame;
  }

  picture(edit: EditState = this.state.edit): DayPicture {
    return this.#day.picture(edit);
  }

  /** What a request would change in the day, were it made now. Throws AppError `edit-refused`. */
  impact(request: EditRequest, doer: Doer): Foretold {
    const { changes, label } = this.#plan(request, doer);
    let reopened: EventReview[] = [];
    const picture = (edit: EditState): DayPicture => {
      const drawn = this.picture(edit);
      const open = reviewEvents(drawn.findings, eventMarks(edit)).filter(({ state }) => state === 'reopened');
      const before = new Set(reopened.map(eventMarkName));
      reopened = edit === this.state.edit ? open : open.filter((event) => !before.has(eventMarkName(event)));
      return drawn;
    };
    return { ...impactOf(this.state.edit, changes, picture), revision: this.#head(), label, reopened: reopened.map(({ kind, anchors, from, to, state }) => ({ kind, anchors, from, to, state })) };
  }

  /** How each finding stands in the review, and which edit reopened it. */
  events(): ToldEvent[] {
    const reviewed = reviewEvents(this.findings.findings, eventMarks(this.state.edit));
    const by = reviewed.some(({ was }) => was !== null) ? reopenings(this.db, this.state.edit) : null;
    return reviewed.map(({ was, ...event }) => ({ ...event, by: was !== null && by ? by(event, was) : null }));
  }

  #plan(request: EditRequest, doer: Doer): Plan {
    const { edit, run, nextSerial, nextTemplate, templates } = this.state;
    const { header, state } = this.recording;
    return plan(edit, request, {
      nextSerial, nextTemplate,
      analysedTo: run?.analysedTo ?? 0,
      goesOn: isGrowing(this.state),
      runId: run?.runId ?? 0,
      settings: this.#day.settingsOf(),
      sampleRate: header.sampleRate,
      knowsTemplate: (id) => templates.some((template) => template.id === id),
      templateName: (id) => this.templates.find((template) => template.id === id)?.name ?? `template ${id}`,
      findings: () => this.findings.findings,
      diary: () => diaryOfCase(this),
      sampleCount: state === 'importing' ? this.db.segments().samples : header.sampleCount,
      newId: () => ulid(doer.now),
    });
  }

  study({ state, trouble }: Pick<Study, 'state' | 'trouble'>): Study {
    const { caseId, header, warnings, sha256 } = this.recording;
    const facts = currentFacts(header, this.state.edit);
    const { sequence, hash } = this.db.journal.head();
    const { run } = this.state;
    return {
      caseId,
      facts,
      recording: {
        record: header.record,
        format: header.format,
        sampleRate: header.sampleRate,
        sampleCount: header.sampleCount,
        leads: header.leads,
        start: { local: facts.start, assumed: facts.startAssumed },
        comments: header.comments,
        warnings,
        sha256,
      },
      run: run && runInfo(run),
      state,
      trouble,
      signed: signatureOf(this.db, this.state.edit),
      revision: sequence,
      head: hash,
      readings: readingsOf(this.state.edit),
    };
  }

  review(): ReviewState {
    const { edit, run } = this.state;
    return {
      revision: this.db.journal.head().sequence,
      beats: edit.beats,
      templates: this.templates,
      marks: Object.fromEntries([...valuesOf(edit, 'review-mark')].filter(([name]) => !isEventMark(name))),
      unreadable: this.unreadable,
      gaps: this.gaps,
      unreadableSaid: unreadableSpans([], valuesOf(edit, 'span')),
      fibrillation: Float64Array.from(this.frame.fibrillation ?? []),
      spikes: this.#day.spikes,
      analysedTo: run?.analysedTo ?? 0,
      strips: Array.from(valuesOf(edit, 'strip'), ([id, value]) => stripOf(id, value)).filter((strip) => strip !== null),
      texts: Object.fromEntries(valuesOf(edit, 'text')),
      settings: Object.fromEntries(valuesOf(edit, 'setting')),
      ...peopleOf(edit),
      diary: { file: fileMarksOf(this), said: Object.fromEntries(valuesOf(edit, 'diary')) },
    };
  }

  /**
   * Makes an edit.
   *
   * @throws AppError `case-locked`, `edit-refused`, `edit-conflict`, `disk-full`; then nothing has changed
   */
  edit(request: EditRequest, baseRevision: number, doer: Doer): EditResult {
    this.refuseIfSigned();
    const planned = this.#plan(request, doer);
    const head = this.db.journal.head().sequence;
    if (baseRevision > head) throw new AppError('edit-conflict', 'The window is ahead of the case.', { hint: 'Open the case again.', details: { baseRevision, revision: head } });
    if (baseRevision < head) {
      const since = [...this.db.journal.since(baseRevision)].filter(({ sequence }) => doer.knows?.includes(sequence) !== true);
      // Another run has other beats: a key of the old one may name any of them.
      const otherBeats = touchesBeats(planned.changes) && since.some((entry) => runPutInForce(entry.changes) !== null);
      if (otherBeats || meets(planned.changes, touch(since.flatMap((entry) => entry.changes)))) throw conflicting({ baseRevision, revision: head });
    }
    return this.commit(planned.changes, { kind: planned.kind, label: planned.label, reason: planned.reason, baseRevision, undoes: null }, doer);
  }

  /**
   * Takes back the newest edit that stands, or the one named.
   *
   * @throws AppError `nothing-to-undo`, `edit-refused` where the one named does not stand, `edit-conflict`
   *   where something was built on it
   */
  undo(sequence: number | null, doer: Doer): EditResult {
    this.refuseIfSigned();
    const { standing } = this.db.journal.ledger();
    const target = sequence ?? standing.at(-1);
    if (target === undefined) throw new AppError('nothing-to-undo', 'There is nothing to undo.');
    if (!standing.includes(target)) throw new AppError('edit-refused', 'This entry is no edit that stands.', { details: { sequence: target } });
    const entry = this.db.journal.entry(target)!;
    return this.commit(this.#changesNow(entry, invertAll(entry.changes)), { kind: 'undo', label: `undo: ${entry.label}`, reason: '', baseRevision: this.#head(), undoes: target }, doer);
  }

  /** Does again what the last undo took back. Throws AppError `nothing-to-undo`, `edit-conflict`. */
  redo(doer: Doer): EditResult {
    this.refuseIfSigned();
    const target = this.db.journal.ledger().redoable.at(-1);
    if (target === undefined) throw new AppError('nothing-to-undo', 'There is nothing to redo.');
    const entry = this.db.journal.entry(target)!;
    return this.commit(this.#changesNow(entry, entry.changes), { kind: 'redo', label: `redo: ${entry.label}`, reason: '', baseRevision: this.#head(), undoes: target }, doer);
  }

  /** Throws AppError `case-locked` where the case is signed. */
  refuseIfSigned(): void {
    if (!isSigned(this.state.edit)) return;
    throw new AppError('case-locked', 'This case is signed.', { hint: 'Reopen it first, and say why.', details: { caseId: this.recording.caseId } });
  }

  /** Signs the case with the report of a revision. Throws AppError `case-locked`, `edit-conflict`, `disk-full`. */
  sign(report: SignOff & { reason?: string }, doer: Doer): EditResult {
    this.refuseIfSigned();
    if (report.revision !== this.#head()) throw conflicting({ baseRevision: report.revision, revision: this.#head() });
    return this.commit(signChanges(report), { kind: 'sign-off', label: `signed: report ${report.sha256.slice(0, 12)}, ${report.pages} ${report.pages === 1 ? 'page' : 'pages'}`, reason: report.reason ?? '', baseRevision: report.revision, undoes: null }, doer);
  }

  /** Takes the lock off. Throws AppError `edit-refused` where the case is not signed or no reason is given. */
  reopen(reason: string, doer: Doer): EditResult {
    const signature = signatureOf(this.db, this.state.edit);
    if (!signature) throw new AppError('edit-refused', 'This case is not signed.', { hint: 'It can be edited as it is.' });
    if (reason.trim() === '') throw new AppError('edit-refused', 'A signed case is not reopened without a reason.', { hint: 'Say why.' });
    return this.commit(reopenChanges(this.state.edit, signature), { kind: 'reopening', label: `reopened: report ${signature.sha256.slice(0, 12)} withdrawn`, reason: reason.trim(), baseRevision: this.#head(), undoes: null }, doer);
  }

  #changesNow(entry: StoredEdit, changes: readonly Change[]): Change[] {
    const now = changesNow(this.db, this.state, entry, changes);
    if ('conflict' in now) throw conflicting(inWay(now.conflict));
    return now.changes;
  }

  #head(): number {
    return this.db.journal.head().sequence;
  }

  /** Writes changes to the journal and brings the state up to date. Where it throws, nothing has changed. */
  commit(changes: readonly Change[], about: { kind: string; label: string; reason: string; baseRevision: number; undoes: number | null }, doer: Doer): EditResult {
    const { state } = this;
    const runId = runPutInForce(changes);
    // Another run brings other beats; the changes that come with it are changes to those.
    const from = runId === null ? state.edit : { beats: this.db.runs.columns(runId).beats, values: state.edit.values };
    const applied = applyWhereStanding(from, changes);
    if ('conflict' in applied) throw conflicting(inWay(applied.conflict));
    const { changes: kept, ...entry } = named(this.db.path, () => this.db.journal.append({ ...about, id: doer.id ?? ulid(doer.now), time: new Date(doer.now).toISOString(), author: doer.author, changes }));
    const base = runId === null ? state : { ...state, ...baseState(this.db, this.recording.header, [{ changes }]) };
    this.#state = { ...base, edit: applied.state, ...nextNumbers(changes, state) };
    this.#derivedAnew();
    return { revision: entry.sequence, entry, changes: kept };
  }
}
