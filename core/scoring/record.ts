/** Scores one record: reference labels against tested ones. */
import type { Annotation } from '../study/recording.ts';
import { covered, isInside, joined, labelsOf, type BeatLabels } from './labels.ts';
import { count, emptyConfusion, EXTRA, figuresOf, MISSED, SHUT_DOWN, type Confusion, type Figures } from './confusion.ts';
import { matchBeats } from './match.ts';
import { learningSeconds, MATCH_SECONDS, type Protocol } from './protocol.ts';

export interface RecordComparison {
  reference: BeatLabels;
  tested: BeatLabels;
  /** Samples a second of both. */
  sampleRate: number;
  /** Samples of the recording. */
  length: number;
  protocol: Protocol;
  /** False where the tested side gives beats without classes: only QRS figures then. */
  classified: boolean;
}

export interface RecordScore {
  confusion: Confusion;
  figures: Figures;
  /** Whether the classes of this record are scored; a paced record and one without tested classes are not. */
  classesScored: boolean;
  paced: boolean;
  /** Reference beats scored. */
  beats: number;
  /** Seconds scored, and those of them that the tested labels call unreadable. */
  scoredSeconds: number;
  abstainedSeconds: number;
  /** Scored reference beats inside those spans: all of them count as missed. */
  abstainedBeats: number;
}

/**
 * Compares beat by beat.
 *
 * Beats of the whole record are matched, then those of the scored time are
 * counted: a pair across the five-minute edge stays a pair and goes by its
 * reference beat. A tested beat without a partner is not counted where it is
 * the first after that edge, within 150 ms of it, and the next tested beat is
 * nearer to the first scored reference beat (the rule of `bxb`: its own beat
 * may lie before the edge); where it lies at or behind the end of the
 * recording; and inside the reference's fibrillation. A reference beat inside a
 * span that the tested labels call unreadable is missed whatever stands there;
 * a tested beat inside such a span claims nothing.
 */
export function scoreRecord(input: RecordComparison): RecordScore {
  const { reference, sampleRate, length, protocol } = input;
  const unreadable = joined(input.tested.unreadable);
  const referenceUnreadable = joined(reference.unreadable);
  const fibrillation = joined(reference.fibrillation);
  const kept: number[] = [];
  input.tested.samples.forEach((sample, i) => {
    if (!isInside(unreadable, sample)) kept.push(i);
  });
  const samples = Float64Array.from(kept, (i) => input.tested.samples[i]!);
  const classes = Uint8Array.from(kept, (i) => input.tested.classes[i]!);

  const start = learningSeconds(protocol) * sampleRate;
  // A hair more than 150 ms, so that 0.15 * 360 is 54 samples whatever the rounding.
  const window = MATCH_SECONDS * sampleRate + 1e-6;
  const match = matchBeats(reference.samples, samples, window);
  const confusion = emptyConfusion();
  let beats = 0;
  let abstainedBeats = 0;
  for (let r = 0; r < reference.samples.length; r++) {
    const sample = reference.samples[r]!;
    if (sample < start) continue;
    beats++;
    const partner = match.ofReference[r]!;
    const row = reference.classes[r]!;
    if (isInside(unreadable, sample)) {
      abstainedBeats++;
      count(confusion, row, SHUT_DOWN);
    } else count(confusion, row, partner < 0 ? MISSED : classes[partner]!);
  }
  const atEdge = start > 0 ? onTheEdge(reference.samples, samples, start, window) : -1;
  for (let t = 0; t < samples.length; t++) {
    const sample = samples[t]!;
    if (match.ofTest[t]! >= 0 || sample < start || sample >= length || t === atEdge || isInside(fibrillation, sample)) continue;
    count(confusion, isInside(referenceUnreadable, sample) ? SHUT_DOWN : EXTRA, classes[t]!);
  }
  const classesScored = input.classified && !reference.paced;
  return {
    confusion,
    figures: figuresOf(classesScored ? confusion : emptyConfusion(), confusion, protocol),
    classesScored,
    paced: reference.paced,
    beats,
    scoredSeconds: Math.max(0, length - start) / sampleRate,
    abstainedSeconds: covered(unreadable, start, length) / sampleRate,
    abstainedBeats,
  };
}

/** Index of the tested beat just behind the edge of the learning time that is not counted alone, or -1. */
function onTheEdge(reference: Float64Array, tested: Float64Array, start: number, window: number): number {
  const first = tested.findIndex((sample) => sample >= start);
  const sample = tested[first];
  if (sample === undefined || sample - start > window) return -1;
  const beat = reference.find((at) => at >= start);
  if (beat === undefined) return first;
  const next = tested[first + 1] ?? Number.POSITIVE_INFINITY;
  return Math.abs(beat - next) < Math.abs(beat - sample) ? first : -1;
}

/**
 * Scores R peaks without classes against reference annotations, EC57.
 *
 * @param found R peaks and unreadable spans (from, to pairs), samples of the recording
 * @param recording its length in samples and samples a second
 */
export function scorePeaks(found: { peaks: Float64Array; unreadable: BeatLabels['unreadable'] }, annotations: readonly Annotation[], { length, sampleRate }: { length: number; sampleRate: number }): RecordScore {
  const { peaks, unreadable } = found;
  return scoreRecord({
    reference: labelsOf(annotations, 'ec57', length),
    tested: { samples: peaks, classes: new Uint8Array(peaks.length), fibrillation: [], unreadable, paced: false },
    sampleRate,
    length,
    protocol: 'ec57',
    classified: false,
  });
}
