/**
 * Keeps edits that could not be saved beyond this page: each is sealed under the
 * key of its case and put into the window's own storage, until it is in the
 * journal or refused. A page that begins finds those of tabs that are gone.
 */
import type { EditRequest } from '../../core/contract/contract.ts';
import { errorShape } from '../../core/contract/errors.ts';
import { mayNot } from './may.ts';
import { keyFrom, seal, unseal, type HeldEdit } from './held-seal.ts';
import type { Shelf } from './held-shelf.ts';
import { takeSentAs } from './sent-as.ts';
import { client, sayFailure, useSession } from './session.ts';

/** How long an edit lies whose case is not in this data folder: it was removed, or is of another one. */
const FORGOTTEN_MS = 90 * 86_400_000;

let shelf: Shelf | null = null;
let keys = new Map<string, Promise<CryptoKey>>();
/** Where each edit lies; null where it could not be put away. */
let places = new WeakMap<EditRequest, Promise<number | null>>();
/** Edits that this page alone has. */
let unsafe = new Set<EditRequest>();
/** Records whose edits this page has. */
let known = new Set<number>();

/** Gives the window its storage, before anything is kept. */
export function keepOnShelf(given: Shelf | null): void {
  shelf = given;
  [keys, places, unsafe, known] = [new Map(), new WeakMap(), new Set(), new Set()];
}

// A page without its program can write none of them: the next page may.
useSession.subscribe(({ lost }, before) => {
  if (lost && !before.lost) shelf?.letGo();
});

/** Whether closing this page would lose an edit. */
export function wouldLose(): boolean {
  return unsafe.size > 0;
}

/** The key of a case, asked for while the program can be asked: when it fails it is too late. */
function keyOf(caseId: string): Promise<CryptoKey> {
  const asked = keys.get(caseId) ?? client().review.heldKey({ caseId }).then(({ key }) => keyFrom(key));
  keys.set(caseId, asked);
  // The next one asks again.
  asked.catch(() => keys.delete(caseId));
  return asked;
}

/** Makes ready to keep edits of a case. */
export function prepare(caseId: string): void {
  // Without a key its edits are kept in memory, and the page asks before it closes.
  if (shelf && mayNot(useSession.getState().who, 'technician') === '') keyOf(caseId).catch(() => undefined);
}

async function putAway(on: Shelf, caseId: string, edit: HeldEdit): Promise<number> {
  const id = await on.add({ caseId, at: Date.now(), sealed: await seal(await keyOf(caseId), caseId, edit) });
  known.add(id);
  unsafe.delete(edit.request);
  useSession.setState(({ putAway }) => ({ putAway: putAway + 1 }));
  return id;
}

/** Puts an edit away, where it does not lie there already. */
export function keep(caseId: string, edit: HeldEdit): void {
  const { request } = edit;
  if (places.has(request)) return;
  unsafe.add(request);
  if (!shelf) return;
  const place = putAway(shelf, caseId, edit).catch(() => {
    // A full disk, or no key: it stays unsafe, and is tried again when it is held again.
    places.delete(request);
    return null;
  });
  places.set(request, place);
}

/** It is in the journal, or refused: nothing is to be offered again. */
export function letGoOf(request: EditRequest): void {
  const place = places.get(request);
  places.delete(request);
  unsafe.delete(request);
  place?.then((id) => (id === null ? undefined : shelf?.remove(id))).catch(sayFailure);
}

/** Edits that pages before this one could not save, oldest first, and the case of each. */
export async function found(): Promise<{ caseId: string; edit: HeldEdit }[]> {
  const edits: { caseId: string; edit: HeldEdit }[] = [];
  if (!shelf || mayNot(useSession.getState().who, 'technician') !== '') return edits;
  for (const { id, caseId, at, sealed } of await shelf.claim()) {
    if (known.has(id)) continue;
    known.add(id);
    try {
      const edit = await unseal(await keyOf(caseId), caseId, sealed);
      if (edit) {
        places.set(edit.request, Promise.resolve(id));
        takeSentAs(edit.request, edit.sent);
        edits.push({ caseId, edit });
        continue;
      }
      // Noise under the key of its case: that was erased.
      await shelf.remove(id);
    } catch (thrown) {
      // Only what is missing for long is gone for good. After any other failure it lies there for the next page.
      if (errorShape(thrown).code !== 'case-missing') sayFailure(thrown);
      else if (Date.now() - at > FORGOTTEN_MS) await shelf.remove(id);
    }
    known.delete(id);
  }
  return edits;
}
