/**
 * Plants pauses and drop-outs in real recordings, by a seed. A pause is made of
 * the record's own stretches between T and P waves, so its noise is real, with
 * P waves of the record running on or without; a drop-out takes the signal away
 * while the heart goes on. Fibrillation is spliced in from another recording, so
 * that pauses may stand in it and at its end.
 */
import type { SampleSource } from '../../core/study/recording.ts';
import { chance } from './made-day.ts';

const DROP_OUTS = ['flat leads', 'leads off', 'one lead flat', 'amplitude falls', 'one lead on the rail', 'amplitude dwindles', 'hum only', 'hiss only'] as const;
export const PLANTED = ['pause', 'pause with P waves', 'pause after ectopic beat', 'pause in fibrillation', 'pause at the end of fibrillation', ...DROP_OUTS] as const;
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
 * @param ectopic those of them that are no normal beats
 */
export function plant(leads: Float32Array[], peaks: readonly number[], ectopic: ReadonlySet<number>, rate: number, seed: number): Planted[] {
  const next = chance(seed);
  const before = leads.map((lead) => lead.slice());
  const quiet = quietOf(peaks, ectopic, rate);
  const planted: Planted[] = [];
  let i = 1;
  for (let at = 12; i < peaks.length; at += 22 + 6 * next()) {
    while (i < peaks.length && peaks[i]! < at * rate) i++;
    // Two to four seconds and a half of beats go.
    const wanted = 2.1 + 2.2 * next();
    let j = i + 1;
    while (j < peaks.length && peaks[j]! - peaks[i]! < wanted * rate) j++;
    if (j >= peaks.length || peaks[j]! - peaks[i]! > 5 * rate || j === i + 1) continue;
    const after = ectopic.has(peaks[i]!);
    const kind = next() < 0.4 ? (after ? 'pause after ectopic beat' : next() < 0.4 ? 'pause with P waves' : 'pause') : DROP_OUTS[Math.floor(DROP_OUTS.length * next())]!;
    change(leads, before, kind, peaks[i]!, peaks[j]!, rate, quiet, next, usualOf(peaks, i));
    planted.push({ kind, from: peaks[i]!, to: peaks[j]! });
  }
  return planted;
}

/**
 * Plants pauses behind ectopic beats alone: about one in `every` seconds.
 */
export function plantAfterEctopy(leads: Float32Array[], peaks: readonly number[], ectopic: ReadonlySet<number>, rate: number, seed: number, every = 25): Planted[] {
  const next = chance(seed);
  const before = leads.map((lead) => lead.slice());
  const quiet = quietOf(peaks, ectopic, rate);
  const planted: Planted[] = [];
  let free = 12 * rate;
  for (let i = 1; i + 2 < peaks.length; i++) {
    if (peaks[i]! < free || !ectopic.has(peaks[i]!) || ectopic.has(peaks[i - 1]!)) continue;
    const wanted = 2.1 + 2.2 * next();
    let j = i + 1;
    while (j < peaks.length && peaks[j]! - peaks[i]! < wanted * rate) j++;
    if (j >= peaks.length || peaks[j]! - peaks[i]! > 5 * rate) continue;
    change(leads, before, 'pause after ectopic beat', peaks[i]!, peaks[j]!, rate, quiet, next, usualOf(peaks, i));
    planted.push({ kind: 'pause after ectopic beat', from: peaks[i]!, to: peaks[j]! });
    free = peaks[j]! + every * rate;
  }
  return planted;
}

/** A recording of fibrillation, of the host's rate and number of leads. */
export interface Fibrillation {
  leads: readonly Float32Array[];
  peaks: readonly number[];
}

/**
 * Splices 70 s of fibrillation in about every three minutes, with a pause in its
 * middle or behind its last beat, in turns. Returns what was planted and the R peaks as they are now.
 */
export function plantFibrillation(leads: Float32Array[], peaks: readonly number[], fibrillation: Fibrillation, rate: number, seed: number): { planted: Planted[]; peaks: number[] } {
  const next = chance(seed);
  const host = leads.map((lead) => lead.slice());
  const quietHost = quietOf(peaks, new Set(), rate);
  const { leads: foreign, peaks: theirs } = fibrillation;
  const quietForeign = quietOf(theirs, new Set(), rate);
  const gains = leads.map((lead, l) => height(lead, peaks, rate) / height(foreign[l]!, theirs, rate));
  const scaled = foreign.map((lead, l) => lead.map((value) => value * gains[l]!));
  const planted: Planted[] = [];
  const now: number[] = [];
  let copied = 0;
  let turn = 0;
  for (let at = 60; (at + 90) * rate < leads[0]!.length; at += 170) {
    const i = peaks.findIndex((peak) => peak >= at * rate);
    if (i < 2) continue;
    const first = Math.floor(next() * theirs.filter((peak) => peak + 72 * rate < foreign[0]!.length).length);
    const last = theirs.findLastIndex((peak) => peak < theirs[first]! + 70 * rate);
    const shift = peaks[i]! - theirs[first]!;
    const from = Math.round(peaks[i]! - 0.15 * rate);
    const end = theirs[last]! + shift;
    const to = Math.min(leads[0]!.length, Math.round(end + AFTER * rate));
    leads.forEach((lead, l) => {
      // It begins and ends at the level of what was there.
      const level = lead[from]! - scaled[l]![from - shift]!;
      const drift = lead[to]! - scaled[l]![to - shift]! - level;
      for (let s = from; s < to; s++) lead[s] = scaled[l]![s - shift]! + level + (drift * (s - from)) / (to - from);
    });
    while (copied < i) now.push(peaks[copied++]!);
    const inside = theirs.slice(first, last + 1).map((peak) => peak + shift);
    if (turn++ % 2 === 0) {
      const k = inside.findIndex((peak) => peak > from + 34 * rate);
      const wanted = 2.1 + 1.6 * next();
      let m = k + 1;
      while (inside[m]! - inside[k]! < wanted * rate) m++;
      change(leads, scaled, 'pause in fibrillation', inside[k]!, inside[m]!, rate, quietForeign, next, 0.8);
      planted.push({ kind: 'pause in fibrillation', from: inside[k]!, to: inside[m]! });
      inside.splice(k + 1, m - k - 1);
      while (copied < peaks.length && peaks[copied]! < to + BEFORE * rate) copied++;
      // What lies between the last beat of the one and the first of the other belongs to the first.
      change(leads, host, 'pause', end, peaks[copied]!, rate, quietHost, next, 0.8);
    } else {
      const wanted = 2.1 + 2.2 * next();
      while (copied < peaks.length && peaks[copied]! - end < wanted * rate) copied++;
      change(leads, host, 'pause', end, peaks[copied]!, rate, quietHost, next, 0.8);
      planted.push({ kind: 'pause at the end of fibrillation', from: end, to: peaks[copied]! });
    }
    now.push(...inside);
  }
  while (copied < peaks.length) now.push(peaks[copied++]!);
  return { planted, peaks: now };
}

/** Median peak-to-peak height of the beats of a lead. */
function height(lead: Float32Array, peaks: readonly number[], rate: number): number {
  const heights = peaks.map((peak) => {
    const part = lead.subarray(Math.max(0, Math.round(peak - 0.06 * rate)), Math.round(peak + 0.06 * rate));
    return part.length > 0 ? Math.max(...part) - Math.min(...part) : 0;
  });
  return heights.sort((a, b) => a - b)[heights.length >> 1] ?? 0;
}

/** Normal beats behind which the line rests. */
function quietOf(peaks: readonly number[], ectopic: ReadonlySet<number>, rate: number): number[] {
  const long = peaks.filter((peak, i) => i > 0 && i + 1 < peaks.length && peaks[i + 1]! - peak > (AFTER + BEFORE + PIECE) * rate && !ectopic.has(peak) && !ectopic.has(peaks[i + 1]!));
  return long.length >= 8 ? long : peaks.filter((peak, i) => i > 0 && i + 1 < peaks.length && peaks[i + 1]! - peak > (AFTER + PIECE + 0.1) * rate);
}

/** Median of up to eight RR intervals before a beat, samples. */
function usualOf(peaks: readonly number[], i: number): number {
  const own = peaks.slice(Math.max(0, i - 8), i + 1);
  const intervals = own.slice(1).map((peak, k) => peak - own[k]!).sort((a, b) => a - b);
  return intervals[intervals.length >> 1] ?? 0;
}

function change(leads: Float32Array[], before: readonly Float32Array[], kind: PlantedKind, from: number, to: number, rate: number, quiet: readonly number[], next: () => number, usual: number): void {
  const first = Math.round(from + AFTER * rate);
  const last = Math.round(to - BEFORE * rate);
  if (kind.startsWith('pause')) {
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
    // The atria go on at the interval they had, and are not conducted.
    if (kind === 'pause with P waves') {
      for (let at = from + usual; at < to - 0.5 * usual; at += usual * (0.97 + 0.06 * next())) addAtrialWave(leads, before, quiet[Math.floor(next() * quiet.length)]!, at, first, last, rate);
    }
    return;
  }
  const begin = Math.round(from + 0.2 * rate);
  const end = Math.round(to - 0.1 * rate);
  const chosen = kind === 'one lead flat' || kind === 'one lead on the rail' ? [leads[Math.floor(next() * leads.length)]!] : leads;
  const factor = 0.05 + 0.13 * next();
  for (const [l, lead] of leads.entries()) {
    if (!chosen.includes(lead)) continue;
    const level = lead[begin]!;
    for (let at = begin; at < end; at++) {
      if (kind === 'leads off') lead[at] = Number.NaN;
      else if (kind === 'one lead on the rail') lead[at] = 5.1;
      else if (kind === 'amplitude falls') lead[at] = level + 0.04 * (lead[at]! - level);
      else if (kind === 'amplitude dwindles') {
        // The contact goes over a third of a second; the noise of the amplifier stays.
        const depth = Math.min(1, (at - begin) / (0.3 * rate), (end - at) / (0.3 * rate));
        const share = 1 - (1 - factor) * depth;
        const start = Math.round(quiet[(at >> 6) % quiet.length]! + AFTER * rate);
        const own = before[l]!;
        const noise = own[start + (at & 31)]! - own[start]! - ((own[start + 31]! - own[start]!) * (at & 31)) / 31;
        lead[at] = level + share * (lead[at]! - level) + (1 - share) * noise;
      } else if (kind === 'hum only') lead[at] = level + 0.25 * Math.sin((2 * Math.PI * 50 * at) / rate);
      else if (kind === 'hiss only') lead[at] = level + 0.01 * (next() - 0.5);
      else lead[at] = level;
    }
  }
}

/** Adds the P wave before a beat of the record, without its offset and slope, such that its beat would stand at `at`. */
function addAtrialWave(leads: readonly Float32Array[], before: readonly Float32Array[], beat: number, at: number, first: number, last: number, rate: number): void {
  const start = Math.round(beat - BEFORE * rate);
  const n = Math.round((BEFORE - 0.06) * rate);
  const place = Math.round(at - BEFORE * rate);
  leads.forEach((lead, l) => {
    const own = before[l]!;
    for (let s = 0; s < n; s++) {
      if (place + s < first || place + s >= last) continue;
      lead[place + s]! += own[start + s]! - own[start]! - ((own[start + n - 1]! - own[start]!) * s) / (n - 1);
    }
  });
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

/** A record that something is planted in. */
type Ground = { leads: Float32Array[]; peaks: readonly number[]; ectopic: ReadonlySet<number>; rate: number };

/** All leads lose their electrodes: each jumps to a level of its own, and nothing is left but white noise of `noise` mV to either side. */
export function fallOff({ leads }: Ground, { from, to }: { from: number; to: number }, noise: number, next: () => number): void {
  for (const lead of leads) {
    const level = 2 * next() - 1;
    for (let s = from; s < Math.min(to, lead.length); s++) lead[s] = level + noise * (2 * next() - 1);
  }
}

/**
 * The heart stops and the electrodes stay on: the line is made of the record's own
 * stretches between T and P waves, as in `plant`, and sways with breathing of `breathing` mV, or with none.
 */
export function standStill({ leads, peaks, ectopic, rate }: Ground, { from, to }: { from: number; to: number }, breathing: number, next: () => number): void {
  const quiet = quietOf(peaks, ectopic, rate).filter((peak) => peak < from - rate || peak > to + rate);
  const piece = Math.round(PIECE * rate);
  const starts = Array.from({ length: Math.ceil((to - from) / piece) }, () => Math.round(quiet[Math.floor(next() * quiet.length)]! + AFTER * rate));
  for (const lead of leads) {
    const own = lead.slice();
    const level = own[from - 1]!;
    for (let s = 0; s < Math.min(to, own.length) - from; s++) {
      const start = starts[Math.floor(s / piece)]!;
      const k = s % piece;
      const slope = (own[start + piece - 1]! - own[start]!) / (piece - 1);
      lead[from + s] = level + own[start + k]! - own[start]! - slope * k + breathing * Math.sin((2 * Math.PI * 0.28 * s) / rate);
    }
  }
}
