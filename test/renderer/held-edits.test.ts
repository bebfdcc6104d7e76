import { beforeEach, expect, it, vi } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { useHeldEdits } from '../../renderer/state/held-edits.ts';
import { closeReview, edit, openReview, sendHeld, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { resetView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

let client: Client<Contract>;
const elsewhere = (): [string, number][] => useHeldEdits.getState().cases.map(({ caseId, requests }) => [caseId, requests.length]);
const one = (code: number): Promise<boolean> => edit({ kind: 'relabel', keys: useReview.getState().beats.key.slice(0, 1), code });

beforeEach(async () => {
  client = fakeClient({ hours: 0.5 });
  useSession.setState({ client, lost: false, toast: null });
  useHeldEdits.setState({ cases: [] });
  resetView();
  await openReview('a');
  return () => {
    closeReview();
    useHeldEdits.setState({ cases: [] });
  };
});

it('edits that a full disk held wait with their case while another is open, and are written in their order when it is opened again', async () => {
  const save = vi.spyOn(client.review, 'edit').mockRejectedValue(new AppError('disk-full', 'Full.'));
  expect([await one(2), await one(1)]).toEqual([false, false]);
  await openReview('b');
  expect([useReview.getState().held.length, elsewhere()]).toEqual([0, [['a', 2]]]);
  expect(useSession.getState().toast).toMatchObject({ bad: true });
  // Nothing of it is sent to the case that is open now.
  await sendHeld();
  expect(save).toHaveBeenCalledTimes(2);
  await openReview('a');
  expect([useReview.getState().held.map((request) => request.kind === 'relabel' && request.code), elsewhere()]).toEqual([[2, 1], []]);
  save.mockRestore();
  await sendHeld();
  expect(useReview.getState()).toMatchObject({ held: [], revision: 2 });
  expect(useReview.getState().beats.code[0]).toBe(1);
});

it('one that fails while another case is opened waits with its own, and nobody else’s hands get it', async () => {
  const save = vi.spyOn(client.review, 'edit').mockRejectedValueOnce(new AppError('disk-full', 'Full.'));
  const sent = one(2);
  await openReview('b');
  expect(await sent).toBe(false);
  expect(elsewhere()).toEqual([['a', 1]]);
  save.mockRestore();
  useHeldEdits.setState({ cases: useHeldEdits.getState().cases.map((held) => ({ ...held, by: 'somebody else' })) });
  await openReview('a');
  expect([useReview.getState().held.length, elsewhere()]).toEqual([0, [['a', 1]]]);
});
