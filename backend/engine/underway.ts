/** A task that the engine works on: how it speaks of it, and at whose pace. */
import type { Growth } from './growth.ts';
import { SEGMENTS_AHEAD, type FromEngine } from './protocol.ts';

export type Send = (message: FromEngine) => Promise<void>;

/** What of a task is sent and not yet acknowledged. */
export class Pace {
  readonly #say: Send;
  #ahead = 0;
  #room: (() => void) | null = null;

  constructor(say: Send) {
    this.#say = say;
  }

  acknowledged(): void {
    this.#ahead--;
    this.#room?.();
    this.#room = null;
  }

  /** Sends when there is room. */
  async send(message: FromEngine): Promise<void> {
    await this.#fewerThan(SEGMENTS_AHEAD);
    this.#ahead++;
    await this.#say(message);
  }

  /** Resolves when all segments that were sent are acknowledged. */
  allTaken(): Promise<void> {
    return this.#fewerThan(1);
  }

  async #fewerThan(limit: number): Promise<void> {
    while (this.#ahead >= limit) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    }
  }
}

export interface Underway {
  id: number;
  say: Send;
  /** Sends segments. */
  pace: Pace;
  /** Of an analysis of what is still being read. */
  growth: Growth | null;
}

