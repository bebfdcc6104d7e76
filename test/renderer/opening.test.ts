/** What others do to a case while it is being opened, or while one's own edit is taken back. */
import { expect, it, vi } from 'vitest';
import { newestStanding } from '../../renderer/state/review-model.ts';
import type { EditResult } from '../../core/contract/types.ts';
import { closeReview, edit as editHere, openReview, redo, undo, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { resetView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

it('an edit between the reading of the beats and the end of the opening is not missed', async () => {
  const client = fakeClient({ hours: 0.5 });
  const listeners: ((result: EditResult) => void)[] = [];
  // As the program has it: whoever listens hears what comes from then on.
  vi.spyOn(client.review, 'changes').mockImplementation(() => {
    const heard: EditResult[] = [];
    let wake: () => void = () => undefined;
    listeners.push((result) => {
      heard.push(result);
      wake();
    });
    const items = (async function* () {
      for (;;) {
        const next = heard.shift();
        if (next) yield next;
        else await new Promise<void>((told) => (wake = told));
      }
    })();
    return { items, result: new Promise<void>(() => undefined), cancel: () => undefined };
  });
  const { history, edit } = client.review;
  vi.spyOn(client.review, 'history').mockImplementation(async (input) => {
    const before = [...(await history(input))];
    // Beats and history are read; another window is quicker than the rest of the opening.
    if (before.length === 0) {
      const result = await edit({ caseId: 'a', baseRevision: 0, request: { kind: 'text', name: 'comment', value: 'Of another window.' } });
      for (const listener of listeners) listener(result);
    }
    return before;
  });
  useSession.setState({ client, lost: false, toast: null });
  resetView();
  await openReview('a');
  await vi.waitFor(() => expect(useReview.getState()).toMatchObject({ revision: 1, texts: { comment: 'Of another window.' } }));
  closeReview();
});

it('undo takes back what the reader sees last, not what another window has just done', async () => {
  const client = fakeClient({ hours: 0.5 });
  useSession.setState({ client, lost: false, toast: null });
  resetView();
  await openReview('a');
  const key = useReview.getState().beats.key[5]!;
  const before = useReview.getState().beats.code[5]!;
  await editHere({ kind: 'relabel', keys: Int32Array.of(key), code: 2 });
  // Not heard here yet.
  await client.review.edit({ caseId: 'a', baseRevision: 1, request: { kind: 'text', name: 'comment', value: 'Of another window.' } });
  await undo();
  const { beats, texts } = await client.review.state({ caseId: 'a' });
  expect([beats.code[5], texts['comment']]).toEqual([before, 'Of another window.']);
  await vi.waitFor(() => expect(useReview.getState().revision).toBe(3));
  await redo();
  expect((await client.review.state({ caseId: 'a' })).beats.code[5]).toBe(2);
  // In quick succession: each takes back the one that the other left.
  await Promise.all([undo(), undo()]);
  expect(await client.review.state({ caseId: 'a' })).toMatchObject({ texts: {} });
  closeReview();
});

it('the newest edit that stands is known where the history reaches up to the revision', async () => {
  const client = fakeClient({ hours: 0.5 });
  for (const value of ['one', 'two']) await client.review.edit({ caseId: 'a', baseRevision: 0, request: { kind: 'text', name: 'comment', value } });
  await client.review.undo({ caseId: 'a', sequence: null });
  const history = (await client.review.history({ caseId: 'a' })).toReversed();
  expect(newestStanding(history, 3)).toBe(1);
  expect(newestStanding(history, 4)).toBeNull();
  expect(newestStanding([], 0)).toBeNull();
});
