/**
 * The inner loops of the signal's work, which exist twice: in WebAssembly with
 * SIMD, and in TypeScript where that cannot be had (the window's policy compiles
 * none). Both give the same numbers, bit for bit: each output is summed in the
 * same order, several outputs at once. One of the two is taken, at the first
 * call, for as long as the program runs.
 *
 * `docs/kernels.md` says how they are built and how to add one.
 */
import type { Kernels } from './kernel-types.ts';
import * as plain from './plain/index.ts';
import { wasmKernels } from './wasm.ts';

export * from './kernel-types.ts';

/** The kernels in TypeScript: what the others are held to. */
export const TYPESCRIPT: Kernels = { name: 'typescript', ...plain };

let chosen: Kernels | null = null;

/** The kernels that this program runs on. */
export function kernels(): Kernels {
  chosen ??= wasmKernels(TYPESCRIPT) ?? TYPESCRIPT;
  return chosen;
}
