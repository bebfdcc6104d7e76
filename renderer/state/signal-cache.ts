/** Signal that was read already, in pieces of fixed length, the oldest forgotten first. */
import type { SignalPiece } from '../charts/signal.ts';
import { sayFailure, type IsolineClient } from './session.ts';

const PIECE_SECONDS = 20;
const KEPT = 160;
const AT_ONCE = 4;

export type Filter = 'display' | 'none';

export class SignalCache {
  readonly #client: IsolineClient;
  readonly #caseId: string;
  readonly #piece: number;
  #sampleCount: number;
  readonly #arrived: () => void;
  readonly #pieces = new Map<string, SignalPiece>();
  readonly #asked = new Set<string>();
  #queue: { filter: Filter; index: number }[] = [];
  #running = 0;
  #closed = false;

  constructor(client: IsolineClient, caseId: string, sampleRate: number, sampleCount: number, arrived: () => void) {
    this.#client = client;
    this.#caseId = caseId;
    this.#piece = Math.round(PIECE_SECONDS * sampleRate);
    this.#sampleCount = sampleCount;
    this.#arrived = arrived;
  }

  /**
   * Pieces that are here for `[from, to)`, in order. What is missing is asked
   * for, the pieces beside it too, so that the next screen is here before its key.
   */
  pieces(from: number, to: number, filter: Filter): SignalPiece[] {
    const found: SignalPiece[] = [];
    const wanted: { filter: Filter; index: number }[] = [];
    const first = Math.max(0, Math.floor(from / this.#piece));
    const last = Math.min(Math.floor((this.#sampleCount - 1) / this.#piece), Math.floor(to / this.#piece));
    for (let index = first; index <= last; index++) {
      const key = `${filter}${index}`;
      const piece = this.#pieces.get(key);
      if (piece) {
        this.#pieces.delete(key);
        this.#pieces.set(key, piece);
        found.push(piece);
      } else wanted.push({ filter, index });
    }
    if (filter === 'display')
      for (const index of [last + 1, first - 1]) if (index >= 0 && index * this.#piece < this.#sampleCount && !this.#pieces.has(`${filter}${index}`)) wanted.push({ filter, index });
    // What is on the screen now goes before what was asked for a while ago.
    this.#queue = [...wanted.filter(({ index }) => !this.#asked.has(`${filter}${index}`)), ...this.#queue.filter((old) => !wanted.some((now) => now.index === old.index && now.filter === old.filter))].slice(0, 24);
    this.#next();
    return found;
  }

  /** More of the recording has come in: pieces that end where nothing was there yet are read anew, and those before them, whose filter reached there. */
  more(sampleCount: number): void {
    const isOpen = ({ from, to, leads }: SignalPiece): boolean => to < Math.min(from + this.#piece, sampleCount) || leads.every((lead) => Number.isNaN(lead.at(-1) ?? Number.NaN));
    const open = [...this.#pieces.values()].filter(isOpen).map(({ from }) => from);
    this.#sampleCount = sampleCount;
    for (const [key, { from, to }] of this.#pieces) if (open.some((start) => start === from || start === to)) this.#pieces.delete(key);
  }

  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#pieces.clear();
  }

  #next(): void {
    while (this.#running < AT_ONCE && !this.#closed) {
      const task = this.#queue.shift();
      if (!task) return;
      const key = `${task.filter}${task.index}`;
      if (this.#asked.has(key) || this.#pieces.has(key)) continue;
      this.#asked.add(key);
      this.#running++;
      const from = task.index * this.#piece;
      const to = Math.min(this.#sampleCount, from + this.#piece);
      this.#client.review
        .signal({ caseId: this.#caseId, from, to, filter: task.filter })
        .then((window) => {
          if (this.#closed) return;
          this.#pieces.set(key, { from: window.from, to: window.to, leads: window.leads });
          for (const old of this.#pieces.keys()) {
            if (this.#pieces.size <= KEPT) break;
            this.#pieces.delete(old);
          }
          this.#arrived();
        })
        .catch((thrown: unknown) => {
          if (!this.#closed) sayFailure(thrown);
        })
        .finally(() => {
          this.#asked.delete(key);
          this.#running--;
          this.#next();
        });
    }
  }
}
