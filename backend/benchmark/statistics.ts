/** Median and spread of a few repetitions. */

/** Middle value, or the mean of the two in the middle. Throws RangeError where there is none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values, no median');
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** The value that a share of all reach at most: the smallest such, 0.95 for the 95th percentile. Throws RangeError where there is none. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no values, no percentile');
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

/** Largest less smallest value. */
export function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/** Median of each stage over the repetitions that have it, in the order of their first appearance. */
export function medianStages(repetitions: readonly Record<string, number>[]): Record<string, number> {
  const names = new Set(repetitions.flatMap((stages) => Object.keys(stages)));
  return Object.fromEntries([...names].map((name) => [name, median(repetitions.map((stages) => stages[name]).filter((value) => value !== undefined))]));
}

/** Largest of the values that are there, null where none is. */
export function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
