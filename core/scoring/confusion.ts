/** The confusion matrix of a beat-by-beat comparison and the figures drawn from it. */
import { type Protocol, SCORED_CLASSES, type ScoredClass } from './protocol.ts';

/**
 * Names of rows (reference) and columns (tested). As a row, `O` is a tested
 * beat where the reference has none and `X` the same inside a span that the
 * reference calls unreadable; as a column, `O` is a missed beat and `X` a beat
 * missed because the tested labels call its place unreadable.
 */
export const CELLS = [...SCORED_CLASSES, 'O', 'X'] as const;
export const EXTRA = 5;
export const MISSED = 5;
export const SHUT_DOWN = 6;
const SIZE = CELLS.length;

/** Counts, row by row: `confusion[reference * 7 + tested]`. */
export type Confusion = Float64Array;

export function emptyConfusion(): Confusion {
  return new Float64Array(SIZE * SIZE);
}

/** Counts one pair in place. */
export function count(confusion: Confusion, reference: number, tested: number): void {
  confusion[reference * SIZE + tested]! += 1;
}

/** Sum of several matrices, for gross figures. */
export function pooled(matrices: readonly Confusion[]): Confusion {
  const sum = emptyConfusion();
  for (const matrix of matrices) for (let i = 0; i < sum.length; i++) sum[i]! += matrix[i]!;
  return sum;
}

/** The matrix as nested rows, for JSON and tables. */
export function rowsOf(confusion: Confusion): number[][] {
  return CELLS.map((_, row) => Array.from(confusion.subarray(row * SIZE, (row + 1) * SIZE)));
}

/** Sensitivity, positive predictivity and F1 in percent; `null` where there is nothing to divide by. */
export interface ClassFigures {
  se: number | null;
  ppv: number | null;
  f1: number | null;
}

/** Figures of one matrix, in percent. */
export interface Figures {
  qrs: { se: number | null; ppv: number | null };
  N: ClassFigures;
  S: ClassFigures;
  V: ClassFigures;
  F: ClassFigures;
  /** Mean F1 of N, S, V, F; `null` unless all four are defined. */
  macroF1: number | null;
  /** Mean F1 of N, S, V. */
  macroF1NSV: number | null;
}

/** Classes that have figures of their own. Q has none: it says that nothing can be said. */
export const FIGURE_CLASSES = ['N', 'S', 'V', 'F'] as const satisfies readonly ScoredClass[];
export type FigureClass = (typeof FIGURE_CLASSES)[number];

/**
 * Reference rows whose beats, when called by a class, are *no* false positive
 * of it. EC57 leaves fusion and unclassifiable beats out of V's false
 * positives and unclassifiable ones out of S's. The literature leaves out Q alone.
 */
const PARDONED: Readonly<Record<Protocol, Readonly<Record<FigureClass, readonly ScoredClass[]>>>> = {
  ec57: { N: ['Q'], S: ['Q'], V: ['F', 'Q'], F: ['Q'] },
  literature: { N: ['Q'], S: ['Q'], V: ['Q'], F: ['Q'] },
};

function percent(part: number, whole: number): number | null {
  return whole > 0 ? (100 * part) / whole : null;
}

function mean(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length > 0 ? sum / values.length : null;
}

/** True positives, false negatives and false positives of a class under a protocol. */
export function classCounts(confusion: Confusion, name: FigureClass, protocol: Protocol): { tp: number; fn: number; fp: number } {
  const own = SCORED_CLASSES.indexOf(name);
  let fn = 0;
  let fp = 0;
  for (let other = 0; other < SIZE; other++) {
    if (other === own) continue;
    fn += confusion[own * SIZE + other]!;
    const row = CELLS[other]!;
    const pardoned = row !== 'O' && row !== 'X' && PARDONED[protocol][name].includes(row);
    if (!pardoned) fp += confusion[other * SIZE + own]!;
  }
  return { tp: confusion[own * SIZE + own]!, fn, fp };
}

/** Found, missed and extra beats whatever their class. */
export function qrsCounts(confusion: Confusion): { tp: number; fn: number; fp: number } {
  let tp = 0;
  let fn = 0;
  let fp = 0;
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const value = confusion[row * SIZE + column]!;
      if (row < EXTRA && column < MISSED) tp += value;
      else if (row < EXTRA) fn += value;
      else if (column < MISSED) fp += value;
    }
  }
  return { tp, fn, fp };
}

/**
 * Figures in percent.
 *
 * @param labels matrix of the records whose classes are scored
 * @param qrs matrix of all records; the paced ones count here alone
 */
export function figuresOf(labels: Confusion, qrs: Confusion, protocol: Protocol): Figures {
  const beats = qrsCounts(qrs);
  const figures = (name: FigureClass): ClassFigures => {
    const { tp, fn, fp } = classCounts(labels, name, protocol);
    return { se: percent(tp, tp + fn), ppv: percent(tp, tp + fp), f1: percent(2 * tp, 2 * tp + fn + fp) };
  };
  const N = figures('N');
  const S = figures('S');
  const V = figures('V');
  const F = figures('F');
  return {
    qrs: { se: percent(beats.tp, beats.tp + beats.fn), ppv: percent(beats.tp, beats.tp + beats.fp) },
    N,
    S,
    V,
    F,
    macroF1: mean([N.f1, S.f1, V.f1, F.f1]),
    macroF1NSV: mean([N.f1, S.f1, V.f1]),
  };
}

/** Mean of the records' figures, each over the records where it is defined (EC57's "average"). */
export function averageOf(records: readonly Figures[]): Figures {
  const over = (pick: (figures: Figures) => number | null): number | null =>
    mean(records.map(pick).filter((value) => value !== null));
  const ofClass = (name: FigureClass): ClassFigures => ({
    se: over((figures) => figures[name].se),
    ppv: over((figures) => figures[name].ppv),
    f1: over((figures) => figures[name].f1),
  });
  const N = ofClass('N');
  const S = ofClass('S');
  const V = ofClass('V');
  const F = ofClass('F');
  return {
    qrs: { se: over((figures) => figures.qrs.se), ppv: over((figures) => figures.qrs.ppv) },
    N,
    S,
    V,
    F,
    macroF1: mean([N.f1, S.f1, V.f1, F.f1]),
    macroF1NSV: mean([N.f1, S.f1, V.f1]),
  };
}
