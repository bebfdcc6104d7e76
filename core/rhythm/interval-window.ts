/**
 * A window that slides over RR intervals and keeps what would else be sorted and
 * counted anew at each place: intervals and steps in order of size, cells of the
 * map that are occupied, pairs that are alike. All of it is order and whole
 * numbers, so a window that has slid says to the last bit what a new one would.
 */

import { lowerBound } from '../beats/search.ts';

/** As much of the intervals as is looked at: seconds, and 1 where one does not follow the one before it directly. */
export interface Slid {
  rr: Float64Array;
  joint: Uint8Array;
}

/** Side of a cell of the map of intervals and steps, seconds. */
const CELL = 0.025;
/** Intervals as near as this are alike, seconds. */
export const ALIKE = 0.03;

/** Numbers in ascending order, few enough to be shifted. */
class Ascending {
  readonly values: Float64Array;
  count = 0;
  /** How many different ones. */
  distinct = 0;

  constructor(longest: number) {
    this.values = new Float64Array(longest);
  }

  clear(): void {
    this.count = 0;
    this.distinct = 0;
  }

  add(value: number): void {
    const { values } = this;
    let place = this.count++;
    for (; place > 0 && values[place - 1]! > value; place--) values[place] = values[place - 1]!;
    if (place === 0 || values[place - 1]! !== value) this.distinct++;
    values[place] = value;
  }

  /** Takes one of these away; it is there. */
  remove(value: number): void {
    const { values } = this;
    const low = lowerBound(values, value, this.count);
    const last = --this.count;
    values.copyWithin(low, low + 1, last + 1);
    if (low === last || values[low]! !== value) this.distinct--;
  }
}

/** Pairs of intervals alike within `ALIKE` (b), and of them those whose successors are (a). */
export interface Pairs {
  a: number;
  b: number;
}

export class IntervalWindow {
  readonly #ordered: Ascending;
  readonly #sizes: Ascending;
  readonly #cells: Ascending;
  readonly pairs: Pairs = { a: 0, b: 0 };
  #of: Slid | null = null;
  #from = 0;
  #to = 0;

  /** @param longest intervals that it may hold */
  constructor(longest: number) {
    this.#ordered = new Ascending(longest);
    this.#sizes = new Ascending(longest);
    this.#cells = new Ascending(longest);
  }

  /** The intervals in ascending order, as many as the window is long. */
  get ordered(): Float64Array {
    return this.#ordered.values;
  }

  /** Sizes of the steps from one interval to the very next, ascending; there are `steps` of them. */
  get sizes(): Float64Array {
    return this.#sizes.values;
  }

  get steps(): number {
    return this.#sizes.count;
  }

  /** Cells of the map of intervals and steps in which something lies. */
  get occupied(): number {
    return this.#cells.distinct;
  }

  /** Looks at the intervals `[from, to)`. */
  moveTo(of: Slid, from: number, to: number): void {
    if (this.#of !== of || from < this.#from || to < this.#to || from >= this.#to - 1) {
      this.#ordered.clear();
      this.#sizes.clear();
      this.#cells.clear();
      this.pairs.a = this.pairs.b = 0;
      this.#of = of;
      this.#from = this.#to = from;
    }
    const { rr, joint } = of;
    for (let i = this.#from; i < from; i++) {
      this.#ordered.remove(rr[i]!);
      if (joint[i + 1] !== 1) this.#step(rr, i + 1, false);
      // The last interval of a window has no successor in it.
      this.#pairsWith(rr, i, i + 1, this.#to - 1, -1);
    }
    for (let i = this.#to; i < to; i++) {
      this.#ordered.add(rr[i]!);
      if (i > from && joint[i] !== 1) this.#step(rr, i, true);
      if (i - 1 > from) this.#pairsWith(rr, i - 1, from, i - 1, 1);
    }
    this.#from = from;
    this.#to = to;
  }

  #step(rr: Float64Array, i: number, isNew: boolean): void {
    const step = rr[i]! - rr[i - 1]!;
    const cell = Math.floor(rr[i]! / CELL) * 1024 + Math.floor(step / CELL);
    if (isNew) {
      this.#sizes.add(Math.abs(step));
      this.#cells.add(cell);
    } else {
      this.#sizes.remove(Math.abs(step));
      this.#cells.remove(cell);
    }
  }

  /** Counts the pairs of interval `i` with those in `[first, end)`, `sign` times. */
  #pairsWith(rr: Float64Array, i: number, first: number, end: number, sign: 1 | -1): void {
    const x = rr[i]!;
    const y = rr[i + 1]!;
    let a = 0;
    let b = 0;
    for (let j = first; j < end; j++) {
      const here = x - rr[j]!;
      if (here > ALIKE || here < -ALIKE) continue;
      b++;
      if (Math.abs(y - rr[j + 1]!) <= ALIKE) a++;
    }
    this.pairs.a += sign * a;
    this.pairs.b += sign * b;
  }
}
