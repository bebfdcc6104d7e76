/** Small order statistics over plain arrays: medians, quantiles, ranks, rolling windows. */
import { select } from '../signal/select.ts';

/** Sorted copy of `values[from, to)`. */
export function sorted(values: ArrayLike<number>, from = 0, to = values.length): Float64Array {
  const copy = new Float64Array(Math.max(0, to - from));
  for (let i = from; i < to; i++) copy[i - from] = values[i]!;
  return copy.sort();
}

/** Quantile `q` (0 to 1, linear between neighbours) of a sorted array; `fallback` where it is empty. */
export function quantile(ascending: Float64Array, q: number, fallback = 0): number {
  const n = ascending.length;
  if (n === 0) return fallback;
  const place = q * (n - 1);
  const low = Math.floor(place);
  const a = ascending[low]!;
  const b = ascending[Math.min(n - 1, low + 1)]!;
  return a + (b - a) * (place - low);
}

/**
 * `quantile` of values that need not be sorted, without sorting them: they are put into another order.
 * None may be NaN.
 */
export function quantileOf(values: Float64Array, q: number, fallback = 0): number {
  const n = values.length;
  if (n === 0) return fallback;
  const place = q * (n - 1);
  const low = Math.floor(place);
  const a = select(values, n, low);
  if (low + 1 >= n) return a;
  // What lies behind is not below it; the least of that comes next.
  let b = values[low + 1]!;
  for (let i = low + 2; i < n; i++) if (values[i]! < b) b = values[i]!;
  return a + (b - a) * (place - low);
}

/** Median of any values, none of them NaN; `fallback` where there are none. */
export function median(values: ArrayLike<number>, fallback = 0): number {
  return quantileOf(Float64Array.from(values), 0.5, fallback);
}

/** Number of values of a sorted array below `value`. */
export function countBelow(ascending: ArrayLike<number>, value: number, length = ascending.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rank of `value` among sorted values, 0 to 1, ties in the middle; 0.5 where there are none. */
export function rank(ascending: ArrayLike<number>, value: number, length = ascending.length): number {
  if (length === 0) return 0.5;
  const below = countBelow(ascending, value, length);
  let equal = 0;
  while (below + equal < length && ascending[below + equal] === value) equal++;
  return (below + equal / 2) / length;
}

/**
 * The sorted values of `[i − half, i + half]`, cut at the ends of the array, for an `i` that only grows. The window is
 * kept sorted by insertion and removal, so a step costs O(half). Whoever asks loops over `i` (`kernels/picked.ts` says why
 * not a function that is called with each).
 */
export class RollingSorted {
  /** The first `length` of them, ascending. */
  readonly window: Float64Array;
  length = 0;
  readonly #values: Float64Array;
  readonly #half: number;
  #low: number;
  #high: number;

  /** Before the first of the `i` to come, which is `from`. */
  constructor(values: Float64Array, half: number, from: number) {
    this.window = new Float64Array(2 * half + 2);
    this.#values = values;
    this.#half = half;
    this.#low = Math.max(0, from - half);
    this.#high = this.#low;
  }

  moveTo(i: number): void {
    const values = this.#values;
    const last = Math.min(values.length, i + this.#half + 1);
    while (this.#high < last) insert(this.window, this.length++, values[this.#high++]!);
    const first = Math.max(0, i - this.#half);
    while (this.#low < first) remove(this.window, this.length--, values[this.#low++]!);
  }

  /** Their median. */
  get middle(): number {
    const half = this.length >> 1;
    return this.length % 2 === 1 ? this.window[half]! : (this.window[half - 1]! + this.window[half]!) / 2;
  }
}

/** Puts a value into its place among the first `length` of a sorted window. */
function insert(window: Float64Array, length: number, value: number): void {
  let at = length;
  for (; at > 0 && !(window[at - 1]! < value); at--) window[at] = window[at - 1]!;
  window[at] = value;
}

/** Takes one value out of the first `length` of a sorted window. */
function remove(window: Float64Array, length: number, value: number): void {
  for (let at = countBelow(window, value, length); at + 1 < length; at++) window[at] = window[at + 1]!;
}

/** Sums of `[0, i)`: `prefix[i]`. */
export function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}

/** Mean of `[i − half, i + half]` from prefix sums, cut at the ends. */
export function rollingMean(sums: Float64Array, half: number, i: number): number {
  const first = Math.max(0, i - half);
  const last = Math.min(sums.length - 1, i + half + 1);
  return last > first ? (sums[last]! - sums[first]!) / (last - first) : 0;
}
