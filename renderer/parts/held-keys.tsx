/**
 * Keys pressed while a card is on its way: it was sent and closes as soon as the
 * journal has it, or it was asked for and its fields are being fetched. A fast
 * reader is there already. Such keys are kept and given out, in order, to what
 * stands there then.
 */
import { useLayoutEffect } from 'react';

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock']);
/** More is a cat on the keyboard. */
const MOST = 64;

interface Key {
  key: string;
  preventDefault(): void;
}

export class KeyHold<E extends Key> {
  #holding = 0;
  #kept: E[] = [];
  #giveOut: (event: E) => void = () => undefined;
  #giving = false;
  readonly #later: (work: () => void) => void;

  /** @param later runs work once what was done before is on the screen */
  constructor(later: (work: () => void) => void = (work) => void setTimeout(work, 0)) {
    this.#later = later;
  }

  /** Says who takes keys that were kept. */
  giveTo(taker: (event: E) => void): void {
    this.#giveOut = taker;
  }

  /** Keeps a key where one has to wait. False where it may act now: no card is on its way, or it is Esc, which calls the card off. */
  keep(event: E): boolean {
    if (MODIFIERS.has(event.key)) return false;
    if (this.#kept.length === 0 && !this.#giving && (this.#holding === 0 || event.key === 'Escape')) return false;
    event.preventDefault();
    if (this.#kept.length < MOST) this.#kept.push(event);
    return true;
  }

  /** Begins to keep keys. Gives what ends it: kept keys are given out, unless `drop` says that they were meant for what did not come. */
  begin(): (drop: () => boolean) => void {
    this.#holding++;
    let ended = false;
    return (drop) => {
      if (ended) return;
      ended = true;
      this.#later(() => {
        this.#holding--;
        if (drop()) this.#kept = [];
        if (!this.#giving) this.#give();
      });
    };
  }

  /** Gives one key out, and the next when that has done its work: it may have opened a card, or what keeps the next. */
  #give(): void {
    const next = this.#holding === 0 ? this.#kept.shift() : undefined;
    this.#giving = next !== undefined;
    if (next === undefined) return;
    this.#giveOut(next);
    this.#later(() => this.#give());
  }
}

export const heldKeys = new KeyHold<KeyboardEvent>();

/**
 * Keeps keys while it is there. `closing`: they are for the screen under the
 * card, and forgotten where the card stays since it could not be sent, which is
 * said. Else they are for the card that comes.
 */
export function HoldKeys({ closing }: { closing: boolean }): null {
  useLayoutEffect(() => {
    const end = heldKeys.begin();
    return () => end(() => closing && document.querySelector('dialog[open]') !== null);
  }, [closing]);
  return null;
}
