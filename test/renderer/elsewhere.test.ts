/** An answer that comes when the reader has gone to another study, or has pressed on: it touches nothing that is there now. */
import { KeySet } from '../../core/review/key-set.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import type { Comparison } from '../../core/contract/colleagues.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { AskView } from '../../core/review/asks/view.ts';
import { cohenKappa } from '../../core/scoring/kappa.ts';
import { REVIEW_ACTIONS } from '../../renderer/screens/review/actions.ts';
import { goToConflict, settleConflict } from '../../renderer/screens/review/conflict-panel.tsx';
import { rejectSpan } from '../../renderer/screens/review/spans.ts';
import { chooseAnswer, toggleAsks, useAsks } from '../../renderer/state/asks.ts';
import { openComparison, undoDecision, useCompare } from '../../renderer/state/compare.ts';
import { beginAsking, openPeople, useColleagues } from '../../renderer/state/colleagues.ts';
import { useDiary } from '../../renderer/state/diary.ts';
import { forgetStudies, leaveStudy } from '../../renderer/state/leave.ts';
import { endLive, useLive } from '../../renderer/state/live.ts';
import { useMerging } from '../../renderer/state/merging.ts';
import { renderReport, savePdf, useReport } from '../../renderer/state/report.ts';
import { closeReview, edit, openReview, settled, takeWaiting, undo, useReview } from '../../renderer/state/review.ts';
import { useHeldEdits } from '../../renderer/state/held-edits.ts';
import { useSession } from '../../renderer/state/session.ts';
import { goToSpan } from '../../renderer/state/unreadable-spans.ts';
import { openTemplate, resetView, useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const review = useReview.getState;
let client: Client<Contract>;

async function open(options: Parameters<typeof fakeClient>[0]): Promise<void> {
  client = fakeClient(options);
  useSession.setState({ client, lost: false, toast: null, route: { page: 'study', caseId: 'a', tab: 'beats' } });
  resetView();
  await openReview('a');
}

/** Another study, of another program. */
async function goElsewhere(hours = 1): Promise<void> {
  useSession.setState({ client: fakeClient({ hours }), route: { page: 'study', caseId: 'b', tab: 'beats' } });
  resetView();
  await openReview('b');
}

/** Makes a call wait until it is let go, and then fail or go through. */
function held<Out>(call: (...given: never[]) => Promise<Out>): { call: (...given: never[]) => Promise<Out>; go: (failure?: Error) => void } {
  let go: (failure?: Error) => void = () => undefined;
  const gate = new Promise<Error | undefined>((open) => (go = open));
  return {
    call: async (...given) => {
      const failure = await gate;
      if (failure) throw failure;
      return call(...given);
    },
    go,
  };
}

beforeEach(() => closeReview);

describe('an answer about the study of before', () => {
  it('puts a conflict that could not be settled back into its own study only', async () => {
    await open({ hours: 1, conflicts: true });
    await vi.waitFor(() => expect(review().conflicts).toHaveLength(3));
    goToConflict(0);
    const late = held(client.review.edit);
    vi.spyOn(client.review, 'edit').mockImplementation(late.call as typeof client.review.edit);
    const settling = settleConflict(true);
    await goElsewhere();
    late.go(new AppError('edit-refused', 'Not this one.'));
    await settling;
    expect(review().conflicts).toEqual([]);
  });

  it('calls no stretch of another study readable', async () => {
    await open({ hours: 12 });
    goToSpan(1);
    const { unreadable } = review();
    const late = held(client.review.edit);
    vi.spyOn(client.review, 'edit').mockImplementation(late.call as typeof client.review.edit);
    rejectSpan();
    rejectSpan();
    await goElsewhere(12);
    late.go();
    await settled();
    await vi.waitFor(() => expect(review().phase).toBe('ready'));
    expect(Array.from(review().unreadable)).toEqual(Array.from(unreadable));
  });

  it('leaves gallery and selection of another study as they are', async () => {
    await open({ hours: 1 });
    openTemplate(review().order[0]!);
    const late = held(client.review.edit);
    vi.spyOn(client.review, 'edit').mockImplementation(late.call as typeof client.review.edit);
    const [gone] = useView.getState().gallery!.keys;
    useView.setState({ selected: KeySet.from([gone!]) });
    REVIEW_ACTIONS['delete']!(undefined as never);
    await goElsewhere();
    openTemplate(review().order[0]!);
    const { gallery } = useView.getState();
    useView.setState({ selected: KeySet.from([gone!]) });
    late.go();
    await settled();
    expect(useView.getState().selected.size).toBe(1);
    expect(useView.getState().gallery?.keys).toEqual(gallery?.keys);
  });

  it('locks no entry of another study’s history', async () => {
    await open({ hours: 0.5 });
    const late = held(client.review.undo);
    vi.spyOn(client.review, 'undo').mockImplementation(late.call as typeof client.review.undo);
    const undone = undo(1);
    await goElsewhere(0.5);
    late.go(new AppError('edit-conflict', 'A later edit rests on it.'));
    await undone;
    expect(review().locked).toEqual({});
  });

  it('names a PDF after the study whose pages it holds', async () => {
    await open({ hours: 0.5, pdf: Uint8Array.of(1) });
    useReview.setState({ study: { ...review().study!, facts: { ...review().study!.facts, id: 'DX-1' } } });
    const names: string[] = [];
    const link = { href: '', download: '', click: () => void names.push(link.download) };
    vi.stubGlobal('document', { createElement: () => link });
    vi.stubGlobal('URL', { createObjectURL: () => '', revokeObjectURL: () => undefined });
    const saving = savePdf();
    useReview.setState({ study: { ...review().study!, facts: { ...review().study!.facts, id: 'DX-2' } } });
    await saving;
    vi.unstubAllGlobals();
    expect(names).toEqual(['DX-1-report.pdf']);
  });

  it('does not put one comparison in the place of another', async () => {
    await open({ hours: 0.5 });
    const reader = (caseId: string): Comparison['first'] => ({ caseId, name: caseId, signedAt: '', revision: 0 });
    const agreement: Comparison['agreement'] = { counts: { first: 0, second: 0, both: 0, leftOut: 0, differing: 0 }, table: [], kappa: cohenKappa([]), beats: [], spans: [], values: [], events: [] };
    const of = (first: string): Comparison => ({ first: reader(first), second: reader('b'), linked: true, sampleRate: 250, agreement, templates: {}, settledBy: '', settling: true, settled: {}, open: [], cannot: '' });
    const compare = vi.spyOn(client.colleagues, 'compare').mockResolvedValueOnce(of('a'));
    await openComparison('a', 'b');
    const late = held(() => Promise.resolve(of('a')));
    compare.mockImplementationOnce(late.call as typeof client.colleagues.compare).mockResolvedValueOnce(of('c'));
    undoDecision();
    await vi.waitFor(() => expect(compare).toHaveBeenCalledTimes(2));
    await openComparison('c', 'b');
    expect(useCompare.getState().comparison?.first.caseId).toBe('c');
    late.go();
    await vi.waitFor(() => expect(compare).toHaveBeenCalledTimes(3));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(useCompare.getState()).toMatchObject({ comparison: { first: { caseId: 'c' } }, deciding: false });
  });
});

describe('edits that wait', () => {
  it('stay with their case where no study is open', async () => {
    await open({ hours: 0.5 });
    vi.spyOn(client.review, 'edit').mockRejectedValue(new AppError('disk-full', 'Full.'));
    await edit({ kind: 'relabel', keys: review().beats.key.slice(0, 1), code: 2 });
    closeReview();
    takeWaiting();
    expect(useHeldEdits.getState().cases).toHaveLength(1);
    useHeldEdits.setState({ cases: [] });
  });
});

/** An ask about the first beats of the study that is open. */
const anAsk = (): AskView & { revision: number } => ({ revision: 0, answered: 0, ask: { name: 'g1', keys: review().beats.key.slice(0, 3), example: review().beats.key[0]!, now: 'N', gain: 3 }, proposal: { keys: new Int32Array(0), codes: new Uint8Array(0) } });

describe('keys faster than the journal', () => {
  it('answer an ask once', async () => {
    await open({ hours: 0.5 });
    vi.spyOn(client.asks, 'next').mockResolvedValue(anAsk());
    toggleAsks();
    await vi.waitFor(() => expect(useAsks.getState().view?.ask).not.toBeNull());
    await vi.waitFor(() => expect(useAsks.getState().waiting).toBe(false));
    const late = held(client.review.edit);
    const sent = vi.spyOn(client.review, 'edit').mockImplementation(late.call as typeof client.review.edit);
    for (let press = 0; press < 4; press++) chooseAnswer('V');
    late.go(new AppError('edit-refused', 'Not this one.'));
    await settled();
    expect(sent).toHaveBeenCalledTimes(1);
    // It was refused: the ask waits on, with what was chosen.
    await vi.waitFor(() => expect(useAsks.getState()).toMatchObject({ waiting: false, choice: 'V' }));
    useAsks.setState({ open: false, view: null, choice: null });
  });
});

it('a recording that could not be ended goes on, and can be ended again', async () => {
  await open({ hours: 0.5 });
  useLive.setState({ caseId: 'a', state: 'following' });
  const failed = Promise.reject(new AppError('engine-lost', 'The engine is gone.'));
  failed.catch(() => undefined);
  vi.spyOn(client.live, 'end').mockReturnValue({ items: (async function* () {})(), result: failed, cancel: () => undefined });
  endLive('a');
  expect(useLive.getState().state).toBe('ending');
  await vi.waitFor(() => expect(useLive.getState().state).toBe('following'));
});

describe('what was begun in a study', () => {
  beforeEach(async () => {
    await open({ hours: 0.5, pdf: Uint8Array.of(37, 80, 68, 70) });
    useAsks.setState(useAsks.getInitialState());
    vi.spyOn(client.asks, 'next').mockResolvedValue(anAsk());
    toggleAsks();
    await vi.waitFor(() => expect(useAsks.getState().waiting).toBe(false));
    chooseAnswer('V');
    beginAsking(1200);
    openPeople('b');
    useDiary.setState({ card: { sample: 1200 } });
    useMerging.setState({ asked: { own: 1, other: 2 } });
  });

  it('is not gone on with in the next one, whose beats it does not name', async () => {
    leaveStudy();
    await goElsewhere();
    expect(useAsks.getState()).toMatchObject({ open: false, view: null, choice: null });
    expect(useColleagues.getState()).toMatchObject({ asking: null, shown: null });
    expect(useDiary.getState().card).toBeNull();
    expect(useMerging.getState().asked).toBeNull();
    // A card of the worklist is of no study that is open.
    expect(useColleagues.getState().people).toBe('b');
  });

  it('is not shown to the next person, nor are pages with the name of the one before', async () => {
    await renderReport();
    expect(useReport.getState().pdf).not.toBeNull();
    forgetStudies();
    expect(useColleagues.getState()).toMatchObject({ asking: null, people: null });
    expect(useReport.getState()).toMatchObject({ caseId: '', pdf: null });
    await openReview('a');
    const drawn = vi.spyOn(client.report, 'render');
    await renderReport();
    expect(drawn).toHaveBeenCalledTimes(1);
  });

  it('has no say in the asks of the next one when its answer fails late', async () => {
    leaveStudy();
    await openReview('a');
    const late = held(client.asks.next);
    vi.spyOn(client.asks, 'next').mockImplementation(late.call as typeof client.asks.next);
    toggleAsks();
    leaveStudy();
    await goElsewhere();
    useSession.setState({ toast: null });
    const waits = held(useSession.getState().client!.asks.next);
    vi.spyOn(useSession.getState().client!.asks, 'next').mockImplementation(waits.call as typeof client.asks.next);
    toggleAsks();
    late.go(new AppError('engine-lost', 'The engine is gone.'));
    await new Promise((later) => setTimeout(later, 5));
    expect(useAsks.getState()).toMatchObject({ open: true, waiting: true, of: 'b' });
    expect(useSession.getState().toast).toBeNull();
    waits.go();
    await vi.waitFor(() => expect(useAsks.getState().waiting).toBe(false));
  });
});
