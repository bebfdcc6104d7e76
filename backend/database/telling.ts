/**
 * Days that their threads work out for the lines of the worklist, after edits. They begin a moment later: what an edit did is drawn
 * first, and on two cores the thread would take one of them in that very moment. Edits in quick succession are worked out once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { told } from './long-case.ts';
import type { OpenCase } from './open-case.ts';

/** From an edit until the thread is asked, ms. */
const REST = 100;

export class Telling {
  /** Cases whose figures follow. */
  readonly #underWay = new Set<OpenCase>();
  /** Those of them that the thread was not asked for yet. */
  readonly #resting = new Set<OpenCase>();
  readonly #present: (caseId: string) => OpenCase | undefined;
  readonly #done: (caseId: string) => void;

  /**
   * @param present the open case of an id
   * @param done called once the day of a case that is still open is told
   */
  constructor(present: (caseId: string) => OpenCase | undefined, done: (caseId: string) => void) {
    this.#present = present;
    this.#done = done;
  }

  has(open: OpenCase): boolean {
    return this.#underWay.has(open);
  }

  /** Has the day of an open case told. */
  begin(caseId: string, open: OpenCase): void {
    this.#underWay.add(open);
    if (!this.#resting.has(open)) void this.#tell(caseId, open);
  }

  /** Forgets them all: what no thread has worked out by now is worked out by whoever asks next. */
  clear(): void {
    this.#underWay.clear();
  }

  async #tell(caseId: string, open: OpenCase): Promise<void> {
    this.#resting.add(open);
    await sleep(REST, undefined, { ref: false });
    this.#resting.delete(open);
    if (this.#present(caseId) === open) await told(open);
    // An edit came meanwhile, and its figures follow still.
    if (!this.#resting.has(open)) this.#underWay.delete(open);
    if (this.#present(caseId) === open) this.#done(caseId);
  }
}
