/**
 * Ventricular fibrillation, flutter and tachycardia by the signal itself: what
 * beats cannot tell, since there are none to find, or not all of them.
 *
 * The episodes are those of the evidence (`ventricular-course.ts`), less those of which
 * more than half is unreadable: where no lead can be read, what swings is not told. Beats inside fibrillation do not count. Tachycardia that the beats
 * show as well stands as they show it.
 */
import { lowerBound } from '../beats/search.ts';
import { CLASS_INDEX } from '../beats/classes.ts';
import type { Evidence, EvidenceArray } from '../beats/evidence.ts';
import { SWING_STEP, VENTRICULAR_VALUES } from '../signal/ventricular.ts';
import { lengthWithin, normalised } from '../study/spans.ts';
import { severityOf, type Finding, type FindingKind, type FindingSettings } from './finding.ts';
import type { BeatSeries } from './series.ts';
import { COURSE, ventricularEpisodes, type VentricularEpisode } from './ventricular-course.ts';

/** Episodes of a day, and what they were made of. */
export interface VentricularDay {
  column: EvidenceArray | null;
  leastSeconds: number;
  /** Those of the evidence alone. */
  all: VentricularEpisode[];
  episodes: VentricularEpisode[];
  /** Fibrillation and flutter as from, to pairs of samples. */
  fibrillation: number[];
  /** Tachycardia, as them. */
  tachycardia: number[];
}

export interface VentricularInput {
  evidence?: Evidence;
  sampleRate: number;
  sampleCount: number;
  /** Unreadable spans, from, to pairs of samples. */
  unreadable: ArrayLike<number>;
}

/** Share of an episode that may be unreadable; on the folds no episode found in `vfdb` and `cudb` has more. */
const UNREADABLE_SHARE = 0.5;

/** The episodes of a day. Those of an earlier state of the same day are taken over where the evidence is the same. */
export function ventricularDay({ evidence, sampleRate, sampleCount, unreadable }: VentricularInput, settings: FindingSettings, before?: VentricularDay): VentricularDay {
  const column = evidence?.ventricular ?? null;
  const leastSeconds = settings.ventricularSignalSeconds;
  const same = before !== undefined && before.column === column && before.leastSeconds === leastSeconds;
  const all = same ? before.all : column === null ? [] : ventricularEpisodes(column, { ...COURSE, leastSeconds });
  const lost = normalised(unreadable);
  const episodes = all.filter(({ from, to }) => lengthWithin(lost, from * sampleRate, to * sampleRate) <= UNREADABLE_SHARE * (to - from) * sampleRate);
  const spansOf = (rhythm: VentricularEpisode['kind']): number[] => episodes.flatMap(({ kind, from, to }) => (kind === rhythm && from * sampleRate < sampleCount ? [Math.round(from * sampleRate), Math.min(sampleCount, Math.round(to * sampleRate))] : []));
  return { column, leastSeconds, all, episodes, fibrillation: spansOf('VF'), tachycardia: spansOf('VT') };
}

/** Rate and likeness of the swings in seconds `[from, to)`: the median of those that have one; rate null where few have. */
function swingsOf(column: EvidenceArray, from: number, to: number): { rate: number | null; alike: number } {
  const rates: number[] = [];
  let alike = 0;
  for (let s = from; s < to; s++) {
    const steps = column[s * VENTRICULAR_VALUES + 2]!;
    if (steps > 0) rates.push(steps * SWING_STEP);
    alike += column[s * VENTRICULAR_VALUES + 3]! / 255;
  }
  rates.sort((a, b) => a - b);
  return { rate: 2 * rates.length >= to - from ? rates[rates.length >> 1]! : null, alike: alike / Math.max(1, to - from) };
}

/** Keys of the counted beats that frame a span: the last before it and the first behind it, or the nearest there are. Empty in a recording without beats. */
function framing(series: BeatSeries, from: number, to: number): number[] {
  const { sample, key } = series;
  if (sample.length === 0) return [];
  const before = lowerBound(sample, from) - 1;
  const behind = lowerBound(sample, to);
  const first = before >= 0 ? before : Math.min(behind, sample.length - 1);
  return [key[first]!, key[behind < sample.length ? behind : Math.max(first, sample.length - 1)]!];
}

/** What the signal adds to what the beats say, and which of their runs it takes in. */
export interface VentricularFindings {
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
 * Findings by the signal.
 *
 * @param series without the beats inside fibrillation
 * @param allBeats R peaks of all beats, ascending: those inside fibrillation are told
 * @param runs ventricular runs by the beats
 * @param leads numbers of the leads that were looked at
 */
export function ventricularFindings(series: BeatSeries, day: VentricularDay, allBeats: Float64Array, runs: readonly Finding[], leads: readonly number[], settings: FindingSettings): VentricularFindings {
  const findings: Finding[] = [];
  const taken = new Set<Finding>();
  const { sampleRate, sampleCount } = series;
  const { column } = day;
  if (column === null) return { findings, taken };
  const fibrillation = 'ventricular-fibrillation' satisfies FindingKind;
  for (const { kind, from: start, to: end, likelihood, either } of day.episodes) {
    const from = Math.round(start * sampleRate);
    const to = Math.min(sampleCount, Math.round(end * sampleRate));
    if (to <= from) continue;
    const { rate: swings, alike } = swingsOf(column, start, end);
    if (kind === 'VF') {
      const anchors = framing(series, from, to);
      const beats = lowerBound(allBeats, to) - lowerBound(allBeats, from);
      const last = findings.at(-1);
      if (last && last.kind === fibrillation && last.anchors.join() === anchors.join()) {
        // Nothing beat in between: one episode.
        const known = (name: string): number => last.evidence[name] ?? 0;
        findings[findings.length - 1] = fibrillationOf({ from: last.from, to, swings: last.rate ?? swings, alike: Math.min(alike, known('alike')), beats: known('beatsLeftOut') + beats, likelihood: Math.min(likelihood, known('likelihood')), either: Math.min(either, known('confidence')), anchors });
      } else findings.push(fibrillationOf({ from, to, swings, alike, beats, likelihood, either, anchors }));
      continue;
    }
    const inside = runs.filter((run) => run.to > from && run.from < to);
    const covered = inside.reduce((sum, run) => sum + Math.min(to, run.to) - Math.max(from, run.from), 0);
    if (covered >= TOLD_BY_BEATS * (to - from)) continue;
    for (const run of inside) taken.add(run);
    const first = Math.min(from, ...inside.map((run) => run.from));
    const last = Math.max(to, ...inside.map((run) => run.to));
    findings.push(tachycardiaOf(first, last, (last - first) / sampleRate, swings, alike, either));
  }
  return { findings, taken };

  function fibrillationOf(of: { from: number; to: number; swings: number | null; alike: number; beats: number; likelihood: number; either: number; anchors: number[] }): Finding {
    const span = (of.to - of.from) / sampleRate;
    const rate = of.swings === null ? '' : ` at about ${of.swings}/min`;
    const out = of.beats === 0 ? '' : `; ${of.beats} ${of.beats === 1 ? 'beat' : 'beats'} inside not counted`;
    return {
      kind: fibrillation,
      from: of.from,
      to: of.to,
      severity: severityOf(fibrillation, { seconds: span, confidence: of.either }, settings),
      rate: of.swings,
      leads: [...leads],
      confidence: of.either,
      reason: `the signal swings${rate} for ${Math.round(span)} s without QRS complexes (likelihood ${Math.round(100 * of.either)} %): fibrillation or flutter${out}`,
      anchors: of.anchors,
      evidence: { seconds: span, likelihood: of.likelihood, confidence: of.either, alike: of.alike, beatsLeftOut: of.beats, ...(of.swings === null ? {} : { swings: of.swings }) },
    };
  }

  function tachycardiaOf(from: number, to: number, span: number, swings: number | null, alike: number, either: number): Finding {
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
      anchors: beats > 1 ? [series.key[first]!, series.key[last]!] : framing(series, from, to),
      evidence: { seconds: span, confidence: either, alike, beats: complexes, ventricular, ...(rate === null ? {} : { rate }) },
    };
  }
}
