/**
 * The kernels in WebAssembly. What they are given is copied to their memory and
 * what they made is copied out of it, but for arrays that lie there already.
 * The memory is of one size, so that views of it hold for ever; what does not fit
 * is done in TypeScript, which gives the same.
 */
import { bytesOfBase64 } from '../signal/base64.ts';
import type { Kernels, SpanMemory } from './kernel-types.ts';
import { WASM_BASE64 } from './wasm-bytes.ts';

const PAGE = 65_536;
/** Bytes of memory; pages that nobody touches cost nothing. */
const MEMORY = 512 * PAGE;
/** From here on lie spans. */
const SPANS = 256 * PAGE;
/** Nothing lies below this; address 0 is no place. */
const FIRST = 1024;
/** Bytes that a kernel may read or write beyond an array. */
const SLACK = 256;

type Call = (...numbers: number[]) => number;
type Exports = Record<Exclude<keyof Kernels, 'name' | 'span'>, Call>;

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

type Numbers = Float32Array | Float64Array | Int32Array | Int16Array | Uint8Array;

/** Working memory that begins anew with each call. */
class Scratch {
  readonly #buffer: ArrayBuffer;
  readonly #end: number;
  readonly #bytes: Uint8Array;
  readonly #singles: Float32Array;
  readonly #doubles: Float64Array;
  readonly #wholes: Int32Array;
  readonly #shorts: Int16Array;
  #top = FIRST;

  constructor(buffer: ArrayBuffer, end: number) {
    this.#buffer = buffer;
    this.#end = end;
    this.#bytes = new Uint8Array(buffer);
    this.#singles = new Float32Array(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#wholes = new Int32Array(buffer);
    this.#shorts = new Int16Array(buffer);
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

  /** Address at which an array is to be made: its own where it lies here. */
  place(array: Numbers): number {
    return array.buffer === this.#buffer ? array.byteOffset : this.take(array.byteLength);
  }

  /** Address of an array, which is copied unless it lies here. */
  put(array: Numbers): number {
    if (array.buffer === this.#buffer) return array.byteOffset;
    const at = this.take(array.byteLength);
    if (array instanceof Float32Array) this.#singles.set(array, at >> 2);
    else if (array instanceof Float64Array) this.#doubles.set(array, at >> 3);
    else if (array instanceof Int32Array) this.#wholes.set(array, at >> 2);
    else if (array instanceof Int16Array) this.#shorts.set(array, at >> 1);
    else this.#bytes.set(array, at);
    return at;
  }

  /** Copies to an array what lies at an address, unless that is its own. */
  fetch(at: number, into: Numbers): void {
    if (into.buffer === this.#buffer && into.byteOffset === at) return;
    if (into instanceof Float32Array) into.set(this.#singles.subarray(at >> 2, (at >> 2) + into.length));
    else if (into instanceof Float64Array) into.set(this.#doubles.subarray(at >> 3, (at >> 3) + into.length));
    else if (into instanceof Int32Array) into.set(this.#wholes.subarray(at >> 2, (at >> 2) + into.length));
    else if (into instanceof Int16Array) into.set(this.#shorts.subarray(at >> 1, (at >> 1) + into.length));
    else into.set(this.#bytes.subarray(at, at + into.length));
  }
}

/** Bytes of some arrays, with the slack behind each. A loop rather than a callback, whose compiled code would be gone with each full collection. */
function sizeOf(...arrays: Numbers[]): number {
  let bytes = 0;
  for (let i = 0; i < arrays.length; i++) bytes += arrays[i]!.byteLength + SLACK + 16;
  return bytes;
}

function kernelsOf(run: Exports, buffer: ArrayBuffer, plain: Kernels): Kernels {
  const scratch = new Scratch(buffer, SPANS);
  /** Twice the signal in single precision, and something for tables. */
  const doubled = (samples: number, step: number): number => 8 * (samples + 32 * step) + SLACK;

  return {
    name: 'wasm',
    filter(x, before, centre, step, taps, out) {
      if (!scratch.begin(sizeOf(x, taps, out, taps) + doubled(x.length + 2 * before, step))) return plain.filter(x, before, centre, step, taps, out);
      const to = scratch.place(out);
      const missing = run.filter(scratch.put(x), x.length, before, centre, step, scratch.put(taps), (taps.length - 1) / 2, to, out.length, scratch.free);
      scratch.fetch(to, out);
      return missing !== 0;
    },
    polyphase(x, xFrom, from, phases, out) {
      const { grid, step, taps, back, table } = phases;
      if (!scratch.begin(sizeOf(x, table, out) + doubled(x.length, 1) + 8 * phases.phases + SLACK)) return plain.polyphase(x, xFrom, from, phases, out);
      const to = scratch.place(out);
      const missing = run.polyphase(scratch.put(x), x.length, xFrom, from, step, grid, phases.phases, taps, back, scratch.put(table), to, out.length, scratch.free);
      scratch.fetch(to, out);
      return missing !== 0;
    },
    baseline(x, skip, shape, out, valid) {
      const { cell, knots, reach, kernel } = shape;
      const cells = x.length / cell;
      if (!scratch.begin(sizeOf(x, kernel, out, valid) + (16 + 8 * knots) * cells + SLACK)) return plain.baseline(x, skip, shape, out, valid);
      const to = scratch.place(out);
      const there = scratch.place(valid);
      run.baseline(scratch.put(x), x.length, cell, knots, reach, scratch.put(kernel), skip, out.length, to, there, scratch.free);
      scratch.fetch(to, out);
      scratch.fetch(there, valid);
    },
    envelope(x, usable, shape, curve, told) {
      const { high, low, hann, cell, share, levelReach, levelFloor, near, weightReach, accepted } = shape;
      const cells = told.length / 3;
      const working = sizeOf(curve, curve) + doubled(x.length + high.length + low.length, 2) + doubled(curve.length + hann.length, 1) + (cells + 3) * (3 * 4 * 128 + 64);
      if (!scratch.begin(sizeOf(x, usable, high, low, hann, high, low, curve, told) + working)) return plain.envelope(x, usable, shape, curve, told);
      const to = scratch.place(curve);
      const cellsAt = scratch.place(told);
      run.envelope(
        scratch.put(x), x.length, scratch.put(usable),
        scratch.put(high), (high.length - 1) / 2, scratch.put(low), (low.length - 1) / 2, scratch.put(hann), (hann.length - 1) / 2,
        cell, share, levelReach, levelFloor, near, weightReach, accepted,
        to, cellsAt, scratch.free,
      );
      scratch.fetch(to, curve);
      scratch.fetch(cellsAt, told);
    },
    span(leads, length) {
      const lead = (5 * length + 2 * SLACK + 31) & ~15;
      if (leads * lead > MEMORY - SPANS) return plain.span(leads, length);
      const made: SpanMemory = { leads: [], valid: [] };
      for (let l = 0; l < leads; l++) {
        made.leads.push(new Float32Array(buffer, SPANS + l * lead, length));
        made.valid.push(new Uint8Array(buffer, SPANS + l * lead + 4 * length + SLACK, length));
      }
      return made;
    },
    correlate(signal, centres, reference, reach, correlations, lags) {
      const { offset, shape } = reference;
      if (!scratch.begin(sizeOf(signal, centres, shape, shape, correlations, lags) + 64 * (reach + 4))) return plain.correlate(signal, centres, reference, reach, correlations, lags);
      const to = scratch.place(correlations);
      const lagsAt = scratch.place(lags);
      run.correlate(scratch.put(signal), signal.length, scratch.put(centres), centres.length, offset, scratch.put(shape), shape.length, reach, to, lagsAt, scratch.free);
      scratch.fetch(to, correlations);
      scratch.fetch(lagsAt, lags);
    },
    measure(signal, centres, windows, rows) {
      const { wide, reach, narrow, wave } = windows;
      const shapes = sizeOf(wide.shape, narrow.shape, wave.shape);
      if (!scratch.begin(sizeOf(signal, centres, rows) + 3 * shapes + 64 * (reach + 4))) return plain.measure(signal, centres, windows, rows);
      const to = scratch.place(rows);
      run.measure(
        scratch.put(signal), signal.length, scratch.put(centres), centres.length,
        wide.offset, scratch.put(wide.shape), wide.shape.length, reach,
        narrow.offset, scratch.put(narrow.shape), narrow.shape.length,
        wave.offset, scratch.put(wave.shape), wave.shape.length,
        to, scratch.free,
      );
      scratch.fetch(to, rows);
    },
    averageBeats(leads, centres, used, shape, averages) {
      const { before, length, shift, placeFrom, placeLength, alikeFrom, alikeLength, alike } = shape;
      const places = new Int32Array(leads.length);
      const working = 8 * centres.length + 16 * (placeLength + 4 * shift + 32) + SLACK;
      if (!scratch.begin(sizeOf(...leads, places, centres, used, averages) + working)) return plain.averageBeats(leads, centres, used, shape, averages);
      const to = scratch.place(averages);
      leads.forEach((lead, l) => (places[l] = scratch.put(lead)));
      const counted = scratch.put(used);
      run.averageBeats(
        scratch.put(places), leads.length, leads[0]?.length ?? 0, scratch.put(centres), centres.length, counted,
        before, length, shift, placeFrom, placeLength, alikeFrom, alikeLength, alike,
        to, scratch.free,
      );
      scratch.fetch(to, averages);
      scratch.fetch(counted, used);
    },
    addBeats(signal, starts, sums) {
      if (!scratch.begin(sizeOf(signal, starts, sums))) return plain.addBeats(signal, starts, sums);
      const to = scratch.put(sums);
      run.addBeats(scratch.put(signal), signal.length, scratch.put(starts), starts.length, to, sums.length);
      scratch.fetch(to, sums);
    },
    ranges(x, edges, out) {
      if (!scratch.begin(sizeOf(x, edges, out))) return plain.ranges(x, edges, out);
      const to = scratch.place(out);
      run.ranges(scratch.put(x), scratch.put(edges), edges.length - 1, to);
      scratch.fetch(to, out);
    },
    edges(x, from, last, shape) {
      const most = Math.max(0, last - from);
      if (!scratch.begin(sizeOf(x) + 4 * most + SLACK)) return plain.edges(x, from, last, shape);
      const { step, guard, look, least, leastEdge, still } = shape;
      const to = scratch.take(4 * most);
      const found = new Int32Array(run.edges(scratch.put(x), x.length, from, last, step, guard, look, least, leastEdge, still, to));
      scratch.fetch(to, found);
      return found;
    },
    pieces(x, start, cut, out) {
      if (!scratch.begin(sizeOf(x, cut.edges, out))) return plain.pieces(x, start, cut, out);
      const to = scratch.place(out);
      const count = cut.edges.length - 1;
      run.pieces(scratch.put(x), x.length, start, out.length / (2 * count + 1), cut.rate, count, scratch.put(cut.edges), to);
      scratch.fetch(to, out);
    },
    pieceRanges(x, start, rate, piece, count, out) {
      if (!scratch.begin(sizeOf(x, out))) return plain.pieceRanges(x, start, rate, piece, count, out);
      const to = scratch.place(out);
      run.pieceRanges(scratch.put(x), start, out.length / count, rate, piece, count, to);
      scratch.fetch(to, out);
    },
    meansOfFive(x, out) {
      if (!scratch.begin(sizeOf(x, out))) return plain.meansOfFive(x, out);
      const to = scratch.place(out);
      run.meansOfFive(scratch.put(x), x.length, to);
      scratch.fetch(to, out);
    },
    moments(x, cell, around, second, fourth) {
      if (!scratch.begin(sizeOf(x, second, fourth, second, fourth))) return plain.moments(x, cell, around, second, fourth);
      const secondAt = scratch.place(second);
      const fourthAt = scratch.place(fourth);
      run.moments(scratch.put(x), cell, second.length, around, secondAt, fourthAt, scratch.free);
      scratch.fetch(secondAt, second);
      scratch.fetch(fourthAt, fourth);
    },
    likeness(x, valid, from, shape, dots, owns, energies) {
      if (!scratch.begin(sizeOf(x, valid, shape, shape, dots, owns, energies))) return plain.likeness(x, valid, from, shape, dots, owns, energies);
      const at = [dots, owns, energies].map((array) => scratch.put(array));
      run.likeness(scratch.put(x), x.length, scratch.put(valid), from, dots.length, scratch.put(shape), shape.length, at[0]!, at[1]!, at[2]!);
      [dots, owns, energies].forEach((array, k) => scratch.fetch(at[k]!, array));
    },
    windows(x, valid, starts, length, parts, readable) {
      if (!scratch.begin(sizeOf(x, valid, starts, parts, readable))) return plain.windows(x, valid, starts, length, parts, readable);
      const to = scratch.place(parts);
      const readableAt = scratch.place(readable);
      run.windows(scratch.put(x), x.length, scratch.put(valid), scratch.put(starts), starts.length, length, to, readableAt);
      scratch.fetch(to, parts);
      scratch.fetch(readableAt, readable);
    },
    millivolts(values, baseline, scale, out) {
      if (!scratch.begin(sizeOf(values, out))) return plain.millivolts(values, baseline, scale, out);
      const to = scratch.place(out);
      run.millivolts(scratch.put(values), values instanceof Int16Array ? 2 : 4, values.length, baseline, scale, to);
      scratch.fetch(to, out);
    },
    convolve(input, inputs, shape, out) {
      const { weights, bias, stride, dilation, pad } = shape;
      const channels = bias.length;
      const length = out.length / channels;
      const taps = weights.length / (channels * inputs);
      const width = Math.max(pad + input.length / inputs, (length - 1) * stride + (taps + 2) * dilation + 1) + 9 * stride;
      const working = 8 * inputs * width + 4 * taps + 4 * SLACK;
      if (!scratch.begin(sizeOf(input, weights, bias, out) + working)) return plain.convolve(input, inputs, shape, out);
      const to = scratch.place(out);
      run.convolve(scratch.put(input), inputs, input.length / inputs, scratch.put(weights), scratch.put(bias), channels, taps, stride, dilation, pad, to, length, scratch.free);
      scratch.fetch(to, out);
    },
    convolveRows(x, shape, first, out) {
      const { weights, bias, inputs, taps, dilation, adds } = shape;
      const channels = bias.length;
      const working = 8 * (x.length + inputs * (taps - 1) * dilation) + SLACK;
      if (channels % 8 !== 0 || !scratch.begin(sizeOf(x, weights, bias, out) + working)) return plain.convolveRows(x, shape, first, out);
      const to = scratch.place(out);
      run.convolveRows(scratch.put(x), x.length / inputs, inputs, scratch.put(weights), scratch.put(bias), channels, taps, dilation, adds ? 1 : 0, first, to, out.length / channels, scratch.free);
      scratch.fetch(to, out);
    },
  };
}
