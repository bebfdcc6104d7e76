/**
 * The kernels in WebAssembly. What they are given is copied to their memory and
 * what they made is copied out of it, but for arrays that lie there already.
 * The memory is of one size, so that views of it hold for ever; what does not fit
 * is done in TypeScript, which gives the same.
 */
import { bytesOfBase64 } from '../signal/base64.ts';
import type { Kernels } from './kernels.ts';
import { WASM_BASE64 } from './wasm-bytes.ts';

const PAGE = 65_536;
/** Bytes of memory; pages that nobody touches cost nothing. */
const MEMORY = 512 * PAGE;
/** Nothing lies below this; address 0 is no place. */
const FIRST = 1024;
/** Bytes that a kernel may read or write beyond an array. */
const SLACK = 256;

type Call = (...numbers: number[]) => number;
type Exports = Record<'filter' | 'polyphase' | 'baseline' | 'envelope', Call>;

/** Kernels in WebAssembly; null where it cannot be compiled or has no memory. */
export function wasmKernels(plain: Kernels): Kernels | null {
  try {
    if (typeof WebAssembly === 'undefined') return null;
    const memory = new WebAssembly.Memory({ initial: MEMORY / PAGE, maximum: MEMORY / PAGE });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytesOfBase64(WASM_BASE64)), { env: { memory } });
    return kernelsOf(instance.exports as Exports, memory.buffer, plain);
  } catch {
    // No SIMD, a policy that forbids compiling, too little address space: TypeScript does the same, slower.
    return null;
  }
}

type Numbers = Float32Array | Float64Array | Uint8Array;

/** Working memory that begins anew with each call. */
class Scratch {
  readonly #buffer: ArrayBuffer;
  readonly #end: number;
  readonly #bytes: Uint8Array;
  readonly #singles: Float32Array;
  readonly #doubles: Float64Array;
  #top = FIRST;

  constructor(buffer: ArrayBuffer, end: number) {
    this.#buffer = buffer;
    this.#end = end;
    this.#bytes = new Uint8Array(buffer);
    this.#singles = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
  }

  /** Forgets what was there. Whether there are so many bytes. */
  begin(bytes: number): boolean {
    this.#top = FIRST;
    return bytes + FIRST <= this.#end;
  }

  /** Where free memory begins. */
  get free(): number {
    return this.#top;
  }

  /** Address of so many bytes. */
  take(bytes: number): number {
    const at = this.#top;
    this.#top = (at + bytes + SLACK + 15) & ~15;
    return at;
  }

  /** Address of an array, which is copied unless it lies here. */
  put(array: Numbers): number {
    if (array.buffer === this.#buffer) return array.byteOffset;
    const at = this.take(array.byteLength);
    if (array instanceof Float32Array) this.#singles.set(array, at >> 2);
    else if (array instanceof Float64Array) this.#doubles.set(array, at >> 3);
    else this.#bytes.set(array, at);
    return at;
  }

  /** Copies to an array what lies at an address. */
  fetch(at: number, into: Numbers): void {
    if (into instanceof Float32Array) into.set(this.#singles.subarray(at >> 2, (at >> 2) + into.length));
    else if (into instanceof Float64Array) into.set(this.#doubles.subarray(at >> 3, (at >> 3) + into.length));
    else into.set(this.#bytes.subarray(at, at + into.length));
  }
}

/** Bytes of some arrays, with the slack behind each. */
function sizeOf(...arrays: Numbers[]): number {
  return arrays.reduce((sum, { byteLength }) => sum + byteLength + SLACK + 16, 0);
}

function kernelsOf(run: Exports, buffer: ArrayBuffer, plain: Kernels): Kernels {
  const scratch = new Scratch(buffer, MEMORY);
  /** Twice the signal in single precision, and something for tables. */
  const doubled = (samples: number, step: number): number => 8 * (samples + 32 * step) + SLACK;

  return {
    name: 'wasm',
    filter(x, before, centre, step, taps, out) {
      if (!scratch.begin(sizeOf(x, taps, out, taps) + doubled(x.length + 2 * before, step))) return plain.filter(x, before, centre, step, taps, out);
      const to = scratch.take(out.byteLength);
      const missing = run.filter(scratch.put(x), x.length, before, centre, step, scratch.put(taps), (taps.length - 1) / 2, to, out.length, scratch.free);
      scratch.fetch(to, out);
      return missing !== 0;
    },
    polyphase(x, xFrom, from, phases, out) {
      const { grid, step, taps, back, table } = phases;
      if (!scratch.begin(sizeOf(x, table, out) + doubled(x.length, 1))) return plain.polyphase(x, xFrom, from, phases, out);
      const to = scratch.take(out.byteLength);
      const missing = run.polyphase(scratch.put(x), x.length, xFrom, from, step, grid, phases.phases, taps, back, scratch.put(table), to, out.length, scratch.free);
      scratch.fetch(to, out);
      return missing !== 0;
    },
    baseline(x, skip, shape, out, valid) {
      const { cell, knots, reach, kernel } = shape;
      const cells = x.length / cell;
      if (!scratch.begin(sizeOf(x, kernel, out, valid) + (16 + 8 * knots) * cells + SLACK)) return plain.baseline(x, skip, shape, out, valid);
      const to = scratch.take(out.byteLength);
      const there = scratch.take(valid.byteLength);
      run.baseline(scratch.put(x), x.length, cell, knots, reach, scratch.put(kernel), skip, out.length, to, there, scratch.free);
      scratch.fetch(to, out);
      scratch.fetch(there, valid);
    },
    envelope(x, usable, shape, curve, told) {
      const { high, low, hann, cell, share, levelReach, levelFloor, near, weightReach, accepted } = shape;
      const cells = told.length / 3;
      const working = sizeOf(curve, curve) + doubled(x.length + high.length + low.length, 2) + doubled(curve.length + hann.length, 1) + (cells + 3) * (3 * 4 * 128 + 64);
      if (!scratch.begin(sizeOf(x, usable, high, low, hann, high, low, curve, told) + working)) return plain.envelope(x, usable, shape, curve, told);
      const to = scratch.take(curve.byteLength);
      const cellsAt = scratch.take(told.byteLength);
      run.envelope(
        scratch.put(x), x.length, scratch.put(usable),
        scratch.put(high), (high.length - 1) / 2, scratch.put(low), (low.length - 1) / 2, scratch.put(hann), (hann.length - 1) / 2,
        cell, share, levelReach, levelFloor, near, weightReach, accepted,
        to, cellsAt, scratch.free,
      );
      scratch.fetch(to, curve);
      scratch.fetch(cellsAt, told);
    },
  };
}
