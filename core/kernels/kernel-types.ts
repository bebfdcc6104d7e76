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
  weights: Float32Array;
  /** One an output. */
  bias: Float32Array;
  stride: number;
  dilation: number;
  /** Zeros before the input. */
  pad: number;
}

/** Spans of a signal, one array a lead. */
export interface SpanMemory {
  leads: Float32Array[];
  valid: Uint8Array[];
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
   * for, so nobody may keep it over an `await`; what it holds at first is not said.
   */
  span(leads: number, length: number): SpanMemory;
  /** Best Pearson correlation of the signal around each centre with a reference over lags −reach … reach, and its lag. 0 where either is flat or the window leaves the signal. */
  correlate(signal: Float32Array, centres: Int32Array, reference: Reference, reach: number, correlations: Float64Array, lags: Int32Array): void;
  /** `SHAPE_VALUES` numbers for each centre, whose windows lie inside the signal. */
  measure(signal: Float32Array, centres: Int32Array, windows: ShapeWindows, rows: Float64Array): void;
  /** Adds what lies under `sums` when that begins at each start; what hangs over an end of the signal adds nothing. */
  addBeats(signal: Float32Array, starts: Int32Array, sums: Float64Array): void;
  /** Least, greatest, sum and number of what was measured between neighbouring edges (ascending, inside `x`); ±Infinity where nothing was. */
  ranges(x: Float32Array, edges: Int32Array, out: Float64Array): void;
  /** Samples of `[from, last)` that are sharp edges. `from` is at least look + guard, `last` as far from the end with a step. */
  edges(x: Float32Array, from: number, last: number, shape: EdgeShape): Int32Array;
  /** Per second from sample `start` (at least 0) on: mean bend (second difference) of each piece, mean size of each, and the largest size. */
  pieces(x: Float32Array, start: number, pieces: Pieces, out: Float64Array): void;
  /** Per second from sample `start` on, the range of each of `count` pieces of `piece` samples; all inside `x`, which has no NaN. */
  pieceRanges(x: Float32Array, start: number, rate: number, piece: number, count: number, out: Float64Array): void;
  /** Mean of each sample and two on either side; 0 for the two at each end. */
  meansOfFive(x: Float32Array, out: Float32Array): void;
  /** Sums of squares and of fourth powers over cells. */
  moments(x: Float32Array, cell: number, two: Float64Array, four: Float64Array): void;
  /** A convolution and what of it is above 0; samples outside are 0. `input`: inputs one behind the other, `out`: outputs likewise. */
  convolve(input: Float32Array, inputs: number, shape: ConvolutionShape, out: Float32Array): void;
}
