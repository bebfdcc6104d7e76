/**
 * Compares episodes of a rhythm, by duration and by episode, by the rules of
 * EC57 (as WFDB's `epicmp` carries them out).
 *
 * Sensitivity: of the time (of the episodes) that the reference marks, how much
 * is marked by the tested side (how many are touched by it). Predictivity: the
 * same with the sides changed. Time before `start` is not scored: an episode is
 * cut there. An episode counts as found by any overlap.
 */
import type { Annotation, Span } from '../study/recording.ts';
import { covered, joined } from './labels.ts';

/** Seconds of the rule by which episodes are reported and, on both sides, counted. */
export interface EpisodeRule {
  /** Gaps shorter than this are joined. Seconds. */
  gapSeconds: number;
  /** Shorter episodes are dropped. Seconds. */
  leastSeconds: number;
}

export interface EpisodeScore {
  /** Samples. */
  referenceDuration: number;
  testedDuration: number;
  overlap: number;
  /** The part of the tested duration that is right, where that is counted against more than the reference episodes; else `overlap` is. */
  rightDuration?: number;
  /** Reference episodes, and those of them touched by a tested one. */
  referenceEpisodes: number;
  found: number;
  /** Tested episodes, and those of them that touch a reference one. */
  testedEpisodes: number;
  right: number;
  /** Samples that were scored, and the rate they are of. */
  scored: number;
  sampleRate: number;
}

/** Episodes as the rule reports them: neighbours joined, short ones dropped, cut to `[start, end)`. */
export function reported(spans: readonly Span[], rule: EpisodeRule, sampleRate: number, start: number, end: number): Span[] {
  const apart: Span[] = [];
  for (const span of joined(spans)) {
    const last = apart.at(-1);
    if (last && span.from - last.to < rule.gapSeconds * sampleRate) last.to = span.to;
    else apart.push({ ...span });
  }
  return apart
    .filter((span) => span.to - span.from >= rule.leastSeconds * sampleRate)
    .map((span) => ({ from: Math.max(start, span.from), to: Math.min(end, span.to) }))
    .filter((span) => span.to > span.from);
}

export interface EpisodeComparison {
  /** What the reference marks, and what was found; samples. Overlaps are joined. */
  reference: readonly Span[];
  tested: readonly Span[];
  sampleRate: number;
  /** Scored from here on (the learning time is left out) and up to the end of the recording. */
  start: number;
  length: number;
  rule: EpisodeRule;
  /** Spans that count for nothing on either side: what the reference does not tell. */
  excluded?: readonly Span[];
}

/** Scores one record. */
export function scoreEpisodes(input: EpisodeComparison): EpisodeScore {
  const { sampleRate, start, length, rule } = input;
  const excluded = joined(input.excluded ?? []);
  /** Time of an episode that counts; what is left of one shorter than the rule's least is dropped with it. */
  const counted = ({ from, to }: Span): number => to - from - covered(excluded, from, to);
  const episodes = (spans: readonly Span[]): Span[] =>
    reported(spans, rule, sampleRate, start, length).filter((span) => covered(excluded, span.from, span.to) === 0 || counted(span) >= rule.leastSeconds * sampleRate);
  const reference = episodes(input.reference);
  const tested = episodes(input.tested);
  const shared = (span: Span, others: readonly Span[]): number =>
    others.reduce((sum, other) => sum + Math.max(0, counted({ from: Math.max(span.from, other.from), to: Math.max(span.from, other.from, Math.min(span.to, other.to)) })), 0);
  const sum = (spans: readonly Span[], pick: (span: Span) => number): number => spans.reduce((total, span) => total + pick(span), 0);
  return {
    referenceDuration: sum(reference, counted),
    testedDuration: sum(tested, counted),
    overlap: sum(reference, (span) => shared(span, tested)),
    referenceEpisodes: reference.length,
    found: reference.filter((span) => shared(span, tested) > 0).length,
    testedEpisodes: tested.length,
    right: tested.filter((span) => shared(span, reference) > 0).length,
    scored: Math.max(0, length - start - covered(excluded, start, length)),
    sampleRate,
  };
}

/** Figures of a set, percent; `null` where there is nothing to divide by. */
export interface EpisodeFigures {
  durationSe: number | null;
  durationPpv: number | null;
  episodeSe: number | null;
  episodePpv: number | null;
  /** Episodes of the reference and of the tested side. */
  referenceEpisodes: number;
  testedEpisodes: number;
  referenceHours: number;
  testedHours: number;
  /** Tested episodes that touch no reference one, per day scored. */
  falsePerDay: number | null;
  falseEpisodes: number;
  days: number;
  /** Records with at least one such episode, of the records scored. */
  peopleAffected: number;
  people: number;
}

/** Pools the records of a set: all time together, all episodes together. */
export function episodeFigures(scores: readonly EpisodeScore[]): EpisodeFigures {
  const percent = (part: number, whole: number): number | null => (whole > 0 ? (100 * part) / whole : null);
  const sum = (pick: (score: EpisodeScore) => number): number => scores.reduce((total, score) => total + pick(score), 0);
  const hours = (pick: (score: EpisodeScore) => number): number => sum((score) => pick(score) / score.sampleRate / 3600);
  const overlap = hours((score) => score.overlap);
  const right = hours((score) => score.rightDuration ?? score.overlap);
  const reference = hours((score) => score.referenceDuration);
  const tested = hours((score) => score.testedDuration);
  const days = hours((score) => score.scored) / 24;
  const wrong = sum((score) => score.testedEpisodes - score.right);
  return {
    durationSe: percent(overlap, reference),
    durationPpv: percent(right, tested),
    episodeSe: percent(sum((score) => score.found), sum((score) => score.referenceEpisodes)),
    episodePpv: percent(sum((score) => score.right), sum((score) => score.testedEpisodes)),
    referenceEpisodes: sum((score) => score.referenceEpisodes),
    testedEpisodes: sum((score) => score.testedEpisodes),
    referenceHours: reference,
    testedHours: tested,
    falsePerDay: days > 0 ? wrong / days : null,
    falseEpisodes: wrong,
    days,
    peopleAffected: scores.filter((score) => score.testedEpisodes > score.right).length,
    people: scores.length,
  };
}

/** What rhythm marks say: from a `+` with one of the labels to the next `+` with another. */
export function rhythmSpans(annotations: readonly Annotation[], labels: readonly string[], length: number): Span[] {
  const spans: Span[] = [];
  let from = -1;
  for (const { sample, symbol, aux } of annotations) {
    if (symbol !== '+' || !aux.startsWith('(')) continue;
    const inside = labels.includes(aux.slice(1).trim());
    if (inside && from < 0) from = sample;
    if (!inside && from >= 0) {
      spans.push({ from, to: sample });
      from = -1;
    }
  }
  if (from >= 0 && length > from) spans.push({ from, to: length });
  return spans;
}

/** Whether an annotation file marks rhythm at all. */
export function marksRhythm(annotations: readonly Annotation[]): boolean {
  return annotations.some(({ symbol, aux }) => symbol === '+' && aux.startsWith('('));
}
