import { beforeEach, describe, expect, it } from 'vitest';
import { askMerge, askNeighbour, dropMerge, mergeNow, pairOf, useMerging } from '../../renderer/state/merging.ts';
import { closeReview, openReview, undo, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { openTemplate, resetView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const counts = (): Record<string, number> => Object.fromEntries(useReview.getState().derived.groups.map(({ id, count }) => [id, count]));

beforeEach(async () => {
  useSession.setState({ client: fakeClient({ hours: 1 }), lost: false, toast: null });
  resetView();
  await openReview('a');
  return () => {
    dropMerge();
    closeReview();
  };
});

describe('merging by hand', () => {
  it('asks first, merges the smaller into the larger, and is undone as one edit', async () => {
    const before = counts();
    const [small, large] = useReview.getState().derived.groups.filter(({ id }) => id > 0).toSorted((a, b) => a.count - b.count);
    expect(pairOf(large!.id, small!.id)).toMatchObject({ from: { id: small!.id }, into: { id: large!.id } });
    await askMerge(large!.id, small!.id);
    expect(useMerging.getState()).toMatchObject({ asked: { own: large!.id, other: small!.id }, dragged: null });
    expect(counts()).toEqual(before);
    await mergeNow();
    expect(counts()).toMatchObject({ [large!.id]: large!.count + small!.count });
    expect(counts()[small!.id] ?? 0).toBe(0);
    await undo();
    await expect.poll(counts).toEqual(before);
  });

  it('goes from neighbour to neighbour by key, and asks nothing of a template with itself', () => {
    const { groups } = useReview.getState().derived;
    const own = groups.find(({ id }) => id > 0)!.id;
    openTemplate(own);
    askNeighbour(0);
    const first = useMerging.getState().asked;
    askNeighbour(1);
    expect(useMerging.getState().asked?.other).not.toBe(first?.other);
    askNeighbour(-1);
    expect(useMerging.getState().asked).toEqual(first);
    expect(pairOf(own, own)).toBeNull();
  });
});
