/**
 * Full disclosure: the whole recording in lines of equal length that begin at
 * whole steps of the wall clock, so that a line is "15:46" and not "15:46:12".
 * The window and the print share these lines.
 */
import { lowerBound } from '../beats/search.ts';

/** Lengths that a line may have, seconds. */
export const LINE_SECONDS = [30, 60, 120] as const;
export type LineSeconds = (typeof LINE_SECONDS)[number];

/** A recording laid out in lines. Samples are of the recording; wall time is local time kept as UTC milliseconds. */
export interface DisclosureLines {
  /** Number of lines, at least 1. */
  count: number;
  seconds: number;
  /** Samples a line is long; not always a whole number. */
  samples: number;
  /** Where line 0 begins, 0 or less: the first line may begin before the recording does. */
  origin: number;
}

/** Lays a recording out. @param startMs wall time of sample 0 */
export function layLines({ startMs, sampleRate, sampleCount, seconds }: { startMs: number; sampleRate: number; sampleCount: number; seconds: number }): DisclosureLines {
  const step = seconds * 1000;
  const early = ((startMs % step) + step) % step;
  const samples = seconds * sampleRate;
  const origin = early === 0 ? 0 : -(early / 1000) * sampleRate;
  return { count: Math.max(1, Math.ceil((sampleCount - origin) / samples)), seconds, samples, origin };
}

/** The line that a sample falls in, one of those that are there. */
export function lineOf(lines: DisclosureLines, sample: number): number {
  return Math.max(0, Math.min(lines.count - 1, Math.floor((sample - lines.origin) / lines.samples)));
}

/** Samples `[from, to)` of a line; of the first and the last, parts may lie outside the recording. */
export function spanOfLine(lines: DisclosureLines, line: number): { from: number; to: number } {
  const from = lines.origin + line * lines.samples;
  return { from, to: from + lines.samples };
}

/** Lines that a window of `height` pixels shows: first, and one past the last. */
export function visibleLines(lines: DisclosureLines, scrollTop: number, height: number, lineHeight: number): { first: number; end: number } {
  const first = Math.max(0, Math.min(lines.count - 1, Math.floor(scrollTop / lineHeight)));
  return { first, end: Math.min(lines.count, Math.ceil((scrollTop + height) / lineHeight)) };
}

/** How far to scroll so that a line is wholly seen with `around` lines beside it; the old place where it is already. */
export function scrollFor(lines: DisclosureLines, line: number, scrollTop: number, height: number, lineHeight: number, around = 1): number {
  const most = Math.max(0, lines.count * lineHeight - height);
  const least = (line + 1 + around) * lineHeight - height;
  const greatest = (line - around) * lineHeight;
  // A window too low for the lines beside it shows the line itself.
  const wanted = least > greatest ? line * lineHeight : Math.max(least, Math.min(greatest, scrollTop));
  return Math.max(0, Math.min(most, wanted));
}

/** Spans by place: what of them reaches into a stretch, found without walking through all. */
export interface SpanIndex<T extends { from: number; to: number }> {
  /** Spans of the index that touch `[from, to)`, ascending by where they begin. */
  within(from: number, to: number): T[];
}

export function indexSpans<T extends { from: number; to: number }>(spans: readonly T[]): SpanIndex<T> {
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  const starts = Float64Array.from(sorted, ({ from }) => from);
  // The furthest end of all spans up to here: as soon as it is before the stretch, none earlier reaches into it.
  const furthest = new Float64Array(sorted.length);
  sorted.forEach(({ to }, i) => (furthest[i] = Math.max(to, i > 0 ? furthest[i - 1]! : Number.NEGATIVE_INFINITY)));
  return {
    within(from, to) {
      const found: T[] = [];
      for (let i = lowerBound(starts, to) - 1; i >= 0 && furthest[i]! >= from; i--) if (sorted[i]!.to >= from) found.push(sorted[i]!);
      return found.reverse();
    },
  };
}
