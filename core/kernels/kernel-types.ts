/** What kernels are asked and what they are given: see `kernels.ts`. */

/** A filter of many phases: output k lies at input position k * step / grid. */
export interface Phases {
  grid: number;
  step: number;
  phases: number;
  /** Taps per phase, a multiple of 4 (the rest is 0). */
  taps: number;
  /** Input samples before the nearest one at or below the position. */
  back: number;
  /** phases × taps. */
  table: Float64Array;
}

/** What a baseline is made of. */
export interface BaselineShape {
  /** Samples a cell. */
  cell: number;
  /** Knots a cell; divides it. */
  knots: number;
  /** Cells on either side that a knot is made of. */
  reach: number;
  /** knots × 2 reach weights: a cell's knots against the cells −reach … reach − 1 around it. */
  kernel: Float64Array;
}

/** The constants of an envelope. */
export interface EnvelopeShape {
  /** Taps of both bands and of what smooths their squares. */
  high: Float64Array;
  low: Float64Array;
  hann: Float64Array;
  /** Envelope samples a cell; even. */
  cell: number;
  /** Share of the higher band. */
  share: number;
  /** Cells on either side over which the level's median is taken, and its floor as a share of all cells' median. */
  levelReach: number;
  levelFloor: number;
  /** Samples on either side within which a peak must be the largest, and its least height, to count as a beat. */
  near: number;
  accepted: number;
  /** Cells on either side over which heights are judged. */
  weightReach: number;
}

/** A reference beat made ready: mean removed, scaled to unit energy. */
export interface Reference {
  /** First sample of the window relative to the R peak. */
  offset: number;
  /** Unit-energy, zero-mean samples. Empty where the reference is flat. */
  shape: Float64Array;
}

/** The windows in which a beat is measured. */
export interface ShapeWindows {
  /** The whole beat, over lags −reach … reach, and its QRS complex at the best of these. */
  wide: Reference;
  reach: number;
  narrow: Reference;
  /** The dominant beat's P wave without mean and slope. */
  wave: Reference;
}

/**
 * What `Kernels.measure` tells of a beat: correlation of the whole and of the QRS complex; least and
 * greatest value and sum of sizes of the latter; product of the P window with the reference's, and its energy.
 */
export const SHAPE_VALUES = 7;

/** How beats are averaged (`core/waves/averaged-beat.ts`); places from the R peak and lengths in samples. */
export interface AverageShape {
  /** Samples of an average, and those of them before the R peak. */
  length: number;
  before: number;
  /** How far a beat may be moved, and by what of it its place is found. */
  shift: number;
  placeFrom: number;
  placeLength: number;
  /** What of a beat must correlate so well with the average. */
  alikeFrom: number;
  alikeLength: number;
  alike: number;
}

/** What an edge is sought by (`core/signal/spikes.ts`); lengths in samples. */
export interface EdgeShape {
  step: number;
  guard: number;
  look: number;
  /** Least sharpness and least step, and what is taken for the steepest beside it where all is still. */
  least: number;
  leastEdge: number;
  still: number;
}

/** How a second is cut. */
export interface Pieces {
  /** Samples a second. */
  rate: number;
  /** Where pieces begin, and behind them where the last ends; samples of the second. */
  edges: Int32Array;
}

/** A layer of a network. */
export interface ConvolutionShape {
  /** outputs × inputs × taps. */
  weights: Float64Array;
  /** One an output. */
  bias: Float32Array;
  stride: number;
  dilation: number;
  /** Zeros before the input. */
  pad: number;
}

/** A layer of a network over rows: at each place as many numbers as there are inputs. */
export interface RowsShape {
  /** taps × inputs × outputs. */
  weights: Float64Array;
  /** One an output; a multiple of 4 of them. */
  bias: Float64Array;
  inputs: number;
  /** An odd number; the middle one stands on the row itself. */
  taps: number;
  dilation: number;
  /** Whether the row that came in is added to what comes out; then there are as many inputs as outputs. */
  adds: boolean;
}

/** Spans of a signal, one array a lead. */
export interface SpanMemory {
  leads: Float32Array<ArrayBuffer>[];
  valid: Uint8Array<ArrayBuffer>[];
}

export interface Kernels {
  readonly name: 'wasm' | 'typescript';
  /**
   * Symmetric filter: `out[i]` is centred on sample `centre + i * step` of `x` with
   * `before` zeros put on both sides; every window lies inside that. NaN counts as 0.
   *
   * @param taps an odd number
   * @returns whether something in `x` was NaN
   */
  filter(x: Float32Array, before: number, centre: number, step: number, taps: Float64Array, out: Float32Array): boolean;
  /**
   * Outputs from number `from` on out of samples that begin with sample `xFrom`. NaN counts as 0.
   *
   * @returns whether something in `x` was NaN
   */
  polyphase(x: Float32Array, xFrom: number, from: number, phases: Phases, out: Float32Array): boolean;
  /**
   * A lead less its baseline, NaN where never measured as 0.
   *
   * @param x whole cells, with the reach on both sides
   * @param skip place in `x` of the first of `out`
   * @param valid 1 where measured
   */
  baseline(x: Float32Array, skip: number, shape: BaselineShape, out: Float32Array, valid: Uint8Array): void;
  /**
   * The QRS envelope of a lead (`core/signal/envelope.ts`) at half the rate.
   *
   * @param usable a byte an envelope sample
   * @param told per cell: the curve's floor, the least of the accepted peaks and the most of the others around it; −1 where there is none
   */
  envelope(x: Float32Array, usable: Uint8Array, shape: EnvelopeShape, curve: Float32Array, told: Float64Array): void;
  /**
   * Memory for a span of signal where kernels need not copy it. It holds until the next span is asked
   * for by whomever, so nobody may keep it over an `await`; what it holds at first is not said.
   */
  span(leads: number, length: number): SpanMemory;
  /** Best Pearson correlation of the signal around each centre with a reference over lags −reach … reach, and its lag. 0 where either is flat or the window leaves the signal. */
  correlate(signal: Float32Array, centres: Int32Array, reference: Reference, reach: number, correlations: Float64Array, lags: Int32Array): void;
  /** `SHAPE_VALUES` numbers for each centre, whose windows lie inside the signal. */
  measure(signal: Float32Array, centres: Int32Array, windows: ShapeWindows, rows: Float64Array): void;
  /** Adds what lies under `sums` when that begins at each start; what hangs over an end of the signal adds nothing. */
  addBeats(signal: Float32Array, starts: Int32Array, sums: Float64Array): void;
  /**
   * Averages of beats, lead by lead: beats are moved onto the average, and left out where they are not like it, twice.
   * Behind the end of a lead its last value stands for the rest.
   *
   * @param leads of one length, without NaN
   * @param used leads × beats: 1 where a beat counts, with room for what it is placed and told by; 0 afterwards where it was left out
   * @param averages leads × length: the means, single sums in the order of the beats; 0 where there are none
   */
  averageBeats(leads: readonly Float32Array[], centres: Int32Array, used: Uint8Array, shape: AverageShape, averages: Float32Array): void;
  /** Least, greatest, sum and number of what was measured between neighbouring edges (ascending, inside `x`); ±Infinity where nothing was. */
  ranges(x: Float32Array, edges: Int32Array, out: Float64Array): void;
  /** Samples of `[from, last)` that are sharp edges. `from` is at least look + guard, `last` as far from the end with a step. */
  edges(x: Float32Array, from: number, last: number, shape: EdgeShape): Int32Array;
  /** Per second from sample `start` (at least 0) on: mean bends (second differences) of the pieces, ascending, their mean sizes, ascending, and the largest size. */
  pieces(x: Float32Array, start: number, pieces: Pieces, out: Float64Array): void;
  /** Per second from sample `start` on, the range of each of `count` pieces of `piece` samples; all inside `x`, which has no NaN. */
  pieceRanges(x: Float32Array, start: number, rate: number, piece: number, count: number, out: Float64Array): void;
  /** Mean of each sample and two on either side; 0 for the two at each end. */
  meansOfFive(x: Float32Array, out: Float32Array): void;
  /** Means of squares and of fourth powers over each cell and `around` cells on either side; beyond the ends there is 0. */
  moments(x: Float32Array, cell: number, around: number, second: Float64Array, fourth: Float64Array): void;
  /**
   * Compares a shape with the windows that begin at `from` and at the samples behind it, each without its mean and
   * slope: adds to `dots` the products, to `owns` the windows' energies and to `energies` the shape's. A window that
   * hangs over an end, or whose ends or middle cannot be read, adds nothing.
   */
  likeness(x: Float32Array, valid: Uint8Array, from: number, shape: Float64Array, dots: Float64Array, owns: Float64Array, energies: Float64Array): void;
  /** Windows of a signal without mean and slope, one behind the other, and which of them can be read (1; the others are 0). */
  windows(x: Float32Array, valid: Uint8Array, starts: Int32Array, length: number, parts: Float64Array, readable: Uint8Array): void;
  /** Stored integers as mV: (value − baseline) × scale, NaN for INVALID_ADU. */
  millivolts(values: Int16Array | Int32Array, baseline: number, scale: number, out: Float32Array): void;
  /** A convolution and what of it is above 0; samples outside are 0. `input`: inputs one behind the other, `out`: outputs likewise. */
  convolve(input: Float32Array, inputs: number, shape: ConvolutionShape, out: Float32Array): void;
  /** A convolution over rows of `x` and what of it is above 0, from row `first` on; rows outside are 0. */
  convolveRows(x: Float32Array, shape: RowsShape, first: number, out: Float32Array): void;
}
