/**
 * Which edits stand. Undo and redo are entries of the journal like any other;
 * here they are read off its order: undo takes the newest edit that stands,
 * redo the newest that was taken back, until a new edit is made.
 */

import { ORGANISING } from './case-people.ts';

/** As much of a journal entry as its standing depends on. */
export interface Step {
  sequence: number;
  kind: string;
  undoes: number | null;
}

export interface Ledger {
  /** Edits that stand, in the order in which they were last applied. */
  standing: number[];
  /** Edits that a redo would bring back, the next one last. */
  redoable: number[];
  /** Edits that were taken back and not done again. */
  undone: Set<number>;
}

/** Entries that undo passes over: what they did is not taken back by a key press. */
const FINAL: ReadonlySet<string> = new Set(['active-run', 'sign-off', 'reopening', ...ORGANISING]);

export function emptyLedger(): Ledger {
  return { standing: [], redoable: [], undone: new Set() };
}

/** Writes one more entry into the ledger. Entries come in their sequence. */
export function note(ledger: Ledger, step: Step): void {
  if (step.kind === 'undo' && step.undoes !== null) {
    const at = ledger.standing.lastIndexOf(step.undoes);
    if (at >= 0) ledger.standing.splice(at, 1);
    ledger.redoable.push(step.undoes);
    ledger.undone.add(step.undoes);
  } else if (step.kind === 'redo' && step.undoes !== null) {
    const at = ledger.redoable.lastIndexOf(step.undoes);
    if (at >= 0) ledger.redoable.splice(at, 1);
    ledger.standing.push(step.undoes);
    ledger.undone.delete(step.undoes);
  } else if (!FINAL.has(step.kind)) {
    ledger.standing.push(step.sequence);
    ledger.redoable.length = 0;
  }
}
