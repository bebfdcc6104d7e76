/**
 * The patient's dominant beat in a horizon: the averaged beat of the largest
 * group of like beats, per lead, with the signal around it. The network compares
 * every beat with it, the context measures correlations against it.
 */
import { kernels } from '../kernels/kernels.ts';
import { MODEL_RATE, spanLength, type ConditionedSpan } from './conditioned.ts';
import { referenceOf, type Reference } from './correlate.ts';
import { rrIntervals } from './rr-features.ts';
import { median } from './statistics.ts';
import { listOf } from '../kernels/list-of.ts';

/** Samples of a dominant beat. The R peak is sample `TEMPLATE_LENGTH / 2`. */
export const TEMPLATE_LENGTH = 512;
const CENTRE = TEMPLATE_LENGTH / 2;

/** The beat window that correlations use: −0.30 to +0.45 s. */
export const BEAT_FROM = -38;
export const BEAT_LENGTH = 94;

/** Lags of a correlation: ±16 ms, since R peaks are placed alike. */
export const REACH = 2;

/** Beats looked at to find the dominant group, and beats averaged. */
const SEEDS = 60;
const AVERAGED = 160;
/** Correlation from which two beats are of one group. */
const ALIKE = 0.88;

/** The dominant beat of one horizon. */
export interface DominantBeat {
  /** One array of `TEMPLATE_LENGTH` samples a lead, mV; zeros where the lead gave no beat. */
  leads: Float32Array[];
  /** Beats averaged, per lead. */
  counts: number[];
}

/** Centres of the peaks in samples of the span. */
export function centresIn(span: ConditionedSpan, peaks: Float64Array): Int32Array {
  const centres = new Int32Array(peaks.length);
  for (let i = 0; i < centres.length; i++) centres[i] = Math.round(peaks[i]!) - span.from;
  return centres;
}

/** Whether the beat window around `centre` is whole and readable on this lead (both ends and the middle are asked). */
export function readableBeat(valid: Uint8Array, centre: number): boolean {
  return valid[centre + BEAT_FROM] === 1 && valid[centre - 12] === 1 && valid[centre] === 1 && valid[centre + 24] === 1 && valid[centre + BEAT_FROM + BEAT_LENGTH] === 1;
}

/** 1 for each beat that is readable on a lead. */
function readableMarks(valid: Uint8Array, centres: Int32Array): Uint8Array {
  const marks = new Uint8Array(centres.length);
  for (let i = 0; i < marks.length; i++) if (readableBeat(valid, centres[i]!)) marks[i] = 1;
  return marks;
}

/** `count` numbers spread evenly over `list`, or all of it where it is shorter. */
export function spread(list: Int32Array, count: number): Int32Array {
  if (list.length <= count) return list;
  const some = new Int32Array(count);
  for (let k = 0; k < count; k++) some[k] = list[Math.floor(((k + 0.5) * list.length) / count)]!;
  return some;
}

/**
 * The beats of one horizon: where they are, and how far each was moved to lie on a reference. Some of them are told by their
 * numbers in an Int32Array throughout: for lists of other kinds V8 would compile all of this anew.
 */
interface Beats {
  span: ConditionedSpan;
  centres: Int32Array;
  /** Per lead and beat, 1 where it can be read. */
  readable: Uint8Array[];
  /** Best lag of each beat on each lead, as last found. */
  lags: Int8Array[];
}

/** Mean correlation of each of some beats with references over the leads that can be read at it. */
function likenesses({ span, centres, readable, lags }: Beats, some: Int32Array, references: readonly Reference[]): Float64Array {
  const sums = new Float64Array(some.length);
  const counts = new Uint32Array(some.length);
  for (let lead = 0; lead < lags.length; lead++) {
    const reference = references[lead]!;
    if (reference.shape.length === 0) continue;
    const readableHere = readable[lead]!;
    const read = placesOf(some, readableHere);
    const correlations = new Float64Array(read.length);
    const found = new Int32Array(read.length);
    kernels().correlate(span.leads[lead]!, centresOf(centres, some, read), reference, REACH, correlations, found);
    for (let k = 0; k < read.length; k++) {
      const place = read[k]!;
      lags[lead]![some[place]!] = found[k]!;
      sums[place]! += correlations[k]!;
      counts[place]!++;
    }
  }
  for (let k = 0; k < sums.length; k++) sums[k] = counts[k]! > 0 ? sums[k]! / counts[k]! : 0;
  return sums;
}

/** Places in a list of the beats that can be read. */
function placesOf(some: Int32Array, readable: Uint8Array): Int32Array {
  const places = new Int32Array(some.length);
  let count = 0;
  for (let place = 0; place < some.length; place++) if (readable[some[place]!] === 1) places[count++] = place;
  return places.subarray(0, count);
}

function centresOf(centres: Int32Array, some: Int32Array, places: Int32Array): Int32Array {
  const chosen = new Int32Array(places.length);
  for (let k = 0; k < places.length; k++) chosen[k] = centres[some[places[k]!]!]!;
  return chosen;
}

/** Average of some beats on each lead, `[−CENTRE, CENTRE)` around the R peak; `aligned` by the lags found last. */
function average({ span, centres, readable, lags }: Beats, some: Int32Array, aligned: boolean): DominantBeat {
  const leads: Float32Array[] = [];
  const counts: number[] = [];
  for (let lead = 0; lead < lags.length; lead++) {
    const sum = new Float64Array(TEMPLATE_LENGTH);
    const places = placesOf(some, readable[lead]!);
    const starts = centresOf(centres, some, places);
    for (let k = 0; k < starts.length; k++) starts[k]! += (aligned ? lags[lead]![some[places[k]!]!]! : 0) - CENTRE;
    kernels().addBeats(span.leads[lead]!, starts, sum);
    const n = starts.length;
    const mean = new Float32Array(TEMPLATE_LENGTH);
    if (n > 0) for (let k = 0; k < mean.length; k++) mean[k] = sum[k]! / n;
    leads.push(mean);
    counts.push(n);
  }
  return { leads, counts };
}

const referencesOf = (beat: DominantBeat): Reference[] => listOf(beat.leads, (lead) => referenceOf(lead, CENTRE, BEAT_FROM, BEAT_LENGTH));

/**
 * Dominant beat of all `peaks` (125 Hz positions, ascending, one run without a
 * gap) on `span`. Seeds spread over the run are grouped by correlation over all
 * leads; a group counts by its size and by how late its beats come, so that
 * bigeminy does not make the premature beat the dominant one. Beats that
 * correlate with the group above the median are averaged, twice.
 */
export function dominantBeat(span: ConditionedSpan, peaks: Float64Array): DominantBeat {
  const length = spanLength(span);
  const centres = centresIn(span, peaks);
  const rr = rrIntervals(peaks);
  const usual = median(rr, 0.8);

  const readable = listOf(span.valid, (valid) => readableMarks(valid, centres));
  const found = new Int32Array(centres.length);
  let count = 0;
  for (let i = 0; i < centres.length; i++) {
    const centre = centres[i]!;
    if (centre < -BEAT_FROM + REACH || centre + BEAT_FROM + BEAT_LENGTH + REACH >= length) continue;
    for (let lead = 0; lead < readable.length; lead++) {
      if (readable[lead]![i] === 0) continue;
      found[count++] = i;
      break;
    }
  }
  const beats: Beats = { span, centres, readable, lags: listOf(span.leads, () => new Int8Array(centres.length)) };
  const whole = found.subarray(0, count);
  if (whole.length === 0) return average(beats, whole, false);

  // Group the seeds: each joins the first group whose founder it resembles. Who resembles none of those before founds one.
  const groups: Int32Array[] = [];
  for (let waiting = spread(whole, SEEDS); waiting.length > 0; ) {
    const first = waiting[0]!;
    const others = waiting.subarray(1);
    const founder = listOf(span.leads, (signal, lead) =>
      readable[lead]![first] === 1 ? referenceOf(signal, centres[first]!, BEAT_FROM, BEAT_LENGTH) : { offset: BEAT_FROM, shape: new Float64Array(0) },
    );
    const alike = likenesses(beats, others, founder);
    groups.push(waiting.filter((_, k) => k === 0 || alike[k - 1]! >= ALIKE));
    waiting = others.filter((_, k) => !(alike[k]! >= ALIKE));
  }
  const largest = groups.reduce((best, group) => (weightOf(group, rr, usual) > weightOf(best, rr, usual) ? group : best));

  let beat = average(beats, largest, false);
  const candidates = spread(whole, AVERAGED);
  for (let round = 0; round < 2; round++) {
    const references = referencesOf(beat);
    const scores = likenesses(beats, candidates, references);
    const cut = Math.min(median(scores), 0.97);
    beat = average(beats, atLeast(cut, candidates, scores), true);
  }
  return beat;
}

/** How much speaks for a group: its beats, and how late they come. */
function weightOf(members: Int32Array, rr: Float64Array, usual: number): number {
  let late = 0;
  for (let k = 0; k < members.length; k++) late += Math.min(1.5, Math.max(0.5, rr[members[k]!]! / usual));
  late /= members.length;
  return members.length * late * late;
}

/** Those whose score is not below `least`. A loop: see `kernels/picked.ts`. */
function atLeast(least: number, candidates: Int32Array, scores: ArrayLike<number>): Int32Array {
  const kept = new Int32Array(candidates.length);
  let count = 0;
  for (let k = 0; k < candidates.length; k++) if (scores[k]! >= least) kept[count++] = candidates[k]!;
  return kept.subarray(0, count);
}

/** Peak-to-peak height of a dominant beat within ±80 ms of its R peak, mV. */
export function qrsHeight(lead: Float32Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const reach = Math.round(0.08 * MODEL_RATE);
  for (let k = CENTRE - reach; k <= CENTRE + reach; k++) {
    low = Math.min(low, lead[k]!);
    high = Math.max(high, lead[k]!);
  }
  return high - low;
}
