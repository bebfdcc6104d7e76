/** A long stretch of signal in few buckets: the least and the greatest value of each, so that no peak is lost. */

/**
 * @param values mV, NaN where never measured
 * @param buckets number of buckets of equal width
 * @returns least and greatest value per bucket, NaN where nothing was measured. Buckets narrower than a sample repeat it.
 */
export function lowHigh(values: Float32Array, buckets: number): { min: Float32Array; max: Float32Array } {
  const min = new Float32Array(buckets).fill(Number.NaN);
  const max = new Float32Array(buckets).fill(Number.NaN);
  const width = values.length / buckets;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const first = Math.floor(bucket * width);
    const end = Math.min(values.length, Math.max(first + 1, Math.floor((bucket + 1) * width)));
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = first; i < end; i++) {
      const value = values[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low <= high) {
      min[bucket] = low;
      max[bucket] = high;
    }
  }
  return { min, max };
}
