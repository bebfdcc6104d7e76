/**
 * How long a name waits after wrong passwords: nothing for the first few, then
 * a time that doubles. Each name waits alone, whether anybody bears it or not.
 */

/** Failures that cost no waiting. */
const FREE = 3;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** Names that are remembered; the one that failed longest ago is forgotten first. */
const REMEMBERED = 10_000;

interface Failed {
  count: number;
  /** Milliseconds since 1970 from which on the next password is looked at. */
  until: number;
}

export class Patience {
  readonly #now: () => number;
  readonly #failed = new Map<string, Failed>();

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds until a password of this name is looked at. */
  waits(name: string): number {
    return Math.max(0, (this.#failed.get(name)?.until ?? 0) - this.#now());
  }

  /** Counts a trial as failed before it is looked at, so that many at once are many. `forgive` takes it back. */
  count(name: string): void {
    const count = (this.#failed.get(name)?.count ?? 0) + 1;
    const wait = count <= FREE ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE - 1));
    this.#failed.delete(name);
    this.#failed.set(name, { count, until: this.#now() + wait });
    if (this.#failed.size > REMEMBERED) this.#failed.delete(this.#failed.keys().next().value ?? '');
  }

  /** The password was right. */
  forgive(name: string): void {
    this.#failed.delete(name);
  }
}
