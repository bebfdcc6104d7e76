/**
 * Where the heart stands still the envelope is measured against its own noise, and
 * beats are found in it. They are told by what the envelope does not know: they are
 * far lower than the patient's beats, in every lead that can be read, and no two of
 * them look alike. A heart whose amplitude fell still beats in one shape.
 */
import { resemblance } from './correlation.ts';
import type { Candidates, Decoded } from './decode.ts';
import { shareOfUsual, usualHeights, type BeatSignal } from './heights.ts';
import { pickedInts } from '../kernels/picked.ts';

/** Height as a share of the usual, over the leads: of each such beat, and of all of a run on average. */
const LOW = { each: 0.35, mean: 0.18 };
/** Likeness to the beats around, mean of the run, above which they are beats of a shape of their own. */
const ALIKE = 0.75;
/** The beats on either side of the run stand as far apart as a pause, seconds. */
const APART = 2;
/** Beats on either side that a beat is compared with; the best of them count. */
const NEIGHBOURS = 8;
const BEST_OF = 3;

/** The decoded beats without runs of them that are noise; what was doubtful among those is noise, too. */
export function withoutStillNoise(decoded: Decoded, { at }: Candidates, signal: BeatSignal): Decoded {
  const { leads, rate } = signal;
  const n = decoded.beats.length;
  const places = pickedInts(at, decoded.beats);
  const usual = usualHeights(places, signal);
  const gone: { from: number; to: number }[] = [];
  const noise = new Set<number>();
  let i = 0;
  while (i < n) {
    let next = i;
    let sum = 0;
    for (; next < n; next++) {
      const share = shareOfUsual(signal, usual, at[decoded.beats[next]!]!);
      if (share >= LOW.each) break;
      sum += share;
    }
    if (next > i && sum <= LOW.mean * (next - i)) {
      const from = i > 0 ? at[decoded.beats[i - 1]!]! : 0;
      const to = next < n ? at[decoded.beats[next]!]! : leads[0]!.length >> 1;
      if (to - from >= APART * rate && likeness(leads, places, i, next) <= ALIKE) {
        gone.push({ from, to });
        for (let k = i; k < next; k++) noise.add(decoded.beats[k]!);
      }
    }
    i = next + 1;
  }
  if (gone.length === 0) return decoded;
  return {
    ...decoded,
    beats: decoded.beats.filter((j) => !noise.has(j)),
    doubtful: decoded.doubtful.filter((j) => !gone.some(({ from, to }) => at[j]! > from && at[j]! < to) || shareOfUsual(signal, usual, at[j]!) >= LOW.each),
  };
}

/** Mean of the beats' best correlations with their neighbours; 1 where there are none. */
function likeness(leads: readonly Float32Array[], places: Int32Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const values: number[] = [];
    for (let k = Math.max(0, i - NEIGHBOURS); k <= Math.min(places.length - 1, i + NEIGHBOURS); k++) if (k !== i) values.push(resemblance(leads, 2 * places[i]!, 2 * places[k]!));
    const best = values.sort((a, b) => b - a).slice(0, BEST_OF);
    sum += best.length > 0 ? best.reduce((all, value) => all + value, 0) / best.length : 1;
  }
  return sum / (to - from);
}
