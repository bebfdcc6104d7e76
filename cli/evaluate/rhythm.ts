/** Scores what is made of the beats: runs, couplets, and atrial fibrillation, record by record and for the set. */
import { classOfCode, codeOf } from '../../core/beats/classes.ts';
import { BEAT_SOURCE, PROBABILITIES, type BeatColumns } from '../../core/beats/columns.ts';
import { DEFAULT_SETTINGS } from '../../core/rhythm/finding.ts';
import { findingsOf } from '../../core/rhythm/findings.ts';
import { episodeFigures, marksRhythm, rhythmSpans, scoreEpisodes, type EpisodeFigures, type EpisodeRule, type EpisodeScore } from '../../core/scoring/episodes.ts';
import type { BeatLabels } from '../../core/scoring/labels.ts';
import { learningSeconds, type Protocol } from '../../core/scoring/protocol.ts';
import { coupletFigures, pooledRuns, runFigures, scoreRuns, type RunFigures, type RunMatrices } from '../../core/scoring/runs.ts';
import type { Annotation, Span } from '../../core/study/recording.ts';
import type { FoundEvent } from './machine-labels.ts';
import { scoreVentricular, ventricularReport, type VentricularReport, type VentricularScore } from './ventricular.ts';

/** Labels of rhythm marks that count as fibrillation, and as flutter. */
const FIBRILLATION = ['AFIB'];
const FLUTTER = ['AFL'];
/** Gaps under 30 s are joined and episodes under 30 s dropped, on both sides: as findings are reported. */
export const AF_RULE: EpisodeRule = { gapSeconds: DEFAULT_SETTINGS.afGapSeconds, leastSeconds: DEFAULT_SETTINGS.afSeconds };

export interface RhythmScore {
  /** Null where the classes of the record are not scored. */
  V: RunMatrices | null;
  S: RunMatrices | null;
  /** Fibrillation and flutter together, and fibrillation alone with flutter left out. Null where the tested side says nothing of rhythm. */
  AF: EpisodeScore | null;
  AFIB: EpisodeScore | null;
  /** By the machine's own findings only; null where annotation files or annotations alone were scored. */
  ventricular: VentricularScore | null;
  /** Whether the reference marks rhythm. Where it does not, all is taken for free of fibrillation. */
  marked: boolean;
}

export interface RhythmComparison {
  referenceMarks: readonly Annotation[];
  reference: BeatLabels;
  tested: BeatLabels;
  /** Fibrillation as found; null where the tested side says nothing of rhythm. */
  found: readonly Span[] | null;
  /** All findings of the machine; null where it was not the machine that was scored. */
  findings: readonly FoundEvent[] | null;
  classified: boolean;
  sampleRate: number;
  length: number;
  protocol: Protocol;
}

/** Scores one record. */
export function scoreRhythm(input: RhythmComparison): RhythmScore {
  const { referenceMarks, reference, tested, sampleRate, length, protocol, found } = input;
  const runs = (kind: 'V' | 'S'): RunMatrices | null => (input.classified && !reference.paced ? scoreRuns({ reference, tested, sampleRate, protocol }, kind) : null);
  const start = learningSeconds(protocol) * sampleRate;
  const flutter = rhythmSpans(referenceMarks, FLUTTER, length);
  const episodes = (labels: readonly string[], excluded: readonly Span[]): EpisodeScore | null =>
    found && scoreEpisodes({ reference: rhythmSpans(referenceMarks, labels, length), tested: found, sampleRate, start, length, rule: AF_RULE, excluded });
  return { V: runs('V'), S: runs('S'), AF: episodes([...FIBRILLATION, ...FLUTTER], []), AFIB: episodes(FIBRILLATION, flutter), ventricular: input.findings && scoreVentricular(referenceMarks, input.findings, sampleRate, length), marked: marksRhythm(referenceMarks) };
}

/** Fibrillation in these beats by the program's own rule. `codes` are numbers of `CODES`. */
export function fibrillationIn(beats: { samples: Float64Array; codes: Uint8Array; unreadable: readonly Span[] }, sampleRate: number, length: number): Span[] {
  const n = beats.samples.length;
  const columns: Pick<BeatColumns, 'key' | 'sample' | 'code' | 'probability' | 'source'> = {
    key: Int32Array.from({ length: n }, (_, i) => i),
    sample: beats.samples,
    code: beats.codes,
    probability: new Uint8Array(n * PROBABILITIES),
    source: new Uint8Array(n).fill(BEAT_SOURCE.model),
  };
  const unreadable = beats.unreadable.flatMap(({ from, to }) => [from, to]);
  return findingsOf({ beats: columns, sampleRate, sampleCount: length, unreadable, gaps: [] })
    .filter(({ kind }) => kind === 'atrial-fibrillation')
    .map(({ from, to }) => ({ from, to }));
}

/**
 * Beats of an annotation file to look for fibrillation in. Of a reference only V
 * and F are told from the rest: its S labels would give fibrillation away.
 *
 * @param stripped V and F are not told either, as of a detector that knows no classes
 */
export function beatsOfMarks(marks: readonly Annotation[], stripped = false): { samples: Float64Array; codes: Uint8Array } {
  const beats = marks.filter(({ symbol }) => codeOf(symbol) >= 0 && classOfCode(codeOf(symbol)) !== 'X');
  const plain = (symbol: string): number => {
    const beatClass = classOfCode(codeOf(symbol));
    return !stripped && (beatClass === 'V' || beatClass === 'F') ? codeOf(beatClass) : codeOf('N');
  };
  return { samples: Float64Array.from(beats, ({ sample }) => sample), codes: Uint8Array.from(beats, ({ symbol }) => plain(symbol)) };
}

/** Fibrillation as an annotation file marks it; null where it marks no rhythm. */
export function fibrillationMarked(marks: readonly Annotation[], length: number): Span[] | null {
  return marksRhythm(marks) ? rhythmSpans(marks, [...FIBRILLATION, ...FLUTTER], length) : null;
}

/** Fibrillation and flutter of one record, for the analysis of errors. Seconds and counts. */
export interface RecordFibrillation {
  referenceSeconds: number;
  testedSeconds: number;
  overlapSeconds: number;
  referenceEpisodes: number;
  found: number;
  testedEpisodes: number;
  right: number;
}

export function fibrillationOf(score: RhythmScore | undefined): RecordFibrillation | null {
  return secondsAndCounts(score?.AF ?? null);
}

/** Ventricular fibrillation, flutter and tachycardia of one record, whichever they were called. */
export function ventricularOf(score: RhythmScore | undefined): RecordFibrillation | null {
  return secondsAndCounts(score?.ventricular?.either ?? null);
}

/** Ventricular and supraventricular couplets and runs of one record, for the analysis of errors; null where its classes are not scored. */
export function runsOf(score: RhythmScore | undefined): { vCouplets: RunFigures; vRuns: RunFigures; sCouplets: RunFigures; sRuns: RunFigures } | null {
  if (!score?.V || !score.S) return null;
  return { vCouplets: coupletFigures(score.V), vRuns: runFigures(score.V), sCouplets: coupletFigures(score.S), sRuns: runFigures(score.S) };
}

function secondsAndCounts(score: EpisodeScore | null): RecordFibrillation | null {
  if (score === null) return null;
  const { referenceEpisodes, found, testedEpisodes, right, sampleRate } = score;
  const seconds = (samples: number): number => Math.round(samples / sampleRate);
  return { referenceSeconds: seconds(score.referenceDuration), testedSeconds: seconds(score.testedDuration), overlapSeconds: seconds(score.overlap), referenceEpisodes, found, testedEpisodes, right };
}

/** The keys `runs` and `rhythm` of a set. */
export interface RhythmReport {
  /** Null where no record's classes were scored. */
  runs: { vCouplets: RunFigures; vRuns: RunFigures; sCouplets: RunFigures; sRuns: RunFigures } | null;
  /** Fibrillation with flutter, and alone; null where the tested side says nothing of rhythm. */
  rhythm: { AF: EpisodeFigures; AFIB: EpisodeFigures; recordsWithMarks: number } & Partial<VentricularReport> | null;
}

export function rhythmReport(scores: readonly (RhythmScore & { id: string })[]): RhythmReport {
  const present = <T>(list: readonly (T | null)[]): T[] => list.filter((item) => item !== null);
  const V = present(scores.map((score) => score.V));
  const S = present(scores.map((score) => score.S));
  const AF = present(scores.map((score) => score.AF));
  const pooled = { V: pooledRuns(V), S: pooledRuns(S) };
  return {
    runs: V.length === 0 ? null : { vCouplets: coupletFigures(pooled.V), vRuns: runFigures(pooled.V), sCouplets: coupletFigures(pooled.S), sRuns: runFigures(pooled.S) },
    rhythm: AF.length === 0 ? null : { AF: episodeFigures(AF), AFIB: episodeFigures(present(scores.map((score) => score.AFIB))), recordsWithMarks: scores.filter(({ marked }) => marked).length, ...ventricularReport(scores.flatMap(({ id, ventricular }) => (ventricular ? [{ id, score: ventricular }] : []))) },
  };
}

const percent = (value: number | null): string => (value === null ? '–' : value.toFixed(1));

/** The lines of the table that say it. */
export function rhythmLines({ runs, rhythm }: RhythmReport): string[] {
  const lines: string[] = [];
  if (runs) {
    const line = (name: string, { se, ppv, n, tested }: RunFigures): string => `${name.padEnd(22)}${percent(se).padStart(8)}${percent(ppv).padStart(8)}${String(n).padStart(11)}${String(tested).padStart(9)}`;
    lines.push('', `${''.padEnd(22)}${'Se'.padStart(8)}${'PPV'.padStart(8)}${'reference'.padStart(11)}${'tested'.padStart(9)}`);
    lines.push(line('V couplets', runs.vCouplets), line('V runs, 3 and more', runs.vRuns), line('S couplets', runs.sCouplets), line('S runs, 3 and more', runs.sRuns));
  }
  if (rhythm) {
    lines.push('', `Atrial fibrillation, episodes of ${AF_RULE.leastSeconds} s and more (${rhythm.recordsWithMarks} records with rhythm marks):`);
    for (const [name, f] of [['AFIB and AFL', rhythm.AF], ['AFIB alone', rhythm.AFIB]] as const) {
      lines.push(
        `${name.padEnd(22)}by duration ${percent(f.durationSe)} / ${percent(f.durationPpv)} (${f.referenceHours.toFixed(2)} h, found ${f.testedHours.toFixed(2)} h); by episode ${percent(f.episodeSe)} / ${percent(f.episodePpv)} (${f.referenceEpisodes}, found ${f.testedEpisodes}); false ${f.falseEpisodes} in ${f.days.toFixed(2)} days, ${f.peopleAffected} of ${f.people} records`,
      );
    }
  }
  return lines;
}
