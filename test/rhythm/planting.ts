/**
 * Plants pauses and drop-outs in real recordings, by a seed. A pause is made of
 * the record's own stretches between T and P waves, so its noise is real; a
 * drop-out takes the signal away while the heart goes on.
 */
import type { SampleSource } from '../../core/study/recording.ts';
import { chance } from './made-day.ts';

export const PLANTED = ['pause', 'flat leads', 'leads off', 'one lead flat', 'amplitude falls', 'one lead on the rail'] as const;
export type PlantedKind = (typeof PLANTED)[number];

export interface Planted {
  kind: PlantedKind;
  /** R peaks on either side of what was planted, samples. */
  from: number;
  to: number;
}

/** Seconds from an R peak to the end of its T wave, and from the beginning of a P wave to its R peak. */
const AFTER = 0.46;
const BEFORE = 0.26;
/** Height of the baseline's wander with breathing, mV. */
const BREATHING = 0.05;
/** Length of a stretch that pauses are pieced together from, seconds. */
const PIECE = 0.1;

/**
 * @param leads signal of the whole record, mV; changed in place
 * @param peaks R peaks of the reference, ascending
 */
export function plant(leads: Float32Array[], peaks: readonly number[], rate: number, seed: number): Planted[] {
  const next = chance(seed);
  const before = leads.map((lead) => lead.slice());
  const quiet = peaks.filter((peak, i) => i > 0 && i + 1 < peaks.length && peaks[i + 1]! - peak > (AFTER + BEFORE + PIECE) * rate);
  const planted: Planted[] = [];
  let i = 1;
  for (let at = 12; i < peaks.length; at += 22 + 6 * next()) {
    while (i < peaks.length && peaks[i]! < at * rate) i++;
    // Two to four seconds and a half of beats go.
    const wanted = 2.1 + 2.2 * next();
    let j = i + 1;
    while (j < peaks.length && peaks[j]! - peaks[i]! < wanted * rate) j++;
    if (j >= peaks.length || peaks[j]! - peaks[i]! > 5 * rate || j === i + 1) continue;
    const kind = next() < 0.5 ? 'pause' : PLANTED[1 + Math.floor(5 * next())]!;
    change(leads, before, kind, peaks[i]!, peaks[j]!, rate, quiet, next);
    planted.push({ kind, from: peaks[i]!, to: peaks[j]! });
  }
  return planted;
}

function change(leads: Float32Array[], before: readonly Float32Array[], kind: PlantedKind, from: number, to: number, rate: number, quiet: readonly number[], next: () => number): void {
  const first = Math.round(from + AFTER * rate);
  const last = Math.round(to - BEFORE * rate);
  if (kind === 'pause') {
    // The same stretches in all leads, so that their noise stays what it was.
    const starts: number[] = [];
    for (let at = first; at < last; at += Math.round(PIECE * rate)) starts.push(Math.round(quiet[Math.floor(next() * quiet.length)]! + AFTER * rate));
    const phase = 2 * Math.PI * next();
    leads.forEach((lead, l) => {
      const piece = Math.round(PIECE * rate);
      const target = (at: number): number => lead[first - 1]! + ((lead[last]! - lead[first - 1]!) * (at - first)) / Math.max(1, last - first);
      const made = new Float32Array(last - first);
      starts.forEach((start, k) => {
        const own = before[l]!.slice(start, start + piece);
        const slope = (own[piece - 1]! - own[0]!) / Math.max(1, piece - 1);
        // Each stretch without its own offset and slope, so that nothing jumps where two meet.
        for (let s = 0; s < piece && k * piece + s < made.length; s++) made[k * piece + s] = target(first + k * piece + s) + own[s]! - own[0]! - slope * s;
      });
      // Breathing goes on: what the stretches lost with their slopes.
      for (let s = 0; s < made.length; s++) made[s]! += BREATHING * Math.sin((Math.PI * s) / made.length) * Math.sin((2 * Math.PI * 0.28 * s) / rate + phase);
      lead.set(made, first);
    });
    return;
  }
  const begin = Math.round(from + 0.2 * rate);
  const end = Math.round(to - 0.1 * rate);
  const chosen = kind === 'one lead flat' || kind === 'one lead on the rail' ? [leads[Math.floor(next() * leads.length)]!] : leads;
  for (const lead of chosen) {
    const level = lead[begin]!;
    for (let at = begin; at < end; at++) {
      if (kind === 'leads off') lead[at] = Number.NaN;
      else if (kind === 'one lead on the rail') lead[at] = 5.1;
      else if (kind === 'amplitude falls') lead[at] = level + 0.04 * (lead[at]! - level);
      else lead[at] = level;
    }
  }
}

/** A source over leads in memory. */
export function sourceOf(leads: readonly Float32Array[], leadNames: readonly string[], sampleRate: number): SampleSource {
  const length = leads[0]?.length ?? 0;
  return {
    sampleRate,
    leadNames,
    length,
    read: (from, to) =>
      leads.map((lead) => {
        const out = new Float32Array(to - from).fill(Number.NaN);
        const first = Math.max(0, from);
        const last = Math.min(length, to);
        if (last > first) out.set(lead.subarray(first, last), first - from);
        return out;
      }),
  };
}
