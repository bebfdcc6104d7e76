/**
 * Pauses, told apart by what came before, and told from drop-outs.
 *
 * An interval of at least `pauseSeconds` between two beats is looked at in this order:
 *
 * 1. It touches a span that is unreadable or was never measured: no pause.
 * 2. Peaks under the detection threshold, or marks of artefact, lie in it such
 *    that no part between them is as long as a pause: beats may have been
 *    missed, no pause. Not one or two peaks where the last T wave is whole and nothing else speaks for beats (`fallen.ts`): bursts of muscle, a pause with that doubt.
 * 3. Small waves of the beats' own shape lie in it such that no part between them
 *    is as long as a pause, or fainter ones keep the rhythm, or the filter of QRS
 *    complexes answers evenly all along the rhythm: the amplitude fell away, no pause.
 *    Not where the filter of P waves knows them better, nor where the last T wave is whole and nothing else speaks for beats (`fallen.ts`).
 *    So it is where the T wave of the last beat is cut off or fades, or the filter answers where beats would stand and not between them, by the odds of both; important, since that alone says so.
 * 4. Every lead is much quieter than it was, noise and all, for a whole second of
 *    it: contact is lost, no pause.
 * 5. No lead is usable for half of its seconds or more: no pause.
 * 6. Every lead is a flat line for a whole second of it, or one that was alive
 *    before it is: a heart that pauses leaves noise, a lead that is off does not; no pause.
 * 7. A lead jumps, runs away or sits on its rail for three quarters of its seconds or more:
 *    R peaks are sought in all leads together, beats may be hidden, no pause.
 * 8. Otherwise a pause: in atrial fibrillation where both its beats are in one
 *    episode, at the end of it where one ends within 10 s of it, after an
 *    ectopic beat where the beat before is V, S or F, with blocked P waves where
 *    their filter answers in the rhythm, else plain.
 *
 * What is no pause is said as such (`no-pause`), so that it can be looked at. Of those
 * that are unreadable in part, the ones longer than half a minute or with a readable part shorter than a
 * pause are just unreadable time, unless all leads fell silent in it: then that is said.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import type { Evidence } from '../beats/evidence.ts';
import { GAP_WAVE, QUIET_STEP } from '../signal/gap-evidence.ts';
import { QUALITY } from '../signal/quality.ts';
import { lengthWithin, overlaps } from '../study/spans.ts';
import { episodesOf, toldOfFinding } from './episodes.ts';
import { severityOf, seconds, type Finding, type FindingKind, type FindingSettings } from './finding.ts';
import type { Beside } from './af-beside.ts';
import { atrialCourse, atrialOdds, beatCourse, inRhythm, wavesWithin, type GapWaveAt } from './gap-waves.ts';
import { fallenIn } from './fallen.ts';
import { usualRrBefore, type BeatSeries } from './series.ts';

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

/** Half a minute without beats and longer that is unreadable in part is time that nobody read, not a pause to be told from a drop-out. */
export const LONGEST_TOLD = 30;
/** A doubtful peak this close to a beat belongs to it (its T wave). Seconds. */
const OWN_WAVE = 0.36;
/** Fibrillation whose end is told this near to a pause ended with it: its bounds are no sharper than that. Seconds. */
const END_OF_AF = 10;
/** A lead that jumps, runs away or sits on its rail can hide the beats of the others, since R peaks are sought in all together. */
const RESTLESS = QUALITY.motion | QUALITY.saturated;
const RESTLESS_SHARE = 0.75;
const SILENT = QUALITY.flat | QUALITY.leadOff;
/** Doublings: less than a third of the usual quiet. */
const QUIET = -1.7;
/** How far a small beat and a P wave may stand from where the rhythm puts it, intervals. */
const STEP_OF_BEATS = 0.1;
/** Log odds from which the atria are said to go on; chosen on planted pauses of other records and seeds. */
const ATRIA_GO_ON = 0.3;
/** Least height of small beats. */
const FAINT = 0.03;
/** A P wave may look a little like a small beat: it is what it resembles more. Seconds between the two, and the least correlation. */
const SAME_WAVE = 0.12;
const SURELY_P = 0.75;
/** Height of a P wave's answer from which a peak under the threshold is that P wave. */
const SURE_HEIGHT = 0.3;
/** Tiny beats under the noise: their filter answers at every place of the rhythm, evenly, and more than that of P waves, of which there are none. Chosen with it. */
const TINY = { least: 4.5, even: 0.3, odds: -1, over: 1.2 };
/** So many peaks under the threshold may be bursts of muscle where the heart surely stood still. */
const BURSTS = 2;
/** Confidence that it is none where only the odds of `fallen.ts` say so: a pause but for them. */
const DOUBTED = 0.6;
/** Correlation from which a small wave is a beat whatever the rhythm. */
const PLAIN = 0.65;
const ECTOPIC: readonly number[] = [CLASS_INDEX.V, CLASS_INDEX.S, CLASS_INDEX.F];

/** Rows of the beats so far behind the one before them. They are sought by themselves: what is looked at of a pause costs each of a fortnight's beats a piece of the heap else. */
function rowsApart(sample: Float64Array, least: number): number[] {
  const rows: number[] = [];
  for (let i = 1; i < sample.length; i++) if (sample[i]! - sample[i - 1]! >= least) rows.push(i);
  return rows;
}

/**
 * Pauses and what looks like them.
 *
 * @param af episodes of atrial fibrillation, ascending
 * @param beside whether the atria fibrillate on either side of the interval that ends at a row
 */
export function pauseFindings(series: BeatSeries, evidence: PauseEvidence, af: readonly Pick<Finding, 'from' | 'to'>[], settings: FindingSettings, beside: (row: number) => Beside = () => ({ before: false, behind: false })): Finding[] {
  const { sample, beatClass, sampleRate, key } = series;
  const findings: Finding[] = [];
  let episode = 0;
  const least = settings.pauseSeconds * sampleRate;
  for (const i of rowsApart(sample, least)) {
    const from = sample[i - 1]!;
    const to = sample[i]!;
    const span = (to - from) / sampleRate;
    const anchors = [key[i - 1]!, key[i]!];
    const numbers: Record<string, number> = { seconds: span };
    const no = (reason: string, isRead = true, confidence = 0.9): void => {
      // So long without a beat where something could be read, or a pause but for what is not sure: somebody should look.
      const severity = (isRead && span > LONGEST_TOLD) || confidence < 0.9 ? 'important' : severityOf('no-pause', { seconds: span }, settings);
      findings.push({ kind: 'no-pause', from, to, severity, rate: null, leads: [], confidence, reason: `${seconds(span)} without an R peak, but ${reason}: no pause`, anchors, evidence: numbers });
    };
    if (Number.isNaN(series.rr[i]!) || overlaps(series.broken, from, to)) {
      const lost = evidence.quality ? lostContact(evidence.quality, from / sampleRate, to / sampleRate) : 0;
      if (2 * lost >= span) no(`every lead is flat and unreadable for ${lost} s of it: contact was lost`, false);
      else if (span <= LONGEST_TOLD && to - from - lengthWithin(series.broken, from, to) >= least) no('part of it is unreadable or was not measured', false);
      continue;
    }
    const small = wavesWithin(from, to, evidence.evidence?.gapWaves, GAP_WAVE.beat);
    const atrial = wavesWithin(from, to, evidence.evidence?.gapWaves, GAP_WAVE.p);
    const complexes = wavesWithin(from, to, evidence.evidence?.gapWaves, GAP_WAVE.qrsAnswer);
    // However the last beat ends: so long a stretch without a beat is not explained away by it.
    const lastT = span < settings.asystoleSeconds ? wavesWithin(from, to, evidence.evidence?.gapWaves, GAP_WAVE.lastT)[0] : undefined;
    const usual = usualRrBefore(series, i);
    const answers = wavesWithin(from, to, evidence.evidence?.gapWaves, GAP_WAVE.pAnswer);
    const course = atrialCourse(answers, from, to, usual * sampleRate, sampleRate);
    const beats = beatCourse(complexes, from, to, usual * sampleRate, sampleRate);
    const odds = atrialOdds(course);
    // Waves that the filter of P waves knows better than that of QRS complexes are P waves, whatever they look like.
    const surelyP = odds >= ATRIA_GO_ON && beats.score < course.score;
    const peaks = peaksWithin(from, to, evidence.doubtful, series.artefacts, sampleRate).filter((peak) => !surelyP || !answers.some(({ sample: at, share }) => share >= SURE_HEIGHT && Math.abs(at - peak) <= SAME_WAVE * sampleRate));
    const fallen = fallenIn({ from, to, usual, sampleRate }, { answers: complexes, small, lastT });
    numbers['peaksUnderThreshold'] = peaks.length;
    const mayBeBursts = fallen.stood && peaksWithin(from, to, undefined, series.artefacts, sampleRate).length === 0;
    if (peaks.length > (mayBeBursts ? BURSTS : 0) && longestPart(from, to, peaks) < least) {
      no(`${peaks.length} ${peaks.length === 1 ? 'peak' : 'peaks'} under the detection threshold in it, at ${seconds((peaks[0]! - from) / sampleRate)} the first`);
      continue;
    }
    while (episode < af.length && af[episode]!.to < from - END_OF_AF * sampleRate) episode++;
    const near = beside(i);
    // Fibrillation has no rhythm that tiny beats could keep.
    const rhythmic = !near.before && !near.behind && !(af[episode] !== undefined && af[episode]!.from <= to);
    const plain = small.filter((wave) => wave.correlation >= PLAIN && wave.share >= FAINT && !isAtrial(wave, atrial, sampleRate));
    const faint = rhythmic ? inRhythm(small.filter(({ share }) => share >= FAINT), from, to, usual * sampleRate, STEP_OF_BEATS) : 0;
    numbers['smallBeats'] = Math.max(plain.length, faint);
    if (!surelyP && !fallen.stood && (faint > 0 || (plain.length > 0 && longestPart(from, to, plain.map(({ sample: at }) => at)) < least))) {
      const height = small.reduce((sum, { share }) => sum + share, 0) / small.length;
      no(`${Math.max(plain.length, faint)} ${Math.max(plain.length, faint) === 1 ? 'wave' : 'waves'} of the beats' own shape in it, at ${Math.round(100 * height)} % of their height: the amplitude fell away`);
      continue;
    }
    if (rhythmic && !fallen.stood && beats.least >= TINY.least && beats.deviation < TINY.even * beats.score && odds < TINY.odds && beats.score > TINY.over * course.score) {
      no(`${beats.asked} ${beats.asked === 1 ? 'wave' : 'waves'} of the shape of QRS complexes in their rhythm, at ${Math.round(100 * beats.share)} % of their height: the amplitude fell away`);
      continue;
    }
    if (fallen.reason !== null) {
      no(fallen.reason, true, DOUBTED);
      continue;
    }
    const hushed = quietSeconds(evidence.evidence?.quietness, from / sampleRate, to / sampleRate);
    if (hushed !== null && hushed.seconds > 0) {
      no(`every lead is ${Math.round(hushed.factor)} times quieter than usual, noise and all, for ${hushed.seconds} ${hushed.seconds === 1 ? 'second' : 'seconds'} of it: contact was lost`);
      continue;
    }
    const read = evidence.quality ? readableShare(evidence.quality, from / sampleRate, to / sampleRate) : null;
    if (read !== null) {
      numbers['readableShare'] = read.share;
      numbers['restlessShare'] = read.restless;
      if (read.share < 0.5) {
        no(`a lead could be read for only ${Math.round(100 * read.share)} % of it`);
        continue;
      }
    }
    if (read !== null && read.silent > 0) {
      no(`every lead is a flat line without noise for ${read.silent === 1 ? 'a whole second' : `${read.silent} whole seconds`} of it`);
      continue;
    }
    if (read !== null && read.fallen > 0) {
      no('a lead that was alive before falls silent in it, and the others may be too small to show the beats');
      continue;
    }
    if (read !== null && read.restless >= RESTLESS_SHARE) {
      no('a lead jumps or sits on its rail for three quarters of it or more, which can hide beats in the others');
      continue;
    }
    const blocked = odds >= ATRIA_GO_ON ? course.seen : 0;
    numbers['blockedPWaves'] = blocked;
    const kind = kindOf({ from, to, before: beatClass[i - 1]!, af: af[episode], beside: near, sampleRate, blocked: blocked > 0 });
    if (!Number.isNaN(usual)) numbers['usualRr'] = usual;
    const after: Readonly<Record<string, string>> = {
      pause: 'after a normal beat',
      'pause-after-ectopic-beat': `after a ${wordOf(beatClass[i - 1]!)} beat`,
      'pause-with-blocked-p-wave': `after a normal beat, ${blocked} ${blocked === 1 ? 'P wave' : 'P waves'} without a QRS complex in it`,
      'pause-in-atrial-fibrillation': 'in atrial fibrillation',
      'pause-at-end-of-atrial-fibrillation': 'at the end of atrial fibrillation',
    };
    const leads = read === null ? [] : read.leads;
    const quality = read === null ? '' : ` in ${leads.length} of ${evidence.quality!.leads} leads, quality good`;
    const doubt = peaks.length > 0 ? `, ${peaks.length} ${peaks.length === 1 ? 'peak' : 'peaks'} under the detection threshold in it` : '';
    findings.push({
      kind,
      from,
      to,
      severity: severityOf(kind, { seconds: span }, settings),
      rate: null,
      leads,
      confidence: (read === null ? 0.8 : 0.6 + 0.35 * read.share) - (peaks.length > 0 ? 0.3 : 0),
      reason: `${seconds(span)} without an R peak${quality}, ${after[kind]}${Number.isNaN(usual) ? '' : `, usual RR ${seconds(usual)}`}${doubt}`,
      anchors,
      evidence: numbers,
    });
  }
  return findings;
}

/** Pauses per step of length; a pause is counted in every step it reaches. */
export function pauseCounts(findings: readonly Finding[], steps: readonly number[]): { seconds: number; count: number }[] {
  const pauses = findings.filter(({ kind }) => kind.startsWith('pause') || kind === 'asystole');
  const lengths = episodesOf(pauses, toldOfFinding).map((pause) => Math.max(...pause.map(({ evidence }) => evidence['seconds'] ?? 0)));
  return steps.map((step) => ({ seconds: step, count: lengths.filter((length) => length >= step).length }));
}

interface Around {
  from: number;
  to: number;
  /** Class of the beat before. */
  before: number;
  af: Pick<Finding, 'from' | 'to'> | undefined;
  beside: Beside;
  sampleRate: number;
  blocked: boolean;
}

function kindOf({ from, to, before, af, beside, sampleRate, blocked }: Around): FindingKind {
  if ((af && af.from <= from && af.to >= to + END_OF_AF * sampleRate) || (beside.before && beside.behind)) return 'pause-in-atrial-fibrillation';
  if ((af && af.from < from && af.to >= from - END_OF_AF * sampleRate) || beside.before) return 'pause-at-end-of-atrial-fibrillation';
  if (ECTOPIC.includes(before)) return 'pause-after-ectopic-beat';
  return blocked ? 'pause-with-blocked-p-wave' : 'pause';
}

function wordOf(beatClass: number): string {
  return beatClass === CLASS_INDEX.V ? 'ventricular' : beatClass === CLASS_INDEX.S ? 'supraventricular' : 'fusion';
}

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

function isAtrial(wave: GapWaveAt, atrial: readonly GapWaveAt[], sampleRate: number): boolean {
  return atrial.some(({ sample, correlation }) => Math.abs(sample - wave.sample) <= SAME_WAVE * sampleRate && correlation >= SURELY_P && correlation > wave.correlation);
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

function longestPart(from: number, to: number, peaks: readonly number[]): number {
  let longest = 0;
  let before = from;
  for (const peak of [...peaks, to]) {
    longest = Math.max(longest, peak - before);
    before = peak;
  }
  return longest;
}

/** Whole seconds of an interval in which every lead that was measured is flat and none is usable. */
function lostContact(track: QualityTrack, from: number, to: number): number {
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
