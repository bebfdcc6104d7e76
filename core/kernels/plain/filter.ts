/** Symmetric FIR filters and resampling, in TypeScript. */
import type { Phases } from '../kernel-types.ts';

/** See `Kernels.filter`. */
export function filter(x: Float32Array, before: number, centre: number, step: number, taps: Float64Array, out: Float32Array): boolean {
  // A padded double copy keeps edges and conversions out of the loop.
  const missing = workingCopy(x, before);
  const n = out.length;
  const half = (taps.length - 1) / 2;
  out.fill(0);
  // Where a window holds nothing but zeros its output is 0 already: a strip of ten seconds is no block of minutes.
  let low = before;
  let high = before + x.length - 1;
  while (low <= high && working[low] === 0) low++;
  while (high > low && working[high] === 0) high--;
  let i = Math.max(0, Math.ceil((low - half - centre) / step));
  const end = low > high ? 0 : Math.min(n, Math.floor((high + half - centre) / step) + 1);
  for (; i + 4 <= end; i += 4) fourOutputs(working, centre + i * step, step, taps, half, out, i);
  for (; i < end; i++) {
    const c0 = centre + i * step;
    let s0 = taps[half]! * working[c0]!;
    for (let k = 1; k <= half; k++) s0 += taps[half + k]! * (working[c0 - k]! + working[c0 + k]!);
    out[i] = s0;
  }
  return missing;
}

/**
 * Four outputs at once: four independent sums hide the latency of the adder. A
 * function of its own, so that it is compiled once and for all: a long loop that
 * is entered a few times a block is compiled anew each time.
 */
function fourOutputs(x: Float64Array, c0: number, step: number, taps: Float64Array, half: number, out: Float32Array, i: number): void {
  const c1 = c0 + step;
  const c2 = c1 + step;
  const c3 = c2 + step;
  const middle = taps[half]!;
  let s0 = middle * x[c0]!;
  let s1 = middle * x[c1]!;
  let s2 = middle * x[c2]!;
  let s3 = middle * x[c3]!;
  for (let k = 1; k <= half; k++) {
    const h = taps[half + k]!;
    s0 += h * (x[c0 - k]! + x[c0 + k]!);
    s1 += h * (x[c1 - k]! + x[c1 + k]!);
    s2 += h * (x[c2 - k]! + x[c2 + k]!);
    s3 += h * (x[c3 - k]! + x[c3 + k]!);
  }
  out[i] = s0;
  out[i + 1] = s1;
  out[i + 2] = s2;
  out[i + 3] = s3;
}

let working = new Float64Array(0);

/** Fills `working` with a signal in double precision, NaN as 0, `before` zeros ahead of it and behind it. Whether there was a NaN. */
function workingCopy(x: Float32Array, before: number): boolean {
  const length = x.length + 2 * before;
  if (working.length < length) working = new Float64Array(length);
  working.fill(0, 0, before);
  let missing = false;
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!;
    if (value === value) {
      working[before + i] = value;
    } else {
      working[before + i] = 0;
      missing = true;
    }
  }
  working.fill(0, before + x.length, length);
  return missing;
}

/** See `Kernels.polyphase`. */
export function polyphase(x: Float32Array, xFrom: number, from: number, { grid, step, phases, taps, back, table }: Phases, out: Float32Array): boolean {
  const missing = workingCopy(x, 0);
  for (let i = 0; i < out.length; i++) {
    const position = (from + i) * step;
    let base = Math.floor(position / grid);
    const rest = position - base * grid;
    let phase = phases === grid ? rest : Math.round((rest / grid) * phases);
    if (phase === phases) {
      phase = 0;
      base++;
    }
    out[i] = dotOf(working, base - back - xFrom, table, phase * taps, taps);
  }
  return missing;
}

/** One phase on the samples from `at` on, four sums at once. */
function dotOf(x: Float64Array, at: number, table: Float64Array, h: number, taps: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let j = 0; j < taps; j += 4) {
    s0 += table[h + j]! * x[at + j]!;
    s1 += table[h + j + 1]! * x[at + j + 1]!;
    s2 += table[h + j + 2]! * x[at + j + 2]!;
    s3 += table[h + j + 3]! * x[at + j + 3]!;
  }
  return s0 + s1 + (s2 + s3);
}
