/**
 * What a run keeps of waves and ST, as rows of the evidence columns `waves`,
 * `singleWaves` and `st` (`core/beats/evidence.ts`): numbers one after the other,
 * in the order of these lists. Times within a beat are milliseconds from its R
 * peak; `NaN` where there is nothing.
 */

/** A row of `waves` (an averaged beat) and of `singleWaves` (one beat; `beats` is 1). */
export const WAVE_FIELDS = [
  /** Samples of the recording: what was averaged lies in `[from, to)`; of a single beat the R peak and the one after it. */
  'from',
  'to',
  /** Index into CLASSES: N, or V for an average of ventricular beats. */
  'beatClass',
  /** Beats in it, and beats looked at that could not be used. */
  'beats',
  'leftOut',
  /** Mean RR interval of these beats, ms. */
  'rr',
  'pOnset',
  'pEnd',
  'qrsOnset',
  'qrsEnd',
  'tPeak',
  'tEnd',
  /** Highest probability of a P wave in the 320 ms before the QRS complex, 0 to 1. */
  'pLikelihood',
] as const;
export type WaveField = (typeof WAVE_FIELDS)[number];
export type WaveRow = Record<WaveField, number>;

/** A row of `st`: one lead of an averaged beat. Millivolts, `slope` mV a second. */
export const ST_FIELDS = ['from', 'to', 'lead', 'beats', 'st60', 'st80', 'slope', 'r', 's'] as const;
export type StField = (typeof ST_FIELDS)[number];
export type StRow = Record<StField, number>;

/** A row of `lowBand`: what a lead holds below the band of ST, per block. Robust spread in mV: of means over 8 s, and of means over 1 s around them. */
export const LOW_BAND_FIELDS = ['from', 'lead', 'slow', 'fast'] as const;
export type LowBandRow = Record<(typeof LOW_BAND_FIELDS)[number], number>;

/** Rows as a column. */
export function packed<F extends string>(fields: readonly F[], rows: readonly Readonly<Record<F, number>>[]): Float64Array {
  const out = new Float64Array(rows.length * fields.length);
  rows.forEach((row, i) => fields.forEach((field, k) => (out[i * fields.length + k] = row[field])));
  return out;
}

/** A column as rows; none where the run has no such column. */
export function unpacked<F extends string>(fields: readonly F[], column: ArrayLike<number> | undefined): Record<F, number>[] {
  if (!column) return [];
  return Array.from({ length: Math.floor(column.length / fields.length) }, (_, i) => {
    const row = {} as Record<F, number>;
    fields.forEach((field, k) => (row[field] = column[i * fields.length + k]!));
    return row;
  });
}
