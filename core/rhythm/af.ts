/**
 * Atrial fibrillation from the irregularity of the RR intervals: thirteen
 * measures in windows of 31 and 91 intervals, a small network (26 → 16 → 1), and
 * the likeliest course of two states over the day; and, for bursts shorter than
 * those windows, a sequence network that answers interval by interval. Flutter with irregular
 * conduction is found with it; with fixed conduction it cannot be from RR alone.
 *
 * The network is asked once in four seconds; its answers are a function of the
 * intervals within 45 on either side, so after an edit only those near it are
 * asked anew (`AfEvidence` given again).
 */
import { lowerBound } from '../beats/search.ts';
import { isAsked } from './af-intervals.ts';
import { amongMissedBeats } from './af-multiples.ts';
import { INPUTS, measureAround, measureRoom, WINDOWS, type Intervals } from './af-measures.ts';
import { AF_SEQUENCE_NETWORK } from './af-sequence-network.ts';
import { sequenceAnswers, sequenceReach } from './af-sequence.ts';
import { AF_NETWORK } from './af-network.ts';
import { atrialAt } from './atrial.ts';
import type { AfNetwork } from './af-network-type.ts';
import { severityOf, type Finding, type FindingSettings } from './finding.ts';
import type { BeatSeries } from './series.ts';
import { NOTHING_UNCHANGED, type Unchanged } from './unchanged.ts';

/** What was asked and answered; given to the next computation it saves what is still true. */
export interface AfEvidence {
  intervals: Intervals;
  /** Log odds of fibrillation per interval; `NaN` where the network was not asked. */
  answer: Float32Array;
  /** Log odds of the sequence network for each interval. */
  sequence: Float32Array;
}

/** Entries on either side that an answer hangs on. */
const REACH = WINDOWS[1] >> 1;
/** Log odds are cut here, so that no single place outweighs its surroundings. */
const CLIP = 5;
/** From these log odds of the atrial wave on it speaks against fibrillation, and as many times as much as it says. */
const VETO = { from: -1, weight: 2 };

/** The network's log odds for one row of measures. */
export function answerOf(inputs: ArrayLike<number>, at = 0, network: AfNetwork = AF_NETWORK): number {
  const { mean, scale, hidden, output } = network;
  let sum = output.bias;
  for (let unit = 0; unit < output.weights.length; unit++) {
    let total = hidden.bias[unit]!;
    for (let k = 0; k < INPUTS; k++) total += hidden.weights[unit * INPUTS + k]! * Math.max(-6, Math.min(6, (inputs[at + k]! - mean[k]!) * scale[k]!));
    sum += output.weights[unit]! * Math.tanh(total);
  }
  return sum;
}

/**
 * Answers for the intervals of a day. With the evidence of an earlier state of
 * the same day, and the rows of its beats that are as they were, only places
 * within reach of a changed interval are asked; the result is that of asking all.
 */
export function afEvidence(intervals: Intervals, sampleRate: number, known?: KnownAf): AfEvidence {
  const before = known?.af;
  if (before?.intervals === intervals) return before;
  const n = intervals.end.length;
  const answer = new Float32Array(n).fill(Number.NaN);
  const room = measureRoom();
  const inputs = new Float32Array(INPUTS);
  const same = known ? unchanged(known, intervals) : NOTHING_UNCHANGED;
  const shift = before ? before.answer.length - n : 0;
  for (let i = 0; i < n; i++) {
    if (before && i + REACH < same.head) {
      answer[i] = before.answer[i]!;
    } else if (before && i - REACH - 1 >= n - same.tail) {
      answer[i] = before.answer[i + shift]!;
    } else if (isAsked(intervals, i, sampleRate)) {
      // Where there is nothing to go by, nothing is claimed.
      answer[i] = measureAround(intervals, i, inputs, 0, room) ? Math.max(-CLIP, Math.min(CLIP, answerOf(inputs))) : -CLIP / 2;
    }
  }
  return { intervals, answer, sequence: sequenceEvidence(intervals, same, before) };
}

/** Intervals on either side within which most must follow the one before without a hole, for the sequence to be one. */
const TORN_REACH = 8;

function isTorn({ joint }: Intervals, i: number): boolean {
  let holes = 0;
  let seen = 0;
  for (let k = Math.max(0, i - TORN_REACH); k <= Math.min(joint.length - 1, i + TORN_REACH); k++) {
    holes += joint[k]!;
    seen++;
  }
  return 2 * holes > seen;
}

/** The sequence network's answers, cut; anew only within its reach of what changed. */
function sequenceEvidence(intervals: Intervals, same: { head: number; tail: number }, before: AfEvidence | undefined): Float32Array {
  const n = intervals.rr.length;
  const reach = sequenceReach(AF_SEQUENCE_NETWORK);
  const from = before ? Math.max(0, same.head - reach) : 0;
  const to = before ? Math.min(n, n - same.tail + reach) : n;
  const sequence = new Float32Array(n);
  if (before) {
    sequence.set(before.sequence.subarray(0, from));
    sequence.set(before.sequence.subarray(before.sequence.length - (n - to)), to);
  }
  if (to > from) sequenceAnswers(intervals, AF_SEQUENCE_NETWORK, from, to).forEach((odds, i) => (sequence[from + i] = isTorn(intervals, from + i) ? -CLIP / 2 : Math.max(-CLIP, Math.min(CLIP, odds))));
  return sequence;
}

/** Evidence of an earlier state; which of the `beats` rows of the series now are as they were. */
export interface KnownAf {
  af: AfEvidence;
  same: Unchanged;
  beats: number;
}

/** How many entries at the start and at the end are the same as before, stretches included. */
function unchanged({ af, same, beats }: KnownAf, { row }: Intervals): Unchanged {
  const head = lowerBound(row, same.head);
  // An entry hangs on the beat before it and on the entry before that.
  const tail = row.length - lowerBound(row, beats - same.tail + 1) - 1;
  return { head, tail: Math.max(0, Math.min(tail, Math.min(af.intervals.row.length, row.length) - head)) };
}

/** An episode as entries `[first, last]` of the intervals. */
interface Course {
  first: number;
  last: number;
}

/**
 * The likeliest course of two states. An interval that was not asked has the
 * answer between its neighbours'; a change of state costs `cost`, in log odds
 * summed over intervals; a new stretch starts free.
 */
function courseOf(intervals: Intervals, odds: Float32Array, bias: number, cost: number): Course[] {
  const n = odds.length;
  const cameFromAf = room('cameFromAf', n, Uint8Array);
  const cameFromOther = room('cameFromOther', n, Uint8Array);
  let af = 0;
  let other = 0;
  for (let i = 0; i < n; i++) {
    const gain = (odds[i]! + bias) / 2;
    const anew = i === 0 || intervals.stretch[i] !== intervals.stretch[i - 1];
    const toAf = anew ? af >= other : af >= other - cost;
    const toOther = anew ? af > other : af - cost > other;
    const nextAf = (toAf ? af : other - (anew ? 0 : cost)) + gain;
    const nextOther = (toOther ? af - (anew ? 0 : cost) : other) - gain;
    cameFromAf[i] = toAf ? 1 : 0;
    cameFromOther[i] = toOther ? 1 : 0;
    af = nextAf;
    other = nextOther;
  }
  const courses: Course[] = [];
  let inAf = af > other;
  let last = -1;
  for (let i = n - 1; i >= 0; i--) {
    if (inAf && last < 0) last = i;
    const before = inAf ? cameFromAf[i] === 1 : cameFromOther[i] === 1;
    if (inAf && (!before || i === 0 || intervals.stretch[i] !== intervals.stretch[i - 1])) {
      courses.push({ first: i, last });
      last = -1;
    }
    inAf = before;
  }
  return courses.reverse();
}

/**
 * Room for what lives no longer than one call: a day's worth of numbers each time
 * would keep the collector busy after every edit. Nothing of it is handed out.
 */
const rooms = new Map<string, Float32Array | Uint8Array>();

function room<T extends Float32Array | Uint8Array>(name: string, length: number, Type: { new (length: number): T }): T {
  let own = rooms.get(name);
  if (!(own instanceof Type) || own.length < length) rooms.set(name, (own = new Type(length)));
  return own.subarray(0, length) as T;
}

/** An odd for every interval: straight lines between the answers, the nearest one at the ends. */
function filled(answer: Float32Array, intervals: Intervals): Float32Array {
  const odds = room('windows of answers', answer.length, Float32Array).fill(-CLIP);
  for (let k = 0; k < intervals.bounds.length; k += 2) {
    const first = intervals.bounds[k]!;
    const last = intervals.bounds[k + 1]!;
    let known = -1;
    for (let i = first; i < last; i++) {
      if (Number.isNaN(answer[i]!)) continue;
      if (known < 0) odds.fill(answer[i]!, first, i + 1);
      else for (let j = known + 1; j <= i; j++) odds[j] = answer[known]! + ((answer[i]! - answer[known]!) * (j - known)) / (i - known);
      known = i;
    }
    if (known >= 0) odds.fill(answer[known]!, known, last);
  }
  return odds;
}

/** What turns answers into a course; other values than the network's own only where it is made. */
export interface CourseRule extends Pick<AfNetwork, 'bias' | 'change'> {
  /** Short bursts, by both networks: the sequence's log odds with so many times those of the windows, the sum that bursts less than a gap apart must reach, and the log odds that the windows must reach somewhere in them. */
  bursts: Bursts;
  /** Episodes of these log odds on average are sure; where seconds times log odds of such reach `sum` in the recording, less is asked of bursts. */
  sure: { odds: number; sum: number };
  known: Bursts;
  /** Seconds times log odds that the episodes of a recording must reach together where RR intervals alone speak, or their number. */
  alone: { sum: number; episodes: number };
}

interface Bursts {
  windows: number;
  bias: number;
  change: number;
  sum: number;
  least: number;
}

export const AF_RULE: CourseRule = {
  bias: AF_NETWORK.bias,
  change: AF_NETWORK.change,
  bursts: { windows: 0.5, bias: -0.5, change: 8, sum: 60, least: 4 },
  sure: { odds: 3.2, sum: 700 },
  known: { windows: 0.5, bias: -0.5, change: 8, sum: 40, least: 0 },
  alone: { sum: 1500, episodes: 5 },
};

/**
 * What P waves take from the log odds of each interval: nothing where they are
 * not told or not plain. They only ever speak against fibrillation: waves
 * that keep to no beat are found in noise, too. Where RR intervals alone are
 * there, beats that were missed among them speak against it.
 */
function vetoOf({ key }: BeatSeries, { row, rr }: Intervals, atrial: ArrayLike<number> | undefined): Float32Array {
  const veto = room('veto', row.length, Float32Array).fill(0);
  if (!atrial) {
    amongMissedBeats(rr).forEach((missed, i) => (veto[i] = -2 * CLIP * missed));
    return veto;
  }
  for (let i = 0; i < veto.length; i++) {
    const own = key[row[i]!]!;
    if (own >= 0) veto[i] = VETO_OF[atrial[own] ?? 0]!;
  }
  return veto;
}

/** The same for each value that the atrial column can have. */
const VETO_OF = Float32Array.from({ length: 256 }, (_, value) => {
  const odds = atrialAt([value], 0);
  return odds < VETO.from ? VETO.weight * (odds - VETO.from) : 0;
});

/** Episodes of fibrillation: gaps shorter than `afGapSeconds` joined, then those of `afSeconds` and more. */
export function afFindings(series: BeatSeries, evidence: AfEvidence, settings: FindingSettings, atrial?: ArrayLike<number>, rule: CourseRule = AF_RULE): Finding[] {
  const odds = oddsOf(series, evidence, atrial);
  const found = (bursts: Bursts): Finding[] => episodesOf(series, evidence.intervals, odds, settings, rule, bursts).map((course) => findingOf(series, evidence, settings, course, atrial));
  const strict = found(rule.bursts);
  // Whoever is known to fibrillate is believed sooner; a rhythm seen for short, by RR intervals alone, is not.
  if (weightOf(strict, rule.sure.odds) >= rule.sure.sum) return found(rule.known);
  return strict.length >= rule.alone.episodes || weightOf(strict, -CLIP) >= rule.alone.sum ? strict : strict.filter((finding) => finding.evidence['atrialLogOdds'] !== undefined);
}

/** Seconds times log odds of all episodes whose log odds reach `least`. */
function weightOf(findings: readonly Finding[], least: number): number {
  return findings.reduce((sum, { evidence: { logOdds = 0, seconds = 0 } }) => sum + (logOdds >= least ? logOdds * seconds : 0), 0);
}

/** Log odds of each interval: of the windows, and of the sequence, each with what P waves take from it. */
interface Odds {
  windows: Float32Array;
  sequence: Float32Array;
  veto: Float32Array;
}

function oddsOf(series: BeatSeries, { intervals, answer, sequence }: AfEvidence, atrial: ArrayLike<number> | undefined): Odds {
  return { windows: filled(answer, intervals), sequence, veto: vetoOf(series, intervals, atrial) };
}

/** Courses of `afSeconds` and more, joined, by one rule for bursts. */
function episodesOf({ sampleRate, sample }: BeatSeries, intervals: Intervals, odds: Odds, settings: FindingSettings, rule: CourseRule, bursts: Bursts): Course[] {
  const startOf = (i: number): number => sample[intervals.row[i]! - 1]!;
  const lengthOf = ({ first, last }: Course): number => (intervals.end[last]! - startOf(first)) / sampleRate;
  const join = (courses: readonly Course[]): Course[] => {
    const joined: Course[] = [];
    for (const course of courses) {
      const last = joined.at(-1);
      if (last && (startOf(course.first) - intervals.end[last.last]!) / sampleRate < settings.afGapSeconds) last.last = Math.max(last.last, course.last);
      else joined.push({ ...course });
    }
    return joined;
  };
  const bias = settings.afBias + bursts.bias;
  const mixed = room('mixed', odds.windows.length, Float32Array);
  const windows = room('windows', odds.windows.length, Float32Array);
  for (let i = 0; i < mixed.length; i++) {
    mixed[i] = odds.sequence[i]! + bursts.windows * odds.windows[i]! + odds.veto[i]!;
    windows[i] = odds.windows[i]! + odds.veto[i]!;
  }
  const long = join(courseOf(intervals, windows, settings.afBias + rule.bias, rule.change));
  const courses = courseOf(intervals, mixed, bias, bursts.change);
  // Bursts close together are one episode where they weigh enough together.
  let next = 0;
  const short = join(courses).filter((episode) => {
    let sum = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (; next < courses.length && courses[next]!.last <= episode.last; next++) {
      for (let i = courses[next]!.first; i <= courses[next]!.last; i++) {
        sum += mixed[i]! + bias;
        most = Math.max(most, windows[i]!);
      }
    }
    return sum >= bursts.sum && most >= bursts.least;
  });
  return join([...long, ...short].filter((course) => lengthOf(course) >= settings.afSeconds).sort((a, b) => a.first - b.first)).filter((course) => lengthOf(course) >= settings.afSeconds);
}

function findingOf(series: BeatSeries, { intervals, answer }: AfEvidence, settings: FindingSettings, { first, last }: Course, atrial: ArrayLike<number> | undefined): Finding {
  const { sampleRate, sample, key } = series;
  const rowFrom = intervals.row[first]! - 1;
  const rowTo = intervals.row[last]!;
  const from = sample[rowFrom]!;
  const to = intervals.end[last]!;
  const span = (to - from) / sampleRate;
  const beats = rowTo - rowFrom + 1;
  let time = 0;
  let known = 0;
  for (let row = rowFrom + 1; row <= rowTo; row++) {
    const rr = series.rr[row]!;
    if (Number.isNaN(rr)) continue;
    time += rr;
    known++;
  }
  const rate = time > 0 ? (60 * known) / time : null;
  const { step, odds } = irregularity(intervals, answer, first, last);
  const waves = meanAtrial(series, atrial, rowFrom, rowTo);
  const kind = 'atrial-fibrillation';
  return {
    kind,
    from,
    to,
    severity: severityOf(kind, { seconds: span, rate, beats }, settings),
    rate,
    leads: [],
    confidence: 1 / (1 + Math.exp(-odds)),
    reason: `RR irregular for ${Math.round(span)} s, ${beats} beats${rate === null ? '' : ` at ${Math.round(rate)}/min`}: successive intervals differ by ${Math.round(100 * step)} % on average; ${atrialWords(waves)}`,
    anchors: [key[rowFrom]!, key[rowTo]!],
    evidence: { seconds: span, beats, meanStep: step, logOdds: odds, ...(waves === null ? {} : { atrialLogOdds: waves }) },
  };
}

/** Mean log odds of the atrial wave over rows of the series, null where fewer than half of its beats tell any. */
function meanAtrial({ key }: BeatSeries, atrial: ArrayLike<number> | undefined, first: number, last: number): number | null {
  let sum = 0;
  let told = 0;
  for (let row = first; row <= last; row++) {
    const odds = atrialAt(atrial, key[row]!);
    if (Number.isNaN(odds)) continue;
    sum += odds;
    told++;
  }
  return 2 * told > last - first ? sum / told : null;
}

function atrialWords(odds: number | null): string {
  if (odds === null) return 'P waves not looked at';
  return odds > 0 ? 'no P wave keeps to the beats' : odds > VETO.from ? 'P waves not plain' : 'P waves seen before part of the beats';
}

/** Mean step over mean interval, and the mean answer, of an episode. */
function irregularity(intervals: Intervals, answer: Float32Array, first: number, last: number): { step: number; odds: number } {
  let total = 0;
  let steps = 0;
  let sum = 0;
  let odds = 0;
  let answers = 0;
  for (let i = first; i <= last; i++) {
    sum += intervals.rr[i]!;
    if (i > first && intervals.joint[i] === 0) {
      total += Math.abs(intervals.rr[i]! - intervals.rr[i - 1]!);
      steps++;
    }
    if (Number.isNaN(answer[i]!)) continue;
    odds += answer[i]!;
    answers++;
  }
  const mean = sum / (last - first + 1);
  return { step: steps > 0 ? total / steps / mean : 0, odds: answers > 0 ? odds / answers : 0 };
}
