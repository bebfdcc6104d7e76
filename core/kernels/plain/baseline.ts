/** The baseline of a lead, subtracted, in TypeScript. */
import type { BaselineShape } from '../kernel-types.ts';

/** See `Kernels.baseline`. */
export function baseline(x: Float32Array, skip: number, shape: BaselineShape, out: Float32Array, valid: Uint8Array): void {
  const lines = knotsOf(x, shape);
  const n = out.length;
  out.fill(0);
  valid.fill(0);
  const step = shape.cell / shape.knots;
  const firstKnot = Math.floor(skip / step);
  const lastKnot = Math.ceil((skip + n) / step);
  for (let k = firstKnot; k < lastKnot; k++) {
    let left = lines[k]!;
    let right = lines[k + 1]!;
    // At the edge of a gap one of the two knots has nothing around it.
    if (left !== left) left = right;
    if (right !== right) right = left;
    if (left !== left) left = right = 0;
    const slope = (right - left) / step;
    const at = k * step;
    for (let i = Math.max(at, skip); i < Math.min(at + step, skip + n); i++) {
      const value = x[i]!;
      if (value !== value) continue;
      valid[i - skip] = 1;
      out[i - skip] = value - (left + (i - at) * slope);
    }
  }
}

/** Baseline at each knot of `x`, NaN where too little around it was measured. */
function knotsOf(x: Float32Array, { cell, knots, reach, kernel }: BaselineShape): Float64Array {
  const cellCount = x.length / cell;
  const width = 2 * reach;
  const sums = new Float64Array(cellCount);
  const shares = new Float64Array(cellCount);
  for (let c = 0; c < cellCount; c++) {
    let sum = 0;
    let count = 0;
    for (let i = c * cell; i < (c + 1) * cell; i++) {
      const value = x[i]!;
      if (value !== value) continue;
      sum += value;
      count++;
    }
    sums[c] = sum / cell;
    shares[c] = count / cell;
  }
  const lines = new Float64Array(cellCount * knots).fill(Number.NaN);
  for (let c = reach; c + reach <= cellCount; c++) {
    const first = c - reach;
    for (let p = 0; p < knots; p++) {
      let sum = 0;
      let weight = 0;
      for (let j = 0; j < width; j++) {
        const h = kernel[p * width + j]!;
        sum += h * sums[first + j]!;
        weight += h * shares[first + j]!;
      }
      // Beside a long gap the kernel's own lobe may be cut: then the nearest cells must do.
      if (weight > 0.3) lines[c * knots + p] = sum / weight;
      else lines[c * knots + p] = (sums[c - 1]! + sums[c]!) / (shares[c - 1]! + shares[c]!);
    }
  }
  return lines;
}
