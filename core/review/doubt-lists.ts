/**
 * Beats in doubt, as lists: all beats of one class in one stretch of the
 * recording, those first that the machine doubts most. A reader looks along a
 * list, takes out what is something else, and says that the rest is right: few
 * decisions about many beats. The list comes first in which most labels of S and
 * V are expected to be wrong.
 *
 * A function of the columns and the reader's marks; nothing is stored but the marks.
 */
import { CLASS_INDEX, classOfCode, type BeatClass } from '../beats/classes.ts';
import { BEAT_SOURCE, PROBABILITIES, type BeatColumns } from '../beats/columns.ts';
import { rowsByValue } from './rows-by-value.ts';

/** Classes that have lists. */
export const LISTED = ['N', 'S', 'V', 'F', 'Q'] as const satisfies readonly BeatClass[];

/** Longest silence within a stretch, seconds: after it the machine begins anew, too, so what it does wrong may be another thing. */
const SILENCE = 60;
/** A shorter stretch is part of the one before it, seconds. */
const LEAST_STRETCH = 600;
/** Wrong labels that must be expected before a list is worth the first look. */
export const WORTH = 1;

export interface DoubtList {
  /** Class and key of the first beat of its stretch: the same while the run is. */
  name: string;
  beatClass: (typeof LISTED)[number];
  /** Samples of the first and the last beat of the stretch. */
  from: number;
  to: number;
  /** Whether the recording has more than this one stretch. */
  parted: boolean;
  /** Beats that bear the class now, the most doubtful first; what a person has said is in no doubt. */
  rows: Int32Array;
  /** Beats whose label of S or V is expected to be wrong. */
  expected: number;
}

/** The name of the mark that says that somebody has gone through a list. */
export function doubtMark(name: string): string {
  return `doubt ${name}`;
}

/** How likely the machine holds it that a beat's label is wrong, as far as S and V go: 0…1. */
export function doubtOf(probability: Uint8Array, row: number, beatClass: BeatClass): number {
  const share = (of: number): number => probability[row * PROBABILITIES + of]!;
  const all = share(0) + share(1) + share(2) + share(3);
  if (all === 0) return 0;
  if (beatClass === 'S' || beatClass === 'V') return 1 - share(CLASS_INDEX[beatClass]) / all;
  return (share(1) + share(2)) / all;
}

/** First rows of the stretches between long silences, the end of all rows behind them. */
function stretchesOf(sample: Float64Array, sampleRate: number): number[] {
  const starts = [0];
  for (let row = 1; row < sample.length; row++) {
    if (sample[row]! - sample[row - 1]! <= SILENCE * sampleRate) continue;
    if (sample[row - 1]! - sample[starts.at(-1)!]! >= LEAST_STRETCH * sampleRate) starts.push(row);
  }
  return [...starts, sample.length];
}

/** Rows, the most doubtful first, equal ones in the order of time. */
function mostDoubtful(ascending: readonly number[], doubts: Float32Array): Int32Array {
  const values = new Float64Array(ascending.length);
  for (let i = 0; i < values.length; i++) values[i] = -doubts[ascending[i]!]!;
  return rowsByValue(new Int32Array(ascending), values);
}

/** All lists that hold a beat, in the order in which they most need an eye. */
export function doubtLists(beats: BeatColumns, sampleRate: number): DoubtList[] {
  const { sample, code, probability, source, key } = beats;
  if (sample.length === 0) return [];
  const bounds = stretchesOf(sample, sampleRate);
  const doubts = new Float32Array(sample.length);
  const lists: DoubtList[] = [];
  for (let stretch = 0; stretch + 1 < bounds.length; stretch++) {
    const [first, end] = [bounds[stretch]!, bounds[stretch + 1]!];
    const rows: number[][] = LISTED.map(() => []);
    const expected = LISTED.map(() => 0);
    for (let row = first; row < end; row++) {
      const beatClass = classOfCode(code[row]!);
      const at = CLASS_INDEX[beatClass];
      if (at >= LISTED.length) continue;
      if (source[row] === BEAT_SOURCE.model) doubts[row] = doubtOf(probability, row, beatClass);
      rows[at]!.push(row);
      expected[at]! += doubts[row]!;
    }
    LISTED.forEach((beatClass, at) => {
      if (rows[at]!.length === 0) return;
      lists.push({
        name: `${beatClass} ${key[first]!}`,
        beatClass,
        from: sample[first]!,
        to: sample[end - 1]!,
        parted: bounds.length > 2,
        rows: mostDoubtful(rows[at]!, doubts),
        expected: expected[at]!,
      });
    });
  }
  return lists.sort((a, b) => b.expected - a.expected || a.from - b.from);
}

/**
 * What a reader has before them, first things first: lists that are worth a
 * look, then those put off for later, then the rest. What is marked is done.
 */
export function openLists(lists: readonly DoubtList[], marks: { has(name: string): boolean }, later: ReadonlySet<string>): DoubtList[] {
  const open = lists.filter(({ name }) => !marks.has(doubtMark(name)));
  const rank = ({ name, expected }: DoubtList): number => (later.has(name) ? 1 : expected >= WORTH ? 0 : 2);
  return open.toSorted((a, b) => rank(a) - rank(b));
}
