/** A search for similar beats that takes its time: it says so, and its answer moves nothing that the reader has gone on to. */
import { KeySet } from '../../core/review/key-set.ts';
import { beforeEach, expect, it, vi } from 'vitest';
import { REVIEW_ACTIONS } from '../../renderer/screens/review/actions.ts';
import { findAlike, dropAlike, useAlike } from '../../renderer/state/alike.ts';
import { closeReview, edit, openReview, useReview } from '../../renderer/state/review.ts';
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

const press = (action: string): void => REVIEW_ACTIONS[action]!({} as never);
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

it('is left by Esc, after what was selected in it: the gallery, the template, the selection and the beat are those the reader came from', async () => {
  const { gallery } = useView.getState();
  useView.setState({ selected: KeySet.from(gallery!.keys.slice(0, 2)) });
  const came = useView.getState();
  const found = findAlike();
  answer();
  await found;
  const tiles = useView.getState().gallery!.keys;
  useView.setState({ selected: KeySet.from([tiles[0]!]), current: tiles.at(-1)! });
  press('escape');
  expect([shown(), useView.getState().selected.size]).toEqual([true, 0]);
  press('escape');
  for (const part of ['gallery', 'template', 'current'] as const) expect(useView.getState()[part], part).toEqual(came[part]);
  expect(useView.getState().selected.toArray()).toEqual(came.selected.toArray());
});

it('puts back no beat that is gone by then', async () => {
  const before = useView.getState().gallery!.keys;
  const found = findAlike();
  answer();
  await found;
  await edit({ kind: 'delete', keys: Int32Array.of(before[0]!, before[1]!) });
  press('escape');
  expect([...useView.getState().gallery!.keys]).toEqual([...before].slice(2));
});
