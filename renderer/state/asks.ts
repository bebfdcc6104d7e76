/** Where the reader is with the machine's asks. Answers are edits like any other; what is here is only what is on the screen. */
import { create } from 'zustand';
import { plainCode, type BeatClass } from '../../core/beats/classes.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import type { AskView } from '../../core/review/asks/view.ts';
import { rowOf } from '../../core/review/beat-rows.ts';
import { WA } from '../parts/words-asks.ts';
import { decided } from './pace.ts';
import { edit, refusedAsSigned, useReview } from './review.ts';
import { client, sayFailure } from './session.ts';
import { goToRow, openKeys } from './view.ts';

/** Asks in one study, at most. */
export const MOST_ASKS = 20;

interface Asks {
  /** The keys are with the ask. */
  open: boolean;
  view: (AskView & { revision: number }) | null;
  /** It is being worked out. */
  waiting: boolean;
  /** What the reader is about to answer. */
  choice: BeatClass | null;
  /** Case that this is of. */
  of: string;
}

const NOTHING: Asks = { open: false, view: null, waiting: false, choice: null, of: '' };

export const useAsks = create<Asks>()(() => NOTHING);
const get = useAsks.getState;
const set = useAsks.setState;

function show(keys: Int32Array, example: number, title: string): void {
  openKeys(keys, title);
  const row = rowOf(useReview.getState().beats, example);
  if (row >= 0) goToRow(row, true);
}

let turn = 0;

/** Asks for the next ask and shows it. */
async function next(): Promise<void> {
  const { caseId } = useReview.getState();
  const mine = ++turn;
  set({ waiting: true, choice: null, of: caseId });
  try {
    const view = await client().asks.next({ caseId });
    // The reader may have left, or gone to another study, meanwhile.
    if (mine !== turn) return;
    set({ view });
    if (view.ask && view.answered < MOST_ASKS) show(view.ask.keys, view.ask.example, WA.asked);
  } catch (thrown) {
    if (mine !== turn) return;
    sayFailure(thrown);
    set({ open: false });
  }
  set({ waiting: false });
}

/** Into the asks, or out of them. */
export function toggleAsks(): void {
  if (get().open) leaveAsks();
  else if (!refusedAsSigned()) {
    set({ ...NOTHING, open: true });
    void next();
  }
}

export function leaveAsks(): void {
  turn++;
  set(NOTHING);
}

/** The ask that waits for an answer, or null. */
export function askNow(): NonNullable<AskView['ask']> | null {
  const { view, waiting } = get();
  return view && !waiting && view.answered < MOST_ASKS ? view.ask : null;
}

/** The first press of a class chooses it, the same again answers. */
export function chooseAnswer(of: BeatClass): void {
  if (!askNow()) return;
  if (get().choice === of) void giveAnswer();
  else set({ choice: of });
}

/** Sends an answer, and asks on. Until it is in the journal no key answers: it would be the same ask once more. One that was refused waits on. */
async function answered(request: EditRequest): Promise<void> {
  const { of } = get();
  set({ waiting: true });
  const done = await edit(request);
  if (get().of !== of) return;
  if (done) await next();
  else set({ waiting: false });
}

/** Answers what was chosen; the next ask follows. */
export async function giveAnswer(): Promise<void> {
  const ask = askNow();
  const { choice } = get();
  if (!ask || !choice) return;
  decided(Date.now());
  await answered({ kind: 'answer', keys: ask.keys, code: plainCode(choice) });
}

/** The beats asked about are of several kinds. */
export async function answerMixed(): Promise<void> {
  const ask = askNow();
  if (!ask) return;
  decided(Date.now());
  await answered({ kind: 'ask-mixed', group: ask.name });
}

export function showProposal(): void {
  const { view } = get();
  if (view && view.proposal.keys.length > 0) show(view.proposal.keys, view.proposal.keys[0]!, WA.shown);
}

/** Takes over what is proposed, as one edit. */
export async function acceptProposal(): Promise<void> {
  const { view, waiting } = get();
  if (!view || waiting || view.proposal.keys.length === 0) return;
  const { keys, codes } = view.proposal;
  await answered({ kind: 'accept-proposal', keys, codes });
}
