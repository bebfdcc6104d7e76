/**
 * Whether the sharp pulses of a block are a pacemaker's, and which of them.
 *
 * One sharp pulse is noise. A pacemaker's stand at one distance before the
 * beats, look alike in one lead, and what they excite is seen behind them: a wide
 * complex, or at least the line again before a narrow one. (The steep beginning of
 * a QRS complex is followed by its own end.) Where enough of a block's sharpest pulses do, its fainter ones
 * are taken as well if they look like them.
 */
import { lowerBound } from '../beats/search.ts';
import { conditionRead } from './condition.ts';
import type { BlockSignal } from './detect.ts';
import { findSpikes, heightAt, LEAST_SPIKE_RATE, type Spike } from './spikes.ts';

/** Numbers of one event of the evidence column: sample, height in mV, signed, and sharpness. */
export const SPIKE_VALUES = 3;

/** Sharpness of the pulses that the question is asked of; fainter ones are taken at the distance that these have. */
const PLAIN = 3.5;
/** Sharpness of a pulse where a spike is expected. */
const FAINT = 1.6;
/** From a spike to the R peak it belongs to, seconds; up to `ventricle` it is a ventricular one. */
const REACH = { from: -0.03, ventricle: 0.145, to: 0.35 };
/** Distances within a window of this are one. Seconds. */
const SAME = 0.03;
/** Least number at one distance, as a share of the block's beats and of its plain pulses. */
const LEAST = { spikes: 5, ofBeats: 0.1, ofPlain: 0.6, atrial: 20 };
/** Heights in one lead may lie so far from their median (mV, at least `height`), and this share of them must. */
const ALIKE = { share: 0.75, height: 0.08, least: 0.4, most: 2.5 };
/** No pacemaker paces faster than this. Beats a minute. */
const FASTEST = 180;
/** A pulse apart from the complex: so far before the R peak, and back to the line, but for this share of its height, so soon. Seconds. */
const APART = { distance: 0.045, back: 0.4, within: 0.012 };
/** A wide complex: the range from 50 to 170 ms behind the spike is this share of that from 12 ms on, in each lead that shows one (mV). */
const WIDE = { from: 0.012, late: 0.05, to: 0.17, share: 0.65, shown: 0.15 };

/** Pulses of a cluster: one distance to the beats. */
interface Cluster {
  spikes: Spike[];
  /** Middle of the distances, samples. */
  distance: number;
}

/**
 * The spikes among the candidates of a signal, ascending; none where the block `[from, to)` is not paced.
 *
 * @param leads mV at the recording's rate, with some seconds around the block
 * @param candidates of `findSpikes`
 * @param peaks R peaks of the block, samples of `leads`, ascending; a tall spike looks like one, so it is asked with and without those that are candidates
 */
export function pacingSpikes(leads: readonly Float32Array[], rate: number, candidates: readonly Spike[], peaks: Float64Array, from: number, to: number): Spike[] {
  const plain = plainOf(candidates, from, to);
  const ventricular = clusterOf(plain, peaks, rate, REACH.from, REACH.ventricle);
  const atrial = clusterOf(plain, peaks, rate, REACH.ventricle, REACH.to);
  const enough = (cluster: Cluster, most: number): boolean => cluster.spikes.length >= Math.max(most, LEAST.ofBeats * peaks.length) && slow(cluster, rate);
  const kept: (Cluster & { look: Look })[] = [];
  const look = { ventricular: lookOf(leads, rate, ventricular), atrial: lookOf(leads, rate, atrial) };
  if (enough(ventricular, LEAST.spikes) && look.ventricular.alike && (apart(leads, rate, ventricular) || wideBehind(leads, rate, ventricular.spikes))) kept.push({ ...ventricular, look: look.ventricular });
  if (enough(atrial, LEAST.atrial) && look.atrial.alike) kept.push({ ...atrial, look: look.atrial });
  const inside = kept.reduce((sum, { spikes }) => sum + spikes.length, 0);
  if (kept.length === 0 || inside < LEAST.ofPlain * plain.length) return [];
  const plainly = candidates.filter((spike) => kept.some((cluster) => looksLike(leads, rate, spike, cluster.look) && (spike.sharpness >= PLAIN || near(spike, cluster, peaks, rate))));
  const faint = kept.flatMap((cluster) => faintSpikes(leads, rate, cluster, peaks, plainly));
  return apartFrom([...plainly, ...faint].sort((a, b) => a.at - b.at), rate);
}

/** Where beats have no spike at the distance of a cluster, a fainter one that looks like the others. */
function faintSpikes(leads: readonly Float32Array[], rate: number, { distance, look }: Cluster & { look: Look }, peaks: Float64Array, known: readonly Spike[]): Spike[] {
  const places = Float64Array.from(known, ({ at }) => at);
  return Array.from(peaks).flatMap((peak) => {
    const at = peak - distance;
    const next = places[lowerBound(places, at - SAME * rate)];
    if (next !== undefined && next <= at + SAME * rate) return [];
    const found = findSpikes(leads, rate, Math.round(at - SAME * rate), Math.round(at + SAME * rate), FAINT).filter((spike) => looksLike(leads, rate, spike, look));
    const best = found.reduce<Spike | null>((held, spike) => (held === null || spike.sharpness > held.sharpness ? spike : held), null);
    return best === null ? [] : [best];
  });
}

/** Of two pulses within the reach of one, the sharper: a spike has two edges. */
function apartFrom(spikes: readonly Spike[], rate: number): Spike[] {
  const found: Spike[] = [];
  for (const spike of spikes) {
    const last = found.at(-1);
    if (last && spike.at - last.at < SAME * rate) {
      if (spike.sharpness > last.sharpness) found[found.length - 1] = spike;
    } else {
      found.push(spike);
    }
  }
  return found;
}

function plainOf(candidates: readonly Spike[], from: number, to: number): Spike[] {
  return candidates.filter(({ sharpness, at }) => sharpness >= PLAIN && at >= from && at < to);
}

/** The next R peak as far as it is in reach; `NaN` where none is. Samples. */
function distanceOf(spike: Spike, peaks: Float64Array, rate: number, from: number, to: number): number {
  const next = peaks[lowerBound(peaks, spike.at + from * rate)];
  return next !== undefined && next - spike.at < to * rate ? next - spike.at : Number.NaN;
}

/** The pulses at the commonest distance. */
function clusterOf(plain: readonly Spike[], peaks: Float64Array, rate: number, from: number, to: number): Cluster {
  const told = plain.map((spike) => ({ spike, distance: distanceOf(spike, peaks, rate, from, to) })).filter(({ distance }) => !Number.isNaN(distance));
  told.sort((a, b) => a.distance - b.distance);
  let first = 0;
  let most = 0;
  for (let i = 0, j = 0; i < told.length; i++) {
    while (j < told.length && told[j]!.distance <= told[i]!.distance + SAME * rate) j++;
    if (j - i > most) {
      most = j - i;
      first = i;
    }
  }
  const own = told.slice(first, first + most);
  return { spikes: own.map(({ spike }) => spike), distance: own[own.length >> 1]?.distance ?? 0 };
}

function near(spike: Spike, cluster: Cluster, peaks: Float64Array, rate: number): boolean {
  return Math.abs(distanceOf(spike, peaks, rate, REACH.from, REACH.to) - cluster.distance) <= SAME * rate;
}

/** How the spikes of a cluster look in the lead in which they look most alike. */
interface Look {
  lead: number;
  /** Median height there, mV. */
  height: number;
  alike: boolean;
}

function lookOf(leads: readonly Float32Array[], rate: number, { spikes }: Cluster): Look {
  const looks = leads.map((_, lead) => {
    const heights = spikes.map((spike) => heightAt(leads[lead]!, spike.at, rate)).sort((a, b) => a - b);
    const height = heights[heights.length >> 1] ?? 0;
    let own = 0;
    for (let i = 0; i < heights.length; i++) if (heights[i]! / height >= ALIKE.least && heights[i]! / height <= ALIKE.most) own++;
    return { lead, height, share: Math.abs(height) >= ALIKE.height ? own / heights.length : 0 };
  });
  const best = looks.reduce((held, look) => (look.share > held.share ? look : held), { lead: 0, height: 1, share: 0 });
  return { lead: best.lead, height: best.height, alike: best.share >= ALIKE.share };
}

/** Whether no more than one in ten follow each other faster than a pacemaker paces: swings of fibrillation do. */
function slow({ spikes }: Cluster, rate: number): boolean {
  const times = apartFrom([...spikes].sort((a, b) => a.at - b.at), rate).map(({ at }) => at);
  const fast = times.filter((at, i) => i > 0 && at - times[i - 1]! < (60 / FASTEST) * rate);
  return 10 * fast.length <= spikes.length;
}

/** Whether a pulse has the sign and about the height of the others in their lead. */
function looksLike(leads: readonly Float32Array[], rate: number, spike: Spike, { lead, height }: Look): boolean {
  const share = heightAt(leads[lead]!, spike.at, rate) / height;
  return share >= ALIKE.least && share <= ALIKE.most;
}

function apart(leads: readonly Float32Array[], rate: number, { spikes, distance }: Cluster): boolean {
  const back = spikes.filter(({ at, lead, height }) => Math.abs(leads[lead]![at + Math.round(APART.within * rate)]! - leads[lead]![at]! + height) <= APART.back * Math.abs(height));
  return distance >= APART.distance * rate && 2 * back.length > spikes.length;
}

function wideBehind(leads: readonly Float32Array[], rate: number, spikes: readonly Spike[]): boolean {
  const shares: number[] = [];
  for (const { at } of spikes) {
    let least = Infinity;
    for (const x of leads) {
      const whole = range(x, at + WIDE.from * rate, at + WIDE.to * rate);
      if (whole >= WIDE.shown) least = Math.min(least, range(x, at + WIDE.late * rate, at + WIDE.to * rate) / whole);
    }
    if (least <= 1) shares.push(least);
  }
  shares.sort((a, b) => a - b);
  return 2 * shares.length >= spikes.length && shares[shares.length >> 1]! >= WIDE.share;
}

function range(x: Float32Array, from: number, to: number): number {
  let low = Infinity;
  let high = -Infinity;
  for (let i = Math.round(from); i <= to; i++) {
    low = Math.min(low, x[i]!);
    high = Math.max(high, x[i]!);
  }
  return high - low;
}

/** A block with its spikes taken out of the signal, and what they were. */
export interface PacedSignal {
  /** The signal as it was given where there are none. */
  signal: BlockSignal;
  /** `SPIKE_VALUES` numbers a spike of the block, samples of the recording; null where the sampling rate tells nothing. */
  spikes: Float64Array | null;
}

/**
 * Looks for a pacemaker in a block.
 *
 * @param beats R peaks of the block that were found with the spikes, if any, in place; recording samples
 * @param detect R peaks of a signal, recording samples; asked where there is something that could be spikes
 */
export function takePacing(signal: BlockSignal, beats: Float64Array, detect: (signal: BlockSignal) => Float64Array): PacedSignal {
  const { raw, rawFrom, sampleRate } = signal;
  if (sampleRate < LEAST_SPIKE_RATE) return { signal, spikes: null };
  const none = { signal, spikes: new Float64Array(0) };
  const [from, to] = [signal.from - rawFrom, signal.to - rawFrom];
  const candidates = findSpikes(raw, sampleRate, 0, raw[0]?.length ?? 0);
  const plain = plainOf(candidates, from, to);
  // Tall spikes may have been taken for beats, one each or two.
  if (plain.length < Math.max(LEAST.spikes, 0.5 * LEAST.ofBeats * beats.length)) return none;
  const sights = [beats, detect(blanked(signal, candidates))].map((peaks) => peaks.map((peak) => peak - rawFrom));
  const told = sights.map((peaks) => (60 * peaks.length * sampleRate > FASTEST * (to - from) ? [] : pacingSpikes(raw, sampleRate, candidates, peaks, from, to)));
  const found = told.reduce((most, list) => (list.length > most.length ? list : most));
  if (found.length === 0) return none;
  const own = found.filter(({ at }) => at >= from && at < to);
  return { signal: blanked(signal, found), spikes: Float64Array.from(own.flatMap(({ at, height, sharpness }) => [at + rawFrom, height, sharpness])) };
}

function blanked(signal: BlockSignal, spikes: readonly Spike[]): BlockSignal {
  const { rawFrom, sampleRate, conditioned } = signal;
  const raw = withoutSpikes(signal.raw, sampleRate, spikes);
  return { ...signal, despiked: true, raw, conditioned: conditionRead(raw, rawFrom, sampleRate, conditioned.from, conditioned.from + (conditioned.leads[0]?.length ?? 0)) };
}

/** From the beginning of a spike to behind its tip, where it is taken away. Seconds. */
const BLANK = { before: 0.002, behind: 0.01 };

/**
 * The signal without its spikes: a straight line from before each to behind it,
 * so that detection and network see the heart. Leads without spikes stay the same arrays.
 */
export function withoutSpikes(leads: readonly Float32Array[], rate: number, spikes: readonly Pick<Spike, 'from' | 'at'>[]): Float32Array[] {
  if (spikes.length === 0) return [...leads];
  return leads.map((lead) => {
    const x = lead.slice();
    for (const { from, at } of spikes) {
      const a = Math.max(0, Math.floor(from - BLANK.before * rate));
      const b = Math.min(x.length - 1, Math.ceil(at + BLANK.behind * rate));
      const slope = (x[b]! - x[a]!) / Math.max(1, b - a);
      for (let i = a + 1; i < b; i++) if (!Number.isNaN(x[i]!)) x[i] = x[a]! + slope * (i - a);
    }
    return x;
  });
}
