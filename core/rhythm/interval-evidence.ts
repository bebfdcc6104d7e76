/**
 * What the run tells of an interval between two beats: peaks under the threshold, how each
 * lead could be read second by second, and how loud it was. Nothing is judged here.
 */
import type { Evidence } from '../beats/evidence.ts';
import { QUIET_STEP } from '../signal/gap-evidence.ts';
import { QUALITY } from '../signal/quality.ts';

/** Quality of the whole recording: byte `lead * seconds + second` of `QUALITY` flags. */
export interface QualityTrack {
  leads: number;
  seconds: number;
  flags: Uint8Array;
  /** Number of each lead in the recording, where not all were looked at. */
  numbers?: readonly number[];
}

export interface PauseEvidence {
  /** Peaks under the detection threshold, ascending. Not given: that evidence is not there. */
  doubtful?: ArrayLike<number>;
  quality?: QualityTrack;
  /** Columns of the run. */
  evidence?: Evidence;
}

/** A doubtful peak this close to a beat belongs to it (its T wave). Seconds. */
const OWN_WAVE = 0.36;
/** A lead that jumps, runs away or sits on its rail can hide the beats of the others, since R peaks are sought in all together. */
const RESTLESS = QUALITY.motion | QUALITY.saturated;
const SILENT = QUALITY.flat | QUALITY.leadOff;
/** Doublings: less than a third of the usual quiet. */
const QUIET = -1.7;

/** Doubtful peaks and artefacts that lie in the interval and are no wave of its beats. */
export function peaksWithin(from: number, to: number, doubtful: ArrayLike<number> | undefined, artefacts: Float64Array, sampleRate: number): number[] {
  const inside: number[] = [];
  for (const list of [doubtful ?? [], artefacts]) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle]! <= from + OWN_WAVE * sampleRate) low = middle + 1;
      else high = middle;
    }
    for (let k = low; k < list.length && list[k]! < to - OWN_WAVE * sampleRate; k++) inside.push(list[k]!);
  }
  return inside.sort((a, b) => a - b);
}

/** The longest stretch between two of an interval's ends and the peaks in it, samples. */
export function longestPart(from: number, to: number, peaks: readonly number[]): number {
  let longest = 0;
  let before = from;
  for (const peak of [...peaks, to]) {
    longest = Math.max(longest, peak - before);
    before = peak;
  }
  return longest;
}

/** Seconds of the interval, whole or half, in which even the lead that fell least is less than a third as loud as usual, and by how much they fell. */
export function quietSeconds(quietness: ArrayLike<number> | undefined, from: number, to: number): { seconds: number; factor: number } | null {
  if (!quietness) return null;
  let seconds = 0;
  let steps = 0;
  for (let second = Math.floor(from); second < Math.min(quietness.length / 2, to); second++) {
    if (Math.min(to, second + 1) - Math.max(from, second) < 0.5) continue;
    const step = quietness[2 * second]!;
    if (step * QUIET_STEP > QUIET) continue;
    seconds++;
    steps += step;
  }
  return { seconds, factor: seconds > 0 ? 2 ** ((-steps * QUIET_STEP) / seconds) : 1 };
}

/** Whole seconds of an interval in which every lead that was measured is flat and none is usable. */
export function lostContact(track: QualityTrack, from: number, to: number): number {
  let lost = 0;
  for (let second = Math.ceil(from); second + 1 <= Math.min(track.seconds, to); second++) {
    let flat = false;
    let alive = false;
    for (let lead = 0; lead < track.leads; lead++) {
      const flags = track.flags[lead * track.seconds + second]!;
      if ((flags & QUALITY.usable) !== 0) alive = true;
      if ((flags & QUALITY.flat) !== 0) flat = true;
    }
    if (flat && !alive) lost++;
  }
  return lost;
}

/** Share of the seconds of an interval in which a lead is usable, and the leads usable for most of it. */
export function readableShare(track: QualityTrack, from: number, to: number): { share: number; leads: number[]; restless: number; silent: number; fallen: number } {
  const first = Math.max(0, Math.floor(from));
  const last = Math.min(track.seconds, Math.ceil(to));
  if (last <= first) return { share: 0, leads: [], restless: 0, silent: 0, fallen: 0 };
  let restless = 0;
  let silent = 0;
  const dead = new Set<number>();
  const perLead = new Array<number>(track.leads).fill(0);
  let any = 0;
  for (let second = first; second < last; second++) {
    let one = false;
    let jumps = false;
    let noise = false;
    for (let lead = 0; lead < track.leads; lead++) {
      const flags = track.flags[lead * track.seconds + second]!;
      if ((flags & RESTLESS) !== 0) jumps = true;
      if ((flags & SILENT) !== 0 && second >= from && second + 1 <= to && first > 0 && (track.flags[lead * track.seconds + first - 1]! & SILENT) === 0) dead.add(lead);
      if ((flags & QUALITY.usable) === 0) continue;
      if ((flags & QUALITY.flat) === 0) noise = true;
      perLead[lead]! += 1;
      one = true;
    }
    if (one) any++;
    if (jumps) restless++;
    // Seconds that reach beyond the interval hold a beat of its ends.
    if (!noise && second >= from && second + 1 <= to) silent++;
  }
  return { share: any / (last - first), restless: restless / (last - first), silent, fallen: dead.size, leads: perLead.flatMap((count, lead) => (2 * count > last - first ? [track.numbers?.[lead] ?? lead] : [])) };
}
