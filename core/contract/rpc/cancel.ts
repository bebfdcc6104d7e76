/** A signal that can be aborted: core has no AbortController of its own. */
import type { CancelSignal } from '../define.ts';

export class CancelSource {
  #aborted = false;
  readonly #listeners = new Set<() => void>();
  readonly signal: CancelSignal;

  constructor() {
    const isAborted = (): boolean => this.#aborted;
    const listeners = this.#listeners;
    this.signal = {
      get aborted() {
        return isAborted();
      },
      addEventListener: (_type, listener) => {
        listeners.add(listener);
      },
      removeEventListener: (_type, listener) => {
        listeners.delete(listener);
      },
    };
  }

  /** Tells every listener, once. */
  cancel(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}
