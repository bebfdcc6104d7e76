/**
 * The day as a picture: heart rate per two minutes and beats per class and five
 * minutes. Rates are means over 15 s, sliding from beat to beat, as everywhere.
 */
import { CLASSES, CLASS_INDEX, CODES } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';

/** Window of every heart rate that is shown, seconds. */
export const RATE_WINDOW_SECONDS = 15;
/** An RR interval longer than this is a drop-out or a pause and no part of a rate. */
const LONGEST_RR_SECONDS = 4;
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
  const n = beats.sample.length;
  // RR intervals of the window that ends at the present beat, as a queue over plain arrays.
  const ends = new Float64Array(n);
  const lengths = new Float64Array(n);
  let head = 0;
  let tail = 0;
  let total = 0;
  let previous = -1;
  let span = 0;
  for (let i = 0; i < n; i++) {
    if (CLASS_OF_CODE[beats.code[i]!] === ARTEFACT) continue;
    const at = beats.sample[i]!;
    if (previous >= 0) {
      while (span < unreadable.length && unreadable[span + 1]! <= previous) span += 2;
      const touched = span < unreadable.length && unreadable[span]! < at;
      const seconds = (at - previous) / sampleRate;
      if (touched || seconds > LONGEST_RR_SECONDS) {
        head = tail;
        total = 0;
      } else {
        ends[tail] = at;
        lengths[tail] = seconds;
        tail++;
        total += seconds;
        while (tail - head > 1 && (at - ends[head]!) / sampleRate + lengths[head]! > RATE_WINDOW_SECONDS) {
          total -= lengths[head]!;
          head++;
        }
        // A rate needs a window that is filled at least by half.
        if (total >= RATE_WINDOW_SECONDS / 2) {
          const rate = (60 * (tail - head)) / total;
          const bin = Math.min(bins - 1, Math.floor((at - (total * sampleRate) / 2) / (sampleRate * binSeconds)));
          if (bin >= 0) {
            if (!(min[bin]! <= rate)) min[bin] = rate;
            if (!(max[bin]! >= rate)) max[bin] = rate;
            sum[bin] = sum[bin]! + rate;
            number[bin] = number[bin]! + 1;
          }
        }
      }
    }
    previous = at;
  }
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
 */
export function densityTrend(beats: BeatColumns, sampleRate: number, sampleCount: number, binSeconds = 300): DensityTrend {
  const bins = binCount(sampleCount, sampleRate, binSeconds);
  const counts = CLASSES.map(() => new Uint32Array(bins));
  const width = sampleRate * binSeconds;
  for (let i = 0; i < beats.sample.length; i++) {
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
