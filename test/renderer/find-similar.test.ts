/** A search for similar beats that takes its time: it says so, and its answer moves nothing that the reader has gone on to. */
import { beforeEach, expect, it, vi } from 'vitest';
import { findAlike, dropAlike, useAlike } from '../../renderer/state/alike.ts';
import { closeReview, openReview, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { openTemplate, resetView, useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const client = fakeClient({ hours: 1 });
let answer: () => void;

beforeEach(async () => {
  useSession.setState({ client, lost: false, toast: null });
  resetView();
  await openReview('a');
  openTemplate(useReview.getState().derived.groups[0]!.id);
  const { promise, resolve } = Promise.withResolvers<void>();
  answer = resolve;
  const { alike } = client.asks;
  vi.spyOn(client.asks, 'alike').mockImplementationOnce(async (asked) => {
    await promise;
    return alike(asked);
  });
  return () => {
    vi.restoreAllMocks();
    closeReview();
  };
});

const shown = (): boolean => useView.getState().gallery?.alike !== undefined;

it('fills the gallery, and is at its end', async () => {
  const found = findAlike();
  expect(useAlike.getState().search).toBe('asked');
  answer();
  await found;
  expect([shown(), useAlike.getState().search]).toEqual([true, 'none']);
});

it('changes nothing once it was dropped, or the reader looks at other beats', async () => {
  const first = findAlike();
  dropAlike();
  expect(useAlike.getState().search).toBe('none');
  answer();
  await first;
  expect(shown()).toBe(false);
});

it('changes nothing where the reader looks at another template by then', async () => {
  const found = findAlike();
  openTemplate(useReview.getState().derived.groups[1]!.id);
  const { gallery } = useView.getState();
  answer();
  await found;
  expect(useView.getState().gallery).toBe(gallery);
  expect(useAlike.getState().search).toBe('none');
});
