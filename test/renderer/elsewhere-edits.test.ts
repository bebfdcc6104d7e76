/** What was begun in one study and is still on its way when another is opened: it ends in its own, and changes nothing of the other. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contract, EditRequest } from '../../core/contract/contract.ts';
import type { Client, Running } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { editable, parseConclusion } from '../../core/study/conclusion.ts';
import { analyse } from '../../renderer/state/analysing.ts';
import { addSentences } from '../../renderer/state/conclusion.ts';
import { intoConclusion } from '../../renderer/state/earlier.ts';
import { leaveStudy } from '../../renderer/state/leave.ts';
import { mergeNow, useMerging } from '../../renderer/state/merging.ts';
import { splitTemplate, useOverlay } from '../../renderer/state/overlay.ts';
import { nudgePeak } from '../../renderer/state/peak-move.ts';
import { reopenReport, useReport } from '../../renderer/state/report.ts';
import { closeReview, edit, openReview, sendHeld, settled, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { goToRow, openTemplate, resetView, useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const review = useReview.getState;
/** The programs of the two studies. */
let first: Client<Contract>;
let second: Client<Contract>;

/** Lets a call through only when it is told to. */
function late(of: Client<Contract>): () => void {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((open) => (go = open));
  const { edit: through } = of.review;
  vi.spyOn(of.review, 'edit').mockImplementation(async (input) => {
    await gate;
    return through(input);
  });
  return () => go();
}

async function enter(client: Client<Contract>, caseId: string): Promise<void> {
  useSession.setState({ client, lost: false, toast: null, route: { page: 'study', caseId, tab: 'beats' } });
  resetView();
  await openReview(caseId);
}

const sentTo = (of: Client<Contract>): EditRequest[] => vi.mocked(of.review.edit).mock.calls.map(([{ request }]) => request);
const conclusionOf = async (of: Client<Contract>): Promise<string[]> => parseConclusion((await of.review.state({ caseId: 'a' })).texts['conclusion'] ?? '').map(editable);

beforeEach(async () => {
  [first, second] = [fakeClient({ hours: 0.5 }), fakeClient({ hours: 0.5 })];
  await enter(first, 'a');
  return closeReview;
});

describe('templates of the study of before', () => {
  const elsewhere = async (): Promise<{ view: ReturnType<typeof useView.getState>; overlay: ReturnType<typeof useOverlay.getState> }> => {
    await enter(second, 'b');
    openTemplate(review().order.at(-1)!);
    return { view: useView.getState(), overlay: useOverlay.getState() };
  };

  it('are merged without opening one of the next', async () => {
    const go = late(first);
    const [small, large] = review().derived.groups.filter(({ id }) => id > 0).toSorted((a, b) => a.count - b.count);
    useMerging.setState({ asked: { own: small!.id, other: large!.id } });
    useView.setState({ panel: 'template' });
    const merging = mergeNow();
    const { view, overlay } = await elsewhere();
    go();
    await merging;
    expect(sentTo(first)).toMatchObject([{ kind: 'regroup' }]);
    expect(useView.getState()).toBe(view);
    expect(useOverlay.getState()).toBe(overlay);
  });

  it('are split without opening one of the next', async () => {
    const go = late(first);
    const { id } = review().derived.groups.find(({ id: one, count }) => one > 0 && count > 2)!;
    const keys = review().beats.key.filter((_, row) => review().beats.template[row] === id);
    useOverlay.setState({ template: id, keys, loaded: keys.length, crossing: keys.slice(0, 1) });
    const splitting = splitTemplate();
    const { view, overlay } = await elsewhere();
    go();
    await splitting;
    expect(sentTo(first)).toMatchObject([{ kind: 'regroup', template: null }]);
    expect(useView.getState()).toBe(view);
    expect(useOverlay.getState()).toBe(overlay);
  });
});

describe('sentences on their way', () => {
  it('are of the study in which they were written, all of them', async () => {
    const go = late(first);
    const kept = Promise.all([addSentences(['One.']), addSentences(['Two.']), intoConclusion('Three.')]);
    leaveStudy();
    await enter(second, 'b');
    go();
    await kept;
    expect(await conclusionOf(first)).toEqual(['One.', 'Two.', 'Three.']);
    expect(await conclusionOf(second)).toEqual([]);
    expect(review().texts['conclusion']).toBeUndefined();
  });

  it('are all kept where the reader went back to the list', async () => {
    const go = late(first);
    const kept = Promise.all([addSentences(['One.']), addSentences(['Two.'])]);
    leaveStudy();
    go();
    await kept;
    expect(await conclusionOf(first)).toEqual(['One.', 'Two.']);
  });

  it('come behind those that a full disk holds back', async () => {
    const { edit: through } = first.review;
    const disk = vi.spyOn(first.review, 'edit').mockRejectedValue(new AppError('disk-full', 'Full.'));
    await addSentences(['One.']);
    await addSentences(['Two.']);
    disk.mockImplementation(through);
    await sendHeld();
    expect(await conclusionOf(first)).toEqual(['One.', 'Two.']);
  });
});

describe('a study that was left', () => {
  it('hears of each edit on the revision that the one before it made', async () => {
    const go = late(first);
    const keys = review().beats.key.slice(0, 1);
    void edit({ kind: 'relabel', keys, code: 2 });
    void edit({ kind: 'relabel', keys, code: 1 });
    leaveStudy();
    go();
    await settled();
    expect(vi.mocked(first.review.edit).mock.calls.map(([{ baseRevision }]) => baseRevision)).toEqual([0, 1]);
  });

  it('gets the peak that was in the hand', async () => {
    vi.spyOn(first.review, 'edit');
    vi.spyOn(second.review, 'edit');
    goToRow(10);
    nudgePeak(1);
    leaveStudy();
    await enter(second, 'b');
    await settled();
    expect(sentTo(first)).toMatchObject([{ kind: 'move' }]);
    expect(sentTo(second)).toEqual([]);
  });

  it('tells how far its analysis is on its own screen only', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((open) => (go = open));
    const items = (async function* () {
      await gate;
      yield { caseId: 'a', stage: 'beats', fraction: 0.5, analysedTo: 0 };
    })();
    const over = gate.then(() => Promise.reject(new AppError('analysis-failed', 'Not this one.')));
    over.catch(() => undefined);
    vi.spyOn(first.analysis, 'start').mockReturnValue({ items, result: over, cancel: () => undefined } as Running<never, never>);
    analyse(false);
    await enter(second, 'b');
    go();
    await vi.waitFor(() => expect(useSession.getState().toast?.text).toBe('Not this one.'));
    expect(review()).toMatchObject({ caseId: 'b', analysing: null, stopped: null });
  });

  it('is reopened without drawing the report of the next', async () => {
    useReport.setState({ caseId: 'a' });
    let go: () => void = () => undefined;
    const gate = new Promise<void>((open) => (go = open));
    vi.spyOn(first.report, 'reopen').mockImplementation(async () => {
      await gate;
      return (await first.review.undo({ caseId: 'a', sequence: null }).catch(() => first.review.edit({ caseId: 'a', baseRevision: 0, request: { kind: 'text', name: 'comment', value: 'x' } })));
    });
    const drawn = vi.spyOn(second.report, 'render');
    const reopening = reopenReport('A beat was missed.');
    await enter(second, 'b');
    go();
    await reopening;
    await settled();
    expect(drawn).not.toHaveBeenCalled();
  });
});
