/** A page on case `a` whose unsaved edits outlive it, on a shelf in memory. */
import { beforeEach } from 'vitest';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { useHeldEdits } from '../../renderer/state/held-edits.ts';
import { keepOnShelf } from '../../renderer/state/held-keeping.ts';
import type { Shelf, Shelved } from '../../renderer/state/held-shelf.ts';
import { closeReview, openReview } from '../../renderer/state/review.ts';
import { useSession } from '../../renderer/state/session.ts';
import { resetView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

/** What outlives the page, and whether the shelf takes more. */
export const onShelf: { stored: Shelved[]; full: boolean } = { stored: [], full: false };

export function shelf(): Shelf {
  return {
    add: (record) => {
      if (onShelf.full) return Promise.reject(new Error('full'));
      const id = 1 + Math.max(0, ...onShelf.stored.map((each) => each.id));
      onShelf.stored.push({ ...record, id, tab: '' });
      return Promise.resolve(id);
    },
    claim: () => Promise.resolve([...onShelf.stored]),
    remove: (id) => Promise.resolve(void (onShelf.stored = onShelf.stored.filter((each) => each.id !== id))),
    letGo: () => undefined,
  };
}

/** Before each test of a file: an empty shelf, and the case open by a client of its own, which is told. */
export function aPageEach(take: (client: Client<Contract>) => void): void {
  beforeEach(async () => {
    [onShelf.stored, onShelf.full] = [[], false];
    const client = fakeClient({ hours: 0.5 });
    take(client);
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
}
