/** Finding a place among ascending numbers: beats by their samples, above all. */

/** Index of the first value that is not less than `wanted` in an ascending array; its length where all are. */
export function lowerBound(values: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
