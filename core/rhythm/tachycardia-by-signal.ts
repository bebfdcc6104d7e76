/**
 * Ventricular tachycardia by the signal itself, where beats tell it in parts or
 * not at all. What the beats show as well stands as they show it.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import { lowerBound } from '../beats/search.ts';
import { severityOf, type Finding, type FindingSettings } from './finding.ts';
import type { BeatSeries } from './series.ts';
import { samplesOf, swingsOf, type VentricularDay } from './ventricular-fibrillation.ts';

/** What the signal adds to what the beats say, and which of their runs it takes in. */
export interface TachycardiaBySignal {
  findings: Finding[];
  /** Runs that lie in an episode which the beats tell only in parts. */
  taken: Set<Finding>;
}

/** Whether a finding is tachycardia by the signal, as the rules tell it. */
export function isTachycardiaBySignal({ kind, hand, evidence }: Pick<Finding, 'kind' | 'hand' | 'evidence'>): boolean {
  return kind === 'ventricular-tachycardia' && hand === undefined && evidence['alike'] !== undefined;
}

/** Share of its complexes, as many as the swings make, that were seen as beats for these to be its number. */
const SEEN_SHARE = 0.5;

/** Share of an episode that runs of ventricular beats must cover for the beats to have told it. */
const TOLD_BY_BEATS = 0.9;

/**
 * Findings of tachycardia by the signal.
 *
 * @param series without the beats inside fibrillation
 * @param runs ventricular runs by the beats
 * @param leads numbers of the leads that were looked at
 */
export function tachycardiaBySignal(series: BeatSeries, day: VentricularDay, runs: readonly Finding[], leads: readonly number[], settings: FindingSettings): TachycardiaBySignal {
  const findings: Finding[] = [];
  const taken = new Set<Finding>();
  const { sampleRate } = series;
  const { column } = day;
  if (column === null) return { findings, taken };
  for (const episode of day.episodes) {
    const [from, to] = samplesOf(episode, series);
    if (episode.kind !== 'VT' || to <= from) continue;
    const { rate: swings, alike } = swingsOf(column, episode.from, episode.to);
    const inside = runs.filter((run) => run.to > from && run.from < to);
    const covered = inside.reduce((sum, run) => sum + Math.min(to, run.to) - Math.max(from, run.from), 0);
    if (covered >= TOLD_BY_BEATS * (to - from)) continue;
    for (const run of inside) taken.add(run);
    const first = Math.min(from, ...inside.map((run) => run.from));
    const last = Math.max(to, ...inside.map((run) => run.to));
    findings.push(told(first, last, (last - first) / sampleRate, swings, alike, episode.either));
  }
  return { findings, taken };

  function told(from: number, to: number, span: number, swings: number | null, alike: number, either: number): Finding {
    const first = lowerBound(series.sample, from);
    const last = lowerBound(series.sample, to) - 1;
    const beats = last - first + 1;
    let ventricular = 0;
    for (let i = first; i <= last; i++) if (series.beatClass[i] === CLASS_INDEX.V) ventricular++;
    const counted = beats > 1 ? (60 * (beats - 1) * sampleRate) / (series.sample[last]! - series.sample[first]!) : null;
    const rate = swings ?? counted;
    const swung = Math.round(((rate ?? 0) * span) / 60);
    // Where the detector saw few of its complexes, the swings tell how many there were.
    const complexes = beats >= SEEN_SHARE * swung ? beats : swung;
    const kind = 'ventricular-tachycardia';
    return {
      kind,
      from,
      to,
      severity: severityOf(kind, { beats: Math.max(beats, swung), seconds: span, rate, confidence: either }, settings),
      rate,
      leads: [...leads],
      confidence: either,
      reason: `wide complexes by the signal for ${Math.round(span)} s${rate === null ? '' : ` at about ${Math.round(rate)}/min`} (likelihood ${Math.round(100 * either)} %); of ${beats} beats there ${ventricular} are labelled ventricular`,
      anchors: beats > 1 ? [series.key[first]!, series.key[last]!] : day.framing(from, to),
      evidence: { seconds: span, confidence: either, alike, beats: complexes, ventricular, ...(rate === null ? {} : { rate }) },
    };
  }
}
