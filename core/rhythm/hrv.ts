/**
 * Heart rate variability (Task Force of the ESC and NASPE, 1996) on intervals
 * between normal beats: time domain, frequency domain of five-minute pieces,
 * Poincaré plot. Where too little can be used, the reason is given in its place.
 *
 * An interval counts where both its beats are normal, nothing unreadable lies in
 * it, it is no part of fibrillation, it lasts 0.3 to 2 s, and it differs from the
 * median of the five on either side by no more than a fifth.
 */
import { CLASS_INDEX } from '../beats/classes.ts';
import { lowerBound } from '../beats/search.ts';
import { nightAt } from './rates.ts';
import type { Finding, FindingSettings } from './finding.ts';
import type { BeatSeries } from './series.ts';
import { bandPowers, type BandPowers } from './hrv-spectrum.ts';

/** Length of a piece, seconds. */
export const PIECE_SECONDS = 300;
const SHORTEST = 0.3;
const LONGEST = 2;
const UNLIKE = 0.2;
const NEIGHBOURS = 5;
/** Least share of a piece, of a longer span's pieces and of a span's time that must be usable. */
const LEAST_PIECE = 0.8;
const LEAST_PIECES = 0.5;
/** Least intervals in a piece. */
const LEAST_INTERVALS = 100;
/** Bins of the triangular index: 1/128 s, as the Task Force has them. */
const BIN = 1 / 128;

/** Times of ms, powers of ms². */
export interface HrvFigures {
  /** Samples of the recording. */
  from: number;
  to: number;
  /** Share of the time that could be used, 0…1, and the number of intervals. */
  usable: number;
  intervals: number;
  meanNn: number;
  sdnn: number;
  rmssd: number;
  /** Share of successive intervals that differ by more than 50 ms, percent. */
  pnn50: number;
  sd1: number;
  sd2: number;
  /** Standard deviation of the means, and mean of the standard deviations, of five-minute pieces; null for a piece. */
  sdann: number | null;
  sdnnIndex: number | null;
  /** Number of intervals over the height of their histogram (bins of 1/128 s). */
  triangularIndex: number | null;
  /** Mean over the pieces; null where no piece could be used. */
  bands: BandPowers | null;
}

/** Why there are no figures. */
export interface HrvRefusal {
  from: number;
  to: number;
  usable: number;
  refused: string;
}
export type Hrv = HrvFigures | HrvRefusal;

export interface HrvDay {
  whole: Hrv;
  /** Null where it is not known which part was night. */
  day: Hrv | null;
  night: Hrv | null;
  hours: Hrv[];
  pieces: Hrv[];
}

export function isRefused(hrv: Hrv): hrv is HrvRefusal {
  return 'refused' in hrv;
}

/** Intervals between normal beats: `NaN` in place of one that does not count. Seconds, by row of the series. */
export function normalIntervals(series: BeatSeries, af: readonly Pick<Finding, 'from' | 'to'>[]): Float64Array {
  const { rr, beatClass, sample } = series;
  const nn = new Float64Array(rr.length).fill(Number.NaN);
  let episode = 0;
  for (let i = 1; i < rr.length; i++) {
    while (episode < af.length && af[episode]!.to <= sample[i - 1]!) episode++;
    if (episode < af.length && af[episode]!.from < sample[i]!) continue;
    const interval = rr[i]!;
    if (interval >= SHORTEST && interval <= LONGEST && beatClass[i] === CLASS_INDEX.N && beatClass[i - 1] === CLASS_INDEX.N) nn[i] = interval;
  }
  const kept = nn.slice();
  for (let i = 0; i < nn.length; i++) if (!Number.isNaN(nn[i]!) && isUnlike(nn, i)) kept[i] = Number.NaN;
  return kept;
}

const around = new Float64Array(2 * NEIGHBOURS);

/** Whether an interval is unlike the median of those around it. */
function isUnlike(nn: Float64Array, i: number): boolean {
  const own = nn[i]!;
  let count = 0;
  let any = false;
  for (let k = Math.max(0, i - NEIGHBOURS); k <= Math.min(nn.length - 1, i + NEIGHBOURS); k++) {
    const other = nn[k]!;
    if (k === i || Number.isNaN(other)) continue;
    around[count++] = other;
    any ||= Math.abs(own - other) > UNLIKE * other;
  }
  // The median is one of them: where it is like all, it is like the median.
  if (!any || count < NEIGHBOURS) return false;
  const usual = around.subarray(0, count).sort()[count >> 1]!;
  return Math.abs(own - usual) > UNLIKE * usual;
}

interface Piece {
  from: number;
  to: number;
  hrv: Hrv;
}

/** Figures of the rows whose intervals end in `[from, to)`. */
function figuresOf(series: BeatSeries, nn: Float64Array, from: number, to: number): Omit<HrvFigures, 'sdann' | 'sdnnIndex' | 'bands'> {
  const first = lowerBound(series.sample, from);
  const last = lowerBound(series.sample, to);
  let n = 0;
  let sum = 0;
  let steps = 0;
  let squares = 0;
  let over50 = 0;
  const bins = new Map<number, number>();
  for (let i = first; i < last; i++) {
    const interval = nn[i]!;
    if (Number.isNaN(interval)) continue;
    n++;
    sum += interval;
    const bin = Math.floor(interval / BIN);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
    const before = i > first ? nn[i - 1]! : Number.NaN;
    if (Number.isNaN(before)) continue;
    const step = 1000 * (interval - before);
    steps++;
    squares += step * step;
    if (Math.abs(step) > 50) over50++;
  }
  const mean = n > 0 ? sum / n : 0;
  let spread = 0;
  for (let i = first; i < last; i++) if (!Number.isNaN(nn[i]!)) spread += (1000 * (nn[i]! - mean)) ** 2;
  const variance = n > 1 ? spread / (n - 1) : 0;
  const rmssd = steps > 0 ? Math.sqrt(squares / steps) : 0;
  const sd1 = rmssd / Math.SQRT2;
  return {
    from,
    to,
    usable: Math.min(1, (sum * series.sampleRate) / Math.max(1, to - from)),
    intervals: n,
    meanNn: 1000 * mean,
    sdnn: Math.sqrt(variance),
    rmssd,
    pnn50: steps > 0 ? (100 * over50) / steps : 0,
    sd1,
    sd2: Math.sqrt(Math.max(0, 2 * variance - sd1 * sd1)),
    triangularIndex: n > 0 ? n / Math.max(...bins.values()) : null,
  };
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** One piece of five minutes. */
function pieceOf(series: BeatSeries, nn: Float64Array, from: number, to: number): Hrv {
  const figures = figuresOf(series, nn, from, to);
  if (figures.usable < LEAST_PIECE) return { from, to, usable: figures.usable, refused: `only ${percent(figures.usable)} of the five minutes between normal beats, ${percent(LEAST_PIECE)} are needed` };
  if (figures.intervals < LEAST_INTERVALS) return { from, to, usable: figures.usable, refused: `only ${figures.intervals} intervals between normal beats, ${LEAST_INTERVALS} are needed` };
  const first = lowerBound(series.sample, from);
  const last = lowerBound(series.sample, to);
  return { ...figures, triangularIndex: null, sdann: null, sdnnIndex: null, bands: bandPowers(series.sample.subarray(first, last), nn.subarray(first, last), series.sampleRate, from, to) };
}

/** A piece with what it was made of. */
interface KnownPiece {
  sample: Float64Array;
  nn: Float64Array;
  hrv: Hrv;
}

/** Pieces of an earlier state of the same recording, by where they begin: given again they spare what has not changed. */
export type KnownPieces = Map<number, KnownPiece>;

/** `pieceOf`, or what it gave before where beats and intervals of the piece are the same. */
function pieceAgain(series: BeatSeries, nn: Float64Array, from: number, to: number, known: KnownPieces | undefined): Hrv {
  if (!known) return pieceOf(series, nn, from, to);
  const first = lowerBound(series.sample, from);
  const last = lowerBound(series.sample, to);
  const held = known.get(from);
  // The interval before the piece is no part of it: no step is taken into the first.
  if (held && held.hrv.to === to && isSame(held.sample, series.sample, first, last) && isSame(held.nn, nn, first, last)) return held.hrv;
  const hrv = pieceOf(series, nn, from, to);
  known.set(from, { sample: series.sample.slice(first, last), nn: nn.slice(first, last), hrv });
  return hrv;
}

/** Whether `values[first, last)` are those, `NaN` like `NaN`. */
function isSame(those: Float64Array, values: Float64Array, first: number, last: number): boolean {
  if (those.length !== last - first) return false;
  for (let i = first; i < last; i++) if (!Object.is(those[i - first], values[i])) return false;
  return true;
}

/** A longer span, from its pieces. */
function spanOf(series: BeatSeries, nn: Float64Array, pieces: readonly Piece[], from: number, to: number, asked: number): Hrv {
  const good = pieces.flatMap(({ hrv }) => (isRefused(hrv) ? [] : [hrv]));
  const figures = figuresOf(series, nn, from, to);
  const usable = pieces.length > 0 ? pieces.reduce((sum, { hrv }) => sum + hrv.usable, 0) / pieces.length : 0;
  const least = Math.max(1, Math.ceil(LEAST_PIECES * asked));
  if (good.length < least) return { from, to, usable, refused: `${good.length} of ${asked} five-minute pieces could be used, ${least} are needed` };
  const mean = (pick: (piece: HrvFigures) => number): number => good.reduce((sum, piece) => sum + pick(piece), 0) / good.length;
  const average = mean(({ meanNn }) => meanNn);
  const sdann = good.length > 1 ? Math.sqrt(good.reduce((sum, { meanNn }) => sum + (meanNn - average) ** 2, 0) / (good.length - 1)) : null;
  const bands = (name: keyof BandPowers): number => mean((piece) => piece.bands?.[name] ?? 0);
  return { ...figures, usable, sdann, sdnnIndex: mean(({ sdnn }) => sdnn), bands: { vlf: bands('vlf'), lf: bands('lf'), hf: bands('hf'), total: bands('total') } };
}

/**
 * Variability of a day.
 *
 * @param af episodes of fibrillation, ascending; their intervals are no normal ones
 * @param startSecond wall time of sample 0 in seconds of the day, null where it is not known
 * @param known pieces of an earlier state of the same recording; it is brought up to date
 */
export function hrvOfDay(series: BeatSeries, af: readonly Pick<Finding, 'from' | 'to'>[], settings: FindingSettings, startSecond: number | null, known?: KnownPieces): HrvDay {
  const nn = normalIntervals(series, af);
  const width = PIECE_SECONDS * series.sampleRate;
  const pieces: Piece[] = [];
  for (let k = 0; (k + 1) * width <= series.sampleCount; k++) {
    const [from, to] = [Math.round(k * width), Math.round((k + 1) * width)];
    pieces.push({ from, to, hrv: pieceAgain(series, nn, from, to, known) });
  }
  const end = series.sampleCount;
  const hours: Hrv[] = [];
  for (let from = 0; from < end; from += 12 * width) {
    const to = Math.min(end, from + 12 * width);
    hours.push(spanOf(series, nn, pieces.filter((piece) => piece.from >= from && piece.to <= to), Math.round(from), Math.round(to), Math.max(1, Math.floor((to - from) / width))));
  }
  const isNight = (piece: Piece): boolean => nightAt((piece.from + piece.to) / 2, series.sampleRate, startSecond, settings.night);
  return {
    whole: spanOf(series, nn, pieces, 0, end, Math.max(1, pieces.length)),
    day: startSecond === null ? null : partOf(series, nn, pieces.filter((piece) => !isNight(piece))),
    night: startSecond === null ? null : partOf(series, nn, pieces.filter(isNight)),
    hours,
    pieces: pieces.map(({ hrv }) => hrv),
  };
}

/** A part of the day that need not be one stretch: only the intervals of its pieces count. */
function partOf(series: BeatSeries, nn: Float64Array, pieces: readonly Piece[]): Hrv {
  const from = pieces[0]?.from ?? 0;
  const to = pieces.at(-1)?.to ?? 0;
  const own = new Float64Array(nn.length).fill(Number.NaN);
  for (const piece of pieces) {
    const first = lowerBound(series.sample, piece.from);
    const last = lowerBound(series.sample, piece.to);
    own.set(nn.subarray(first, last), first);
  }
  return spanOf(series, own, pieces, from, to, Math.max(1, pieces.length));
}
