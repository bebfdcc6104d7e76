/**
 * Keeps the journals of open cases folded (see snapshots.ts): once so many
 * entries have come since the last time, they are folded on a thread of their
 * own and the result is kept.
 */
import { AppError } from '../../core/contract/errors.ts';
import type { OpenCase } from './open-case.ts';
import { readOnThread } from './reading.ts';

/** Entries that are replayed on opening before they are folded. */
export const FOLD_AFTER = 500;

export class Folding {
  readonly #openOf: (caseId: string) => OpenCase | undefined;
  readonly #going = new Set<string>();
  readonly #stop = new AbortController();

  /** @param openOf the case while it is open */
  constructor(openOf: (caseId: string) => OpenCase | undefined) {
    this.#openOf = openOf;
  }

  /** Looks whether a case has come so far, and folds it meanwhile. */
  look(caseId: string): void {
    const open = this.#openOf(caseId);
    if (!open || this.#going.has(caseId) || this.#stop.signal.aborted) return;
    if (open.db.journal.head().sequence - open.db.snapshots.revision() < FOLD_AFTER) return;
    this.#going.add(caseId);
    void this.#fold(caseId, open.folder).finally(() => this.#going.delete(caseId));
  }

  async #fold(caseId: string, folder: string): Promise<void> {
    try {
      const snapshot = await readOnThread({ kind: 'fold', folder }, undefined, this.#stop.signal);
      // It may have been closed, put back or removed meanwhile; what is kept must be of this very chain.
      const db = this.#openOf(caseId)?.db;
      if (snapshot && db) db.write(() => db.snapshots.keep(snapshot));
    } catch (thrown) {
      // Opening is slower without it, and nothing else: it is tried again after the next edit.
      if (!(thrown instanceof AppError && ['cancelled', 'disk-full', 'database-damaged', 'data-folder-unusable'].includes(thrown.code))) console.error(`isoline: the journal of ${caseId} was not folded: ${String(thrown)}`);
    }
  }

  /** Ends what is going on. */
  close(): void {
    this.#stop.abort();
  }
}
