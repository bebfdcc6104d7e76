/** The baseline of a lead and what is left of it: see `core/kernels/plain/baseline.ts`. */
import { after } from './memory';

/** Whether nothing is missing. */
function isWhole(x: usize, length: i32): bool {
  let same = i32x4.splat(-1);
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const value = v128.load(x + ((<usize>i) << 2));
    same = v128.and(same, f32x4.eq(value, value));
  }
  let whole = i32x4.all_true(same);
  for (; i < length; i++) {
    const value = load<f32>(x + ((<usize>i) << 2));
    if (value != value) whole = false;
  }
  return whole;
}

/** A knot out of weighted sums of means and shares; where the kernel's own lobe is cut, of the two nearest cells. */
function knotOf(both: v128, pairs: usize, c: i32): f64 {
  const weight = f64x2.extract_lane(both, 1);
  if (weight > 0.3) return f64x2.extract_lane(both, 0) / weight;
  const here = pairs + ((<usize>c) << 4);
  return (load<f64>(here - 16) + load<f64>(here)) / (load<f64>(here - 8) + load<f64>(here, 8));
}

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
  const whole = isWhole(x, length);
  let c = 0;
  if (whole) {
    // Four cells at once, so that one sum need not wait for the other.
    for (; c + 4 <= cells; c += 4) {
      const a = x + ((<usize>(c * cell)) << 2);
      const next = (<usize>cell) << 2;
      let s0: f64 = 0;
      let s1: f64 = 0;
      let s2: f64 = 0;
      let s3: f64 = 0;
      for (let i: usize = 0; i < next; i += 4) {
        s0 += <f64>load<f32>(a + i);
        s1 += <f64>load<f32>(a + next + i);
        s2 += <f64>load<f32>(a + 2 * next + i);
        s3 += <f64>load<f32>(a + 3 * next + i);
      }
      const to = pairs + ((<usize>c) << 4);
      v128.store(to, f64x2.replace_lane(f64x2.splat(1), 0, s0 / count));
      v128.store(to, f64x2.replace_lane(f64x2.splat(1), 0, s1 / count), 16);
      v128.store(to, f64x2.replace_lane(f64x2.splat(1), 0, s2 / count), 32);
      v128.store(to, f64x2.replace_lane(f64x2.splat(1), 0, s3 / count), 48);
    }
  }
  for (; c < cells; c++) {
    let at = x + ((<usize>(c * cell)) << 2);
    let sum: f64 = 0;
    let there = 0;
    for (let i = 0; i < cell; i++, at += 4) {
      const value = load<f32>(at);
      if (value != value) continue;
      sum += <f64>value;
      there++;
    }
    store<f64>(pairs + ((<usize>c) << 4), sum / count);
    store<f64>(pairs + ((<usize>c) << 4), <f64>there / count, 8);
  }
  for (let k = 0; k < cells * knots; k++) store<f64>(lines + ((<usize>k) << 3), NaN);
  for (let c = reach; c + reach <= cells; c++) {
    const first = pairs + ((<usize>(c - reach)) << 4);
    const line = lines + ((<usize>(c * knots)) << 3);
    let p = 0;
    for (; p + 5 <= knots; p += 5) {
      const row = kernel + ((<usize>(p * width)) << 3);
      const next = (<usize>width) << 3;
      let k0 = f64x2.splat(0);
      let k1 = f64x2.splat(0);
      let k2 = f64x2.splat(0);
      let k3 = f64x2.splat(0);
      let k4 = f64x2.splat(0);
      for (let j = 0; j < width; j++) {
        const pair = v128.load(first + ((<usize>j) << 4));
        const h = row + ((<usize>j) << 3);
        k0 = f64x2.add(k0, f64x2.mul(v128.load64_splat(h), pair));
        k1 = f64x2.add(k1, f64x2.mul(v128.load64_splat(h + next), pair));
        k2 = f64x2.add(k2, f64x2.mul(v128.load64_splat(h + 2 * next), pair));
        k3 = f64x2.add(k3, f64x2.mul(v128.load64_splat(h + 3 * next), pair));
        k4 = f64x2.add(k4, f64x2.mul(v128.load64_splat(h + 4 * next), pair));
      }
      const to = line + ((<usize>p) << 3);
      store<f64>(to, knotOf(k0, pairs, c));
      store<f64>(to, knotOf(k1, pairs, c), 8);
      store<f64>(to, knotOf(k2, pairs, c), 16);
      store<f64>(to, knotOf(k3, pairs, c), 24);
      store<f64>(to, knotOf(k4, pairs, c), 32);
    }
    for (; p < knots; p++) {
      const row = kernel + ((<usize>(p * width)) << 3);
      let both = f64x2.splat(0);
      for (let j = 0; j < width; j++) both = f64x2.add(both, f64x2.mul(v128.load64_splat(row + ((<usize>j) << 3)), v128.load(first + ((<usize>j) << 4))));
      store<f64>(line + ((<usize>p) << 3), knotOf(both, pairs, c));
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
    if (whole && to - from == 5) {
      const at = x + ((<usize>from) << 2);
      const value = v128.load(at);
      const s = f64x2.splat(slope);
      const l = f64x2.splat(left);
      const low = f64x2.sub(f64x2.promote_low_f32x4(value), f64x2.add(l, f64x2.mul(f64x2(0, 1), s)));
      const high = f64x2.sub(f64x2.promote_low_f32x4(i32x4.shuffle(value, value, 2, 3, 2, 3)), f64x2.add(l, f64x2.mul(f64x2(2, 3), s)));
      const place = out + ((<usize>(from - skip)) << 2);
      v128.store(place, i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5));
      store<f32>(place, <f32>(<f64>load<f32>(at, 16) - (left + 4 * slope)), 16);
      continue;
    }
    for (let i = from; i < to; i++) {
      const value = load<f32>(x + ((<usize>i) << 2));
      if (value != value) continue;
      if (!whole) store<u8>(valid + <usize>(i - skip), 1);
      store<f32>(out + ((<usize>(i - skip)) << 2), <f32>(<f64>value - (left + <f64>(i - start) * slope)));
    }
  }
}
