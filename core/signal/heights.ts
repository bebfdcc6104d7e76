/** How high a beat stands in the conditioned signal, over its leads, beside what is usual for the patient. */
import { select } from './select.ts';

/** Usual is what so many beats do not reach: most may be noise. */
const USUAL = 0.75;
/** Half of the window of a beat in which its height is taken: 64 ms. */
const HEIGHT_HALF = 8;

/** What beats were found in. */
export interface BeatSignal {
  /** Conditioned leads, mV, two samples for each of the candidates' places. */
  leads: readonly Float32Array[];
  /** For each of the leads, 1 where it can be read, one for each of the candidates' places. */
  usable: readonly Uint8Array[];
  /** Candidates' places a second. */
  rate: number;
}

/** Memory of one lead's heights, for `select` in no order. */
let sorted = new Float64Array(0);

/** The usual height of the beats at these places in each lead, mV; 0 where there are none. */
export function usualHeights(places: ArrayLike<number>, { leads }: BeatSignal): number[] {
  const n = places.length;
  if (sorted.length < n) sorted = new Float64Array(n);
  const usual: number[] = [];
  for (const x of leads) {
    for (let i = 0; i < n; i++) sorted[i] = heightAt(x, 2 * places[i]!);
    usual.push(n > 0 ? select(sorted, n, Math.floor(USUAL * n)) : 0);
  }
  return usual;
}

/** Height at a place over the leads that can be read there, root of the sum of squares, as a share of the usual; 1 where none can. */
export function shareOfUsual({ leads, usable }: BeatSignal, usual: readonly number[], place: number): number {
  let own = 0;
  let all = 0;
  for (let lead = 0; lead < leads.length; lead++) {
    if (usable[lead]![place] === 0) continue;
    const height = heightAt(leads[lead]!, 2 * place);
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
