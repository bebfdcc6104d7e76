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
import { GAP_WAVE } from '../signal/gap-evidence.ts';
import { lengthWithin, overlaps } from '../study/spans.ts';
import { episodesOf, toldOfFinding } from './episodes.ts';
import { severityOf, seconds, type Finding, type FindingKind, type FindingSettings } from './finding.ts';
import type { Beside } from './af-beside.ts';
import { atrialCourse, atrialOdds, beatCourse, inRhythm, wavesWithin, type Course, type GapWaveAt } from './gap-waves.ts';
import { fallenIn, type Fallen } from './fallen.ts';
import { longestPart, lostContact, peaksWithin, quietSeconds, readableShare, type PauseEvidence, type QualityTrack } from './interval-evidence.ts';
import { usualRrBefore, type BeatSeries } from './series.ts';

/** Half a minute without beats and longer that is unreadable in part is time that nobody read, not a pause to be told from a drop-out. */
export const LONGEST_TOLD = 30;
/** Fibrillation whose end is told this near to a pause ended with it: its bounds are no sharper than that. Seconds. */
const END_OF_AF = 10;
const RESTLESS_SHARE = 0.75;
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

/** A long interval between two beats. */
interface Gap {
  /** Row of the beat that ends it. */
  row: number;
  /** Its beats, samples. */
  from: number;
  to: number;
  /** Seconds. */
  span: number;
  /** Interval usual before it, seconds; NaN where none is known. */
  usual: number;
  sampleRate: number;
}

/** What the filters answered in it. */
interface Waves {
  /** Waves of the beats' own shape, and of their P waves. */
  small: GapWaveAt[];
  atrial: GapWaveAt[];
  /** Peaks under the detection threshold and marks of artefact that are no P wave, ascending. */
  peaks: number[];
  /** Answers along the rhythm of the filter of P waves, with its log odds that the atria go on, and of that of QRS complexes. */
  course: Course;
  odds: number;
  beats: Course;
  /** The filter of P waves knows the waves better than that of QRS complexes: they are P waves, whatever they look like. */
  surelyP: boolean;
  fallen: Fallen;
}

/** Why an interval is no pause. */
interface Excuse {
  reason: string;
  /** Something could be read in it. */
  isRead: boolean;
  confidence: number;
}

/** Numbers that stand with the finding: each step adds what it has counted. */
type Numbers = Record<string, number>;

const excuse = (reason: string, confidence = 0.9): Excuse => ({ reason, isRead: true, confidence });
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/**
 * Pauses and what looks like them.
 *
 * @param af episodes of atrial fibrillation, ascending
 * @param beside whether the atria fibrillate on either side of the interval that ends at a row
 */
export function pauseFindings(series: BeatSeries, evidence: PauseEvidence, af: readonly Pick<Finding, 'from' | 'to'>[], settings: FindingSettings, beside: (row: number) => Beside = () => ({ before: false, behind: false })): Finding[] {
  const { sample, sampleRate, key } = series;
  const findings: Finding[] = [];
  let episode = 0;
  const least = settings.pauseSeconds * sampleRate;
  for (const row of rowsApart(sample, least)) {
    const [from, to] = [sample[row - 1]!, sample[row]!];
    const gap: Gap = { row, from, to, span: (to - from) / sampleRate, usual: usualRrBefore(series, row), sampleRate };
    const anchors = [key[row - 1]!, key[row]!];
    const numbers: Numbers = { seconds: gap.span };
    const none = (why: Excuse): void => void findings.push({ ...noPause(gap, why, settings), anchors, evidence: numbers });
    if (Number.isNaN(series.rr[row]!) || overlaps(series.broken, from, to)) {
      const unread = unreadIn(gap, series.broken, evidence.quality, least);
      if (unread) none(unread);
      continue;
    }
    const waves = wavesOf(gap, series, evidence, settings);
    const missed = missedIn(gap, waves, series.artefacts, least, numbers);
    if (missed) {
      none(missed);
      continue;
    }
    while (episode < af.length && af[episode]!.to < from - END_OF_AF * sampleRate) episode++;
    const near = beside(row);
    // Fibrillation has no rhythm that tiny beats could keep.
    const rhythmic = !near.before && !near.behind && !(af[episode] !== undefined && af[episode]!.from <= to);
    const read = evidence.quality ? readableShare(evidence.quality, from / sampleRate, to / sampleRate) : null;
    const lost = shrunkIn(gap, waves, rhythmic, least, numbers) ?? silentIn(gap, evidence.evidence?.quietness, read, numbers);
    if (lost) {
      none(lost);
      continue;
    }
    const blocked = waves.odds >= ATRIA_GO_ON ? waves.course.seen : 0;
    numbers['blockedPWaves'] = blocked;
    if (!Number.isNaN(gap.usual)) numbers['usualRr'] = gap.usual;
    const before = series.beatClass[row - 1]!;
    const kind = kindOf({ from, to, before, af: af[episode], beside: near, sampleRate, blocked: blocked > 0 });
    const quality = read === null ? '' : ` in ${read.leads.length} of ${evidence.quality!.leads} leads, quality good`;
    const doubt = waves.peaks.length > 0 ? `, ${counted(waves.peaks.length, 'peak', 'peaks')} under the detection threshold in it` : '';
    findings.push({
      kind,
      from,
      to,
      severity: severityOf(kind, { seconds: gap.span }, settings),
      rate: null,
      leads: read?.leads ?? [],
      confidence: (read === null ? 0.8 : 0.6 + 0.35 * read.share) - (waves.peaks.length > 0 ? 0.3 : 0),
      reason: `${seconds(gap.span)} without an R peak${quality}, ${circumstance(kind, before, blocked)}${Number.isNaN(gap.usual) ? '' : `, usual RR ${seconds(gap.usual)}`}${doubt}`,
      anchors,
      evidence: numbers,
    });
  }
  return findings;
}

/** An interval that is none, said as such: so long without a beat where something could be read, or a pause but for what is not sure, somebody should look at. */
function noPause({ from, to, span }: Gap, { reason, isRead, confidence }: Excuse, settings: FindingSettings): Omit<Finding, 'anchors' | 'evidence'> {
  const severity = (isRead && span > LONGEST_TOLD) || confidence < 0.9 ? 'important' : severityOf('no-pause', { seconds: span }, settings);
  return { kind: 'no-pause', from, to, severity, rate: null, leads: [], confidence, reason: `${seconds(span)} without an R peak, but ${reason}: no pause` };
}

/** Step 1, of an interval that touches what is unreadable or was never measured; null where that is told elsewhere. */
function unreadIn({ from, to, span, sampleRate }: Gap, broken: BeatSeries['broken'], quality: QualityTrack | undefined, least: number): Excuse | null {
  const lost = quality ? lostContact(quality, from / sampleRate, to / sampleRate) : 0;
  if (2 * lost >= span) return { ...excuse(`every lead is flat and unreadable for ${lost} s of it: contact was lost`), isRead: false };
  if (span <= LONGEST_TOLD && to - from - lengthWithin(broken, from, to) >= least) return { ...excuse('part of it is unreadable or was not measured'), isRead: false };
  return null;
}

function wavesOf({ from, to, span, usual, sampleRate }: Gap, series: BeatSeries, { doubtful, evidence }: PauseEvidence, settings: FindingSettings): Waves {
  const like = (kind: number): GapWaveAt[] => wavesWithin(from, to, evidence?.gapWaves, kind);
  const [small, complexes, answers] = [like(GAP_WAVE.beat), like(GAP_WAVE.qrsAnswer), like(GAP_WAVE.pAnswer)];
  // However the last beat ends: so long a stretch without a beat is not explained away by it.
  const lastT = span < settings.asystoleSeconds ? like(GAP_WAVE.lastT)[0] : undefined;
  const course = atrialCourse(answers, from, to, usual * sampleRate, sampleRate);
  const beats = beatCourse(complexes, from, to, usual * sampleRate, sampleRate);
  const odds = atrialOdds(course);
  const surelyP = odds >= ATRIA_GO_ON && beats.score < course.score;
  const isP = (peak: number): boolean => surelyP && answers.some(({ sample: at, share }) => share >= SURE_HEIGHT && Math.abs(at - peak) <= SAME_WAVE * sampleRate);
  const peaks = peaksWithin(from, to, doubtful, series.artefacts, sampleRate).filter((peak) => !isP(peak));
  return { small, atrial: like(GAP_WAVE.p), peaks, course, odds, beats, surelyP, fallen: fallenIn({ from, to, usual, sampleRate }, { answers: complexes, small, lastT }) };
}

/** Step 2: beats may have been missed. */
function missedIn({ from, to, sampleRate }: Gap, { peaks, fallen }: Waves, artefacts: Float64Array, least: number, numbers: Numbers): Excuse | null {
  numbers['peaksUnderThreshold'] = peaks.length;
  const mayBeBursts = fallen.stood && peaksWithin(from, to, undefined, artefacts, sampleRate).length === 0;
  if (peaks.length <= (mayBeBursts ? BURSTS : 0) || longestPart(from, to, peaks) >= least) return null;
  return excuse(`${counted(peaks.length, 'peak', 'peaks')} under the detection threshold in it, at ${seconds((peaks[0]! - from) / sampleRate)} the first`);
}

/** Step 3: the amplitude fell away. */
function shrunkIn({ from, to, usual, sampleRate }: Gap, { small, atrial, course, odds, beats, surelyP, fallen }: Waves, rhythmic: boolean, least: number, numbers: Numbers): Excuse | null {
  const plain = small.filter((wave) => wave.correlation >= PLAIN && wave.share >= FAINT && !isAtrial(wave, atrial, sampleRate));
  const faint = rhythmic ? inRhythm(small.filter(({ share }) => share >= FAINT), from, to, usual * sampleRate, STEP_OF_BEATS) : 0;
  const most = Math.max(plain.length, faint);
  numbers['smallBeats'] = most;
  if (!surelyP && !fallen.stood && (faint > 0 || (plain.length > 0 && longestPart(from, to, plain.map(({ sample: at }) => at)) < least))) {
    const height = small.reduce((sum, { share }) => sum + share, 0) / small.length;
    return excuse(`${counted(most, 'wave', 'waves')} of the beats' own shape in it, at ${Math.round(100 * height)} % of their height: the amplitude fell away`);
  }
  if (rhythmic && !fallen.stood && beats.least >= TINY.least && beats.deviation < TINY.even * beats.score && odds < TINY.odds && beats.score > TINY.over * course.score) {
    return excuse(`${counted(beats.asked, 'wave', 'waves')} of the shape of QRS complexes in their rhythm, at ${Math.round(100 * beats.share)} % of their height: the amplitude fell away`);
  }
  return fallen.reason === null ? null : excuse(fallen.reason, DOUBTED);
}

/** Steps 4 to 7: contact was lost, or too little could be read. */
function silentIn({ from, to, sampleRate }: Gap, quietness: ArrayLike<number> | undefined, read: ReturnType<typeof readableShare> | null, numbers: Numbers): Excuse | null {
  const hushed = quietSeconds(quietness, from / sampleRate, to / sampleRate);
  if (hushed !== null && hushed.seconds > 0) return excuse(`every lead is ${Math.round(hushed.factor)} times quieter than usual, noise and all, for ${counted(hushed.seconds, 'second', 'seconds')} of it: contact was lost`);
  if (read === null) return null;
  numbers['readableShare'] = read.share;
  numbers['restlessShare'] = read.restless;
  if (read.share < 0.5) return excuse(`a lead could be read for only ${Math.round(100 * read.share)} % of it`);
  if (read.silent > 0) return excuse(`every lead is a flat line without noise for ${read.silent === 1 ? 'a whole second' : `${read.silent} whole seconds`} of it`);
  if (read.fallen > 0) return excuse('a lead that was alive before falls silent in it, and the others may be too small to show the beats');
  if (read.restless >= RESTLESS_SHARE) return excuse('a lead jumps or sits on its rail for three quarters of it or more, which can hide beats in the others');
  return null;
}

/** What a pause stands in or behind, in words. */
function circumstance(kind: FindingKind, before: number, blocked: number): string {
  switch (kind) {
    case 'pause-in-atrial-fibrillation':
      return 'in atrial fibrillation';
    case 'pause-at-end-of-atrial-fibrillation':
      return 'at the end of atrial fibrillation';
    case 'pause-after-ectopic-beat':
      return `after a ${wordOf(before)} beat`;
    case 'pause-with-blocked-p-wave':
      return `after a normal beat, ${counted(blocked, 'P wave', 'P waves')} without a QRS complex in it`;
    default:
      return 'after a normal beat';
  }
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

function isAtrial(wave: GapWaveAt, atrial: readonly GapWaveAt[], sampleRate: number): boolean {
  return atrial.some(({ sample, correlation }) => Math.abs(sample - wave.sample) <= SAME_WAVE * sampleRate && correlation >= SURELY_P && correlation > wave.correlation);
}
