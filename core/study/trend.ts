/**
 * The day as a picture: heart rate per two minutes and beats per class and five
 * minutes. Rates are means over 15 s, sliding from beat to beat, as everywhere;
 * counts are those of the summary.
 */
import { CLASSES, CLASS_INDEX, CODES } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';
import { slideRate, usableRr } from './heart-rate.ts';
import { countedRows } from './summary.ts';

const ARTEFACT = CLASS_INDEX.X;

/** Class (index into CLASSES) of every code. */
const CLASS_OF_CODE = Uint8Array.from(CODES, ([, beatClass]) => CLASS_INDEX[beatClass]);

/** Beats a minute per bin; NaN where a bin has no rate. */
export interface RateTrend {
  binSeconds: number;
  min: Float32Array;
  mean: Float32Array;
  max: Float32Array;
}

/** Beats per bin, one array per class in the order of CLASSES. */
export interface DensityTrend {
  binSeconds: number;
  counts: Uint32Array[];
}

/** Number of bins of `binSeconds` that cover `sampleCount` samples, at least 1. */
function binCount(sampleCount: number, sampleRate: number, binSeconds: number): number {
  return Math.max(1, Math.ceil(sampleCount / (sampleRate * binSeconds)));
}

/**
 * Class index per beat, from the code column.
 * @throws RangeError never: an unknown code counts as Q.
 */
export function classColumn(beats: BeatColumns): Uint8Array {
  const classes = new Uint8Array(beats.code.length);
  for (let i = 0; i < classes.length; i++) classes[i] = CLASS_OF_CODE[beats.code[i]!] ?? CLASS_INDEX.Q;
  return classes;
}

/**
 * Least, mean and greatest 15-second heart rate per bin.
 *
 * @param beats current beats, ascending by sample; artefacts are passed over
 * @param sampleRate samples a second
 * @param sampleCount length of the recording, samples
 * @param unreadable from, to pairs: an RR interval that touches one counts for nothing
 * @param binSeconds width of a bin
 */
export function rateTrend(beats: BeatColumns, sampleRate: number, sampleCount: number, unreadable: Float64Array, binSeconds = 120): RateTrend {
  const bins = binCount(sampleCount, sampleRate, binSeconds);
  const min = new Float32Array(bins).fill(Number.NaN);
  const max = new Float32Array(bins).fill(Number.NaN);
  const sum = new Float64Array(bins);
  const number = new Uint32Array(bins);
  const samples = beats.sample.filter((_, i) => CLASS_OF_CODE[beats.code[i]!] !== ARTEFACT);
  slideRate(samples, usableRr(samples, sampleRate, unreadable), sampleRate, (rate, middle) => {
    const bin = Math.min(bins - 1, Math.floor(middle / (sampleRate * binSeconds)));
    if (bin < 0) return;
    if (!(min[bin]! <= rate)) min[bin] = rate;
    if (!(max[bin]! >= rate)) max[bin] = rate;
    sum[bin] = sum[bin]! + rate;
    number[bin] = number[bin]! + 1;
  });
  const mean = Float32Array.from(sum, (value, bin) => (number[bin] ? value / number[bin]! : Number.NaN));
  return { binSeconds, min, mean, max };
}

/**
 * Beats per class and bin.
 *
 * @param beats current beats, ascending by sample
 * @param sampleRate samples a second
 * @param sampleCount length of the recording, samples
 * @param binSeconds width of a bin
 * @param unreadable from, to pairs: beats inside are not counted
 */
export function densityTrend(beats: BeatColumns, sampleRate: number, sampleCount: number, binSeconds = 300, unreadable: ArrayLike<number> = []): DensityTrend {
  const bins = binCount(sampleCount, sampleRate, binSeconds);
  const counts = CLASSES.map(() => new Uint32Array(bins));
  const width = sampleRate * binSeconds;
  const rows = countedRows(beats, unreadable);
  for (let i = 0; i < beats.sample.length; i++) {
    if (rows[i] === 0) continue;
    const lane = counts[CLASS_OF_CODE[beats.code[i]!] ?? CLASS_INDEX.Q]!;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(beats.sample[i]! / width)));
    lane[bin] = lane[bin]! + 1;
  }
  return { binSeconds, counts };
}

/** Bins for a recording of this length: two and five minutes for a day, finer for shorter ones, so that a picture has shape. */
export function binsFor(seconds: number): { rate: number; density: number } {
  if (seconds >= 6 * 3600) return { rate: 120, density: 300 };
  const fit = (parts: number): number => Math.max(5, Math.ceil(seconds / parts / 5) * 5);
  return { rate: fit(360), density: fit(180) };
}
