/**
 * What an edit is known by while it is on its way. The id, so that it is in the
 * journal once, however often it is sent: its answer may have been lost. The
 * revision on which it was made, so that beats are not relabelled by an edit
 * that waited while others changed them, or while a new analysis gave their keys
 * to other beats.
 */
import type { EditRequest } from '../../core/contract/contract.ts';
import { ULID_CHANCE, ulidOf } from '../../core/review/ulid.ts';

export interface SentAs {
  id: string;
  baseRevision: number;
}

const sent = new WeakMap<EditRequest, SentAs>();

/** Words and settings name no beats: what a person wrote last is what they want to say, whenever it is saved. */
const FREE: ReadonlySet<EditRequest['kind']> = new Set(['text', 'fact', 'setting', 'strip-add', 'strip-caption', 'strip-remove', 'diary-add', 'diary-change', 'diary-remove']);

/** What an edit is sent with. `revision`: of the case as it is shown; of an edit that was sent before and names beats, that of then. */
export function sentAs(request: EditRequest, revision: number): SentAs {
  const before = sent.get(request);
  const now = before && !FREE.has(request.kind) ? before : { id: before?.id ?? ulidOf(Date.now(), crypto.getRandomValues(new Uint8Array(ULID_CHANCE))), baseRevision: revision };
  sent.set(request, now);
  return now;
}

/** What an edit was sent with; undefined where it never was. */
export function wasSentAs(request: EditRequest): SentAs | undefined {
  return sent.get(request);
}

/** Takes over what an edit was sent with by a page before this one. */
export function takeSentAs(request: EditRequest, as: SentAs | undefined): void {
  if (as) sent.set(request, as);
}
