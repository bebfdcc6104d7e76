/**
 * The study that is open: its beats and everything computed from them. Edits go
 * through the contract one after the other; what comes back is applied to the
 * columns, so that a key press never waits for a reading of the day.
 */
import { create } from 'zustand';
import type { BeatColumns, TemplateInfo } from '../../core/beats/columns.ts';
import { NO_BEATS } from '../../core/beats/columns.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import type { ErrorShape } from '../../core/contract/errors.ts';
import { errorShape } from '../../core/contract/errors.ts';
import type { EditResult, ReviewState, StripChoice, Study } from '../../core/contract/types.ts';
import type { JournalEntry } from '../../core/review/edit.ts';
import { emptyLedger, note } from '../../core/review/ledger.ts';
import { applyToBeats } from '../../core/review/state.ts';
import type { StudySummary } from '../../core/study/summary-types.ts';
import { binsFor, densityTrend, rateTrend, type DensityTrend, type RateTrend } from '../../core/study/trend.ts';
import { parseLocal } from '../parts/format.ts';
import { W } from '../parts/words.ts';
import { derive, orderOf, type Derived, type TemplateSort } from './derived.ts';
import { client, say, sayFailure, useSession } from './session.ts';
import { SignalCache } from './signal-cache.ts';

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
  analysedTo: number;
  strips: StripChoice[];
  texts: Readonly<Record<string, string>>;
  derived: Derived;
  rate: RateTrend;
  density: DensityTrend;
  summary: StudySummary | null;
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

const CLOSED: Review = {
  caseId: '',
  phase: 'loading',
  failure: null,
  study: null,
  revision: 0,
  beats: NO_BEATS,
  templates: [],
  marks: {},
  unreadable: new Float64Array(0),
  analysedTo: 0,
  strips: [],
  texts: {},
  derived: EMPTY_DERIVED,
  rate: rateTrend(NO_BEATS, 1, 1, new Float64Array(0)),
  density: densityTrend(NO_BEATS, 1, 1),
  summary: null,
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

export const useReview = create<Review>()(() => CLOSED);
const get = useReview.getState;
const set = useReview.setState;

let signals: SignalCache | null = null;
let opened = 0;
let editing: Promise<unknown> = Promise.resolve();
let summaryTimer: ReturnType<typeof setTimeout> | undefined;
let trendTimer: ReturnType<typeof setTimeout> | undefined;

/** Draws the day anew once the edit itself is on the screen, and once for a row of edits. */
const TREND_AFTER_MS = 90;

function drawTrends(): void {
  clearTimeout(trendTimer);
  const turn = opened;
  trendTimer = setTimeout(() => {
    if (turn === opened) set(trends(get()));
  }, TREND_AFTER_MS);
}
let stopFollowing: () => void = () => undefined;

/** Signal of the study that is open. */
export function signalCache(): SignalCache | null {
  return signals;
}

/** Wall time of sample 0, UTC milliseconds of the local clock. */
export function startOf(study: Study | null): number {
  if (!study) return 0;
  return parseLocal(study.facts.start) ?? parseLocal(study.recording.start.local) ?? 0;
}

/** Samples a second of the study that is open, 1 where none is. */
export function rateOf(study: Study | null): number {
  return study?.recording.sampleRate ?? 1;
}

type Basis = Pick<Review, 'beats' | 'templates' | 'marks' | 'unreadable' | 'study'>;

/** Counts and templates: what an edit must show at once. */
function computed(basis: Basis): Pick<Review, 'derived'> {
  return { derived: derive(basis.beats, basis.templates, basis.marks, basis.unreadable, rateOf(basis.study)) };
}

/** The picture of the day. */
function trends(basis: Basis): Pick<Review, 'rate' | 'density'> {
  const sampleRate = rateOf(basis.study);
  const sampleCount = basis.study?.recording.sampleCount ?? 1;
  const bins = binsFor(sampleCount / sampleRate);
  return {
    rate: rateTrend(basis.beats, sampleRate, sampleCount, basis.unreadable, bins.rate),
    density: densityTrend(basis.beats, sampleRate, sampleCount, bins.density, basis.unreadable),
  };
}

/** Which edits stand, read off the history (newest first). */
function standing(history: readonly JournalEntry[]): Pick<Review, 'canUndo' | 'canRedo'> {
  const ledger = emptyLedger();
  for (const entry of history.toReversed()) note(ledger, entry);
  return { canUndo: ledger.standing.length > 0, canRedo: ledger.redoable.length > 0 };
}

function taken(state: ReviewState, study: Study | null): Partial<Review> {
  const basis = { beats: state.beats, templates: state.templates, marks: state.marks, unreadable: state.unreadable, study };
  const made = computed(basis);
  const known = new Set(get().order);
  const groups = made.derived.groups;
  // An order that the reader has before the eyes stays; what is new comes last.
  const same = groups.every((group) => known.has(group.id)) && known.size > 0;
  return {
    ...basis,
    ...made,
    ...trends(basis),
    revision: state.revision,
    analysedTo: state.analysedTo,
    strips: state.strips,
    texts: state.texts,
    order: same ? get().order : orderOf(groups, get().sort),
  };
}

/** Opens a case: frame first, then beats, then what is computed elsewhere. */
export async function openReview(caseId: string): Promise<void> {
  closeReview();
  const turn = ++opened;
  set({ ...CLOSED, caseId });
  try {
    const [study, state, history] = await Promise.all([client().library.open({ caseId }), client().review.state({ caseId }), client().review.history({ caseId })]);
    if (turn !== opened) return;
    signals = new SignalCache(client(), caseId, study.recording.sampleRate, study.recording.sampleCount, () => set({ signalVersion: get().signalVersion + 1 }));
    const newest = newestFirst(history);
    set({ study, ...taken(state, study), history: newest, ...standing(newest), phase: 'ready', ...analysisOf(study) });
    follow(caseId);
    askSummary();
  } catch (thrown) {
    if (turn === opened) set({ phase: 'failed', failure: errorShape(thrown) });
  }
}

export function closeReview(): void {
  opened++;
  stopFollowing();
  signals?.close();
  signals = null;
  clearTimeout(summaryTimer);
}

function newestFirst(history: JournalEntry[]): JournalEntry[] {
  return history.toSorted((a, b) => b.sequence - a.sequence);
}

function analysisOf(study: Study): Pick<Review, 'analysing' | 'stopped'> {
  const share = study.run ? study.run.analysedTo / Math.max(1, study.recording.sampleCount) : 0;
  if (study.state === 'analysing' || study.state === 'waiting' || study.state === 'importing') return { analysing: share, stopped: null };
  if (study.state === 'failed') return { analysing: null, stopped: { fraction: share, trouble: '' } };
  return { analysing: null, stopped: null };
}

/** Reads the beats again, whole: after an edit elsewhere, or when more is analysed. */
export async function reload(): Promise<void> {
  const { caseId } = get();
  const turn = opened;
  try {
    const [study, state, history] = await Promise.all([client().library.study({ caseId }), client().review.state({ caseId }), client().review.history({ caseId })]);
    if (turn !== opened) return;
    const newest = newestFirst(history);
    set({ study, ...taken(state, study), history: newest, ...standing(newest), ...analysisOf(study) });
    askSummary();
  } catch (thrown) {
    if (turn === opened) sayFailure(thrown);
  }
}

/** Hears what other windows and the engine do to this case. */
function follow(caseId: string): void {
  const edits = client().review.changes({ caseId });
  const rows = client().library.changes({});
  stopFollowing = () => {
    edits.cancel();
    rows.cancel();
  };
  const hear = async (): Promise<void> => {
    for await (const result of edits.items) if (result.revision > get().revision) takeResult(result);
  };
  let seen = 0;
  let reading = false;
  const watch = async (): Promise<void> => {
    for await (const { caseId: changed, row } of rows.items) {
      if (changed !== caseId || !row) continue;
      const running = row.state === 'analysing' || row.state === 'waiting' || row.state === 'importing';
      const was = get().analysing;
      set({ analysing: running ? row.progress : null, stopped: row.state === 'failed' ? { fraction: row.progress, trouble: row.trouble } : null });
      const finished = was !== null && !running;
      if ((finished || (running && row.progress - seen > 0.04)) && (!reading || finished)) {
        seen = row.progress;
        reading = true;
        void reload().finally(() => (reading = false));
      }
    }
  };
  for (const listening of [hear(), watch()]) listening.catch(sayFailure);
  // A cancelled stream ends its result too: that is no failure.
  for (const stream of [edits, rows]) stream.result.catch(() => undefined);
}

function askSummary(): void {
  clearTimeout(summaryTimer);
  const turn = opened;
  summaryTimer = setTimeout(() => {
    if (turn !== opened || get().derived.beats === 0) return;
    client()
      .review.summary({ caseId: get().caseId })
      .then((summary) => {
        if (turn === opened) set({ summary });
      })
      .catch(sayFailure);
  }, 250);
}

/** Brings the columns up to date with an edit. */
function takeResult(result: EditResult): void {
  const state = get();
  if (result.revision <= state.revision) return;
  if (result.revision > state.revision + 1) {
    void reload();
    return;
  }
  let beats = state.beats;
  const marks: Record<string, string> = { ...state.marks };
  let again = false;
  let facts = false;
  for (const change of result.changes) {
    if (change.op !== 'set') beats = applyToBeats(beats, change);
    else if (change.entity === 'review-mark') {
      if (change.after === null) delete marks[change.name];
      else marks[change.name] = change.after;
    } else if (change.entity === 'fact') facts = true;
    else again = true;
  }
  const undone = result.entry.kind === 'undo' ? result.entry.undoes : null;
  const redone = result.entry.kind === 'redo' ? result.entry.undoes : null;
  const history = [result.entry, ...state.history.map((entry) => (entry.sequence === undone ? { ...entry, undone: true } : entry.sequence === redone ? { ...entry, undone: false } : entry))];
  const basis = { beats, templates: state.templates, marks, unreadable: state.unreadable, study: state.study };
  set({ ...basis, ...(beats === state.beats && result.changes.every((change) => change.op !== 'set' || change.entity !== 'review-mark') ? {} : computed(basis)), history, ...standing(history), revision: result.revision });
  if (again || facts) void reload();
  else if (beats !== state.beats) {
    drawTrends();
    askSummary();
  }
}

/** Failures after which an edit is kept and may be sent again. */
const HOLD = new Set(['disk-full', 'file-unwritable', 'closed', 'data-folder-unusable', 'engine-lost']);

async function send(request: EditRequest): Promise<boolean> {
  const { caseId, revision } = get();
  try {
    takeResult(await client().review.edit({ caseId, baseRevision: revision, request }));
    return true;
  } catch (thrown) {
    const shape = errorShape(thrown);
    if (HOLD.has(shape.code)) {
      const { held, heldSince } = get();
      set({ held: [...held, request], heldSince: heldSince || new Date().toISOString() });
      if (shape.code === 'closed') useSession.setState({ lost: true });
      else say(shape.message, { hint: shape.hint, bad: true });
    } else {
      // A refusal is an answer, not a failure.
      say(shape.message, { hint: shape.hint, bad: shape.code !== 'edit-refused' });
      if (shape.code === 'edit-conflict') await reload();
    }
    return false;
  }
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = editing.then(work, work);
  editing = next;
  return next;
}

/** Sends an edit, after those before it. True when it is in the journal. */
export function edit(request: EditRequest): Promise<boolean> {
  return inTurn(() => send(request));
}

/** Sends held edits again, oldest first, until one fails. */
export function sendHeld(): Promise<void> {
  return inTurn(async () => {
    const waiting = get().held;
    set({ held: [], heldSince: '' });
    for (const [place, request] of waiting.entries()) {
      if (await send(request)) continue;
      const rest = waiting.slice(place + 1);
      set({ held: [...get().held, ...rest] });
      return;
    }
  });
}

/** Takes back the newest edit that stands, or the one named. */
export function undo(sequence: number | null = null): Promise<void> {
  return inTurn(async () => {
    try {
      takeResult(await client().review.undo({ caseId: get().caseId, sequence }));
    } catch (thrown) {
      const shape = errorShape(thrown);
      if (shape.code === 'edit-conflict' && sequence !== null) set({ locked: { ...get().locked, [sequence]: shape.message } });
      if (shape.code === 'nothing-to-undo') say(W.status.nothingToUndo);
      else sayFailure(thrown);
    }
  });
}

export function redo(): Promise<void> {
  return inTurn(async () => {
    try {
      takeResult(await client().review.redo({ caseId: get().caseId }));
    } catch (thrown) {
      sayFailure(thrown);
    }
  });
}

/** Puts the templates in order anew. */
export function sortTemplates(sort: TemplateSort): void {
  set({ sort, order: orderOf(get().derived.groups, sort) });
}

/** Analyses the case that is open, from where it stopped or from the start. */
export function analyse(resume: boolean): void {
  set({ stopped: null, analysing: resume ? (get().stopped?.fraction ?? 0) : 0 });
  const running = client().analysis.start({ caseId: get().caseId, resume });
  // Items must be taken, or the job waits for its listener.
  const listen = async (): Promise<void> => {
    for await (const progress of running.items) set({ analysing: progress.fraction });
    await running.result;
    await reload();
  };
  listen().catch((thrown: unknown) => {
    const shape = sayFailure(thrown);
    set({ analysing: null, stopped: { fraction: get().analysedTo / Math.max(1, get().study?.recording.sampleCount ?? 1), trouble: shape.message } });
  });
}
