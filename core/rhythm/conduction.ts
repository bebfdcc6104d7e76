/**
 * Conduction, always as a suspicion with its evidence: beats dropped in second
 * degree (Wenckebach, Mobitz II), 2:1, third degree, and wide QRS complexes.
 *
 * P waves between beats are known only in intervals longer than 1.2 s (that is
 * where the evidence looks for them), by the shape of the P waves before the
 * beats; so block at fast rates is not found, and none that hides its P waves
 * in T waves. What is told asks for several events: a single one is a pause.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import type { Evidence } from '../beats/evidence.ts';
import { lowerBound } from '../beats/search.ts';
import { GAP_WAVE } from '../signal/gap-evidence.ts';
import { atrialAt } from './atrial.ts';
import { seconds, severityOf, type Finding, type FindingKind, type FindingSettings } from './finding.ts';
import { inRhythm, PR_MIDDLE, wavesWithin } from './gap-waves.ts';
import { usualRrBefore, type BeatSeries } from './series.ts';
import { isNormalRow, partOfSeries, partToLookAt, patched, sameValues, type Unchanged } from './unchanged.ts';
import type { WaveDay } from './wave-day.ts';

/** All that is told here begins and ends with intervals longer than this. Seconds. */
const SLOW = 1.2;
/** Correlation of a P wave with the template, to count here. */
const P_PLAIN = 0.8;
/** A dropped beat: interval over the usual, and how far its P waves may stand from the rhythm. */
const DROPPED = { least: 1.55, most: 2.25, step: 0.12 };
/** Dropped beats at most this far apart are of one episode, which takes so many. Seconds. */
const GROUP = { apart: 120, least: 3 };
/** Mobitz II: the interval is twice the usual one as nearly as this, and those before it are as even as this. */
const MOBITZ = { twice: 0.06, even: 0.04 };
/** 2:1: longer intervals than this, a P wave half-way as nearly as this, in this share of at least so many in a row. */
const TWO_TO_ONE = { longest: 2.6, shortest: SLOW, halfway: 0.1, share: 0.8, least: 12 };
/** Third degree: slower than this, as even as this, for this long, and P waves that keep to no beat by these log odds. */
const COMPLETE = { rate: 45, even: 0.04, seconds: 30, atrial: 1 };
/** Wide QRS: ms, and minutes of which most are. */
const WIDE = { ms: 120, minutes: 10 };

export interface Sight {
  series: BeatSeries;
  evidence: Evidence | undefined;
  /** Stretches of fibrillation, ascending. */
  af: readonly Pick<Finding, 'from' | 'to'>[];
  settings: FindingSettings;
}

function make({ series, settings }: Sight, kind: FindingKind, first: number, last: number, confidence: number, reason: string, evidence: Record<string, number>): Finding {
  const { sample, key } = series;
  const span = (sample[last]! - sample[first]!) / series.sampleRate;
  const rate = span > 0 ? (60 * (last - first)) / span : null;
  return { kind, from: sample[first]!, to: sample[last]!, severity: severityOf(kind, { seconds: span, rate }, settings), rate, leads: [], confidence, reason, anchors: [key[first]!, key[last]!], evidence: { seconds: span, ...evidence } };
}

/** What the intervals and P waves of a day tell of conduction, in parts, so that an edit can leave most of them. */
export interface ConductionDay {
  /** What it was computed from. */
  sight: Sight;
  dropped: readonly Dropped[];
  halves: readonly Finding[];
  complete: readonly Finding[];
}

/**
 * The conduction of a day.
 *
 * @param before that of an earlier state, and which rows are as they were
 */
export function conductionDay(sight: Sight, before?: { day: ConductionDay; same: Unchanged }): ConductionDay {
  const was = before?.day.sight;
  const alike = was && was.evidence === sight.evidence && sameSpans(was.af, sight.af) && sameValues(was.settings, sight.settings);
  if (!before || !alike) return { sight, dropped: droppedBeats(sight), halves: twoToOne(sight), complete: complete(sight) };
  const { series } = sight;
  const part = partToLookAt(series, was.series, before.same, (row) => isNormalRow(series, row) && series.rr[row]! < SLOW);
  const own = { ...sight, series: partOfSeries(series, part.from, part.to) };
  const byPlace = (known: readonly Finding[], found: readonly Finding[]): Finding[] => patched(known, found, part, ({ from }) => from, (finding) => finding);
  const { day } = before;
  return {
    sight,
    dropped: patched(day.dropped, droppedBeats(own).map((item) => ({ ...item, row: item.row + part.from })), part, ({ row }, of) => (of === 'known' ? was.series : series).sample[row]!, (item) => ({ ...item, row: item.row + part.shift })),
    halves: byPlace(day.halves, twoToOne(own)),
    complete: byPlace(day.complete, complete(own)),
  };
}

function sameSpans(a: Sight['af'], b: Sight['af']): boolean {
  return a.length === b.length && a.every(({ from, to }, i) => from === b[i]!.from && to === b[i]!.to);
}

/** All findings of conduction, ascending within a kind. Without the evidence of the run there are none. */
export function conductionFindings(sight: Sight, waves: WaveDay, day: ConductionDay = conductionDay(sight)): Finding[] {
  const { halves } = day;
  return [...droppedFindings(sight, day.dropped).filter(({ from, to }) => !halves.some((half) => half.from < to && from < half.to)), ...halves, ...day.complete, ...wide(sight, waves)];
}

function inAf({ series, af }: Sight, row: number): boolean {
  const at = series.sample[row]!;
  let low = 0;
  let high = af.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (af[middle]!.to < at) low = middle + 1;
    else high = middle;
  }
  return low < af.length && af[low]!.from <= at;
}

const isNormal = ({ beatClass }: BeatSeries, row: number): boolean => beatClass[row] === CLASS_INDEX.N;

/** An interval with a P wave of its own. */
interface Dropped {
  row: number;
  mobitz: boolean;
  ratio: number;
}

function droppedBeats(sight: Sight): Dropped[] {
  const { series, evidence } = sight;
  const { rr, sample, sampleRate } = series;
  const found: Dropped[] = [];
  if (!evidence?.gapWaves) return [];
  for (let i = 5; i < rr.length; i++) {
    if (!(rr[i]! > SLOW) || !isNormal(series, i) || !isNormal(series, i - 1) || inAf(sight, i)) continue;
    const usual = usualRrBefore(series, i);
    const ratio = rr[i]! / usual;
    if (!(ratio >= DROPPED.least && ratio <= DROPPED.most)) continue;
    const own = wavesWithin(sample[i - 1]!, sample[i]!, evidence.gapWaves, GAP_WAVE.p).filter(({ correlation }) => correlation >= P_PLAIN);
    if (inRhythm(own, sample[i - 1]! - PR_MIDDLE * sampleRate, sample[i]!, usual * sampleRate, DROPPED.step) !== 1) continue;
    const before = [rr[i - 1]!, rr[i - 2]!, rr[i - 3]!];
    const even = (Math.max(...before) - Math.min(...before)) / usual <= MOBITZ.even;
    found.push({ row: i, mobitz: even && Math.abs(ratio - 2) <= 2 * MOBITZ.twice, ratio });
  }
  return found;
}

function droppedFindings(sight: Sight, found: readonly Dropped[]): Finding[] {
  const { sample, sampleRate } = sight.series;
  const groups: Dropped[][] = [];
  for (const dropped of found) {
    const last = groups.at(-1)?.at(-1);
    if (last && (sample[dropped.row]! - sample[last.row]!) / sampleRate <= GROUP.apart) groups.at(-1)!.push(dropped);
    else groups.push([dropped]);
  }
  return groups
    .filter((group) => group.length >= GROUP.least)
    .map((group) => {
      const even = group.filter(({ mobitz }) => mobitz).length;
      const mobitz = 2 * even > group.length;
      const ratio = group.reduce((sum, dropped) => sum + dropped.ratio, 0) / group.length;
      const how = mobitz ? 'the intervals before them even, the long ones twice as long: Mobitz II suspected' : 'the long intervals shorter than two: Wenckebach suspected';
      return make(sight, mobitz ? 'suspected-mobitz-block' : 'suspected-wenckebach-block', group[0]!.row - 1, group.at(-1)!.row, Math.min(0.8, 0.4 + 0.05 * group.length), `${group.length} P waves in rhythm without a QRS complex, intervals ${ratio.toFixed(2)} times the usual; ${how}`, { dropped: group.length, ratio });
    });
}

function twoToOne(sight: Sight): Finding[] {
  const { series, evidence } = sight;
  const { rr, sample, sampleRate } = series;
  const found: Finding[] = [];
  if (!evidence?.gapWaves) return found;
  const half = (i: number): boolean => {
    const first = sample[i - 1]! - PR_MIDDLE * sampleRate;
    return wavesWithin(sample[i - 1]!, sample[i]!, evidence.gapWaves, GAP_WAVE.p).some(({ sample: at, correlation }) => correlation >= P_PLAIN && Math.abs((at - first) / (rr[i]! * sampleRate) - 0.5) <= TWO_TO_ONE.halfway);
  };
  let first = -1;
  let with_ = 0;
  for (let i = 1; i <= rr.length; i++) {
    const slow = i < rr.length && rr[i]! >= TWO_TO_ONE.shortest && rr[i]! <= TWO_TO_ONE.longest && isNormal(series, i) && isNormal(series, i - 1) && !inAf(sight, i);
    if (slow) {
      if (first < 0) first = i;
      if (half(i)) with_++;
      continue;
    }
    const n = i - first;
    if (first > 0 && n >= TWO_TO_ONE.least && with_ >= TWO_TO_ONE.share * n) {
      const span = (sample[i - 1]! - sample[first - 1]!) / sampleRate;
      found.push(make(sight, 'suspected-two-to-one-block', first - 1, i - 1, Math.min(0.9, with_ / n), `a P wave half-way between the beats in ${with_} of ${n} intervals over ${seconds(span)}, ${Math.round((60 * n) / span)} beats a minute`, { intervals: n, halfway: with_ }));
    }
    first = -1;
    with_ = 0;
  }
  return found;
}

function complete(sight: Sight): Finding[] {
  const { series, evidence } = sight;
  const { rr, sample, sampleRate, key } = series;
  const found: Finding[] = [];
  if (!evidence?.atrial) return found;
  let first = -1;
  for (let i = 1; i <= rr.length; i++) {
    const goes = i < rr.length && rr[i]! > 60 / COMPLETE.rate && (first < 0 || i === first || Math.abs(rr[i]! - rr[i - 1]!) <= 2 * COMPLETE.even * rr[i]!);
    if (goes) {
      if (first < 0) first = i;
      continue;
    }
    if (first > 0) {
      const span = (sample[i - 1]! - sample[first - 1]!) / sampleRate;
      if (span >= COMPLETE.seconds) {
        const own = Array.from(rr.subarray(first, i));
        const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
        const even = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length) / mean;
        const odds = Array.from(key.subarray(first - 1, i), (name) => atrialAt(evidence.atrial, name)).filter((value) => !Number.isNaN(value));
        const atrial = odds.reduce((sum, value) => sum + value, 0) / Math.max(1, odds.length);
        if (even <= COMPLETE.even && 2 * odds.length > own.length && atrial >= COMPLETE.atrial) {
          found.push(make(sight, 'suspected-complete-block', first - 1, i - 1, 0.5, `${Math.round(60 / mean)}/min for ${seconds(span)}, intervals even to ${(100 * even).toFixed(1)} %, while no P wave keeps to the beats (log odds ${atrial.toFixed(1)})`, { even, atrialLogOdds: atrial }));
        }
      }
    }
    first = -1;
  }
  return found;
}

/** Spans of minutes most of whose averaged normal beats are wide. */
interface Wide {
  from: number;
  to: number;
  median: number;
  minutes: number;
}

/** By the day that they are of: an edit mostly leaves that as it is. */
const wideOf = new WeakMap<WaveDay, Wide[]>();

function wide(sight: Sight, day: WaveDay): Finding[] {
  const { series } = sight;
  let spans = wideOf.get(day);
  if (!spans) wideOf.set(day, (spans = wideSpans(day, series.sampleRate)));
  return spans.flatMap(({ from, to, median, minutes }) => {
    const first = rowAt(series, from);
    const last = Math.max(first + 1, rowAt(series, to) - 1);
    if (last >= series.sample.length) return [];
    return [make(sight, 'suspected-bundle-branch-block', first, last, 0.6, `QRS of ${Math.round(median)} ms, median of the averaged beats of ${minutes} minutes; ${WIDE.ms} ms and more are wide`, { qrsMs: median, minutes })];
  });
}

function wideSpans({ minutes }: WaveDay, sampleRate: number): Wide[] {
  const found: Wide[] = [];
  const told = minutes.filter(({ qrs }) => !Number.isNaN(qrs));
  let from = 0;
  for (let i = 0; i <= told.length; i++) {
    const gap = i > 0 && i < told.length && told[i]!.from - told[i - 1]!.to > 300 * sampleRate;
    const here = i < told.length && !gap && mostlyWide(told.slice(Math.max(from, i - 4), i + 1));
    if (here) continue;
    const own = told.slice(from, i).filter(({ qrs }) => qrs >= WIDE.ms);
    if (own.length >= WIDE.minutes) {
      const widths = own.map(({ qrs }) => qrs).sort((a, b) => a - b);
      found.push({ from: own[0]!.from, to: own.at(-1)!.to, median: widths[widths.length >> 1]!, minutes: own.length });
    }
    from = gap ? i : i + 1;
  }
  return found;
}

function mostlyWide(minutes: readonly { qrs: number }[]): boolean {
  return 2 * minutes.filter(({ qrs }) => qrs >= WIDE.ms).length > minutes.length;
}

function rowAt({ sample }: BeatSeries, at: number): number {
  return Math.min(lowerBound(sample, at), Math.max(0, sample.length - 1));
}
