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
  readonly #arrived: () => void;
  readonly #pieces = new Map<string, EnvelopePiece>();
  readonly #asked = new Set<string>();
  #queue: Task[] = [];
  #running = 0;
  #closed = false;

  constructor(client: IsolineClient, caseId: string, sampleRate: number, sampleCount: number, arrived: () => void) {
    this.#client = client;
    this.#caseId = caseId;
    this.#rate = sampleRate;
    this.#piece = Math.round(PIECE_SECONDS * sampleRate);
    this.#sampleCount = sampleCount;
    this.#arrived = arrived;
  }

  /**
   * Pieces of a lead that are here for `[from, to)`, in order, and whether that is all of them.
   * What is missing is asked for, and `ahead` samples on both sides after it; what is no longer wanted is dropped from the queue.
   */
  pieces(from: number, to: number, lead: number, fineness: number, ahead: number): { pieces: EnvelopePiece[]; whole: boolean } {
    const found: EnvelopePiece[] = [];
    const tasks: Task[] = [];
    const want = (index: number): EnvelopePiece | undefined => {
      const key = `${lead} ${fineness} ${index}`;
      const piece = this.#pieces.get(key);
      if (piece) {
        this.#pieces.delete(key);
        this.#pieces.set(key, piece);
      } else if (!this.#asked.has(key)) tasks.push({ key, index, lead, fineness });
      return piece;
    };
    const most = Math.max(0, Math.ceil(this.#sampleCount / this.#piece) - 1);
    const first = Math.max(0, Math.min(most, Math.floor(from / this.#piece)));
    const last = Math.max(first, Math.min(most, Math.floor((to - 1) / this.#piece)));
    for (let index = first; index <= last; index++) {
      const piece = want(index);
      if (piece) found.push(piece);
    }
    for (let index = last + 1; index <= Math.min(most, Math.floor((to + ahead) / this.#piece)); index++) want(index);
    for (let index = first - 1; index >= Math.max(0, Math.floor((from - ahead) / this.#piece)); index--) want(index);
    this.#queue = tasks;
    this.#next();
    return { pieces: found, whole: found.length === last - first + 1 };
  }

  /** Forgets pieces whose end was not there yet: more of the recording has been read since. */
  forgetOpen(): void {
    for (const [key, { min }] of this.#pieces) if (Number.isNaN(min.at(-1) ?? Number.NaN)) this.#pieces.delete(key);
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
          this.#arrived();
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
