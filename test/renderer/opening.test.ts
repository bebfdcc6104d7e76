/** What others do to a case while it is being opened: it is there once it is open. */
import { expect, it, vi } from 'vitest';
import type { EditResult } from '../../core/contract/types.ts';
import { closeReview, openReview, useReview } from '../../renderer/state/review.ts';
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
