/** Finding a place among ascending numbers: beats by their samples, above all. */

/** Index of the first value that is not less than `wanted` in an ascending array, of its first `count` values; `count` where all are. */
export function lowerBound(values: ArrayLike<number>, wanted: number, count = values.length): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the value nearest to `wanted` in an ascending array, -1 where it is empty. */
export function nearest(values: ArrayLike<number>, wanted: number): number {
  if (values.length === 0) return -1;
  const after = lowerBound(values, wanted);
  if (after === 0) return 0;
  if (after === values.length) return after - 1;
  return wanted - values[after - 1]! <= values[after]! - wanted ? after - 1 : after;
}
