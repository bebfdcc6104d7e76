/** Edits that waited and are sent again: once in the journal, and never over what was done meanwhile. */
import { expect, it, vi } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { ULID } from '../../core/review/ulid.ts';
import { findHeld, useHeldEdits } from '../../renderer/state/held-edits.ts';
import { keepOnShelf } from '../../renderer/state/held-keeping.ts';
import { edit, openReview, sendHeld, settled, useReview } from '../../renderer/state/review.ts';
import { aPageEach, onShelf, shelf } from './shelf-page.ts';

let client: Client<Contract>;
aPageEach((made) => (client = made));

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
  await vi.waitFor(() => expect(onShelf.stored).toHaveLength(1));
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
