/**
 * Edits that could not be saved, of cases that are not open: they are kept here
 * until their case is opened again, which offers to write them. They may hold what
 * names a patient: outside this page they lie sealed (held-keeping.ts).
 */
import { create } from 'zustand';
import type { EditRequest } from '../../core/contract/contract.ts';
import { W } from '../parts/words.ts';
import { found, keep } from './held-keeping.ts';
import { ownName } from './own-name.ts';
import { wasSentAs } from './sent-as.ts';
import { say } from './session.ts';

/** Failures after which an edit is kept and may be sent again. */
export const HOLD: ReadonlySet<string> = new Set(['login-needed', 'disk-full', 'file-unwritable', 'closed', 'data-folder-unusable', 'engine-lost']);

/** Edits of one case and one person, oldest first. */
export interface HeldEdits {
  caseId: string;
  /** What the case is called. */
  name: string;
  /** Who made them: nobody else writes them. */
  by: string;
  /** UTC, ISO 8601. */
  since: string;
  requests: readonly EditRequest[];
}

export const useHeldEdits = create<{ cases: readonly HeldEdits[] }>()(() => ({ cases: [] }));

/** Puts edits behind those of the same case and person. */
function wait(caseId: string, by: string, name: string, since: string, requests: readonly EditRequest[]): HeldEdits {
  const { cases } = useHeldEdits.getState();
  const there = cases.find((held) => held.caseId === caseId && held.by === by);
  const held: HeldEdits = { caseId, by, name: name || there?.name || '', since: there?.since ?? since, requests: [...(there?.requests ?? []), ...requests] };
  useHeldEdits.setState({ cases: [...cases.filter((each) => each !== there), held] });
  return held;
}

/** Keeps edits of a case behind those that wait there already, and says so. */
export function keepHeld(caseId: string, name: string, requests: readonly EditRequest[], since = new Date().toISOString()): void {
  if (requests.length === 0) return;
  shelve(caseId, name, since, requests);
  const held = wait(caseId, ownName(), name, since, requests);
  say(W.status.heldKept(held.requests.length, held.name), { bad: true });
}

/** Puts edits of the person here where they outlive this page. */
export function shelve(caseId: string, name: string, since: string, requests: readonly EditRequest[]): void {
  for (const request of requests) keep(caseId, { name, by: ownName(), since, request, sent: wasSentAs(request) });
}

/** Finds what pages before this one could not save: a reload, a crash, a program that was closed. */
export async function findHeld(): Promise<void> {
  for (const { caseId, edit } of await found()) wait(caseId, edit.by, edit.name, edit.since, [edit.request]);
}

/** The edits of a case that the person here made, handed back to it. */
export function takeHeld(caseId: string): { held: EditRequest[]; heldSince: string } {
  const { cases } = useHeldEdits.getState();
  const there = cases.find((held) => held.caseId === caseId && held.by === ownName());
  if (!there) return { held: [], heldSince: '' };
  useHeldEdits.setState({ cases: cases.filter((held) => held !== there) });
  say(W.status.heldBack(there.requests.length), { bad: true });
  return { held: [...there.requests], heldSince: there.since };
}
