/**
 * Heart rate variability (Task Force of the ESC and NASPE, 1996) on intervals
 * between normal beats: time domain, frequency domain of five-minute pieces,
 * Poincaré plot. Where too little can be used, the reason is given in its place.
 *
 * An interval counts where both its beats are normal, nothing unreadable lies in
 * it, it is no part of fibrillation or of ventricular tachycardia, it lasts 0.3 to 2 s, and it differs from the
 * median of the five on either side by no more than a fifth.
 */
import { lowerBound } from '../beats/search.ts';
import { nightAt } from './rates.ts';
import type { Finding, FindingSettings } from './finding.ts';
import type { BeatSeries } from './series.ts';
import { bandPowers, type BandPowers } from './hrv-spectrum.ts';
import { add, highestBin, normalIntervals, noSums, sumsOf, type IntervalSums, type KnownIntervals } from './normal-intervals.ts';

/** Length of a piece, seconds. */
export const PIECE_SECONDS = 300;
/** Least share of a piece, of a longer span's pieces and of a span's time that must be usable. */
const LEAST_PIECE = 0.8;
const LEAST_PIECES = 0.5;
/** Least intervals in a piece. */
const LEAST_INTERVALS = 100;
const PIECES_AN_HOUR = 3600 / PIECE_SECONDS;

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

/** A stretch of the day: what its intervals sum to. */
interface Stretch {
  from: number;
  to: number;
  sums: IntervalSums;
}

/** A stretch of five minutes with what is told of it. */
interface Piece extends Stretch {
  hrv: Hrv;
}

/** Figures of stretches in a row; those that follow each other at once go together. */
function figuresOf(stretches: readonly Stretch[], from: number, to: number, sampleRate: number): Omit<HrvFigures, 'sdann' | 'sdnnIndex' | 'bands'> {
  const all = noSums();
  stretches.forEach(({ sums, from: start }, i) => add(all, sums, i > 0 && stretches[i - 1]!.to === start));
  const { count, sum, spread, steps, squares, over50 } = all;
  const variance = count > 1 ? spread / (count - 1) : 0;
  const rmssd = steps > 0 ? Math.sqrt(squares / steps) : 0;
  const sd1 = rmssd / Math.SQRT2;
  return {
    from,
    to,
    usable: Math.min(1, (sum * sampleRate) / Math.max(1, to - from)),
    intervals: count,
    meanNn: count > 0 ? (1000 * sum) / count : 0,
    sdnn: Math.sqrt(variance),
    rmssd,
    pnn50: steps > 0 ? (100 * over50) / steps : 0,
    sd1,
    sd2: Math.sqrt(Math.max(0, 2 * variance - sd1 * sd1)),
    triangularIndex: count > 0 ? count / highestBin(all) : null,
  };
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** Rows whose intervals end in `[from, to)`. */
interface Rows {
  first: number;
  last: number;
}

/** One piece of five minutes. */
function pieceOf(series: BeatSeries, nn: Float64Array, { first, last }: Rows, { from, to, sums }: Stretch): Hrv {
  const figures = figuresOf([{ from, to, sums }], from, to, series.sampleRate);
  if (figures.usable < LEAST_PIECE) return { from, to, usable: figures.usable, refused: `only ${percent(figures.usable)} of the five minutes between normal beats, ${percent(LEAST_PIECE)} are needed` };
  if (figures.intervals < LEAST_INTERVALS) return { from, to, usable: figures.usable, refused: `only ${figures.intervals} intervals between normal beats, ${LEAST_INTERVALS} are needed` };
  return { ...figures, triangularIndex: null, sdann: null, sdnnIndex: null, bands: bandPowers(series.sample.subarray(first, last), nn.subarray(first, last), series.sampleRate, from, to) };
}

/** A piece with what it was made of. */
interface KnownPiece {
  sample: Float64Array;
  nn: Float64Array;
  piece: Piece;
}

/** What an earlier state of the same recording gave: given again it spares what has not changed. */
export interface KnownHrv {
  /** By where they begin. */
  pieces: Map<number, KnownPiece>;
  intervals: KnownIntervals | undefined;
}

/** Nothing known yet. */
export function noHrv(): KnownHrv {
  return { pieces: new Map(), intervals: undefined };
}

/** A piece, or what was known of it where its beats and intervals are the same. */
function pieceAgain(series: BeatSeries, nn: Float64Array, from: number, to: number, known: KnownHrv | undefined): Piece {
  const first = lowerBound(series.sample, from);
  const last = lowerBound(series.sample, to);
  const held = known?.pieces.get(from);
  // The interval before the piece is no part of it: no step is taken into the first.
  if (held && held.piece.to === to && isSame(held.sample, series.sample, first, last) && isSame(held.nn, nn, first, last)) return held.piece;
  const stretch = { from, to, sums: sumsOf(nn, first, last) };
  const piece = { ...stretch, hrv: pieceOf(series, nn, { first, last }, stretch) };
  known?.pieces.set(from, { sample: series.sample.slice(first, last), nn: nn.slice(first, last), piece });
  return piece;
}

/** Whether `values[first, last)` are those, `NaN` like `NaN`. */
function isSame(those: Float64Array, values: Float64Array, first: number, last: number): boolean {
  if (those.length !== last - first) return false;
  for (let i = first; i < last; i++) if (!Object.is(those[i - first], values[i])) return false;
  return true;
}

/** A longer span, from its pieces. `rest`: what lies behind the last whole piece of it, no piece by itself. */
function spanOf(pieces: readonly Piece[], rest: Stretch | null, from: number, to: number, asked: number, sampleRate: number): Hrv {
  const good = pieces.flatMap(({ hrv }) => (isRefused(hrv) ? [] : [hrv]));
  const usable = pieces.length > 0 ? pieces.reduce((sum, { hrv }) => sum + hrv.usable, 0) / pieces.length : 0;
  const least = Math.max(1, Math.ceil(LEAST_PIECES * asked));
  if (good.length < least) return { from, to, usable, refused: `${good.length} of ${asked} five-minute pieces could be used, ${least} are needed` };
  const figures = figuresOf(rest === null ? pieces : [...pieces, rest], from, to, sampleRate);
  const mean = (pick: (piece: HrvFigures) => number): number => good.reduce((sum, piece) => sum + pick(piece), 0) / good.length;
  const average = mean(({ meanNn }) => meanNn);
  const sdann = good.length > 1 ? Math.sqrt(good.reduce((sum, { meanNn }) => sum + (meanNn - average) ** 2, 0) / (good.length - 1)) : null;
  const bands = (name: keyof BandPowers): number => mean((piece) => piece.bands?.[name] ?? 0);
  return { ...figures, usable, sdann, sdnnIndex: mean(({ sdnn }) => sdnn), bands: { vlf: bands('vlf'), lf: bands('lf'), hf: bands('hf'), total: bands('total') } };
}

/**
 * Variability of a day.
 *
 * @param af episodes of fibrillation, and of ventricular tachycardia that may lie over beats labelled N, ascending; their intervals are no normal ones
 * @param startSecond wall time of sample 0 in seconds of the day, null where it is not known
 * @param known what an earlier state of the same recording gave; it is brought up to date
 */
export function hrvOfDay(series: BeatSeries, af: readonly Pick<Finding, 'from' | 'to'>[], settings: FindingSettings, startSecond: number | null, known?: KnownHrv): HrvDay {
  const { sampleRate, sampleCount: end } = series;
  const nn = normalIntervals(series, af, known?.intervals);
  if (known) known.intervals = { series, af, nn };
  const width = PIECE_SECONDS * sampleRate;
  const pieces: Piece[] = [];
  for (let k = 0; (k + 1) * width <= end; k++) pieces.push(pieceAgain(series, nn, Math.round(k * width), Math.round((k + 1) * width), known));
  const over = pieces.at(-1)?.to ?? 0;
  const rest: Stretch | null = over < end ? { from: over, to: end, sums: sumsOf(nn, lowerBound(series.sample, over), lowerBound(series.sample, end)) } : null;
  const hours: Hrv[] = [];
  for (let from = 0; from < end; from += PIECES_AN_HOUR * width) {
    const to = Math.min(end, from + PIECES_AN_HOUR * width);
    const first = Math.round(from / width);
    const own = pieces.slice(first, first + PIECES_AN_HOUR);
    hours.push(spanOf(own, own.length < PIECES_AN_HOUR ? rest : null, Math.round(from), Math.round(to), Math.max(1, Math.floor((to - from) / width)), sampleRate));
  }
  const isNight = (piece: Piece): boolean => nightAt((piece.from + piece.to) / 2, sampleRate, startSecond, settings.night);
  const part = (own: readonly Piece[]): Hrv => spanOf(own, null, own[0]?.from ?? 0, own.at(-1)?.to ?? 0, Math.max(1, own.length), sampleRate);
  return {
    whole: spanOf(pieces, rest, 0, end, Math.max(1, pieces.length), sampleRate),
    // A part of the day need not be one stretch: only the intervals of its pieces count.
    day: startSecond === null ? null : part(pieces.filter((piece) => !isNight(piece))),
    night: startSecond === null ? null : part(pieces.filter(isNight)),
    hours,
    pieces: pieces.map(({ hrv }) => hrv),
  };
}
