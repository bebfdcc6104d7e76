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
 * Calls `visit(i, window, length)` for each `i` of `[from, to)` with the sorted
 * values of `[i − half, i + half]`, cut at the ends of the array. The window is
 * kept sorted by insertion and removal, so a visit costs O(half).
 */
export function rollingSorted(
  values: Float64Array,
  half: number,
  from: number,
  to: number,
  visit: (i: number, window: Float64Array, length: number) => void,
): void {
  const n = values.length;
  const window = new Float64Array(2 * half + 2);
  let length = 0;
  let low = Math.max(0, from - half);
  let high = low;
  for (let i = from; i < to; i++) {
    const last = Math.min(n, i + half + 1);
    while (high < last) insert(window, length++, values[high++]!);
    const first = Math.max(0, i - half);
    while (low < first) remove(window, length--, values[low++]!);
    visit(i, window, length);
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

/** Median of the first `length` values of a sorted window. */
export function middle(window: Float64Array, length: number): number {
  const half = length >> 1;
  return length % 2 === 1 ? window[half]! : (window[half - 1]! + window[half]!) / 2;
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
