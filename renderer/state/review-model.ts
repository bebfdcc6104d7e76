/** What is known of the study that is open, and what follows from it. Pure. */
import { NO_BEATS, type BeatColumns, type TemplateInfo } from '../../core/beats/columns.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import type { ErrorShape } from '../../core/contract/errors.ts';
import type { StripChoice, Study } from '../../core/contract/types.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import type { FindingTables } from '../../core/rhythm/findings.ts';
import type { CarryConflict } from '../../core/review/carry.ts';
import { diaryOf, type DiaryMark } from '../../core/review/diary.ts';
import type { Change, JournalEntry } from '../../core/review/edit.ts';
import { emptyLedger, note, type Ledger } from '../../core/review/ledger.ts';
import type { Question } from '../../core/review/questions.ts';
import { notCounted } from '../../core/study/summary.ts';
import type { StudySummary } from '../../core/study/summary-types.ts';
import { densityTrend, rateTrend, type DensityTrend, type RateTrend } from '../../core/study/trend.ts';
import { parseLocal } from '../parts/format.ts';
import type { EventStandings } from './events.ts';
import { derive, orderOf, type Derived, type TemplateGroup, type TemplateSort } from './derived.ts';

export interface Review {
  caseId: string;
  phase: 'loading' | 'ready' | 'failed';
  failure: ErrorShape | null;
  study: Study | null;
  revision: number;
  beats: BeatColumns;
  templates: TemplateInfo[];
  marks: Readonly<Record<string, string>>;
  unreadable: Float64Array;
  /** What of the unreadable spans people say: looked at. */
  unreadableSaid: Float64Array;
  /** Where nothing was ever measured. */
  gaps: Float64Array;
  /** Ventricular fibrillation, from, to pairs: beats inside are not counted. */
  fibrillation: Float64Array;
  /** Pacing spikes, samples. */
  spikes: Float64Array;
  analysedTo: number;
  strips: StripChoice[];
  texts: Readonly<Record<string, string>>;
  /** Settings of this study by name. */
  settings: Readonly<Record<string, string>>;
  assignedTo: string;
  /** Questions to colleagues, in order of place. */
  questions: readonly Question[];
  /** The patient's diary, ascending by place; marks that came with the recording, and what people say of each. */
  diary: readonly DiaryMark[];
  diaryFile: readonly DiaryMark[];
  diarySaid: Readonly<Record<string, string>>;
  derived: Derived;
  rate: RateTrend;
  density: DensityTrend;
  summary: StudySummary | null;
  /** Findings of the day, ascending by place; null until they are there. */
  findings: readonly Finding[] | null;
  /** What the report counts of them; null until it is there. */
  tables: FindingTables | null;
  /** How they stand in the review. */
  events: EventStandings;
  /** Where people and a new analysis differ, not settled yet. */
  conflicts: readonly CarryConflict[];
  history: JournalEntry[];
  canUndo: boolean;
  canRedo: boolean;
  /** Ids of templates in the order of the list; it changes only when asked. */
  order: number[];
  sort: TemplateSort;
  /** Edits that could not be saved, oldest first. */
  held: EditRequest[];
  heldSince: string;
  /** Edits that were refused because a later one rests on them: sequence to the reason. */
  locked: Readonly<Record<number, string>>;
  /** Progress of a running analysis, null where none runs. */
  analysing: number | null;
  /** Share at which an analysis stopped, null where none did. */
  stopped: { fraction: number; trouble: string } | null;
  /** Counts up whenever signal came in. */
  signalVersion: number;
}

const EMPTY_DERIVED = derive(NO_BEATS, [], {}, new Float64Array(0), 1);

/** No study is open. */
export const CLOSED: Review = {
  caseId: '',
  phase: 'loading',
  failure: null,
  study: null,
  revision: 0,
  beats: NO_BEATS,
  templates: [],
  marks: {},
  unreadable: new Float64Array(0),
  unreadableSaid: new Float64Array(0),
  gaps: new Float64Array(0),
  fibrillation: new Float64Array(0),
  spikes: new Float64Array(0),
  analysedTo: 0,
  strips: [],
  texts: {},
  settings: {},
  assignedTo: '',
  questions: [],
  diary: [],
  diaryFile: [],
  diarySaid: {},
  derived: EMPTY_DERIVED,
  rate: rateTrend(NO_BEATS, 1, 1, new Float64Array(0)),
  density: densityTrend(NO_BEATS, 1, 1),
  summary: null,
  findings: null,
  tables: null,
  events: new Map(),
  conflicts: [],
  history: [],
  canUndo: false,
  canRedo: false,
  order: [],
  sort: 'need',
  held: [],
  heldSince: '',
  locked: {},
  analysing: null,
  stopped: null,
  signalVersion: 0,
};

/** Wall time of sample 0, UTC milliseconds of the local clock. */
export function startOf(study: Study | null): number {
  if (!study) return 0;
  return parseLocal(study.facts.start) ?? parseLocal(study.recording.start.local) ?? 0;
}

/** Samples a second of the study that is open, 1 where none is. */
export function rateOf(study: Study | null): number {
  return study?.recording.sampleRate ?? 1;
}

export type Basis = Pick<Review, 'beats' | 'templates' | 'marks' | 'unreadable' | 'fibrillation' | 'study'> & Partial<Pick<Review, 'gaps'>>;

/** Where no beat counts, as everywhere: unreadable spans and ventricular fibrillation. */
export function shutOf(basis: Pick<Basis, 'unreadable' | 'fibrillation'>): Float64Array {
  return Float64Array.from(notCounted(basis));
}

/** The strips of the report after one was added, changed or taken out; null where the change does not say all of it. */
export function stripsAfter(strips: readonly StripChoice[], { name, after }: { name: string; after: string | null }): StripChoice[] | null {
  const others = strips.filter(({ id }) => id !== name);
  if (after === null) return others;
  if (!after.startsWith('{')) return null;
  // As the case keeps them: what was set last stands last.
  const { from, to, caption } = JSON.parse(after) as Omit<StripChoice, 'id'>;
  return [...others, { id: name, from, to, caption }];
}

function ledgerOf(history: readonly JournalEntry[]): Ledger {
  const ledger = emptyLedger();
  for (const entry of history.toReversed()) note(ledger, entry);
  return ledger;
}

/**
 * The newest edit that stands as the reader sees it, so that undo takes back
 * that one and none that somebody else is just making. Null where the history
 * (newest first) does not reach up to the revision: then only the program knows.
 */
export function newestStanding(history: readonly JournalEntry[], revision: number): number | null {
  return history[0]?.sequence === revision ? (ledgerOf(history).standing.at(-1) ?? null) : null;
}

/** Which edits stand, read off the history (newest first). */
export function standing(history: readonly JournalEntry[]): Pick<Review, 'canUndo' | 'canRedo'> {
  const ledger = ledgerOf(history);
  return { canUndo: ledger.standing.length > 0, canRedo: ledger.redoable.length > 0 };
}

export function newestFirst(history: JournalEntry[]): JournalEntry[] {
  return history.toSorted((a, b) => b.sequence - a.sequence);
}

export function analysisOf(study: Study): Pick<Review, 'analysing' | 'stopped'> {
  const share = study.run ? study.run.analysedTo / Math.max(1, study.recording.sampleCount) : 0;
  if (study.state === 'analysing' || study.state === 'waiting' || study.state === 'importing') return { analysing: share, stopped: null };
  if (study.state === 'failed' || study.state === 'broken-off') return { analysing: null, stopped: { fraction: share, trouble: study.trouble } };
  return { analysing: null, stopped: null };
}

/** The order of the list when templates are read anew: what the reader has before the eyes stays, what is new comes last. */
export function orderAfter(order: readonly number[], groups: readonly TemplateGroup[], sort: TemplateSort): number[] {
  const there = new Set(groups.map((group) => group.id));
  const kept = order.filter((id) => there.has(id));
  const known = new Set(kept);
  return [...kept, ...orderOf(groups.filter((group) => !known.has(group.id)), sort)];
}

/** Values by name with what an edit set. */
export function put(values: Readonly<Record<string, string>>, { name, after }: { name: string; after: string | null }): Readonly<Record<string, string>> {
  const { [name]: _, ...others } = values;
  return after === null ? others : { ...others, [name]: after };
}

/** Whether changes put beats into a template that is not among these. */
export function lacksTemplate(templates: readonly TemplateInfo[], changes: readonly Change[]): boolean {
  const known = new Set(templates.map(({ id }) => id));
  return changes.some((change) => change.entity === 'template' && change.op === 'regroup' && change.after.some((id) => id !== 0 && !known.has(id)));
}

export function diaryAs(diaryFile: Review['diaryFile'], diarySaid: Review['diarySaid']): Pick<Review, 'diary' | 'diaryFile' | 'diarySaid'> {
  return { diary: diaryOf(diaryFile, Object.entries(diarySaid)), diaryFile, diarySaid };
}

/** Where an edit belongs: its case, and the program of then. */
export interface Place<Program> {
  caseId: string;
  name: string;
  program: Program;
}

/** What a study is called: its patient, else its record. */
export function nameOf(study: Study | null): string {
  return study ? study.facts.name || study.recording.record : '';
}

/** Edits that the history lists. */
export const HISTORY = 1000;

/** Beats that are shown relabelled before the journal has them, at most. */
export const SHOWN_AT_ONCE = 20_000;
