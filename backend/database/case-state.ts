/** The current state of a case: active run and journal, computed, never stored. */
import { NO_BEATS } from '../../core/beats/columns.ts';
import type { RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import { FACT_FIELDS } from '../../core/contract/types.ts';
import type { FactField, Facts } from '../../core/contract/types.ts';
import { goneOn } from '../../core/review/beat-rows.ts';
import { FIRST_OWN_TEMPLATE } from '../../core/review/carry.ts';
import type { Change, ValueEntity } from '../../core/review/edit.ts';
import { foldedChanges } from '../../core/review/fold.ts';
import { ACTIVE_RUN } from '../../core/review/open-conflicts.ts';
import { replay, valuesOf } from '../../core/review/state.ts';
import type { EditState } from '../../core/review/state.ts';
import type { RecordingHeader } from '../../core/study/recording.ts';
import type { CaseDatabase } from './case-database.ts';
import { replayEras, runPutInForce } from './eras.ts';
import { segmentBeats } from './run-columns.ts';
import type { StoredRun } from './runs.ts';
import type { Folded, Snapshot } from './snapshots.ts';

export interface CaseState {
  edit: EditState;
  run: StoredRun | null;
  /** How many beats the run has so far: the key of the next one. */
  runBeats: number;
  /** Unreadable spans as the run says them. */
  unreadable: Float64Array;
  templates: TemplateInfo[];
  /** Serial of the next beat that a person inserts. */
  nextSerial: number;
  nextTemplate: number;
}

/** Facts as the file of the recording says them. */
export function importedFacts(header: RecordingHeader): Record<FactField, string> {
  const { patient, start } = header;
  return { name: patient.name, id: patient.id, birth: patient.birth, age: patient.age ?? '', sex: patient.sex, indication: '', referredBy: '', medicines: '', start: start.local };
}

/** Facts in force. */
export function currentFacts(header: RecordingHeader, edit: Pick<EditState, 'values'>): Facts {
  const facts: Facts = { ...importedFacts(header), startAssumed: header.start.assumed };
  const values = valuesOf(edit, 'fact');
  for (const field of FACT_FIELDS) facts[field] = values.get(field) ?? facts[field];
  // One that was taken out is the file's again, with what the file says of it. A corrected or confirmed start is no assumption.
  if (facts.start === '') facts.start = header.start.local;
  else if (facts.start !== header.start.local) facts.startAssumed = false;
  return facts;
}

function baseValues(header: RecordingHeader, firstRun: number | null): EditState['values'] {
  const values = new Map<ValueEntity, ReadonlyMap<string, string>>([['fact', new Map(Object.entries(importedFacts(header)))]]);
  if (firstRun !== null) values.set('active-run', new Map([[ACTIVE_RUN, String(firstRun)]]));
  return values;
}

/** The active run of a case: the one that the journal names, else the first. `named`: the one that the journal names before the entries. */
function activeRun(db: CaseDatabase, entries: readonly { changes: readonly Change[] }[], named: number | null): { first: number | null; run: StoredRun | null } {
  const runs = db.runs.all();
  const first = runs[0]?.runId ?? null;
  let active = named ?? first;
  for (const { changes } of entries) active = runPutInForce(changes) ?? active;
  return { first, run: runs.find((run) => run.runId === active) ?? null };
}

/** What edits start from: the active run's beats and the imported facts. */
export function baseState(db: CaseDatabase, header: RecordingHeader, entries: readonly { changes: readonly Change[] }[], named: number | null = null): Omit<CaseState, 'nextSerial' | 'nextTemplate'> {
  const { first, run } = activeRun(db, entries, named);
  const { beats, unreadable } = run ? db.runs.columns(run.runId) : { beats: NO_BEATS, unreadable: new Float64Array(0) };
  const templates = run ? db.runs.templates(run.runId) : [];
  return { edit: { beats, values: baseValues(header, first) }, run, runBeats: beats.key.length, unreadable, templates };
}

const FIRST_NUMBERS = { nextSerial: 1, nextTemplate: FIRST_OWN_TEMPLATE };

/** The whole state, from the database: from where the journal is folded, or from its beginning. */
export function loadState(db: CaseDatabase, header: RecordingHeader): CaseState {
  const folded = db.snapshots.read();
  return folded && db.runs.get(folded.run)?.sealedAt ? stateAfter(db, header, folded) : wholeState(db, header);
}

/** The whole state, from all entries of the journal. */
export function wholeState(db: CaseDatabase, header: RecordingHeader): CaseState {
  const entries = [...db.journal.changesSince(0)];
  const base = baseState(db, header, entries);
  return { ...base, edit: replayEras(base.edit, entries), ...nextNumbers(entries.flatMap(({ changes }) => changes), FIRST_NUMBERS) };
}

function stateAfter(db: CaseDatabase, header: RecordingHeader, folded: Folded): CaseState {
  const entries = [...db.journal.changesSince(folded.revision)];
  const base = baseState(db, header, entries, folded.run);
  // Where another run was put in force since, the beats of the one before are of no use.
  const kept = base.run?.runId === folded.run ? folded.changes : folded.changes.filter((change) => change.op === 'set');
  return { ...base, edit: replayEras(replay(base.edit, kept), entries), ...nextNumbers(entries.flatMap(({ changes }) => changes), folded) };
}

/** The state folded up to the newest entry, or null where there is nothing that could be folded. */
export function foldedState(db: CaseDatabase, header: RecordingHeader, state: CaseState): Snapshot | null {
  const { sequence, hash } = db.journal.head();
  if (!state.run?.sealedAt || sequence === 0) return null;
  const changes = foldedChanges(baseState(db, header, [], state.run.runId).edit, state.edit);
  const { nextSerial, nextTemplate } = state;
  return db.snapshots.made({ revision: sequence, run: state.run.runId, nextSerial, nextTemplate, changes }, Buffer.from(hash, 'hex'));
}

/** Whether more of a recording is still to be analysed. */
export function isGrowing({ run }: Pick<CaseState, 'run'>): boolean {
  return !run?.sealedAt;
}

/** Whether the run of a state stands in the database as it did; a state without one, whether there still is none. */
export function runStands(db: CaseDatabase, { run }: Pick<CaseState, 'run'>): boolean {
  if (!run) return db.runs.all().length === 0;
  const now = db.runs.get(run.runId);
  return now?.analysedTo === run.analysedTo && now.sealedAt === run.sealedAt;
}

/** The state after changes that were written since, or null where it is to be loaded anew: another run is in force or its run has gone on. */
export function followed(db: CaseDatabase, state: CaseState, changes: readonly Change[]): CaseState | null {
  if (!runStands(db, state) || runPutInForce(changes) !== null) return null;
  return { ...state, edit: replay(state.edit, changes), ...nextNumbers(changes, state) };
}

/** The state once a segment was added to its run: the beats follow those that are there. Without one the run was sealed: its beats stand. */
export function withSegment(state: CaseState, run: StoredRun, segment: RunSegment | null, templates: readonly TemplateInfo[] | null): CaseState {
  if (!segment) return { ...state, run, templates: templates ? [...templates] : state.templates };
  const beats = goneOn(state.edit.beats, segmentBeats(segment, state.runBeats));
  const unreadable = new Float64Array(state.unreadable.length + segment.unreadable.length);
  unreadable.set(state.unreadable);
  unreadable.set(segment.unreadable, state.unreadable.length);
  return {
    ...state,
    run,
    edit: { beats, values: state.edit.values },
    runBeats: state.runBeats + segment.sample.length,
    unreadable,
    templates: templates ? [...templates] : state.templates,
  };
}

/** Numbers that no later edit may give again. */
export function nextNumbers(changes: readonly Change[], from: Pick<CaseState, 'nextSerial' | 'nextTemplate'>): Pick<CaseState, 'nextSerial' | 'nextTemplate'> {
  let { nextSerial, nextTemplate } = from;
  for (const change of changes) {
    if (change.op === 'insert') for (const key of change.keys) nextSerial = Math.max(nextSerial, 1 - key);
    if (change.op === 'regroup') for (const id of change.after) nextTemplate = Math.max(nextTemplate, id + 1);
  }
  return { nextSerial, nextTemplate };
}

/** Whether changes hold on to the beats of a run. */
export function touchesBeats(changes: readonly Change[]): boolean {
  return changes.some((change) => change.op !== 'set');
}
