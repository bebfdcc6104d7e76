/** Widths of QRS complexes in the window: the order of the gallery that waits for them, and the beat at hand. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { orderGallery } from '../../renderer/state/gallery-order.ts';
import { estimateOf, noteMeasured, useWidths, wantWidth, widthOf } from '../../renderer/state/qrs-widths.ts';
import { closeReview, openReview, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { goToTile, openClass, resetView, useView } from '../../renderer/state/view.ts';
import { rowOf } from '../../core/review/beat-rows.ts';
import { fakeClient } from './fake-client.ts';

const review = useReview.getState;
const gallery = (): Int32Array => useView.getState().gallery!.keys;
let client: Client<Contract>;

beforeEach(async () => {
  client = fakeClient({ hours: 0.5 });
  useSession.setState({ client, lost: false, toast: null, route: { page: 'study', caseId: 'a', tab: 'beats' } });
  resetView();
  await openReview('a');
  return closeReview;
});

const widths = (): number[] => Array.from(gallery(), (key) => estimateOf(rowOf(review().beats, key)));

function laidByWidth(): void {
  expect(widths().filter(Number.isNaN)).toEqual([]);
  expect(widths()).toEqual(widths().toSorted((a, b) => b - a));
}

describe('the order by width', () => {
  it('comes once every width is there, and asks for none twice', async () => {
    openClass('N');
    const before = gallery().slice();
    const asked = vi.spyOn(client.review, 'widths');
    orderGallery('wide');
    expect(gallery()).toEqual(before);
    await vi.waitFor(laidByWidth);
    expect(gallery().toSorted()).toEqual(before.toSorted());
    expect(useView.getState().current).toBe(gallery()[0]);
    const keys = asked.mock.calls.flatMap(([{ keys: some }]) => [...some]);
    expect([keys.length, new Set(keys).size]).toEqual([before.length, before.length]);
    const calls = asked.mock.calls.length;
    orderGallery('time');
    orderGallery('wide');
    await vi.waitFor(laidByWidth);
    expect(asked.mock.calls).toHaveLength(calls);
  });

  it('is dropped for another order, and leaves the hand where it went meanwhile', async () => {
    openClass('N');
    orderGallery('wide');
    orderGallery('time');
    await Promise.resolve();
    await vi.waitFor(() => expect(useWidths.getState().asked).toBeNull());
    expect(useView.getState().gallery!.order).toBe('time');
    expect(gallery()).toEqual(gallery().toSorted());
    orderGallery('wide');
    goToTile(3);
    const { current } = useView.getState();
    await vi.waitFor(laidByWidth);
    expect(useView.getState().current).toBe(current);
  });

  it('goes back to the one before where widths cannot be had', async () => {
    openClass('N');
    orderGallery('time');
    vi.spyOn(client.review, 'widths').mockRejectedValue(new AppError('store-damaged', 'A segment of the recording is not there.'));
    orderGallery('wide');
    await vi.waitFor(() => expect(useView.getState().gallery!.order).toBe('time'));
    expect(useSession.getState().toast?.bad).toBe(true);
  });
});

describe('the width of one beat', () => {
  it('is asked for the last of those walked past, and holds for its place alone', async () => {
    const asked = vi.spyOn(client.review, 'widths');
    const { key, sample } = review().beats;
    await Promise.all([5, 6, 7, 8].map((row) => wantWidth(key[row]!, sample[row]!)));
    expect(asked.mock.calls.map(([{ keys }]) => keys[0])).toEqual([key[5], key[8]]);
    expect(widthOf(key[8]!, sample[8]!)!.ms).toBeGreaterThan(40);
    expect(widthOf(key[8]!, sample[8]! + 1)).toBeNull();
    expect(widthOf(key[6]!, sample[6]!)).toBeNull();
  });

  it('is the measured one where the wave network has measured it; orders keep to estimates', async () => {
    const { key, sample } = review().beats;
    await wantWidth(key[5]!, sample[5]!);
    const estimate = estimateOf(5);
    noteMeasured(key[5]!, sample[5]!, 131);
    expect(widthOf(key[5]!, sample[5]!)).toMatchObject({ ms: 131, leads: 0 });
    expect(estimateOf(5)).toBe(estimate);
  });
});
