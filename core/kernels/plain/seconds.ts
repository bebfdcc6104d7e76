/** What a lead does second by second, in TypeScript. */
import type { EdgeShape, Pieces } from '../kernel-types.ts';

/** See `Kernels.ranges`. */
export function ranges(x: Float32Array, edges: Int32Array, out: Float64Array): void {
  for (let s = 0; s + 1 < edges.length; s++) {
    let low = Infinity;
    let high = -Infinity;
    let sum = 0;
    let count = 0;
    const end = edges[s + 1]!;
    for (let i = edges[s]!; i < end; i++) {
      const value = x[i]!;
      if (value !== value) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      sum += value;
      count++;
    }
    // Adding 0 makes of −0, which no comparison knows, 0.
    out[4 * s] = low + 0;
    out[4 * s + 1] = high + 0;
    out[4 * s + 2] = sum;
    out[4 * s + 3] = count;
  }
}

/** See `Kernels.edges`. */
export function edges(x: Float32Array, from: number, last: number, shape: EdgeShape): Int32Array {
  const { step, least, leastEdge } = shape;
  const found: number[] = [];
  for (let i = from; i < last; i++) {
    const edge = Math.abs(x[i + step]! - x[i]!);
    if (edge >= leastEdge && sharpness(x, i, edge, shape) >= least) found.push(i);
  }
  return Int32Array.from(found);
}

/** The edge over the steepest place on either side; 0 where the edge is not the steepest near it. */
export function sharpness(x: Float32Array, i: number, edge: number, { step, guard, look, least, still }: EdgeShape): number {
  for (let k = i - guard; k <= i + guard; k++) if (Math.abs(x[k + step]! - x[k]!) > edge) return 0;
  let beside = still;
  const most = edge / least;
  for (let k = 1; k <= look; k++) {
    const before = i - guard - k;
    const after = i + guard + k;
    beside = Math.max(beside, before >= 0 ? Math.abs(x[before + step]! - x[before]!) : 0, after + step < x.length ? Math.abs(x[after + step]! - x[after]!) : 0);
    if (!(beside <= most)) return 0;
  }
  return edge / beside;
}

/** See `Kernels.pieces`. */
export function pieces(x: Float32Array, start: number, { rate, edges }: Pieces, out: Float64Array): void {
  const count = edges.length - 1;
  const row = 2 * count + 1;
  for (let s = 0; s < out.length / row; s++) {
    const from = start + s * rate;
    let top = 0;
    for (let p = 0; p < count; p++) {
      const first = Math.max(1, from + edges[p]!);
      const last = Math.min(x.length - 1, from + edges[p + 1]!);
      let bend = 0;
      let size = 0;
      for (let i = first; i < last; i++) {
        const value = Math.abs(x[i]!);
        bend += Math.abs(x[i - 1]! - 2 * x[i]! + x[i + 1]!);
        size += value;
        if (value > top) top = value;
      }
      out[s * row + p] = bend / Math.max(1, last - first);
      out[s * row + count + p] = size / Math.max(1, last - first);
    }
    out.subarray(s * row, s * row + count).sort();
    out.subarray(s * row + count, s * row + 2 * count).sort();
    out[s * row + 2 * count] = top;
  }
}

/** See `Kernels.pieceRanges`. */
export function pieceRanges(x: Float32Array, start: number, rate: number, piece: number, count: number, out: Float64Array): void {
  for (let s = 0; s < out.length / count; s++) {
    for (let p = 0; p < count; p++) {
      const from = start + s * rate + p * piece;
      let low = Infinity;
      let high = -Infinity;
      for (let k = from; k < from + piece; k++) {
        const value = x[k]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      out[s * count + p] = high - low + 0;
    }
  }
}

/** See `Kernels.meansOfFive`. */
export function meansOfFive(x: Float32Array, out: Float32Array): void {
  out.fill(0);
  for (let i = 2; i + 2 < x.length; i++) out[i] = (x[i - 2]! + x[i - 1]! + x[i]! + x[i + 1]! + x[i + 2]!) / 5;
}

/** See `Kernels.moments`. */
export function moments(x: Float32Array, cell: number, around: number, second: Float64Array, fourth: Float64Array): void {
  const n = second.length;
  const two = new Float64Array(n);
  const four = new Float64Array(n);
  for (let c = 0; c < n; c++) {
    let a = 0;
    let b = 0;
    for (let i = c * cell; i < (c + 1) * cell; i++) {
      const square = x[i]! * x[i]!;
      a += square;
      b += square * square;
    }
    two[c] = a;
    four[c] = b;
  }
  const scale = 1 / ((2 * around + 1) * cell);
  for (let c = 0; c < n; c++) {
    let a = 0;
    let b = 0;
    for (let k = Math.max(0, c - around); k <= Math.min(n - 1, c + around); k++) {
      a += two[k]!;
      b += four[k]!;
    }
    second[c] = a * scale;
    fourth[c] = b * scale;
  }
}
