/**
 * The patient's dominant beat in a horizon: the averaged beat of the largest
 * group of like beats, per lead, with the signal around it. The network compares
 * every beat with it, the context measures correlations against it.
 */
import { MODEL_RATE, spanLength, type ConditionedSpan } from './conditioned.ts';
import { correlate, referenceOf, type Match, type Reference } from './correlate.ts';
import { rrIntervals } from './rr-features.ts';
import { median } from './statistics.ts';

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
  return Int32Array.from(peaks, (peak) => Math.round(peak) - span.from);
}

/** Whether the beat window around `centre` is whole and readable on this lead (both ends and the middle are asked). */
export function readableBeat(valid: Uint8Array, centre: number): boolean {
  return valid[centre + BEAT_FROM] === 1 && valid[centre - 12] === 1 && valid[centre] === 1 && valid[centre + 24] === 1 && valid[centre + BEAT_FROM + BEAT_LENGTH] === 1;
}

/** `count` numbers spread evenly over `list`, or all of it where it is shorter. */
export function spread(list: readonly number[], count: number): number[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, k) => list[Math.floor(((k + 0.5) * list.length) / count)]!);
}

/** The beats of one horizon: where they are, and how far each was moved to lie on a reference. */
interface Beats {
  span: ConditionedSpan;
  centres: Int32Array;
  /** Best lag of each beat on each lead, as last found. */
  lags: Int8Array[];
}

const match: Match = { correlation: 0, lag: 0 };

/** Mean correlation of a beat with references over the leads that can be read at it. */
function likeness({ span, centres, lags }: Beats, i: number, references: readonly Reference[]): number {
  let sum = 0;
  let n = 0;
  for (let lead = 0; lead < lags.length; lead++) {
    if (!readableBeat(span.valid[lead]!, centres[i]!) || references[lead]!.shape.length === 0) continue;
    correlate(span.leads[lead]!, centres[i]!, references[lead]!, REACH, match);
    lags[lead]![i] = match.lag;
    sum += match.correlation;
    n++;
  }
  return n > 0 ? sum / n : 0;
}

/** Average of some beats on each lead, `[−CENTRE, CENTRE)` around the R peak; `aligned` by the lags found last. */
function average({ span, centres, lags }: Beats, some: readonly number[], aligned: boolean): DominantBeat {
  const leads: Float32Array[] = [];
  const counts: number[] = [];
  for (let lead = 0; lead < lags.length; lead++) {
    const sum = new Float64Array(TEMPLATE_LENGTH);
    let n = 0;
    for (const i of some) {
      const centre = centres[i]!;
      if (!readableBeat(span.valid[lead]!, centre)) continue;
      addTo(sum, span.leads[lead]!, centre + (aligned ? lags[lead]![i]! : 0) - CENTRE);
      n++;
    }
    leads.push(Float32Array.from(sum, (x) => (n > 0 ? x / n : 0)));
    counts.push(n);
  }
  return { leads, counts };
}

/** Adds what of the signal lies under `sum` when that begins at sample `start`. */
function addTo(sum: Float64Array, signal: Float32Array, start: number): void {
  const to = Math.min(sum.length, signal.length - start);
  for (let k = Math.max(0, -start); k < to; k++) sum[k]! += signal[start + k]!;
}

const referencesOf = (beat: DominantBeat): Reference[] => beat.leads.map((lead) => referenceOf(lead, CENTRE, BEAT_FROM, BEAT_LENGTH));

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

  const whole: number[] = [];
  for (let i = 0; i < centres.length; i++) {
    const centre = centres[i]!;
    if (centre < -BEAT_FROM + REACH || centre + BEAT_FROM + BEAT_LENGTH + REACH >= length) continue;
    if (span.valid.some((valid) => readableBeat(valid, centre))) whole.push(i);
  }

  const beats: Beats = { span, centres, lags: span.leads.map(() => new Int8Array(centres.length)) };
  if (whole.length === 0) return average(beats, [], false);

  // Group the seeds: each joins the first group whose founder it resembles.
  const groups: { members: number[]; founder: Reference[] }[] = [];
  for (const i of spread(whole, SEEDS)) {
    const home = groups.find((group) => likeness(beats, i, group.founder) >= ALIKE);
    if (home) home.members.push(i);
    else
      groups.push({
        members: [i],
        founder: span.leads.map((signal, lead) =>
          readableBeat(span.valid[lead]!, centres[i]!)
            ? referenceOf(signal, centres[i]!, BEAT_FROM, BEAT_LENGTH)
            : { offset: BEAT_FROM, shape: new Float64Array(0) },
        ),
      });
  }
  const weight = (members: readonly number[]): number => {
    const late = members.reduce((sum, i) => sum + Math.min(1.5, Math.max(0.5, rr[i]! / usual)), 0) / members.length;
    return members.length * late * late;
  };
  const largest = groups.reduce((best, group) => (weight(group.members) > weight(best.members) ? group : best));

  let beat = average(beats, largest.members, false);
  const candidates = spread(whole, AVERAGED);
  for (let round = 0; round < 2; round++) {
    const references = referencesOf(beat);
    const scores = candidates.map((i) => likeness(beats, i, references));
    const cut = Math.min(median(scores), 0.97);
    const kept = candidates.filter((_, k) => scores[k]! >= cut);
    beat = average(beats, kept, true);
  }
  return beat;
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
