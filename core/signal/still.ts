/**
 * Where the heart stands still the envelope is measured against its own noise, and
 * beats are found in it. They are told by what the envelope does not know: they are
 * far lower than the patient's beats, in every lead that can be read, and no two of
 * them look alike. A heart whose amplitude fell still beats in one shape.
 */
import { resemblance } from './correlation.ts';
import type { Candidates, Decoded } from './decode.ts';
import { select } from './select.ts';

/** Height as a share of the usual, over the leads: of each such beat, and of all of a run on average. */
const LOW = { each: 0.35, mean: 0.18 };
/** Usual is what so many beats do not reach: most may be noise. */
const USUAL = 0.75;
/** Likeness to the beats around, mean of the run, above which they are beats of a shape of their own. */
const ALIKE = 0.75;
/** The beats on either side of the run stand as far apart as a pause, seconds. */
const APART = 2;
/** Half of the window of a beat in which its height is taken: 64 ms. */
const HEIGHT_HALF = 8;
/** Beats on either side that a beat is compared with; the best of them count. */
const NEIGHBOURS = 8;
const BEST_OF = 3;

/** What the beats were found in. */
export interface StillInput {
  /** Conditioned leads, mV, two samples for each of the candidates' places. */
  leads: readonly Float32Array[];
  /** For each of the leads, 1 where it can be read, one for each of the candidates' places. */
  usable: readonly Uint8Array[];
  /** Candidates' places a second. */
  rate: number;
}

/** Memory for heights: of each beat in each lead, one lead after the other, for `select` in no order, and what is usual for each lead. */
let heights = new Float64Array(0);
let sorted = new Float64Array(0);

/** The decoded beats without runs of them that are noise; what was doubtful among those is noise, too. */
export function withoutStillNoise(decoded: Decoded, { at }: Candidates, input: StillInput): Decoded {
  const { leads, usable, rate } = input;
  const n = decoded.beats.length;
  const usual = usualHeights(decoded.beats, at, leads);
  const gone: { from: number; to: number }[] = [];
  const noise = new Set<number>();
  let i = 0;
  while (i < n) {
    let next = i;
    let sum = 0;
    for (; next < n; next++) {
      const share = shareAt(usable, usual, at[decoded.beats[next]!]!, n, next);
      if (share >= LOW.each) break;
      sum += share;
    }
    if (next > i && sum <= LOW.mean * (next - i)) {
      const from = i > 0 ? at[decoded.beats[i - 1]!]! : 0;
      const to = next < n ? at[decoded.beats[next]!]! : leads[0]!.length >> 1;
      if (to - from >= APART * rate && likeness(leads, Int32Array.from(decoded.beats, (j) => at[j]!), i, next) <= ALIKE) {
        gone.push({ from, to });
        for (let k = i; k < next; k++) noise.add(decoded.beats[k]!);
      }
    }
    i = next + 1;
  }
  if (gone.length === 0) return decoded;
  const isLow = (place: number): boolean => {
    for (let lead = 0; lead < leads.length; lead++) heights[lead] = heightAt(leads[lead]!, 2 * place);
    return shareAt(usable, usual, place, 1, 0) < LOW.each;
  };
  return {
    ...decoded,
    beats: decoded.beats.filter((j) => !noise.has(j)),
    doubtful: decoded.doubtful.filter((j) => !gone.some(({ from, to }) => at[j]! > from && at[j]! < to) || !isLow(at[j]!)),
  };
}

/** Measures the beats' heights in every lead into `heights`, and tells what is usual in each. */
function usualHeights(beats: Int32Array, at: ArrayLike<number>, leads: readonly Float32Array[]): number[] {
  const n = beats.length;
  if (heights.length < Math.max(1, n) * leads.length) heights = new Float64Array(Math.max(1, n) * leads.length);
  if (sorted.length < n) sorted = new Float64Array(n);
  const usual: number[] = [];
  for (let lead = 0; lead < leads.length; lead++) {
    const x = leads[lead]!;
    for (let i = 0; i < n; i++) {
      const height = heightAt(x, 2 * at[beats[i]!]!);
      heights[lead * n + i] = height;
      sorted[i] = height;
    }
    usual.push(n > 0 ? select(sorted, n, Math.floor(USUAL * n)) : 0);
  }
  return usual;
}

/** Height over the leads that can be read at a place, as a share of the usual, from `heights` of `n` places; 1 where none can. */
function shareAt(usable: readonly Uint8Array[], usual: readonly number[], place: number, n: number, i: number): number {
  let own = 0;
  let all = 0;
  for (let lead = 0; lead < usual.length; lead++) {
    if (usable[lead]![place] === 0) continue;
    const height = heights[lead * n + i]!;
    own += height * height;
    all += usual[lead]! * usual[lead]!;
  }
  return all > 0 ? Math.sqrt(own / all) : 1;
}

/** Peak to peak around a sample, of every second one: the signal holds nothing finer. */
function heightAt(x: Float32Array, sample: number): number {
  const last = Math.min(x.length - 1, sample + HEIGHT_HALF);
  let i = Math.max(0, sample - HEIGHT_HALF);
  let least = x[i]!;
  let most = least;
  for (i += 2; i <= last; i += 2) {
    const value = x[i]!;
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  return most - least;
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
