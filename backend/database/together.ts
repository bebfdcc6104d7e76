/**
 * Edits of one case that are asked for at the same time are written together:
 * one transaction, one sync of the disk, and only then is any of them told. An
 * edit that is refused takes none of the others with it.
 */
import { AppError } from '../../core/contract/errors.ts';
import type { EditResult } from '../../core/contract/types.ts';
import type { OpenCase } from './open-case.ts';

interface Waiting {
  make(open: OpenCase): EditResult;
  resolve(result: EditResult): void;
  reject(cause: unknown): void;
}

/** Refusals of one edit; anything else is the disk's word about all of them. */
const OF_ONE_EDIT: ReadonlySet<string> = new Set(['edit-refused', 'edit-conflict', 'nothing-to-undo', 'case-locked', 'questions-open']);

export interface TogetherCases {
  case(caseId: string): OpenCase;
  /** An edit is on the disk. */
  done(caseId: string, result: EditResult): void;
}

export class Together {
  readonly #cases: TogetherCases;
  readonly #waiting = new Map<string, Waiting[]>();

  constructor(cases: TogetherCases) {
    this.#cases = cases;
  }

  /** Makes an edit with all others of this case that come in the same turn, in their order. Throws what `make` throws. */
  add(caseId: string, make: (open: OpenCase) => EditResult): Promise<EditResult> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(caseId);
      if (waiting) return void waiting.push({ make, resolve, reject });
      this.#waiting.set(caseId, [{ make, resolve, reject }]);
      setImmediate(() => this.#write(caseId));
    });
  }

  #write(caseId: string): void {
    const waiting = this.#waiting.get(caseId) ?? [];
    this.#waiting.delete(caseId);
    const answers: (() => void)[] = [];
    let open: OpenCase | null = null;
    try {
      const written = (open = this.#cases.case(caseId));
      const makeAll = (): void => {
        for (const { make, resolve, reject } of waiting) {
          try {
            const result = make(written);
            answers.push(() => {
              this.#cases.done(caseId, result);
              resolve(result);
            });
          } catch (thrown) {
            if (!(thrown instanceof AppError && OF_ONE_EDIT.has(thrown.code))) throw thrown;
            answers.push(() => reject(thrown));
          }
        }
      };
      if (waiting.length === 1) makeAll();
      else written.db.write(makeAll);
    } catch (thrown) {
      // None of them is on the disk: what is in memory of them goes, too.
      open?.forget();
      for (const { reject } of waiting) reject(thrown);
      return;
    }
    for (const answer of answers) answer();
  }
}
