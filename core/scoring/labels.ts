/** Beats, fibrillation and unreadable spans out of the marks of an annotation file. */
import type { Annotation, Span } from '../study/recording.ts';
import { scoredClass, type Protocol } from './protocol.ts';

/** One side of a comparison. Beats are in order of time. */
export interface BeatLabels {
  /** R peaks, samples of the recording. */
  samples: Float64Array;
  /** `CLASS_INDEX` of each beat, N to Q. */
  classes: Uint8Array;
  /** Ventricular fibrillation or flutter, from its `[` to its `]`, both ends inside. */
  fibrillation: Span[];
  /** Unreadable: from a `~` with bits 4 and 5 of its subtype set to the next `~` without them. */
  unreadable: Span[];
  /** Whether any beat is paced (`/`) or a fusion with a paced one (`f`). */
  paced: boolean;
}

/**
 * Subtype of a `~` from which on nothing is readable: bits 4 and 5, as WFDB
 * marks it. A `~` without both (0 is usual) ends the span.
 */
export const UNREADABLE_SUBTYPE = 0x30;

/**
 * Reads the marks of one annotation file for scoring.
 *
 * Marks need not be in order. Beats between `[` and `]` are not labels (EC57
 * does not score beats in fibrillation). A `[` without its `]` and an
 * unreadable span without its end last to `length`.
 *
 * @param length samples of the recording; marks at or behind it still count
 */
export function labelsOf(annotations: readonly Annotation[], protocol: Protocol, length: number): BeatLabels {
  const marks = annotations.every((mark, i) => i === 0 || annotations[i - 1]!.sample <= mark.sample)
    ? annotations
    : [...annotations].sort((a, b) => a.sample - b.sample);
  const samples: number[] = [];
  const classes: number[] = [];
  const fibrillation: Span[] = [];
  const unreadable: Span[] = [];
  let paced = false;
  let fibrillationFrom = -1;
  let unreadableFrom = -1;
  for (const mark of marks) {
    const { symbol, sample } = mark;
    if (symbol === '[') {
      if (fibrillationFrom < 0) fibrillationFrom = sample;
      continue;
    }
    if (symbol === ']') {
      // The closing mark itself belongs to the span, hence one past it.
      if (fibrillationFrom >= 0) fibrillation.push({ from: fibrillationFrom, to: sample + 1 });
      fibrillationFrom = -1;
      continue;
    }
    if (symbol === '~') {
      const starts = (mark.subtype & UNREADABLE_SUBTYPE) === UNREADABLE_SUBTYPE;
      if (starts && unreadableFrom < 0) unreadableFrom = sample;
      if (!starts && unreadableFrom >= 0) {
        unreadable.push({ from: unreadableFrom, to: sample });
        unreadableFrom = -1;
      }
      continue;
    }
    if (symbol === '/' || symbol === 'f') paced = true;
    const beatClass = scoredClass(symbol, protocol);
    if (beatClass < 0 || fibrillationFrom >= 0) continue;
    samples.push(sample);
    classes.push(beatClass);
  }
  if (fibrillationFrom >= 0) fibrillation.push({ from: fibrillationFrom, to: Math.max(length, fibrillationFrom + 1) });
  if (unreadableFrom >= 0 && length > unreadableFrom) unreadable.push({ from: unreadableFrom, to: length });
  return { samples: Float64Array.from(samples), classes: Uint8Array.from(classes), fibrillation, unreadable, paced };
}

/** Whether a sample lies in one of the spans, which are in order and do not overlap. */
export function isInside(spans: readonly Span[], sample: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.to <= sample) low = middle + 1;
    else high = middle;
  }
  const span = spans[low];
  return span !== undefined && sample >= span.from;
}

/** Spans in order, overlapping and touching ones joined, empty ones dropped. */
export function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.to <= span.from) continue;
    const last = result.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else result.push({ from: span.from, to: span.to });
  }
  return result;
}

/** Samples that the spans cover within `[from, to)`. Spans do not overlap. */
export function covered(spans: readonly Span[], from: number, to: number): number {
  return spans.reduce((sum, span) => sum + Math.max(0, Math.min(to, span.to) - Math.max(from, span.from)), 0);
}
