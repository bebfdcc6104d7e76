/**
 * The pacemaker's day, from its spikes and the beats: paced rhythm with its
 * chambers, and what a pacemaker should not do (a spike that no beat follows, a
 * spike although the heart beat by itself, no spike although nothing beat).
 * All but the rhythm are suspicions to be looked at.
 *
 * A spike closely before a beat is a ventricular one; one further before it, or
 * before a ventricular spike, an atrial one. Whether the atrium answers is not
 * told, nor is sensing where the atrium is paced as well.
 */
import { AV, CAPTURE } from '../beats/paced-beats.ts';
import { lowerBound } from '../beats/search.ts';
import { coveredLength, overlaps } from '../study/spans.ts';
import type { Evidence } from '../beats/evidence.ts';
import { SPIKE_VALUES } from '../signal/pacing-block.ts';
import { seconds, severityOf, type Finding, type FindingKind, type FindingSettings } from './finding.ts';
import { peaksWithin } from './interval-evidence.ts';
import type { BeatSeries } from './series.ts';

/** What a spike stood before. `lone`: no beat and no spike that belongs to it. */
const ROLE = { ventricle: 0, atrium: 1, lone: 2 } as const;
/** Spikes further apart than this are of two episodes; an episode takes so many. Seconds. */
const EPISODE = { apart: 60, spikes: 5 };
/** Faults of one kind at most this far apart are told together. Seconds. */
const GROUP = 60;
/** The heart cannot answer so soon after a beat. Seconds. */
const REFRACTORY = 0.3;
/** A spike sooner after an own beat than this share of the pacing interval was not held back; nearer than `fusion` it came with the beat. */
const SENSING = { share: 0.7, fusion: 0.12 };
/** An interval longer than this share of the pacing interval lacks a spike. More than hysteresis usually asks for. */
const OUTPUT = 1.4;
/** Spikes around that the pacing interval is the median of, and what counts as one, seconds. */
const AROUND = 15;
const INTERVAL = { least: 0.35, most: 2 };
/** Share of spikes near by that are ventricular, so that a lone one is a ventricular one without answer. */
const MOSTLY = 0.3;

interface Spikes {
  at: Float64Array;
  role: Uint8Array;
}

/** Samples of the spikes in a column of evidence; null where there is no such column. */
export function spikeSamples(evidence: Evidence | undefined): Float64Array | null {
  const column = evidence?.spikes;
  return column ? Float64Array.from({ length: column.length / SPIKE_VALUES }, (_, i) => column[i * SPIKE_VALUES]!) : null;
}

/**
 * All findings of pacing, ascending within a kind; none without spikes.
 *
 * @param doubtful peaks under the detection threshold: where one lies, a beat may have been missed
 */
export function pacingFindings(series: BeatSeries, evidence: Evidence | undefined, settings: FindingSettings, doubtful?: ArrayLike<number>): Finding[] {
  const at = spikeSamples(evidence)?.filter((sample) => !overlaps(series.broken, sample, sample));
  if (!at || at.length < EPISODE.spikes || series.sample.length < 2) return [];
  const spikes = { at, role: rolesOf(at, series) };
  const sight = { series, spikes, settings, usual: usualIntervals(spikes, series.sampleRate) };
  return [...rhythm(sight), ...captureLost(sight), ...sensingLost(sight), ...outputMissing(sight, doubtful)];
}

interface Sight {
  series: BeatSeries;
  spikes: Spikes;
  settings: FindingSettings;
  /** Pacing interval around each spike, seconds; `NaN` where it is not known. */
  usual: Float64Array;
}

/** What the day's tables say of the pacemaker. */
export interface PacingTable {
  /** Spans of paced rhythm, seconds in them, and the longest. */
  episodes: number;
  seconds: number;
  longest: { seconds: number; sample: number } | null;
  /** Spikes; beats that begin with one; spikes of the atrium. */
  spikes: number;
  ventricle: number;
  atrium: number;
  /** Suspected, one by one. */
  captureLost: number;
  sensingLost: number;
  outputMissing: number;
}

/** The table that belongs to findings as they stand. */
export function pacingTable(findings: readonly Finding[], sampleRate: number): PacingTable {
  const own = findings.filter(({ kind }) => kind === 'paced-rhythm');
  const sum = (list: readonly Finding[], name: string): number => list.reduce((total, { evidence }) => total + (evidence[name] ?? 0), 0);
  // One that a person added stands for one.
  const faults = (kind: FindingKind): number => findings.filter((finding) => finding.kind === kind).reduce((total, { evidence }) => total + (evidence['count'] ?? 1), 0);
  const length = ({ from, to }: Finding): number => (to - from) / sampleRate;
  const longest = own.reduce<Finding | null>((held, finding) => (held === null || length(finding) > length(held) ? finding : held), null);
  return {
    episodes: own.length,
    // Episodes that people added may lie over those of the rules.
    seconds: coveredLength(own.flatMap(({ from, to }) => [from, to])) / sampleRate,
    longest: longest && { seconds: length(longest), sample: longest.from },
    spikes: sum(own, 'spikes'),
    ventricle: sum(own, 'ventricle'),
    atrium: sum(own, 'atrium'),
    captureLost: faults('suspected-loss-of-capture'),
    sensingLost: faults('suspected-loss-of-sensing'),
    outputMissing: faults('suspected-failure-to-pace'),
  };
}

function rolesOf(at: Float64Array, { sample, sampleRate }: BeatSeries): Uint8Array {
  const role = new Uint8Array(at.length).fill(ROLE.lone);
  for (let i = at.length - 1; i >= 0; i--) {
    const beat = ((sample[lowerBound(sample, at[i]! - CAPTURE.before * sampleRate)] ?? Infinity) - at[i]!) / sampleRate;
    const next = ((at[i + 1] ?? Infinity) - at[i]!) / sampleRate;
    if (beat <= CAPTURE.after) role[i] = ROLE.ventricle;
    // Two spikes one behind the other: atrium and ventricle, whether the latter was answered or not.
    else if (next >= AV.least && next <= AV.most && role[i + 1] !== ROLE.atrium) role[i] = ROLE.atrium;
    else if (beat <= AV.most) role[i] = ROLE.atrium;
  }
  return role;
}

/** Median interval between spikes of the chamber that paces the rhythm, over the spikes around. */
function usualIntervals({ at, role }: Spikes, sampleRate: number): Float64Array {
  const usual = new Float64Array(at.length).fill(Number.NaN);
  const own: number[] = [];
  const chamber = role.filter((value) => value === ROLE.ventricle).length >= role.filter((value) => value === ROLE.atrium).length ? ROLE.ventricle : ROLE.atrium;
  for (let i = 0; i < at.length; i++) if (role[i] === chamber || role[i] === ROLE.lone) own.push(i);
  const gaps = own.map((i, k) => (k === 0 ? Number.NaN : (at[i]! - at[own[k - 1]!]!) / sampleRate));
  // One median serves some spikes in a row: it is of many, and an edit waits for it.
  for (let k = 0; k < own.length; k += AROUND) {
    const around = gaps.slice(Math.max(0, k - AROUND), k + 2 * AROUND).filter((gap) => gap >= INTERVAL.least && gap <= INTERVAL.most);
    around.sort((a, b) => a - b);
    if (around.length >= 3) usual.fill(around[around.length >> 1]!, k === 0 ? 0 : own[k], own[k + AROUND] ?? at.length);
  }
  return usual;
}

function make({ series, settings }: Sight, kind: FindingKind, first: number, last: number, confidence: number, reason: string, evidence: Record<string, number>): Finding {
  const { sample, key, sampleRate } = series;
  const span = (sample[last]! - sample[first]!) / sampleRate;
  const rate = span > 0 ? (60 * (last - first)) / span : null;
  return { kind, from: sample[first]!, to: sample[last]!, severity: severityOf(kind, { seconds: span, rate, confidence }, settings), rate, leads: [], confidence, reason, anchors: [key[first]!, key[last]!], evidence: { seconds: span, ...evidence } };
}

/** Row of the last beat before a sample, and of the first at it or behind; within the series. */
function rowsAround({ sample }: BeatSeries, at: number): { before: number; after: number } {
  const after = lowerBound(sample, at);
  return { before: Math.max(0, after - 1), after: Math.min(sample.length - 1, after) };
}

function rhythm(sight: Sight): Finding[] {
  const { series, spikes } = sight;
  const { at, role } = spikes;
  const found: Finding[] = [];
  let first = 0;
  for (let i = 1; i <= at.length; i++) {
    if (i < at.length && at[i]! - at[i - 1]! <= EPISODE.apart * series.sampleRate) continue;
    const from = rowsAround(series, at[first]! - CAPTURE.before * series.sampleRate).after;
    const to = Math.max(rowsAround(series, at[i - 1]! + CAPTURE.after * series.sampleRate).before, from);
    if (i - first >= EPISODE.spikes && to > from) {
      const own = role.subarray(first, i);
      const ventricle = own.filter((value) => value === ROLE.ventricle).length;
      const atrium = own.filter((value) => value === ROLE.atrium).length;
      const beats = to - from + 1;
      const both = 10 * Math.min(ventricle, atrium) >= ventricle + atrium;
      const chambers = both ? 'atrium and ventricle' : atrium > ventricle ? 'atrium' : 'ventricle';
      found.push(make(sight, 'paced-rhythm', from, to, 0.9, `${i - first} pacing spikes, of the ${chambers}: ${ventricle} of ${beats} beats begin with one, ${atrium} follow one at a distance`, { spikes: i - first, ventricle, atrium, beats }));
    }
    first = i;
  }
  return found;
}

/** Faults as rows of the beats before and behind, told together where they lie close. */
function grouped(sight: Sight, kind: FindingKind, faults: readonly { first: number; last: number; seconds: number }[], words: (count: number, example: number) => string): Finding[] {
  const { sample, sampleRate } = sight.series;
  const groups: { first: number; last: number; seconds: number }[][] = [];
  for (const fault of faults) {
    const last = groups.at(-1)?.at(-1);
    if (last && (sample[fault.first]! - sample[last.last]!) / sampleRate <= GROUP) groups.at(-1)!.push(fault);
    else groups.push([fault]);
  }
  return groups.map((group) => {
    const [fault] = group;
    return make(sight, kind, fault!.first, group.at(-1)!.last, group.length > 1 ? 0.7 : 0.5, words(group.length, fault!.seconds), { count: group.length, example: fault!.seconds });
  });
}

const times = (count: number, one: string, many: string): string => (count === 1 ? one : `${count} ${many}`);

function captureLost(sight: Sight): Finding[] {
  const { series, spikes, usual } = sight;
  const { at, role } = spikes;
  const { sample, sampleRate } = series;
  const faults: { first: number; last: number; seconds: number }[] = [];
  for (let i = 0; i < at.length; i++) {
    if (role[i] !== ROLE.lone) continue;
    const near = role.subarray(Math.max(0, i - AROUND), i + AROUND + 1);
    if (near.filter((value) => value === ROLE.ventricle).length < MOSTLY * near.length) continue;
    const { before, after } = rowsAround(series, at[i]!);
    if (before === after || overlaps(series.broken, sample[before]!, sample[after]!)) continue;
    const since = (at[i]! - sample[before]!) / sampleRate;
    // Soon after a beat the heart cannot answer; a spike after one of its own beats is told as lost sensing.
    const own = i > 0 && sample[before]! - at[i - 1]! > CAPTURE.after * sampleRate && since < SENSING.share * usual[i]!;
    if (since <= REFRACTORY || own) continue;
    faults.push({ first: before, last: after, seconds: (sample[after]! - at[i]!) / sampleRate });
  }
  return grouped(sight, 'suspected-loss-of-capture', faults, (count, next) => `${times(count, 'a ventricular spike', 'ventricular spikes')} without a beat within ${seconds(CAPTURE.after)}; the next beat ${count === 1 ? '' : 'of the first '}after ${seconds(next)}`);
}

function sensingLost(sight: Sight): Finding[] {
  const { series, spikes, usual } = sight;
  const { at, role } = spikes;
  const { sample, sampleRate } = series;
  const atria = role.filter((value) => value === ROLE.atrium).length;
  if (10 * atria > at.length) return [];
  const faults: { first: number; last: number; seconds: number }[] = [];
  for (let i = 1; i < at.length; i++) {
    const { before, after } = rowsAround(series, at[i]! - CAPTURE.before * sampleRate);
    const since = (at[i]! - sample[before]!) / sampleRate;
    if (!(since > SENSING.fusion && since < SENSING.share * usual[i]!) || overlaps(series.broken, sample[before]!, at[i]!)) continue;
    // The beat before must be the heart's own: no spike stood before it.
    if (sample[before]! - at[i - 1]! <= CAPTURE.after * sampleRate) continue;
    faults.push({ first: before, last: after, seconds: since });
  }
  return grouped(sight, 'suspected-loss-of-sensing', faults, (count, since) => `${times(count, 'a spike', 'spikes')} although the heart had beaten by itself, ${count === 1 ? '' : 'the first '}${seconds(since)} before; it should have been held back`);
}

function outputMissing(sight: Sight, doubtful: ArrayLike<number> | undefined): Finding[] {
  const { series, spikes, usual } = sight;
  const { at } = spikes;
  const { sample, rr, sampleRate } = series;
  const faults: { first: number; last: number; seconds: number }[] = [];
  for (let row = 1; row < rr.length; row++) {
    const next = lowerBound(at, sample[row - 1]! + CAPTURE.before * sampleRate);
    const near = next > 0 && sample[row - 1]! - at[next - 1]! <= 2 * INTERVAL.most * sampleRate ? next - 1 : -1;
    if (near < 0 || !(rr[row]! > OUTPUT * usual[near]!)) continue;
    // A spike that makes the next beat, late, leaves the interval before it without one all the same.
    if (next < at.length && at[next]! < sample[row]! - AV.most * sampleRate) continue;
    if (peaksWithin(sample[row - 1]!, sample[row]!, doubtful, series.artefacts, sampleRate).length > 0) continue;
    faults.push({ first: row - 1, last: row, seconds: rr[row]! });
  }
  return grouped(sight, 'suspected-failure-to-pace', faults, (count, length) => `${times(count, 'an interval', 'intervals')} of ${count === 1 ? '' : 'the first '}${seconds(length)} without a spike, although the pacemaker's own interval is shorter; hysteresis can do the same`);
}
