/**
 * The inner loops of the signal's work, which exist twice: in WebAssembly with
 * SIMD, and in TypeScript where that cannot be had (the window's policy compiles
 * none). Both give the same numbers, bit for bit: each output is summed in the
 * same order, several outputs at once. One of the two is taken, at the first
 * call, for as long as the program runs.
 *
 * `docs/kernels.md` says how they are built and how to add one.
 */
import * as plain from './plain/index.ts';
import { wasmKernels } from './wasm.ts';

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
}

/** The kernels in TypeScript: what the others are held to. */
export const TYPESCRIPT: Kernels = { name: 'typescript', ...plain };

let chosen: Kernels | null = null;

/** The kernels that this program runs on. */
export function kernels(): Kernels {
  chosen ??= wasmKernels(TYPESCRIPT) ?? TYPESCRIPT;
  return chosen;
}
