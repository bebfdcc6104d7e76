/**
 * Keys of beats, as a set that never changes. A bit per key of the analysis: all
 * beats of a fortnight (1.4 million) are in it in milliseconds and it is copied
 * in microseconds, where a `Set` of them takes seconds.
 */
export class KeySet {
  static readonly EMPTY = new KeySet(new Uint32Array(0), new Set(), 0);

  /** Bit `key & 31` of word `key >> 5`, for keys of 0 and more. */
  readonly #bits: Uint32Array;
  /** Keys below 0: beats that a person inserted. Those are few. */
  readonly #inserted: ReadonlySet<number>;
  readonly size: number;

  private constructor(bits: Uint32Array, inserted: ReadonlySet<number>, size: number) {
    this.#bits = bits;
    this.#inserted = inserted;
    this.size = size;
  }

  /** @param keys whole numbers, in any order; one that comes twice is in the set once */
  static from(keys: ArrayLike<number>): KeySet {
    return KeySet.EMPTY.plus(keys);
  }

  has(key: number): boolean {
    return key >= 0 ? (((this.#bits[key >> 5] ?? 0) >>> (key & 31)) & 1) === 1 : this.#inserted.has(key);
  }

  /** These and those. */
  plus(keys: ArrayLike<number>): KeySet {
    let largest = 32 * this.#bits.length - 1;
    for (let i = 0; i < keys.length; i++) if (keys[i]! > largest) largest = keys[i]!;
    const bits = new Uint32Array((largest >> 5) + 1);
    bits.set(this.#bits);
    const inserted = new Set(this.#inserted);
    let { size } = this;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (key < 0) {
        if (inserted.has(key)) continue;
        inserted.add(key);
      } else {
        const [word, bit] = [key >> 5, 1 << (key & 31)];
        if ((bits[word]! & bit) !== 0) continue;
        bits[word]! |= bit;
      }
      size++;
    }
    return new KeySet(bits, inserted, size);
  }

  /** These with that one, or without it where it is among them. */
  toggled(key: number): KeySet {
    if (!this.has(key)) return this.plus([key]);
    const [bits, inserted] = [this.#bits.slice(), new Set(this.#inserted)];
    if (key < 0) inserted.delete(key);
    else bits[key >> 5]! &= ~(1 << (key & 31));
    return new KeySet(bits, inserted, this.size - 1);
  }

  filter(stays: (key: number) => boolean): KeySet {
    return KeySet.from(this.toArray().filter(stays));
  }

  /** Ascending. */
  toArray(): Int32Array<ArrayBuffer> {
    const keys = new Int32Array(this.size);
    let n = 0;
    for (const key of [...this.#inserted].sort((a, b) => a - b)) keys[n++] = key;
    for (let word = 0; word < this.#bits.length; word++)
      for (let left = this.#bits[word]!; left !== 0; left &= left - 1) keys[n++] = 32 * word + (31 - Math.clz32(left & -left));
    return keys;
  }
}
