/** The baseline of a lead and what is left of it: see `core/kernels/plain/baseline.ts`. */
import { after } from './memory';

/**
 * @param x length samples, whole cells
 * @param kernel knots × 2 reach weights
 * @param out n samples, from sample `skip` of x on; `valid` likewise
 */
export function baseline(x: usize, length: i32, cell: i32, knots: i32, reach: i32, kernel: usize, skip: i32, n: i32, out: usize, valid: usize, free: usize): void {
  const cells = length / cell;
  const width = 2 * reach;
  const step = cell / knots;
  // Pairs: mean over a cell, and the share of it that was measured.
  const pairs = after(free);
  const lines = pairs + ((<usize>cells) << 4);
  const count = <f64>cell;
  let whole = true;
  let at = x;
  for (let c = 0; c < cells; c++) {
    let sum: f64 = 0;
    let there = 0;
    for (let i = 0; i < cell; i++, at += 4) {
      const value = load<f32>(at);
      if (value != value) continue;
      sum += <f64>value;
      there++;
    }
    if (there < cell) whole = false;
    store<f64>(pairs + ((<usize>c) << 4), sum / count);
    store<f64>(pairs + ((<usize>c) << 4), <f64>there / count, 8);
  }
  for (let k = 0; k < cells * knots; k++) store<f64>(lines + ((<usize>k) << 3), NaN);
  for (let c = reach; c + reach <= cells; c++) {
    const first = pairs + ((<usize>(c - reach)) << 4);
    for (let p = 0; p < knots; p++) {
      const row = kernel + ((<usize>(p * width)) << 3);
      let both = f64x2.splat(0);
      for (let j = 0; j < width; j++) both = f64x2.add(both, f64x2.mul(v128.load64_splat(row + ((<usize>j) << 3)), v128.load(first + ((<usize>j) << 4))));
      const sum = f64x2.extract_lane(both, 0);
      const weight = f64x2.extract_lane(both, 1);
      let knot: f64;
      if (weight > 0.3) knot = sum / weight;
      else {
        const here = pairs + ((<usize>c) << 4);
        knot = (load<f64>(here - 16) + load<f64>(here)) / (load<f64>(here - 8) + load<f64>(here, 8));
      }
      store<f64>(lines + ((<usize>(c * knots + p)) << 3), knot);
    }
  }
  memory.fill(out, 0, (<usize>n) << 2);
  memory.fill(valid, whole ? 1 : 0, <usize>n);
  const firstKnot = skip / step;
  const lastKnot = (skip + n + step - 1) / step;
  for (let k = firstKnot; k < lastKnot; k++) {
    let left = load<f64>(lines + ((<usize>k) << 3));
    let right = load<f64>(lines + ((<usize>k) << 3), 8);
    if (left != left) left = right;
    if (right != right) right = left;
    if (left != left) {
      left = 0;
      right = 0;
    }
    const slope = (right - left) / <f64>step;
    const start = k * step;
    const from = max(start, skip);
    const to = min(start + step, skip + n);
    for (let i = from; i < to; i++) {
      const value = load<f32>(x + ((<usize>i) << 2));
      if (value != value) continue;
      if (!whole) store<u8>(valid + <usize>(i - skip), 1);
      store<f32>(out + ((<usize>(i - skip)) << 2), <f32>(<f64>value - (left + <f64>(i - start) * slope)));
    }
  }
}
