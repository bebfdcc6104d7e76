/** Which of some whole numbers is the k-th smallest, while numbers come and go. */

/** The k-th smallest of a bag of whole numbers from 0 on, found again in a few steps where the bag and k change little. */
export class SlidingRank {
  readonly #counts: Int32Array;
  /** The place last found, and how many numbers lie below it. */
  #place = 0;
  #below = 0;
  #size = 0;

  /** Numbers below `limit` are told apart. */
  constructor(limit: number) {
    this.#counts = new Int32Array(limit + 1);
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  add(value: number): void {
    this.#change(value, 1);
  }

  /** Takes one away that is there. */
  remove(value: number): void {
    this.#change(value, -1);
  }

  /** The k-th smallest, from 0 on, of `size`; null where it is not below the limit. */
  smallest(k: number): number | null {
    const counts = this.#counts;
    while (this.#below > k) this.#below -= counts[--this.#place]!;
    while (this.#below + counts[this.#place]! <= k) this.#below += counts[this.#place++]!;
    return this.#place < counts.length - 1 ? this.#place : null;
  }

  #change(value: number, by: number): void {
    const place = Math.min(value, this.#counts.length - 1);
    this.#counts[place]! += by;
    this.#size += by;
    if (place < this.#place) this.#below += by;
  }
}
