/** Filtered signal of long stretches as least and greatest values, in pieces of fixed length, the oldest forgotten first. */
import type { EnvelopePiece } from '../charts/disclosure-line.ts';
import { sayFailure, type IsolineClient } from './session.ts';

const PIECE_SECONDS = 120;
const KEPT = 480;
const AT_ONCE = 4;
/** Buckets a second that are asked for; a piece of the finest fits into one answer. */
const FINENESS = [20, 40, 60] as const;

/** Buckets a second for so many pixels a second: more than one a pixel, and never more than every other sample. */
export function finenessFor(pixelsPerSecond: number, sampleRate: number): number {
  const wanted = FINENESS.find((fineness) => fineness >= 1.6 * pixelsPerSecond) ?? FINENESS.at(-1)!;
  return Math.min(wanted, FINENESS.findLast((fineness) => fineness <= sampleRate / 2) ?? FINENESS[0]);
}

/** Samples that are to be seen, and those around them that may be seen next. */
export interface Wanted {
  from: number;
  to: number;
  before: number;
  after: number;
  /** Whether the reader goes on or back. */
  downwards: boolean;
}

const keyOf = (lead: number, fineness: number, index: number): string => `${lead} ${fineness} ${index}`;

interface Task {
  key: string;
  index: number;
  lead: number;
  fineness: number;
}

export class EnvelopeCache {
  readonly #client: IsolineClient;
  readonly #caseId: string;
  readonly #rate: number;
  readonly #piece: number;
  readonly #sampleCount: number;
  readonly #listeners = new Set<() => void>();
  readonly #pieces = new Map<string, EnvelopePiece>();
  readonly #asked = new Set<string>();
  #queue: Task[] = [];
  #running = 0;
  #closed = false;

  constructor(client: IsolineClient, caseId: string, sampleRate: number, sampleCount: number) {
    this.#client = client;
    this.#caseId = caseId;
    this.#rate = sampleRate;
    this.#piece = Math.round(PIECE_SECONDS * sampleRate);
    this.#sampleCount = sampleCount;
  }

  /** Calls whenever a piece came in, until what it returns is called. */
  onArrival(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Pieces of a lead that are here for `[from, to)`, in order. Asks for none. */
  pieces(from: number, to: number, lead: number, fineness: number): EnvelopePiece[] {
    const found: EnvelopePiece[] = [];
    const { first, last } = this.#indices(from, to);
    for (let index = first; index <= last; index++) {
      const piece = this.#pieces.get(keyOf(lead, fineness, index));
      if (piece) found.push(piece);
    }
    return found;
  }

  /**
   * Asks for what is missing of `[from, to)`, then for what is missing of `[before, after)` around it,
   * where the reader goes first. What was wanted before and is no longer is dropped from the queue.
   */
  want({ from, to, before, after, downwards }: Wanted, lead: number, fineness: number): void {
    const seen = this.#indices(from, to);
    const all = this.#indices(Math.min(from, before), Math.max(to, after));
    const below = Array.from({ length: all.last - seen.last }, (_, i) => seen.last + 1 + i);
    const above = Array.from({ length: seen.first - all.first }, (_, i) => seen.first - 1 - i);
    const indices = [...Array.from({ length: seen.last - seen.first + 1 }, (_, i) => seen.first + i), ...(downwards ? [...below, ...above] : [...above, ...below])];
    this.#queue = [];
    for (const index of indices) {
      const key = keyOf(lead, fineness, index);
      const piece = this.#pieces.get(key);
      if (piece) {
        // What is wanted is forgotten last.
        this.#pieces.delete(key);
        this.#pieces.set(key, piece);
      } else if (!this.#asked.has(key)) this.#queue.push({ key, index, lead, fineness });
    }
    this.#next();
  }

  #indices(from: number, to: number): { first: number; last: number } {
    const most = Math.max(0, Math.ceil(this.#sampleCount / this.#piece) - 1);
    const first = Math.max(0, Math.min(most, Math.floor(from / this.#piece)));
    return { first, last: Math.max(first, Math.min(most, Math.floor((to - 1) / this.#piece))) };
  }

  /** Forgets pieces whose end was not there yet: more of the recording has been read since. */
  forgetOpen(): void {
    for (const [key, { min }] of this.#pieces) if (Number.isNaN(min.at(-1) ?? Number.NaN)) this.#pieces.delete(key);
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    this.#queue = [];
    this.#pieces.clear();
  }

  #next(): void {
    while (this.#running < AT_ONCE && !this.#closed) {
      const task = this.#queue.shift();
      if (!task) return;
      if (this.#asked.has(task.key) || this.#pieces.has(task.key)) continue;
      this.#asked.add(task.key);
      this.#running++;
      const from = task.index * this.#piece;
      const to = Math.min(this.#sampleCount, from + this.#piece);
      const buckets = Math.max(1, Math.round(((to - from) / this.#rate) * task.fineness));
      this.#client.review
        .envelope({ caseId: this.#caseId, from, to, buckets, leads: [task.lead], filter: 'display' })
        .then(({ min, max }) => {
          if (this.#closed || !min[0] || !max[0]) return;
          this.#pieces.set(task.key, { from, to, min: min[0], max: max[0] });
          for (const old of this.#pieces.keys()) {
            if (this.#pieces.size <= KEPT) break;
            this.#pieces.delete(old);
          }
          for (const listener of this.#listeners) listener();
        })
        .catch((thrown: unknown) => {
          if (!this.#closed) sayFailure(thrown);
        })
        .finally(() => {
          this.#asked.delete(task.key);
          this.#running--;
          this.#next();
        });
    }
  }
}
