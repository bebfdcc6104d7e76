/** The k-th smallest of some numbers without sorting them all (Hoare, "Algorithm 65: Find", CACM 4 (1961) 321). */

/**
 * Puts the first `count` values into such an order that the `k`-th smallest (from 0) is at place `k`, nothing
 * larger before and nothing smaller behind it, and returns it. None may be NaN.
 */
export function select(values: Float64Array, count: number, k: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}
