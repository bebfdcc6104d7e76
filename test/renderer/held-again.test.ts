/** Edits that waited and are sent again: once in the journal, and never over what was done meanwhile. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { ULID } from '../../core/review/ulid.ts';
import { findHeld, useHeldEdits } from '../../renderer/state/held-edits.ts';
import { keepOnShelf } from '../../renderer/state/held-keeping.ts';
import type { Shelf, Shelved } from '../../renderer/state/held-shelf.ts';
import { closeReview, edit, openReview, sendHeld, settled, useReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { resetView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

let stored: Shelved[] = [];
let client: Client<Contract>;
const shelf = (): Shelf => ({
  add: (record) => {
    stored.push({ ...record, id: stored.length + 1, tab: '' });
    return Promise.resolve(stored.length);
  },
  claim: () => Promise.resolve([...stored]),
  remove: (id) => Promise.resolve(void (stored = stored.filter((one) => one.id !== id))),
  letGo: () => undefined,
});

const relabel = (row: number): Promise<boolean> => edit({ kind: 'relabel', keys: useReview.getState().beats.key.slice(row, row + 1), code: 2 });
type Sent = Parameters<Client<Contract>['review']['edit']>[0];

/** All calls, and whether the disk is full. */
function watched(): { sent: Sent[]; full: boolean } {
  const seen = { sent: [] as Sent[], full: true };
  const { edit: through } = client.review;
  vi.spyOn(client.review, 'edit').mockImplementation(async (input) => {
    seen.sent.push({ ...input, ...(input.knows ? { knows: [...input.knows] } : {}) });
    if (seen.full) throw new AppError('disk-full', 'Full.');
    return through(input);
  });
  return seen;
}

beforeEach(async () => {
  stored = [];
  client = fakeClient({ hours: 0.5 });
  useSession.setState({ client, lost: false, toast: null });
  useHeldEdits.setState({ cases: [] });
  keepOnShelf(shelf());
  resetView();
  await openReview('a');
  return () => {
    closeReview();
    useHeldEdits.setState({ cases: [] });
    keepOnShelf(null);
  };
});

it('they keep their id and the revision that their maker saw, and know of each other; words are of now', async () => {
  const seen = watched();
  await relabel(3);
  await relabel(4);
  await edit({ kind: 'text', name: 'comment', value: 'No number.' });
  seen.full = false;
  // Somebody else goes on with the case.
  await relabel(5);
  await sendHeld();
  await settled();
  const [first, second, words, other, ...again] = seen.sent;
  for (const { id } of seen.sent) expect(id).toMatch(ULID);
  expect(new Set(seen.sent.map(({ id }) => id)).size).toBe(4);
  expect(other).toMatchObject({ baseRevision: 0, knows: [] });
  expect(again).toMatchObject([
    { id: first!.id, baseRevision: 0, knows: [] },
    { id: second!.id, baseRevision: 0, knows: [2] },
    { id: words!.id, baseRevision: 3, knows: [2, 3] },
  ]);
});

it('those of a page before are sent as that one sent them', async () => {
  const seen = watched();
  await relabel(3);
  await vi.waitFor(() => expect(stored).toHaveLength(1));
  keepOnShelf(shelf());
  useHeldEdits.setState({ cases: [] });
  useReview.setState({ held: [], heldSince: '' });
  await findHeld();
  seen.full = false;
  await client.review.edit({ caseId: 'a', baseRevision: 0, request: { kind: 'text', name: 'comment', value: 'Of another window.' } });
  await openReview('a');
  await sendHeld();
  expect(seen.sent.at(-1)).toMatchObject({ id: seen.sent[0]!.id, baseRevision: 0, request: { kind: 'relabel' } });
});
