/**
 * Compares couplets and runs of ectopic beats by the rules of EC57 (as WFDB's
 * `rxr` carries them out).
 *
 * A run is a succession of beats of the kind, whatever its length; V and F beats
 * make the ventricular ones, S beats the supraventricular ones, any other beat
 * and an unreadable span end it. For each run of one side, the longest
 * succession of the other side within its bounds and 150 ms on either side is
 * looked up. Ventricular fibrillation (`[` to `]`) is a run of the greatest length.
 *
 * Sensitivity asks for each run of the reference, predictivity for each tested
 * run. A couplet is found where the other side has two beats or more there, a
 * tested couplet is right where the reference has two or more. Runs of three
 * and more: the same with three.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import { joined, type BeatLabels } from './labels.ts';
import { learningSeconds, MATCH_SECONDS, type Protocol } from './protocol.ts';

/** Lengths are counted up to this. */
export const LONGEST_RUN = 6;
const SIZE = LONGEST_RUN + 1;

export type RunKind = 'V' | 'S';

/** Counts `[reference length * 7 + tested length]`, lengths 0 to 6 and more; one matrix by reference runs, one by tested ones. */
export interface RunMatrices {
  byReference: Float64Array;
  byTested: Float64Array;
}

interface Run {
  from: number;
  to: number;
  beats: number;
}

export interface RunComparison {
  reference: BeatLabels;
  tested: BeatLabels;
  sampleRate: number;
  protocol: Protocol;
}

/** Matrices of one record for one kind of run. */
export function scoreRuns(input: RunComparison, kind: RunKind): RunMatrices {
  const start = learningSeconds(input.protocol) * input.sampleRate;
  const window = MATCH_SECONDS * input.sampleRate + 1e-6;
  const reference = new Track(input.reference, kind);
  const tested = new Track(input.tested, kind);
  const byReference = new Float64Array(SIZE * SIZE);
  const byTested = new Float64Array(SIZE * SIZE);
  for (const run of reference.runs(start)) byReference[run.beats * SIZE + tested.longestWithin(run.from - window, run.to + window)]! += 1;
  for (const run of tested.runs(start)) byTested[reference.longestWithin(run.from - window, run.to + window) * SIZE + run.beats]! += 1;
  return { byReference, byTested };
}

/** One side: its beats, and what breaks runs. */
class Track {
  private readonly samples: Float64Array;
  /** 1 of the kind, 0 another beat, 2 the start of an unreadable span. */
  private readonly marks: Uint8Array;
  private readonly fibrillation: { from: number; to: number }[];

  constructor(labels: BeatLabels, kind: RunKind) {
    const of = kind === 'V' ? [CLASS_INDEX.V, CLASS_INDEX.F] : [CLASS_INDEX.S];
    const shut = joined(labels.unreadable);
    const entries: [number, number][] = [];
    let span = 0;
    labels.samples.forEach((sample, i) => {
      while (span < shut.length && shut[span]!.to <= sample) span++;
      if (span < shut.length && shut[span]!.from <= sample) return;
      entries.push([sample, of.includes(labels.classes[i]!) ? 1 : 0]);
    });
    for (const { from } of shut) entries.push([from, 2]);
    entries.sort((a, b) => a[0] - b[0]);
    this.samples = Float64Array.from(entries, ([sample]) => sample);
    this.marks = Uint8Array.from(entries, ([, mark]) => mark);
    this.fibrillation = kind === 'V' ? joined(labels.fibrillation) : [];
  }

  /** Runs whose first beat lies at or behind `start`, ascending; fibrillation among them. */
  runs(start: number): Run[] {
    const found: Run[] = this.fibrillation.filter(({ to }) => to > start).map(({ from, to }) => ({ from: Math.max(from, start), to, beats: LONGEST_RUN }));
    let open: Run | null = null;
    for (let i = firstFrom(this.samples, start); i <= this.marks.length; i++) {
      if (i < this.marks.length && this.marks[i] === 1) {
        const at = this.samples[i]!;
        open = open === null ? { from: at, to: at, beats: 1 } : { from: open.from, to: at, beats: Math.min(LONGEST_RUN, open.beats + 1) };
      } else if (open !== null) {
        found.push(open);
        open = null;
      }
    }
    return found.sort((a, b) => a.from - b.from);
  }

  /** Longest succession among the beats of `[from, to]`; fibrillation that touches it is the greatest. */
  longestWithin(from: number, to: number): number {
    if (this.fibrillation.some((span) => span.from <= to && span.to >= from)) return LONGEST_RUN;
    let longest = 0;
    let length = 0;
    for (let i = firstFrom(this.samples, from); i < this.samples.length && this.samples[i]! <= to; i++) {
      length = this.marks[i] === 1 ? length + 1 : 0;
      longest = Math.max(longest, length);
    }
    return Math.min(LONGEST_RUN, longest);
  }
}

function firstFrom(samples: Float64Array, sample: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples[middle]! < sample) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sums matrices of several records. */
export function pooledRuns(matrices: readonly RunMatrices[]): RunMatrices {
  const sum: RunMatrices = { byReference: new Float64Array(SIZE * SIZE), byTested: new Float64Array(SIZE * SIZE) };
  for (const { byReference, byTested } of matrices) {
    byReference.forEach((count, i) => (sum.byReference[i]! += count));
    byTested.forEach((count, i) => (sum.byTested[i]! += count));
  }
  return sum;
}

/** Percent; `n` the reference's number. */
export interface RunFigures {
  se: number | null;
  ppv: number | null;
  n: number;
  tested: number;
}

/** Sensitivity and predictivity of runs whose length is `lengths`, found where the other side has `least` beats or more. */
function figures(matrices: RunMatrices, least: number, most: number): RunFigures {
  let n = 0;
  let found = 0;
  let tested = 0;
  let right = 0;
  for (let own = least; own <= most; own++) {
    for (let other = 0; other < SIZE; other++) {
      const ofReference = matrices.byReference[own * SIZE + other]!;
      n += ofReference;
      if (other >= least) found += ofReference;
      const ofTested = matrices.byTested[other * SIZE + own]!;
      tested += ofTested;
      if (other >= least) right += ofTested;
    }
  }
  return { se: n > 0 ? (100 * found) / n : null, ppv: tested > 0 ? (100 * right) / tested : null, n, tested };
}

/** Couplets: exactly two beats. */
export function coupletFigures(matrices: RunMatrices): RunFigures {
  return figures(matrices, 2, 2);
}

/** Runs of three beats and more. */
export function runFigures(matrices: RunMatrices): RunFigures {
  return figures(matrices, 3, LONGEST_RUN);
}
