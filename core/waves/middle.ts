/** The median that waves are told by. */

/** Median; `NaN` of nothing. */
export function middleOf(values: ArrayLike<number>): number {
  // NaN is sorted to the end.
  const all = Float64Array.from(values).sort();
  let known = all.length;
  while (known > 0 && Number.isNaN(all[known - 1]!)) known--;
  const sorted = all.subarray(0, known);
  if (sorted.length === 0) return Number.NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
