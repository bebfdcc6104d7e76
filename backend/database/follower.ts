/**
 * A thread that follows a long case with a read-only connection of its own: it
 * loads the state, works out what is told of the day, and says what an edit
 * would change, so that nobody else waits for a fortnight of beats.
 */
import type { Worker } from 'node:worker_threads';
import { AppError, errorFromShape, type ErrorShape } from '../../core/contract/errors.ts';
import type { AskView } from '../../core/review/asks/view.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import { sealsFor } from '../store/keyring.ts';
import type { Seal } from '../store/seal.ts';
import { startThread } from '../threads.ts';
import type { Ledger } from '../../core/review/ledger.ts';
import type { ToldDay } from './case-day.ts';
import type { CaseState } from './case-state.ts';
import type { Doer, Foretold, ToldEvent } from './told-events.ts';

/** What the thread is asked for; it answers of the case as it is then. */
export type FollowTask = { kind: 'state' } | { kind: 'day' } | { kind: 'events' } | { kind: 'impact'; request: EditRequest; doer: Doer } | { kind: 'asks' } | { kind: 'alike'; keys: Int32Array; elsewhere: boolean };

export interface FollowResults {
  state: { revision: number; state: CaseState; ledger: Ledger };
  day: { revision: number; analysedTo: number; told: ToldDay };
  events: { revision: number; events: ToldEvent[] };
  impact: Foretold;
  asks: AskView & { revision: number };
  alike: { revision: number; keys: Int32Array; likeness: Int8Array };
}

/** What the thread is started with. */
export interface FollowOrder {
  folder: string;
  seals: [string, Seal][];
}

export type ToFollower = { id: number; task: FollowTask };
export type FromFollower = { id: number; result: FollowResults[FollowTask['kind']] } | { id: number; error: ErrorShape };

interface Asked {
  resolve(result: FollowResults[FollowTask['kind']]): void;
  reject(cause: unknown): void;
}

/**
 * Room for what has just been made, MB. What is kept of a day lies in arrays outside the heap; all else is gone at once, and
 * V8's own room would fill with it to a hundred MB before it is looked through. With this it takes as long.
 */
const YOUNG_MB = 12;

/** Threads that are kept while they wait, in this program. */
const KEPT = 2;

export class Follower {
  static readonly #all = new Set<Follower>();
  static #asks = 0;

  /**
   * Lets go of what waits beyond the number that is kept. First those that have only told a day, as they do
   * for every case that is imported; then those that were asked longest ago. Else a queue of imports would take
   * the thread of the case that somebody reads, and the next key would wait until the day is loaded anew.
   */
  static #letGo(): void {
    const first = [...Follower.#all].toSorted((a, b) => Number(a.#isRead) - Number(b.#isRead) || a.#lastAsked - b.#lastAsked);
    for (const idle of first.slice(0, -KEPT)) if (idle.isIdle) idle.close();
  }

  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked>();
  #last = 0;
  /** Whether somebody reads the case: it was asked for more than the day. */
  #isRead = false;
  /** When it was last asked, in asks of all threads. */
  #lastAsked = 0;
  #over: Error | null = null;

  constructor(folder: string) {
    const order: FollowOrder = { folder, seals: sealsFor([folder]) };
    this.#worker = startThread(new URL('./follower-worker.ts', import.meta.url), order, YOUNG_MB);
    // A thread that waits keeps no program from ending.
    this.#worker.unref();
    this.#worker.on('message', (message: FromFollower) => {
      const asked = this.#asked.get(message.id);
      this.#asked.delete(message.id);
      if (this.#asked.size === 0) this.#worker.unref();
      if ('error' in message) asked?.reject(errorFromShape(message.error));
      else asked?.resolve(message.result);
      Follower.#letGo();
    });
    this.#worker.on('error', (cause) => this.#end(cause));
    this.#worker.on('exit', () => this.#end(new AppError('cancelled', 'The case was closed.')));
  }

  #end(cause: unknown): void {
    Follower.#all.delete(this);
    this.#over ??= cause instanceof Error ? cause : new Error(String(cause));
    for (const { reject } of this.#asked.values()) reject(this.#over);
    this.#asked.clear();
  }

  /** Throws the AppError of the work, `cancelled` where the case is closed meanwhile. */
  ask<K extends FollowTask['kind']>(task: Extract<FollowTask, { kind: K }>): Promise<FollowResults[K]> {
    return new Promise<FollowResults[FollowTask['kind']]>((resolve, reject) => {
      if (this.#over) return reject(this.#over);
      const id = ++this.#last;
      Follower.#all.add(this);
      this.#lastAsked = ++Follower.#asks;
      this.#isRead ||= task.kind !== 'day';
      this.#asked.set(id, { resolve, reject });
      this.#worker.ref();
      this.#worker.postMessage({ id, task } satisfies ToFollower);
    }) as Promise<FollowResults[K]>;
  }

  /** Whether it has ended: closed, let go, or fallen. Another takes its place. */
  get isOver(): boolean {
    return this.#over !== null;
  }

  get isIdle(): boolean {
    return this.#asked.size === 0;
  }

  close(): void {
    this.#end(new AppError('cancelled', 'The case was closed.'));
    void this.#worker.terminate();
  }
}
