/** What is waited out while a recording is followed, and when it counts as ended. */
import type { ErrorCode } from '../../../core/contract/errors.ts';
import { AppError } from '../../../core/contract/errors.ts';

/** Between two looks at the files, milliseconds. */
export const LOOK_EVERY = 500;
/** A header that states just what the file holds counts as the end when nothing more came for so long: some recorders bring theirs up to date while they write. */
const HEADER_SETTLES = 10_000;
/** A header that is just being written, a share that is gone for a moment: so long it is tried again. */
const PATIENCE = 15_000;
/** Times in a row that the engine may be lost. */
const MOST_CRASHES = 3;

const PASSING: ReadonlySet<ErrorCode> = new Set(['file-missing', 'file-empty', 'file-truncated', 'file-changed', 'format-damaged', 'format-unknown', 'signal-missing']);

/** What the last look found. */
export interface Seen {
  held: number;
  taken: number;
  stated: number;
  bytes: number;
}

/** Times are those of the program's clock, milliseconds. */
export class Patience {
  readonly #now: () => number;
  readonly #endAfter: number | null;
  #last: Seen | null = null;
  #changed: number;
  #troubled: number | null = null;
  #crashes = 0;

  /** @param endAfterSeconds silence that counts as the end, null where none was agreed on */
  constructor(now: () => number, endAfterSeconds: number | null) {
    this.#now = now;
    this.#endAfter = endAfterSeconds === null ? null : endAfterSeconds * 1000;
    this.#changed = now();
  }

  /** Notes a look; says whether the recording has ended by it. */
  look(seen: Seen): 'header' | 'quiet' | null {
    this.#troubled = null;
    this.#crashes = 0;
    const { held, taken, stated, bytes } = seen;
    const last = this.#last;
    if (last === null || last.bytes !== bytes || last.taken !== taken || last.stated !== stated) this.#changed = this.#now();
    this.#last = seen;
    if (taken < held) return null;
    const quiet = this.#now() - this.#changed;
    if (stated > 0 && stated === held && quiet >= HEADER_SETTLES) return 'header';
    return this.#endAfter !== null && quiet >= this.#endAfter ? 'quiet' : null;
  }

  /** Whether what went wrong may pass: then it is tried again. */
  bears(thrown: unknown): boolean {
    if (!(thrown instanceof AppError)) return false;
    if (thrown.code === 'engine-lost') return ++this.#crashes < MOST_CRASHES;
    if (!PASSING.has(thrown.code)) return false;
    this.#troubled ??= this.#now();
    return this.#now() - this.#troubled < PATIENCE;
  }
}
