import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { findHeld, useHeldEdits } from '../../renderer/state/held-edits.ts';
import { keepOnShelf, wouldLose } from '../../renderer/state/held-keeping.ts';
import { keyFrom, seal, unseal, type HeldEdit } from '../../renderer/state/held-seal.ts';
import { edit, openReview, sendHeld, settled, takeWaiting, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { aPageEach, onShelf, shelf } from './shelf-page.ts';

let client: Client<Contract>;
aPageEach((made) => (client = made));

const name = (value: string): Promise<boolean> => edit({ kind: 'fact', field: 'name', value, reason: '' });
const one = (code: number): Promise<boolean> => edit({ kind: 'relabel', keys: useReview.getState().beats.key.slice(0, 1), code });

/** A page that was closed or crashed, and the next one. */
async function nextPage(): Promise<void> {
  keepOnShelf(shelf());
  useHeldEdits.setState({ cases: [] });
  useReview.setState({ held: [], heldSince: '' });
  useSession.setState({ lost: false, toast: null });
  await findHeld();
}

it('what could not be saved outlives the page, sealed, and is written once where its case is opened again', async () => {
  const failing = vi.spyOn(client.review, 'edit').mockRejectedValue(new AppError('closed', 'Gone.'));
  expect([await one(2), await name('Musterfrau, Ada')]).toEqual([false, false]);
  await vi.waitFor(() => expect(onShelf.stored).toHaveLength(2));
  await vi.waitFor(() => expect(wouldLose()).toBe(false));
  // Neither name nor kind of edit stands in what lies outside the page.
  for (const { sealed } of onShelf.stored) expect(Buffer.from(sealed).toString('latin1')).not.toMatch(/Musterfrau|relabel|name|keys/);

  await nextPage();
  expect(useHeldEdits.getState().cases.map(({ caseId, requests }) => [caseId, requests.length])).toEqual([['a', 2]]);
  failing.mockRestore();
  await openReview('a');
  expect(useReview.getState().held.map(({ kind }) => kind)).toEqual(['relabel', 'fact']);
  await sendHeld();
  await settled();
  expect([useReview.getState().held.length, useReview.getState().revision]).toEqual([0, 2]);
  await vi.waitFor(() => expect(onShelf.stored).toEqual([]));
  await nextPage();
  expect(useHeldEdits.getState().cases).toEqual([]);
});

it('what is found while its case is open already is offered there; another person finds nothing of it', async () => {
  vi.spyOn(client.review, 'edit').mockRejectedValue(new AppError('disk-full', 'Full.'));
  await one(2);
  await vi.waitFor(() => expect(onShelf.stored).toHaveLength(1));
  await nextPage();
  takeWaiting();
  expect(useReview.getState().held).toHaveLength(1);
  useSession.setState({ about: { version: '', notice: '', dataFolder: '', licence: '', freeBytes: 0, reader: 'somebody else' } });
  await nextPage();
  takeWaiting();
  useSession.setState({ about: null });
  expect(useReview.getState().held).toEqual([]);
});

it('what has waited for long goes only where its case is missing, never for a failure that may pass', async () => {
  vi.spyOn(client.review, 'edit').mockRejectedValue(new AppError('disk-full', 'Full.'));
  await one(2);
  await vi.waitFor(() => expect(onShelf.stored).toHaveLength(1));
  onShelf.stored = onShelf.stored.map((each) => ({ ...each, at: 0 }));
  const keyless = vi.spyOn(client.review, 'heldKey').mockRejectedValue(new AppError('disk-full', 'Full.'));
  await nextPage();
  expect(onShelf.stored).toHaveLength(1);
  expect(useSession.getState().toast).not.toBeNull();
  keyless.mockRejectedValue(new AppError('case-missing', 'Gone.'));
  await nextPage();
  expect(onShelf.stored).toEqual([]);
});

it('without room for it, or without the key, the page asks before it closes; a refused edit is not offered again', async () => {
  const failing = vi.spyOn(client.review, 'edit').mockRejectedValue(new AppError('disk-full', 'Full.'));
  onShelf.full = true;
  await one(2);
  expect(wouldLose()).toBe(true);
  onShelf.full = false;
  await sendHeld();
  await vi.waitFor(() => expect([wouldLose(), onShelf.stored.length]).toEqual([false, 1]));
  failing.mockRejectedValue(new AppError('edit-refused', 'Signed.'));
  await sendHeld();
  await vi.waitFor(() => expect(onShelf.stored).toEqual([]));

  const keyless = vi.spyOn(client.review, 'heldKey').mockRejectedValue(new AppError('disk-full', 'Full.'));
  keepOnShelf(shelf());
  failing.mockRejectedValue(new AppError('disk-full', 'Full.'));
  await one(2);
  expect([wouldLose(), onShelf.stored]).toEqual([true, []]);
  keyless.mockRestore();
});

it('what the storage gives back is an edit, or nothing: other keys, other cases, bits that tipped over, noise', async () => {
  const held: HeldEdit = { name: 'Ölçer, Ayşe 林', by: 'Dr A', since: '2026-11-20T08:00:00Z', request: { kind: 'accept-proposal', keys: Int32Array.of(-1, 70_000), codes: Uint8Array.of(1, 2) } };
  const key = await keyFrom(new Uint8Array(32).fill(3));
  const sealed = await seal(key, 'a', held);
  expect(await unseal(key, 'a', sealed)).toEqual(held);
  expect(await unseal(key, 'b', sealed)).toBeNull();
  expect(await unseal(await keyFrom(new Uint8Array(32).fill(4)), 'a', sealed)).toBeNull();
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length * 8 - 1), fc.uint8Array({ maxLength: 80 }), async (bit, noise) => {
      const bent = sealed.slice();
      bent[bit >> 3]! ^= 1 << (bit & 7);
      expect(await unseal(key, 'a', bent)).toBeNull();
      expect(await unseal(key, 'a', noise)).toBeNull();
    }),
    { numRuns: 60 },
  );
});
