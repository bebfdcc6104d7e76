/**
 * The day in numbers, from the current beats: the one place where they are
 * counted. The window, the report, `analyze` and every export take them from here.
 *
 * - A beat inside an unreadable span is kept but not counted, and no RR
 *   interval reaches across an unreadable span or a gap. The same holds for
 *   beats inside ventricular fibrillation, whose time is readable all the same.
 * - Hours are counted from the start of the recording.
 * - Heart rates: see heart-rate.ts. The mean is that of all RR intervals that
 *   belong to a rate: 60 × their number / their sum.
 * - The longest RR interval may be longer than any that belongs to a rate.
 */
import { CLASSES, CLASS_INDEX, CODES } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';
import { LONGEST_RR_SECONDS, RATE_WINDOW_SECONDS, rateTrack, usableRr, type RateTrack } from './heart-rate.ts';
import { lengthWithin, normalised, subtract, union } from './spans.ts';
import type { DaySketch, HourRow, RateAt, StudySummary } from './summary-types.ts';

const CLASS_OF_CODE = Uint8Array.from(CODES, ([, beatClass]) => CLASS_INDEX[beatClass]);
const ARTEFACT = CLASS_INDEX.X;

/** What a summary needs to know besides the beats. Spans are from, to pairs of samples. */
export interface SummaryFrame {
  sampleRate: number;
  /** Samples of the recording. */
  sampleCount: number;
  unreadable: ArrayLike<number>;
  /** Ventricular fibrillation: beats inside are not counted, though the time can be read. */
  fibrillation?: ArrayLike<number>;
  /** Stretches that were never measured in any lead. */
  gaps: ArrayLike<number>;
  /** End of what was analysed, where that is before the end of the recording. */
  analysedTo?: number;
}

/** 1 for each beat or artefact that counts: those outside unreadable spans. */
export function countedRows(beats: Pick<BeatColumns, 'sample'>, unreadable: ArrayLike<number>): Uint8Array {
  const spans = normalised(unreadable);
  const n = beats.sample.length;
  const counted = new Uint8Array(n).fill(1);
  let span = 0;
  for (let i = 0; i < n && span < spans.length; i++) {
    const at = beats.sample[i]!;
    while (span < spans.length && spans[span + 1]! <= at) span += 2;
    if (span < spans.length && spans[span]! <= at) counted[i] = 0;
  }
  return counted;
}

/**
 * Where no beat counts: unreadable spans and ventricular fibrillation, from, to
 * pairs. What counts beats or uses their intervals (summary, trends, plots,
 * exports) asks here, so that all do it alike.
 */
export function notCounted({ unreadable, fibrillation }: { unreadable: ArrayLike<number>; fibrillation?: ArrayLike<number> | undefined }): ArrayLike<number> {
  return fibrillation && fibrillation.length > 0 ? union(unreadable, fibrillation) : unreadable;
}

/** The beats that count, artefacts left out, with what is told of each: what findings are computed from, too. */
export interface CountedBeats {
  /** R peaks, ascending. */
  sample: Float64Array;
  /** Indexes into CLASSES. */
  beatClass: Uint8Array;
  /** As `usableRr` gives them. */
  rr: Float64Array;
  rates: RateTrack;
  /** Number of artefacts outside unreadable spans. */
  artefacts: number;
}

function counted(beats: BeatColumns, { sampleRate, ...frame }: SummaryFrame): CountedBeats {
  const rows = countedRows(beats, notCounted(frame));
  const samples = new Float64Array(rows.length);
  const classes = new Uint8Array(rows.length);
  let n = 0;
  let artefacts = 0;
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] === 0) continue;
    const beatClass = CLASS_OF_CODE[beats.code[i]!] ?? CLASS_INDEX.Q;
    if (beatClass === ARTEFACT) {
      artefacts++;
      continue;
    }
    samples[n] = beats.sample[i]!;
    classes[n++] = beatClass;
  }
  const sample = samples.subarray(0, n);
  const rr = usableRr(sample, sampleRate, union(frame.gaps, notCounted(frame)));
  return { sample, beatClass: classes.subarray(0, n), rr, rates: rateTrack(sample, rr, sampleRate), artefacts };
}

/** The summary of a study. `beats` ascend by sample; `known` is what counts of them, where that has been worked out. */
export function summarise(beats: BeatColumns, frame: SummaryFrame, known: CountedBeats = counted(beats, frame)): StudySummary {
  const { sampleRate } = frame;
  const length = Math.min(frame.sampleCount, frame.analysedTo ?? frame.sampleCount);
  const inside = (spans: ArrayLike<number>): Float64Array => subtract(spans, [length, Number.MAX_SAFE_INTEGER]);
  const gaps = inside(frame.gaps);
  const unreadable = subtract(inside(frame.unreadable), gaps);
  const { sample: samples, rr, artefacts } = known;
  const rows = hours(known, sampleRate, length, unreadable);
  const count = (name: 'N' | 'S' | 'V' | 'F' | 'Q'): number => rows.reduce((sum, row) => sum + row[name], 0);
  const [N, S, V, F, Q] = [count('N'), count('S'), count('V'), count('F'), count('Q')];
  const number = samples.length;
  const recordedSeconds = (length - lengthWithin(gaps, 0, length)) / sampleRate;
  const unreadableSeconds = lengthWithin(unreadable, 0, length) / sampleRate;

  return {
    counts: { N, S, V, F, Q },
    artefacts,
    beats: number,
    burden: { S: percent(S, number), V: percent(V, number) },
    heartRate: { ...rates(known), windowSeconds: RATE_WINDOW_SECONDS },
    longestRr: longest(samples, rr),
    recordedSeconds,
    unreadableSeconds,
    analysableSeconds: recordedSeconds - unreadableSeconds,
    hours: rows,
  };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

/** Sum and number of RR intervals that belong to a rate, among `[first, last)`. */
function meanRate(rr: Float64Array, first: number, last: number): number | null {
  let sum = 0;
  let number = 0;
  for (let i = first; i < last; i++) {
    if (!(rr[i]! <= LONGEST_RR_SECONDS)) continue;
    sum += rr[i]!;
    number++;
  }
  return sum > 0 ? (60 * number) / sum : null;
}

function rates({ rr, rates: { rate, middle } }: CountedBeats): Omit<StudySummary['heartRate'], 'windowSeconds'> {
  let lowest = -1;
  let highest = -1;
  for (let i = 0; i < rate.length; i++) {
    const here = rate[i]!;
    if (Number.isNaN(here)) continue;
    if (lowest < 0 || here < rate[lowest]!) lowest = i;
    if (highest < 0 || here > rate[highest]!) highest = i;
  }
  const at = (i: number): RateAt | null => (i < 0 ? null : { rate: rate[i]!, sample: Math.round(middle[i]!) });
  return { mean: meanRate(rr, 0, rr.length), lowest: at(lowest), highest: at(highest) };
}

function longest(samples: Float64Array, rr: Float64Array): StudySummary['longestRr'] {
  let at = -1;
  for (let i = 1; i < rr.length; i++) if (!Number.isNaN(rr[i]!) && (at < 0 || rr[i]! > rr[at]!)) at = i;
  return at < 0 ? null : { seconds: rr[at]!, sample: samples[at - 1]! };
}

function hours({ sample: samples, beatClass: classes, rr, rates: track }: CountedBeats, sampleRate: number, length: number, unreadable: Float64Array): HourRow[] {
  const width = 3600 * sampleRate;
  const count = Math.max(1, Math.ceil(length / width));
  const rows: HourRow[] = [];
  let row = 0;
  for (let hour = 0; hour < count; hour++) {
    const from = Math.round(hour * width);
    const to = Math.min(length, Math.round((hour + 1) * width));
    const first = row;
    const perClass = new Float64Array(CLASSES.length);
    // Whatever lies behind the end of the recording belongs to its last hour.
    while (row < samples.length && (samples[row]! < to || hour === count - 1)) perClass[classes[row++]!]! += 1;
    const [N = 0, S = 0, V = 0, F = 0, Q = 0] = perClass;
    const mean = meanRate(rr, Math.max(1, first), row);
    rows.push({ from, beats: row - first, min: null, mean, max: null, N, S, V, F, Q, unreadableSeconds: lengthWithin(unreadable, from, to) / sampleRate });
  }
  const low = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < track.rate.length; i++) {
    const rate = track.rate[i]!;
    if (Number.isNaN(rate)) continue;
    const hour = Math.min(count - 1, Math.max(0, Math.floor(track.middle[i]! / width)));
    if (rate < low[hour]!) low[hour] = rate;
    if (rate > high[hour]!) high[hour] = rate;
  }
  return rows.map((hour, k) => (low[k]! > high[k]! ? hour : { ...hour, min: low[k]!, max: high[k]! }));
}

/** The day in `parts` equal parts, for the worklist; `known` as for `summarise`. */
export function sketch(beats: BeatColumns, frame: SummaryFrame, parts = 96, known: CountedBeats = counted(beats, frame)): DaySketch {
  const out: DaySketch = { rate: new Uint8Array(parts), S: new Uint16Array(parts), V: new Uint16Array(parts) };
  const { sample: samples, beatClass: classes, rr } = known;
  const width = Math.max(1, frame.sampleCount) / parts;
  let row = 0;
  for (let part = 0; part < parts; part++) {
    const first = row;
    const to = (part + 1) * width;
    while (row < samples.length && (samples[row]! < to || part === parts - 1)) {
      if (classes[row] === CLASS_INDEX.S) out.S[part]! += 1;
      if (classes[row] === CLASS_INDEX.V) out.V[part]! += 1;
      row++;
    }
    out.rate[part] = Math.min(255, Math.round(meanRate(rr, Math.max(1, first), row) ?? 0));
  }
  return out;
}
