/** Lists of doubt and the order of the gallery, over the fake client; and a relabelling that is shown before its answer. */
import { KeySet } from '../../core/review/key-set.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { beginDoubt, doubtDone, doubtInHand, doubtLater, useDoubt } from '../../renderer/state/doubt.ts';
import { growGallery, nextOrder, orderGallery } from '../../renderer/state/gallery-order.ts';
import { closeReview, edit, openReview, undo, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { openClass, openTemplate, resetView, useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

const review = useReview.getState;
let client: Client<Contract>;

beforeEach(async () => {
  client = fakeClient({ hours: 0.5 });
  useSession.setState({ client, lost: false, toast: null, route: { page: 'study', caseId: 'a', tab: 'beats' } });
  resetView();
  await openReview('a');
  return closeReview;
});

describe('lists of doubt in the window', () => {
  it('come one after the other; what is done is a mark that can be taken back, what is put off comes again', async () => {
    beginDoubt();
    const first = doubtInHand()!;
    expect(useView.getState().gallery!.keys.length).toBeGreaterThan(0);
    doubtLater();
    expect(doubtInHand()).not.toBe(first);
    const second = doubtInHand()!;
    await doubtDone();
    expect(review().marks[`doubt ${second}`]).toBe('seen');
    expect(useDoubt.getState().open.map(({ name }) => name)).toContain(first);
    expect(useDoubt.getState().open.map(({ name }) => name)).not.toContain(second);
    await undo();
    expect(review().marks[`doubt ${second}`]).toBeUndefined();
  });

  it('are each for one key, however fast: none is noted twice, and one that could not be noted is open again', async () => {
    beginDoubt();
    const first = doubtInHand()!;
    const done = doubtDone();
    const second = doubtInHand()!;
    const both = Promise.all([done, doubtDone()]);
    expect(new Set([first, second, doubtInHand()]).size).toBe(3);
    await both;
    expect(review().history.map(({ kind }) => kind)).toEqual(['doubt', 'doubt']);
    expect([review().marks[`doubt ${first}`], review().marks[`doubt ${second}`]]).toEqual(['seen', 'seen']);
    const third = doubtInHand()!;
    vi.spyOn(client.review, 'edit').mockRejectedValue(new AppError('edit-refused', 'Not this one.'));
    await doubtDone();
    expect(doubtInHand()).toBe(third);
  });

  it('lie in the order that is chosen, the same beats', () => {
    beginDoubt();
    const keys = useView.getState().gallery!.keys.toSorted();
    orderGallery('time');
    expect(useView.getState().gallery!.keys).toEqual(keys);
    nextOrder();
    expect(useView.getState().gallery).toMatchObject({ order: 'unlike', doubt: doubtInHand() });
    expect(useView.getState().gallery!.keys.toSorted()).toEqual(keys);
  });
});

describe('the gallery while the day is analysed', () => {
  /** As if the last tenth of the gallery's beats had been found only now. */
  const earlier = (): { all: number[]; there: Int32Array } => {
    const { gallery } = useView.getState();
    const all = [...gallery!.keys];
    const there = gallery!.keys.filter((key) => key < Math.max(...all) * 0.9);
    expect(there.length).toBeLessThan(all.length);
    useView.setState({ gallery: { ...gallery!, keys: there } });
    return { all, there };
  };

  it('holds all beats of its template and of its class', () => {
    const largest = review().derived.groups.toSorted((a, b) => b.count - a.count)[0]!;
    for (const open of [() => openTemplate(largest.id), () => openClass('N')]) {
      open();
      const { all } = earlier();
      growGallery();
      expect([...useView.getState().gallery!.keys]).toEqual(all);
    }
  });

  it('leaves the tiles where they are while some are selected', () => {
    openClass('N');
    const { all, there } = earlier();
    useView.setState({ selected: KeySet.from([there[0]!]) });
    growGallery();
    const { gallery, selected } = useView.getState();
    expect(gallery!.keys.subarray(0, there.length)).toEqual(there);
    expect(gallery!.keys.toSorted()).toEqual(Int32Array.from(all).sort());
    expect([...selected.toArray()]).toEqual([there[0]]);
  });
});

describe('a relabelling', () => {
  const rowOf = (key: number): number => review().beats.key.indexOf(key);

  it('is shown before its answer', async () => {
    const key = review().beats.key[20]!;
    const before = review().derived.counts[2]!;
    const done = edit({ kind: 'relabel', keys: Int32Array.of(key), code: 2 });
    await vi.waitFor(() => expect(review().beats.code[rowOf(key)]).toBe(2));
    await done;
    expect(review().derived.counts[2]).toBe(before + 1);
    expect(review().history[0]?.kind).toBe('relabel');
  });

  it('is put back where it is refused', async () => {
    const key = review().beats.key[20]!;
    const was = review().beats.code[20];
    const { counts } = review().derived;
    vi.spyOn(client.review, 'edit').mockRejectedValue(new AppError('edit-refused', 'Not this one.'));
    expect(await edit({ kind: 'relabel', keys: Int32Array.of(key), code: 2 })).toBe(false);
    expect(review().beats.code[rowOf(key)]).toBe(was);
    expect(review().derived.counts).toEqual(counts);
  });
});
