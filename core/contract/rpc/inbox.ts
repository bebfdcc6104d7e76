/** The receiving half that every carrier shares: frames wait for their listener, closing is told once. */
import type { Frame } from './frames.ts';

export class Inbox {
  #listener: ((frame: Frame) => void) | undefined;
  #closeListeners: (() => void)[] = [];
  readonly #waiting: Frame[] = [];
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  take(frame: Frame): void {
    if (this.#closed) return;
    if (this.#listener === undefined) this.#waiting.push(frame);
    else this.#listener(frame);
  }

  /** Takes the frame that `read` finds in a message, if there is one yet; where `read` throws, `close` is called instead. */
  receive(read: () => Frame | undefined, close: () => void): void {
    if (this.#closed) return;
    let frame: Frame | undefined;
    try {
      frame = read();
    } catch {
      // Whoever sends this does not speak the protocol: both sides learn by the closing.
      return close();
    }
    if (frame !== undefined) this.take(frame);
  }

  onFrame(listener: (frame: Frame) => void): void {
    this.#listener = listener;
    for (const frame of this.#waiting.splice(0)) listener(frame);
  }

  onClose(listener: () => void): void {
    if (this.#closed) listener();
    else this.#closeListeners.push(listener);
  }

  /** Returns false where it was closed already. */
  close(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    for (const listener of this.#closeListeners.splice(0)) listener();
    return true;
  }
}

/** Refuses buffers to be moved; see `Carrier`. */
export function refuseTransfer(transfer: readonly unknown[] | undefined): void {
  if (transfer !== undefined && transfer.length > 0) throw new TypeError('a carrier clones; buffers are never moved');
}
