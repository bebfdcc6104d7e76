/**
 * The beats that count, as columns, with their RR intervals: what every finding
 * is computed from. The same rules as the day summary: artefacts and beats
 * inside unreadable spans do not count, and no RR interval reaches across an
 * unreadable span or a gap.
 */
import { CLASS_INDEX, CODES } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';
import { usableRr } from '../study/heart-rate.ts';
import { normalised, union } from '../study/spans.ts';

const CLASS_OF_CODE = Uint8Array.from(CODES, ([, beatClass]) => CLASS_INDEX[beatClass]);
const ARTEFACT = CLASS_INDEX.X;

export interface BeatSeries {
  sampleRate: number;
  sampleCount: number;
  /** Identity of each beat (`BeatColumns.key`). */
  key: Int32Array;
  /** R peaks, ascending. */
  sample: Float64Array;
  /** Index into CLASSES, N to Q. */
  beatClass: Uint8Array;
  /** Seconds since the beat before; `NaN` at the start and behind an unreadable span or a gap. */
  rr: Float64Array;
  /** Template of each beat, 0 for none; null where they are not known. */
  template: Uint16Array | null;
  /** R peaks of what was marked as artefact outside unreadable spans. */
  artefacts: Float64Array;
  /** Unreadable spans, ventricular fibrillation and gaps together, sorted and apart. */
  broken: Float64Array;
}

/** Beats with the class they count as, spans as from, to pairs of samples. */
export interface SeriesInput {
  beats: Pick<BeatColumns, 'key' | 'sample' | 'code'> & Partial<Pick<BeatColumns, 'template'>>;
  sampleRate: number;
  sampleCount: number;
  unreadable: ArrayLike<number>;
  gaps: ArrayLike<number>;
  /** Ventricular fibrillation and flutter: beats inside do not count. */
  fibrillation?: ArrayLike<number>;
}

/** What a series was made from, for those that know it again. */
interface Source {
  sample: Float64Array;
  key: Int32Array;
  shut: Float64Array;
  gaps: ArrayLike<number>;
}
const sources = new WeakMap<BeatSeries, Source>();

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The series of beats of which only labels have changed since `before`: their places and intervals are shared with it. Null where more has changed. */
function relabelled({ beats, sampleRate, sampleCount, gaps }: SeriesInput, shut: Float64Array, before: BeatSeries): BeatSeries | null {
  const source = sources.get(before);
  if (source?.sample !== beats.sample || source.key !== beats.key || before.sampleRate !== sampleRate || before.sampleCount !== sampleCount) return null;
  if (!sameNumbers(source.shut, shut) || !sameNumbers(source.gaps, gaps)) return null;
  const n = before.sample.length;
  const beatClass = new Uint8Array(n);
  const template = beats.template ? new Uint16Array(n) : null;
  let kept = 0;
  let span = 0;
  for (let i = 0; i < beats.sample.length; i++) {
    const at = beats.sample[i]!;
    while (span < shut.length && shut[span + 1]! <= at) span += 2;
    if (span < shut.length && shut[span]! <= at) continue;
    const own = CLASS_OF_CODE[beats.code[i]!] ?? CLASS_INDEX.Q;
    if (own === ARTEFACT) continue;
    // Another beat counts than before.
    if (kept === n || before.sample[kept] !== at || before.key[kept] !== beats.key[i]) return null;
    if (template) template[kept] = beats.template![i]!;
    beatClass[kept++] = own;
  }
  return kept === n ? { ...before, beatClass, template } : null;
}

/**
 * The series of a day. O(beats + spans).
 *
 * @param before that of an earlier state of the same recording: what is as it was is shared with it
 */
export function seriesOf(input: SeriesInput, before?: BeatSeries): BeatSeries {
  const shut = input.fibrillation ? union(input.unreadable, input.fibrillation) : normalised(input.unreadable);
  const series = (before && relabelled(input, shut, before)) ?? madeAnew(input, shut);
  sources.set(series, { sample: input.beats.sample, key: input.beats.key, shut, gaps: input.gaps });
  return series;
}

function madeAnew(input: SeriesInput, shut: Float64Array): BeatSeries {
  const { beats, sampleRate, sampleCount } = input;
  const n = beats.sample.length;
  const key = new Int32Array(n);
  const sample = new Float64Array(n);
  const beatClass = new Uint8Array(n);
  const template = beats.template ? new Uint16Array(n) : null;
  const artefacts: number[] = [];
  let kept = 0;
  let span = 0;
  for (let i = 0; i < n; i++) {
    const at = beats.sample[i]!;
    while (span < shut.length && shut[span + 1]! <= at) span += 2;
    if (span < shut.length && shut[span]! <= at) continue;
    const own = CLASS_OF_CODE[beats.code[i]!] ?? CLASS_INDEX.Q;
    if (own === ARTEFACT) {
      artefacts.push(at);
      continue;
    }
    key[kept] = beats.key[i]!;
    if (template) template[kept] = beats.template![i]!;
    sample[kept] = at;
    beatClass[kept++] = own;
  }
  const broken = union(input.gaps, shut);
  const samples = sample.subarray(0, kept);
  return {
    sampleRate,
    sampleCount,
    key: key.subarray(0, kept),
    sample: samples,
    beatClass: beatClass.subarray(0, kept),
    rr: usableRr(samples, sampleRate, broken),
    template: template?.subarray(0, kept) ?? null,
    artefacts: Float64Array.from(artefacts),
    broken,
  };
}

/** Median RR of up to `reach` beats before row `i` (its own interval left out), seconds; `NaN` where there are fewer than three. */
export function usualRrBefore(series: BeatSeries, i: number, reach = 10): number {
  if (ordered.length < reach) ordered = new Float64Array(reach);
  let found = 0;
  for (let k = i - 1; k > 0 && k >= i - reach; k--) {
    const rr = series.rr[k]!;
    if (Number.isNaN(rr)) break;
    insert(ordered, found++, rr);
  }
  return found < 3 ? Number.NaN : ordered[found >> 1]!;
}

let ordered = new Float64Array(16);

/** Puts a value in its place among the first `count` of an ascending list. For the few numbers of a median this is many times as fast as sorting. */
export function insert(ascending: Float64Array, count: number, value: number): void {
  let place = count;
  for (; place > 0 && ascending[place - 1]! > value; place--) ascending[place] = ascending[place - 1]!;
  ascending[place] = value;
}

/** Confidence of a rule that is a count: the mean probability of its beats for the class, where a model gave any. */
export type BeatTrust = (row: number, name: 'V' | 'S') => number;
