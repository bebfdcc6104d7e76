/**
 * The study that is open: its beats and everything computed from them. Edits go
 * through the contract one after the other; what comes back is applied to the
 * columns, so that a key press never waits for a reading of the day.
 */
import { create } from 'zustand';
import { BEAT_SOURCE } from '../../core/beats/columns.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import { errorShape } from '../../core/contract/errors.ts';
import type { EditResult, ReviewState, Study } from '../../core/contract/types.ts';
import { pick, rowOf } from '../../core/review/beat-rows.ts';
import { isEventMark } from '../../core/review/event-ledger.ts';
import { W } from '../parts/words.ts';
import { orderOf, type TemplateSort } from './derived.ts';
import { findingsAsBefore, standingsAsBefore } from './as-before.ts';
import { afterMarks, standingsOf } from './events.ts';
import { follow } from './following.ts';
import { LiveDay } from './live-day.ts';
import { refusedAs } from './may.ts';
import { HOLD, keepHeld, shelve, takeHeld } from './held-edits.ts';
import { letGoOf, prepare } from './held-keeping.ts';
import { analysisOf, CLOSED, diaryAs, HISTORY, lacksTemplate, nameOf, newestFirst, newestStanding, orderAfter, put, SHOWN_AT_ONCE, standing, stripsAfter, type Place as PlaceOf, type Review } from './review-model.ts';
import { sentAs } from './sent-as.ts';
import { client, say, sayFailure, useSession, type IsolineClient } from './session.ts';
import { SignalCache } from './signal-cache.ts';
import { inTurn } from './turns.ts';

export { rateOf, startOf } from './review-model.ts';
export { settled } from './turns.ts';

export const useReview = create<Review>()(() => CLOSED);
const get = useReview.getState;
const set = useReview.setState;

let signals: SignalCache | null = null;
/** Beats and counts, brought up to date by each edit; the store shows what it gives. */
let live: LiveDay | null = null;
/** The how many-th study it is, and whether it is open still: what was shown of it stays in the store. */
let [opened, isOpen] = [0, false];
/** Beats changed class or came and went since the templates were read. */
let stale = false;
let summaryTimer: ReturnType<typeof setTimeout> | undefined;
let trendTimer: ReturnType<typeof setTimeout> | undefined;

/** Draws the day anew once the edit itself is on the screen, and once for a row of edits. */
const TREND_AFTER_MS = 90;

function drawTrends(): void {
  clearTimeout(trendTimer);
  const turn = opened;
  trendTimer = setTimeout(() => {
    if (turn === opened && live) set(live.trends());
  }, TREND_AFTER_MS);
}
let stopFollowing: () => void = () => undefined;

/** Signal of the study that is open. */
export function signalCache(): SignalCache | null {
  return signals;
}

function taken(state: ReviewState, study: Study | null): Partial<Review> {
  const basis = { beats: state.beats, templates: state.templates, marks: state.marks, unreadable: state.unreadable, gaps: state.gaps ?? new Float64Array(0), fibrillation: state.fibrillation ?? new Float64Array(0), study };
  live = new LiveDay(basis);
  const derived = live.derived(basis.marks);
  return {
    ...basis,
    beats: live.beats,
    derived,
    ...live.trends(),
    revision: state.revision,
    spikes: state.spikes ?? new Float64Array(0), unreadableSaid: state.unreadableSaid ?? new Float64Array(0),
    analysedTo: state.analysedTo,
    strips: state.strips,
    texts: state.texts,
    settings: state.settings,
    assignedTo: state.assignedTo,
    questions: state.questions,
    ...diaryAs(state.diary.file, state.diary.said),
    order: orderAfter(get().order, derived.groups, get().sort),
  };
}

/** Opens a case: frame first, then beats, then what is computed elsewhere. */
export async function openReview(caseId: string): Promise<void> {
  closeReview();
  const turn = ++opened;
  isOpen = true;
  set({ ...CLOSED, caseId, ...takeHeld(caseId) });
  prepare(caseId);
  // Asked for first: what others do while the case is read is waited with, and heard once it is open.
  const edits = client().review.changes({ caseId });
  // What ends it early ends its items too, where it is said.
  edits.result.catch(() => undefined);
  stopFollowing = () => edits.cancel();
  try {
    const [study, state, history] = await Promise.all([client().library.open({ caseId }), client().review.state({ caseId }), client().review.history({ caseId, limit: HISTORY })]);
    if (turn !== opened) return;
    signals = new SignalCache(client(), caseId, study.recording.sampleRate, study.recording.sampleCount, () => set({ signalVersion: get().signalVersion + 1 }));
    const newest = newestFirst(history);
    set({ study, ...taken(state, study), history: newest, ...standing(newest), phase: 'ready', ...analysisOf(study) });
    stopFollowing = follow({ edits, rows: client().library.changes({}) }, { caseId, now: get, take: takeResult, show: set, reload });
    askSummary();
  } catch (thrown) {
    edits.cancel();
    if (turn === opened) set({ phase: 'failed', failure: errorShape(thrown) });
  }
}

export function closeReview(): void {
  const { caseId, revision, study, held, heldSince } = get();
  revisions.set(caseId, revision);
  keepHeld(caseId, nameOf(study), held, heldSince);
  set({ held: [], heldSince: '' });
  opened++;
  isOpen = false;
  stopFollowing();
  signals?.close();
  signals = live = null;
  clearTimeout(summaryTimer);
}

/** Reads the beats again, whole: after an edit elsewhere, or when more is analysed. */
export async function reload(): Promise<void> {
  const { caseId } = get();
  const turn = opened;
  try {
    const [study, state, history] = await Promise.all([client().library.study({ caseId }), client().review.state({ caseId }), client().review.history({ caseId, limit: HISTORY })]);
    if (turn !== opened) return;
    // An edit overtook the reading: what was read is of yesterday.
    if (state.revision < get().revision) return reload();
    stale = false;
    signals?.more(study.recording.sampleCount);
    const newest = newestFirst(history);
    set({ study, ...taken(state, study), history: newest, ...standing(newest), ...analysisOf(study) });
    askSummary();
  } catch (thrown) {
    if (turn === opened) sayFailure(thrown);
  }
}

/** Templates take their new names and places when the reader leaves one, not under the cursor. */
export function refreshTemplates(): void {
  if (stale) void reload();
}

/** Asks anew for what is computed elsewhere: the summary and the findings. */
function askSummary(): void {
  clearTimeout(summaryTimer);
  const turn = opened;
  summaryTimer = setTimeout(() => {
    // Where no beat counts, in noise or in fibrillation, there are findings all the same.
    if (turn !== opened || !get().study?.run) return;
    client()
      .review.summary({ caseId: get().caseId })
      .then((summary) => {
        if (turn === opened) set({ summary });
      })
      .catch(sayFailure);
    const { caseId } = get();
    Promise.all([client().review.findings({ caseId }), client().review.events({ caseId }), client().review.conflicts({ caseId })])
      .then(([{ findings, tables, revision, fibrillation }, { events, revision: of }, conflicts]) => {
        if (turn !== opened) return;
        // An edit came between the answers: they are asked for again. The first ones are shown nonetheless:
        // who confirms faster than a slow computer answers would see none of them, the urgent ones neither.
        const late = revision !== of || of < get().revision;
        if (!late || (revision === of && get().findings === null)) set({ findings: findingsAsBefore(get().findings, findings), tables, events: standingsAsBefore(get().events, standingsOf(events)), conflicts });
        if (late) askSummary();
        // What people say of fibrillation decides which beats count: the columns are counted anew.
        else if (fibrillation.join() !== get().fibrillation.join()) void reload();
      })
      .catch(sayFailure);
  }, 250);
}

/** Brings the columns up to date with an edit. */
function takeResult(result: EditResult): void {
  const state = get();
  // Behind the settings the study's columns are put away: what is kept there is read anew.
  if (!live && useSession.getState().route.page === 'settings' && result.revision > state.revision) void reload();
  if (!live || result.revision <= state.revision) return;
  if (result.revision > state.revision + 1) return void reload();
  let relabelled = false;
  let strips: Review['strips'] | null = state.strips;
  // What an edit does not touch stays the very object: nothing that shows it is drawn again.
  let { marks, texts, settings, diarySaid } = state;
  let again = false;
  let facts = false;
  let asks = false;
  for (const change of result.changes) {
    if (change.op !== 'set') {
      relabelled = true;
      live.apply(change);
      stale ||= change.op !== 'move';
    } else if (change.entity === 'event' || (change.entity === 'active-run' && change.name.startsWith('settled/'))) {
      asks = true;
    } else if (change.entity === 'review-mark' && isEventMark(change.name)) {
      asks = true;
    } else if (change.entity === 'strip') {
      strips &&= stripsAfter(strips, change);
    } else if (change.entity === 'diary') {
      diarySaid = put(diarySaid, change);
    } else if (change.entity === 'text') {
      texts = put(texts, change);
    } else if (change.entity === 'review-mark') {
      marks = put(marks, change);
    } else if (change.entity === 'setting') {
      settings = put(settings, change);
      again = true;
    } else if (change.entity === 'fact') facts = true;
    else again = true;
  }
  const undone = result.entry.kind === 'undo' ? result.entry.undoes : null;
  const redone = result.entry.kind === 'redo' ? result.entry.undoes : null;
  const history = [result.entry, ...state.history.filter(({ sequence }) => sequence !== result.revision).map((entry) => (entry.sequence === undone ? { ...entry, undone: true } : entry.sequence === redone ? { ...entry, undone: false } : entry))];
  const { beats } = live;
  // What was shown before its answer stands so already: the same columns are the same picture.
  const anew = beats !== state.beats || result.changes.some((change) => change.op === 'set' && change.entity === 'review-mark' && !isEventMark(change.name));
  set({ beats, marks, ...(anew ? { derived: live.derived(marks) } : {}), history, ...standing(history), texts, settings, strips: strips ?? state.strips, ...(diarySaid === state.diarySaid ? {} : diaryAs(state.diaryFile, diarySaid)), events: afterMarks(state.events, result.changes), revision: result.revision });
  if (again || facts || !strips) void reload();
  else if (relabelled) {
    drawTrends();
    askSummary();
  } else if (asks) askSummary();
}

/** Says in words that a signed case takes no edit, or that the person here may make none. True where either is so. */
export function refusedAsSigned(): boolean {
  if (refusedAs('technician')) return true;
  if (!get().study?.signed) return false;
  say(W.signed.refused, { hint: W.signed.refusedHint });
  return true;
}

/** Shows a relabelling before its answer: the next picture has it. Gives what puts the labels back; null where nothing was shown. */
function showAtOnce(request: EditRequest): (() => void) | null {
  if (request.kind !== 'relabel' || request.keys.length > SHOWN_AT_ONCE || !live) return null;
  const { keys, code } = request;
  const shown = live;
  const rows = keys.map((key) => rowOf(shown.beats, key));
  if (rows.some((row) => row < 0)) return null;
  const { code: before, source: sourceBefore } = pick(shown.beats, rows);
  const change = { entity: 'beat', op: 'reclass', keys, before, after: new Uint8Array(keys.length).fill(code), sourceBefore, sourceAfter: new Uint8Array(keys.length).fill(BEAT_SOURCE.person) } as const;
  const { revision } = get();
  const show = (): void => set({ beats: shown.beats, derived: shown.derived(get().marks) });
  if (shown.apply(change)) show();
  return () => {
    if (live !== shown) return;
    // What came meanwhile stands.
    if (get().revision !== revision) void reload();
    else if (shown.apply({ ...change, before: change.after, after: before, sourceBefore: change.sourceAfter, sourceAfter: sourceBefore })) show();
  };
}

/** Shows the beats as they are kept, after some were shown elsewhere while a hand was on them. */
export function showBeats(): void {
  if (live) set({ beats: live.beats });
}

/** Last revision that is known of a case: an edit may wait for its turn while another case is opened. */
const revisions = new Map<string, number>();
type Place = PlaceOf<IsolineClient>;
/** The study that is open, for what is edited in it later. */
export const hereNow = (): Place => ({ caseId: get().caseId, program: client(), name: nameOf(get().study) });

/** Takes what an edit made into the columns, where its case is still open. */
function made({ caseId }: Place, result: EditResult): void {
  revisions.set(caseId, result.revision);
  if (get().caseId !== caseId) return;
  takeResult(result);
  // A merge that was taken back: the template that is there again is read.
  if (lacksTemplate(get().templates, result.changes)) void reload();
}

/** Keeps edits that could not be saved with their case. */
function hold({ caseId, name }: Place, requests: readonly EditRequest[]): void {
  if (get().caseId !== caseId) return keepHeld(caseId, name, requests);
  const heldSince = get().heldSince || new Date().toISOString();
  shelve(caseId, name, heldSince, requests);
  set({ held: [...get().held, ...requests], heldSince });
}

/** Takes what waits for the case that is open, where it was found only now. */
export function takeWaiting(): void {
  const { held, heldSince } = isOpen ? takeHeld(get().caseId) : { held: [], heldSince: '' };
  if (held.length > 0) set({ held: [...held, ...get().held], heldSince });
}

/** Sends an edit to the case in which it was made: it need not be open still. `knows`: entries of those that waited with it, to which its own is added. */
async function send(request: EditRequest, place = hereNow(), knows: number[] = []): Promise<boolean> {
  const { caseId, program } = place;
  const here = (): boolean => get().caseId === caseId;
  const putBack = here() ? showAtOnce(request) : null;
  try {
    // Of one that is closed the store knows only how it was left.
    const revision = isOpen && here() && get().phase === 'ready' ? get().revision : (revisions.get(caseId) ?? 0);
    const result = await program.review.edit({ caseId, ...sentAs(request, revision), knows, request });
    made(place, result);
    knows.push(result.revision);
    letGoOf(request);
    return true;
  } catch (thrown) {
    putBack?.();
    const shape = errorShape(thrown);
    if (HOLD.has(shape.code)) {
      hold(place, [request]);
      if (shape.code === 'closed') useSession.setState({ lost: true });
      else say(W.status.waits, { hint: shape.hint, bad: true });
    } else {
      letGoOf(request);
      // A refusal is an answer, not a failure.
      say(shape.message, { hint: shape.hint, bad: shape.code !== 'edit-refused' });
      if (shape.code === 'edit-conflict' && here()) await reload();
    }
    return false;
  }
}

/** Sends an edit, after those before it, to the study that is open or was when `place` was taken. True when it is in the journal. */
export async function edit(request: EditRequest, place = hereNow()): Promise<boolean> {
  if (place.caseId === get().caseId && refusedAsSigned()) return false;
  return inTurn(() => send(request, place));
}

/** Sends held edits again, oldest first, until one fails. */
export function sendHeld(): Promise<void> {
  const place = hereNow();
  return inTurn(async () => {
    if (get().caseId !== place.caseId) return;
    const waiting = get().held;
    set({ held: [], heldSince: '' });
    const knows: number[] = [];
    for (const [at, request] of waiting.entries()) {
      if (!(await send(request, place, knows))) return hold(place, waiting.slice(at + 1));
    }
  });
}

/** Takes back the newest edit that stands, as it is shown, or the one named. */
export async function undo(sequence: number | null = null): Promise<void> {
  if (refusedAsSigned()) return;
  const place = hereNow();
  return inTurn(async () => {
    try {
      const seen = isOpen && get().caseId === place.caseId ? newestStanding(get().history, get().revision) : null;
      made(place, await place.program.review.undo({ caseId: place.caseId, sequence: sequence ?? seen }));
    } catch (thrown) {
      const shape = errorShape(thrown);
      if (shape.code === 'edit-conflict' && sequence !== null && get().caseId === place.caseId) set({ locked: { ...get().locked, [sequence]: shape.message } });
      if (shape.code === 'nothing-to-undo') say(W.status.nothingToUndo);
      else sayFailure(thrown);
    }
  });
}

export async function redo(): Promise<void> {
  if (refusedAsSigned()) return;
  const place = hereNow();
  return inTurn(async () => {
    try {
      made(place, await place.program.review.redo({ caseId: place.caseId }));
    } catch (thrown) {
      sayFailure(thrown);
    }
  });
}

/** Puts the templates in order anew. */
export function sortTemplates(sort: TemplateSort): void {
  set({ sort, order: orderOf(get().derived.groups, sort) });
}
