/** Edits that are made out of what the one before has left: sentences, sections, the order of the strips. Each goes to the study in which it was asked for. */
import type { EditRequest } from '../../core/contract/contract.ts';
import { put, type Review } from './review-model.ts';
import { edit, hereNow, useReview } from './review.ts';

/** What of a study such an edit is made out of. */
export type Said = Pick<Review, 'texts' | 'settings' | 'strips'>;

let editing: Promise<unknown> = Promise.resolve();
/** What stands after the last of them, and the revision at which the study was shown then: one that was left does not hear of it. */
let written: (Said & { caseId: string; revision: number }) | null = null;

// Read anew, it says all that is in the journal.
useReview.subscribe((now, before) => {
  if (now.phase === 'ready' && before.phase !== 'ready' && now.caseId === written?.caseId) written = null;
});

function after({ texts, settings, strips }: Said, request: EditRequest): Said {
  if (request.kind === 'text') return { texts: put(texts, { name: request.name, after: request.value }), settings, strips };
  if (request.kind === 'setting') return { texts, settings: put(settings, { name: request.name, after: request.value }), strips };
  return { texts, settings, strips };
}

/** What a study says now; of one that is not open any more, as it was when it was `left` and with what was written since. */
function saidOf(caseId: string, left: Review): Said & { revision: number } {
  const now = useReview.getState();
  const here = now.caseId === caseId && now.phase === 'ready';
  if (written?.caseId === caseId && (!here || now.revision === written.revision)) return written;
  const { revision } = here ? now : left;
  // What could not be saved yet is said all the same: it is written before this.
  return { ...(here ? now.held.reduce<Said>(after, now) : left), revision };
}

/**
 * Makes an edit out of what the one before has left: quick keys build on each other. False where it was refused.
 *
 * @param make the edit, out of what the study says when its turn comes; null where nothing changes
 */
export function editInTurn(make: (said: Said) => EditRequest | null): Promise<boolean> {
  const place = hereNow();
  const left = useReview.getState();
  const next = editing.then(async () => {
    const said = saidOf(place.caseId, left);
    const request = make(said);
    if (request === null) return true;
    const done = await edit(request, place);
    if (done) written = { ...after(said, request), caseId: place.caseId, revision: said.revision };
    return done;
  });
  // One that could not be made holds up none of the others; its own caller hears of it.
  editing = next.catch(() => false);
  return next;
}
