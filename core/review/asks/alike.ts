/**
 * Beats alike: those that lie nearest to a beat, or to the middle of several, in
 * what the asker knows of a beat (features.ts): the strongest axes of the
 * network's embedding, and the RR intervals around it. No label enters, so a
 * beat that was labelled wrongly is found among those that it looks like.
 */
import { FEATURES, type BeatFeatures } from './features.ts';

/** Most beats in one answer. */
export const MOST_ALIKE = 600;

export interface Alike {
  /** Rows of the run, the nearest first. */
  rows: Int32Array<ArrayBuffer>;
  /** Likeness of each in hundredths, 100 where nothing differs: exp(−d²/2) of the distance in spreads a number. */
  likeness: Int8Array<ArrayBuffer>;
}

/**
 * The beats nearest to `seeds`, those themselves left out.
 *
 * @param seeds rows of the run; several are stood for by their middle
 * @param counts whether a beat may be named; those of the seeds' own template may not where a template is asked for
 * @throws RangeError where there is no seed, or one that the run has not
 */
export function alikeTo({ count, values }: Pick<BeatFeatures, 'count' | 'values'>, seeds: ArrayLike<number>, counts: (row: number) => boolean, most: number = MOST_ALIKE): Alike {
  if (seeds.length === 0) throw new RangeError('there is no beat to be alike to');
  const middle = new Float64Array(FEATURES);
  const own = new Set<number>();
  for (let i = 0; i < seeds.length; i++) {
    const row = seeds[i]!;
    if (!(row >= 0 && row < count)) throw new RangeError(`the run has no beat ${row}`);
    own.add(row);
    for (let k = 0; k < FEATURES; k++) middle[k]! += values[row * FEATURES + k]! / seeds.length;
  }
  const far = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const among: number[] = [];
  for (let row = 0; row < count; row++) {
    if (own.has(row) || !counts(row)) continue;
    let sum = 0;
    for (let k = 0; k < FEATURES; k++) sum += (values[row * FEATURES + k]! - middle[k]!) ** 2;
    far[row] = sum;
    among.push(row);
  }
  const nearest = Int32Array.from(among.sort((a, b) => far[a]! - far[b]! || a - b).slice(0, most));
  return { rows: nearest, likeness: Int8Array.from(nearest, (row) => Math.round(100 * Math.exp(-far[row]! / (2 * FEATURES)))) };
}
