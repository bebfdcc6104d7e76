/**
 * Orders in which beats lie beside each other so that what is alike stands
 * together and an end of the list can be taken at once: by time, by likeness, by
 * RR intervals, by what the network holds of S, V and F. From the columns alone,
 * but for the width of the QRS complex, which is told from the signal.
 */
import { CLASS_INDEX, classOfCode } from '../beats/classes.ts';
import { PROBABILITIES, type BeatColumns } from '../beats/columns.ts';
import { rowsByValue } from './rows-by-value.ts';

/**
 * - `time`: as recorded.
 * - `unlike`: least alike to their template first.
 * - `early`: RR before against the local median, shortest first: the prematurest beat.
 * - `late`: RR after against the local median, longest first: the longest pause behind.
 * - `turn`: RR before against RR after, the prematurest against its pause first.
 * - `follows`: RR interval before the last against the local median, shortest first.
 * - `wide`: width of the QRS complex, widest first; those whose width is not known last.
 * - `S`, `V`, `F`: likelihood of that class against N, likeliest first.
 */
export const BEAT_ORDERS = ['time', 'unlike', 'early', 'late', 'turn', 'follows', 'wide', 'S', 'V', 'F'] as const;
export type BeatOrder = (typeof BEAT_ORDERS)[number];

/** Beats on either side whose median RR is the local one. */
const LOCAL = 15;

type Columns = Pick<BeatColumns, 'sample' | 'code' | 'probability' | 'likeness'>;

/**
 * Puts rows into orders. RR ratios are worked out once, when one of their orders is first asked for.
 *
 * @param width ms of a row's QRS complex, NaN where it is not known
 */
export function orderer(beats: Columns, width: (row: number) => number = () => Number.NaN): (rows: Int32Array, order: BeatOrder) => Int32Array {
  let ratios: Ratios | null = null;
  const valueOf = (order: Exclude<BeatOrder, 'time'>): ((row: number) => number) => {
    const { likeness, probability } = beats;
    switch (order) {
      case 'unlike':
        return (row) => likeness[row]!;
      case 'wide':
        return (row) => (Number.isNaN(width(row)) ? 0 : -width(row));
      case 'S':
      case 'V':
      case 'F':
        return (row) => -against(probability, row, CLASS_INDEX[order]);
      default: {
        ratios ??= rrRatios(beats);
        const column = ratios[order];
        return (row) => column[row]!;
      }
    }
  };
  return (rows, order) => {
    const inTime = rows.slice().sort();
    if (order === 'time') return inTime;
    const value = valueOf(order);
    const values = new Float64Array(inTime.length);
    for (let i = 0; i < inTime.length; i++) values[i] = value(inTime[i]!);
    return rowsByValue(inTime, values);
  };
}

/** Likelihood of a class against N. */
function against(probability: Uint8Array, row: number, of: number): number {
  return (probability[row * PROBABILITIES + of]! + 0.5) / (probability[row * PROBABILITIES]! + 0.5);
}

type Ratios = Record<'early' | 'late' | 'turn' | 'follows', Float64Array>;

/** RR ratios of all rows; artefacts are no beats, and stand at 1. */
function rrRatios({ sample, code }: Columns): Ratios {
  const beats: number[] = [];
  for (let row = 0; row < sample.length; row++) if (classOfCode(code[row]!) !== 'X') beats.push(row);
  const n = beats.length;
  const ones = (): Float64Array => new Float64Array(sample.length).fill(1);
  const ratios: Ratios = { early: ones(), late: ones(), turn: ones(), follows: ones() };
  if (n < 2) return ratios;
  // Interval before each beat; the ends have the one that is next to them.
  const rr = Float64Array.from({ length: n + 1 }, (_, i) => {
    const to = Math.min(n - 1, Math.max(1, i));
    return Math.max(1, sample[beats[to]!]! - sample[beats[to - 1]!]!);
  });
  const median = slidingMedian(rr, n);
  beats.forEach((row, i) => {
    ratios.early[row] = rr[i]! / median[i]!;
    ratios.late[row] = -rr[i + 1]! / median[i]!;
    ratios.turn[row] = rr[i]! / rr[i + 1]!;
    ratios.follows[row] = rr[Math.max(1, i - 1)]! / median[i]!;
  });
  return ratios;
}

/** Median of the intervals at most LOCAL beats away, kept sorted as it slides. */
function slidingMedian(rr: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  const window: number[] = [];
  const place = (value: number): number => {
    let low = 0;
    let high = window.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (window[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const add = (i: number): void => void (i >= 1 && i < n && window.splice(place(rr[i]!), 0, rr[i]!));
  const drop = (i: number): void => void (i >= 1 && i < n && window.splice(place(rr[i]!), 1));
  for (let i = 0; i < LOCAL; i++) add(i);
  for (let i = 0; i < n; i++) {
    add(i + LOCAL);
    drop(i - LOCAL - 1);
    out[i] = window[window.length >> 1]!;
  }
  return out;
}
