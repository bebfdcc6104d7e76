/** What a reference says of ventricular fibrillation, flutter and tachycardia, whichever way it marks them. */
import type { Annotation, Span } from '../study/recording.ts';
import { rhythmSpans } from './episodes.ts';
import { joined } from './labels.ts';

/** Rhythm labels of fibrillation and flutter; the sets spell them differently. */
const FIBRILLATION = ['VF', 'VFIB', 'VFL'];
const TACHYCARDIA = ['VT'];
const UNTOLD = ['NOISE'];

/** Spans of a record, samples. */
export interface VentricularReference {
  /** Fibrillation and flutter: `(VF`, `(VFIB`, `(VFL`, and from `[` to `]`. */
  VF: Span[];
  VT: Span[];
  /** What the reference does not tell: `(NOISE`, and what lies before the first rhythm mark of a file without beats. */
  untold: Span[];
}

/** Reads the marks of one record of `length` samples. A `[` without its `]` goes on to the end. */
export function ventricularReference(marks: readonly Annotation[], length: number): VentricularReference {
  const brackets: Span[] = [];
  let from = -1;
  for (const { sample, symbol } of marks) {
    if (symbol === '[' && from < 0) from = sample;
    if (symbol === ']' && from >= 0) {
      brackets.push({ from, to: sample });
      from = -1;
    }
  }
  if (from >= 0 && length > from) brackets.push({ from, to: length });
  const untold = rhythmSpans(marks, UNTOLD, length);
  const first = marks.find(({ symbol, aux }) => symbol === '+' && aux.startsWith('('));
  if (first !== undefined && first.sample > 0 && !marks.some(({ symbol }) => symbol === 'N')) untold.unshift({ from: 0, to: first.sample });
  // `(VF` at a `[` has no mark of its own for the end: there the brackets say more.
  const named = brackets.length > 0 ? rhythmSpans(marks, FIBRILLATION, length).filter((span) => !brackets.some((other) => other.from <= span.from && span.from < other.to)) : rhythmSpans(marks, FIBRILLATION, length);
  return { VF: joined([...brackets, ...named]), VT: joined(rhythmSpans(marks, TACHYCARDIA, length)), untold: joined(untold) };
}
