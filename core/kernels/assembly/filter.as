/** Symmetric FIR filters and resampling: see `core/kernels/plain/filter.ts`, whose numbers these are, bit for bit. */
import { after } from './memory';

/** Outputs that are summed at once. Whatever is read or written may be overrun by as many. */
const TOGETHER: i32 = 8;

/**
 * Copies a signal to double precision, NaN as 0, with `before` zeros on both
 * sides, phase by phase: padded sample q lies in phase q % step at place q / step.
 * Returns 1 where something was NaN.
 */
function spread(x: usize, length: i32, before: i32, step: i32, width: i32, to: usize): i32 {
  // Only what no sample is written to.
  const head = min(width, before / step + 1);
  const tail = min(width, (before + length) / step);
  for (let p = 0; p < step; p++) {
    const phase = to + ((<usize>(p * width)) << 3);
    memory.fill(phase, 0, (<usize>head) << 3);
    memory.fill(phase + ((<usize>tail) << 3), 0, (<usize>(width - tail)) << 3);
  }
  let same = i32x4.splat(-1);
  let i = 0;
  if (step == 1) {
    let at = to + ((<usize>before) << 3);
    for (; i + 4 <= length; i += 4, at += 32) {
      const value = v128.load(x + ((<usize>i) << 2));
      const there = f32x4.eq(value, value);
      same = v128.and(same, there);
      const kept = v128.and(value, there);
      v128.store(at, f64x2.promote_low_f32x4(kept));
      v128.store(at, f64x2.promote_low_f32x4(i32x4.shuffle(kept, kept, 2, 3, 2, 3)), 16);
    }
  } else if (step == 2) {
    const phase = before & 1;
    let even = to + ((<usize>(phase * width + (before >> 1))) << 3);
    let odd = to + ((<usize>((1 - phase) * width + ((before + 1) >> 1))) << 3);
    for (; i + 4 <= length; i += 4, even += 16, odd += 16) {
      const value = v128.load(x + ((<usize>i) << 2));
      const there = f32x4.eq(value, value);
      same = v128.and(same, there);
      const kept = v128.and(value, there);
      v128.store(even, f64x2.promote_low_f32x4(i32x4.shuffle(kept, kept, 0, 2, 0, 2)));
      v128.store(odd, f64x2.promote_low_f32x4(i32x4.shuffle(kept, kept, 1, 3, 1, 3)));
    }
  }
  let missing = i32x4.all_true(same) ? 0 : 1;
  let phase = (before + i) % step;
  let place = (before + i) / step;
  for (; i < length; i++) {
    const value = load<f32>(x + ((<usize>i) << 2));
    if (value != value) missing = 1;
    store<f64>(to + ((<usize>(phase * width + place)) << 3), value != value ? 0 : <f64>value);
    phase++;
    if (phase == step) {
      phase = 0;
      place++;
    }
  }
  return missing;
}

/** Symmetric filter; `out` takes n outputs and 8 more. Returns 1 where something was NaN. `free`: where there is room to work in. */
export function filter(x: usize, length: i32, before: i32, centre: i32, step: i32, taps: usize, half: i32, out: usize, n: i32, free: usize): i32 {
  const padded = length + 2 * before;
  const width = (padded + step - 1) / step + 2 * TOGETHER;
  const working = after(free);
  const lefts = after(working + ((<usize>(step * width)) << 3));
  const rights = lefts + ((<usize>(half + 1)) << 2);
  const missing = spread(x, length, before, step, width, working);

  // Where a window holds nothing but zeros its output is 0.
  let low = 0;
  let high = length - 1;
  while (low <= high) {
    const value = load<f32>(x + ((<usize>low) << 2));
    if (value == value && value != 0) break;
    low++;
  }
  while (high > low) {
    const value = load<f32>(x + ((<usize>high) << 2));
    if (value == value && value != 0) break;
    high--;
  }
  let first = 0;
  let end = 0;
  if (low <= high) {
    const from = low + before - half - centre;
    first = from > 0 ? (from + step - 1) / step : 0;
    const to = high + before + half - centre;
    end = to < 0 ? 0 : min(n, to / step + 1);
    if (first > end) first = end;
  }
  if (first >= end) {
    memory.fill(out, 0, (<usize>n) << 2);
    return missing;
  }
  memory.fill(out, 0, (<usize>first) << 2);

  for (let k = 0; k <= half; k++) {
    const left = centre - k;
    const right = centre + k;
    store<u32>(lefts + ((<usize>k) << 2), <u32>(working + ((<usize>((left % step) * width + left / step)) << 3)));
    store<u32>(rights + ((<usize>k) << 2), <u32>(working + ((<usize>((right % step) * width + right / step)) << 3)));
  }
  const middle = v128.load64_splat(taps + ((<usize>half) << 3));
  for (let i = first; i < end; i += TOGETHER) {
    const offset = (<usize>i) << 3;
    const c = <usize>load<u32>(lefts) + offset;
    let s0 = f64x2.mul(middle, v128.load(c));
    let s1 = f64x2.mul(middle, v128.load(c, 16));
    let s2 = f64x2.mul(middle, v128.load(c, 32));
    let s3 = f64x2.mul(middle, v128.load(c, 48));
    for (let k = 1; k <= half; k++) {
      const h = v128.load64_splat(taps + ((<usize>(half + k)) << 3));
      const l = <usize>load<u32>(lefts + ((<usize>k) << 2)) + offset;
      const r = <usize>load<u32>(rights + ((<usize>k) << 2)) + offset;
      s0 = f64x2.add(s0, f64x2.mul(h, f64x2.add(v128.load(l), v128.load(r))));
      s1 = f64x2.add(s1, f64x2.mul(h, f64x2.add(v128.load(l, 16), v128.load(r, 16))));
      s2 = f64x2.add(s2, f64x2.mul(h, f64x2.add(v128.load(l, 32), v128.load(r, 32))));
      s3 = f64x2.add(s3, f64x2.mul(h, f64x2.add(v128.load(l, 48), v128.load(r, 48))));
    }
    const to = out + ((<usize>i) << 2);
    v128.store(to, i32x4.shuffle(f32x4.demote_f64x2_zero(s0), f32x4.demote_f64x2_zero(s1), 0, 1, 4, 5));
    v128.store(to, i32x4.shuffle(f32x4.demote_f64x2_zero(s2), f32x4.demote_f64x2_zero(s3), 0, 1, 4, 5), 16);
  }
  if (end < n) memory.fill(out + ((<usize>end) << 2), 0, (<usize>(n - end)) << 2);
  return missing;
}

/** The four sums of an output in their order. */
@inline
function joined(a: v128, b: v128): f32 {
  return <f32>(f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1) + (f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1)));
}

/** One output: one phase on the samples from `at` on. */
function dot(at: usize, h: usize, taps: i32): f32 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  for (let j = 0; j < taps; j += 4, at += 32, h += 32) {
    a = f64x2.add(a, f64x2.mul(v128.load(h), v128.load(at)));
    b = f64x2.add(b, f64x2.mul(v128.load(h, 16), v128.load(at, 16)));
  }
  return joined(a, b);
}

/** Two outputs, each its four sums in their order. */
@inline
function pair(a0: v128, b0: v128, a1: v128, b1: v128): v128 {
  const a = f64x2.add(i64x2.shuffle(a0, a1, 0, 2), i64x2.shuffle(a0, a1, 1, 3));
  const b = f64x2.add(i64x2.shuffle(b0, b1, 0, 2), i64x2.shuffle(b0, b1, 1, 3));
  return f32x4.demote_f64x2_zero(f64x2.add(a, b));
}

/** Four outputs of one phase, whose samples lie `far` bytes from each other's and which themselves lie `apart` bytes from each other: sums that do not wait for one another. */
@inline
function fourDots(at: usize, far: usize, h: usize, taps: i32, to: usize, apart: usize): void {
  let at1 = at + far;
  let at2 = at1 + far;
  let at3 = at2 + far;
  let a0 = f64x2.splat(0);
  let b0 = f64x2.splat(0);
  let a1 = f64x2.splat(0);
  let b1 = f64x2.splat(0);
  let a2 = f64x2.splat(0);
  let b2 = f64x2.splat(0);
  let a3 = f64x2.splat(0);
  let b3 = f64x2.splat(0);
  let j = 0;
  for (; j + 8 <= taps; j += 8) {
    let ha = v128.load(h);
    let hb = v128.load(h, 16);
    a0 = f64x2.add(a0, f64x2.mul(ha, v128.load(at)));
    b0 = f64x2.add(b0, f64x2.mul(hb, v128.load(at, 16)));
    a1 = f64x2.add(a1, f64x2.mul(ha, v128.load(at1)));
    b1 = f64x2.add(b1, f64x2.mul(hb, v128.load(at1, 16)));
    a2 = f64x2.add(a2, f64x2.mul(ha, v128.load(at2)));
    b2 = f64x2.add(b2, f64x2.mul(hb, v128.load(at2, 16)));
    a3 = f64x2.add(a3, f64x2.mul(ha, v128.load(at3)));
    b3 = f64x2.add(b3, f64x2.mul(hb, v128.load(at3, 16)));
    ha = v128.load(h, 32);
    hb = v128.load(h, 48);
    a0 = f64x2.add(a0, f64x2.mul(ha, v128.load(at, 32)));
    b0 = f64x2.add(b0, f64x2.mul(hb, v128.load(at, 48)));
    a1 = f64x2.add(a1, f64x2.mul(ha, v128.load(at1, 32)));
    b1 = f64x2.add(b1, f64x2.mul(hb, v128.load(at1, 48)));
    a2 = f64x2.add(a2, f64x2.mul(ha, v128.load(at2, 32)));
    b2 = f64x2.add(b2, f64x2.mul(hb, v128.load(at2, 48)));
    a3 = f64x2.add(a3, f64x2.mul(ha, v128.load(at3, 32)));
    b3 = f64x2.add(b3, f64x2.mul(hb, v128.load(at3, 48)));
    h += 64;
    at += 64;
    at1 += 64;
    at2 += 64;
    at3 += 64;
  }
  // Taps are a multiple of four.
  if (j < taps) {
    const ha = v128.load(h);
    const hb = v128.load(h, 16);
    a0 = f64x2.add(a0, f64x2.mul(ha, v128.load(at)));
    b0 = f64x2.add(b0, f64x2.mul(hb, v128.load(at, 16)));
    a1 = f64x2.add(a1, f64x2.mul(ha, v128.load(at1)));
    b1 = f64x2.add(b1, f64x2.mul(hb, v128.load(at1, 16)));
    a2 = f64x2.add(a2, f64x2.mul(ha, v128.load(at2)));
    b2 = f64x2.add(b2, f64x2.mul(hb, v128.load(at2, 16)));
    a3 = f64x2.add(a3, f64x2.mul(ha, v128.load(at3)));
    b3 = f64x2.add(b3, f64x2.mul(hb, v128.load(at3, 16)));
  }
  const low = pair(a0, b0, a1, b1);
  const high = pair(a2, b2, a3, b3);
  v128.store32_lane(to, low, 0);
  v128.store32_lane(to + apart, low, 1);
  v128.store32_lane(to + 2 * apart, high, 0);
  v128.store32_lane(to + 3 * apart, high, 1);
}

/** A filter of many phases: output i lies at input position (from + i) * step / grid. Returns 1 where something was NaN. */
export function polyphase(x: usize, length: i32, xFrom: f64, from: f64, step: f64, grid: f64, phases: i32, taps: i32, back: f64, table: usize, out: usize, n: i32, free: usize): i32 {
  const working = after(free);
  const missing = spread(x, length, 0, 1, length, working);
  const places = after(working + ((<usize>length) << 3));
  // Where every phase is tabled each comes once in a round of outputs, and the samples of the next round lie one step on.
  const tabled = <f64>phases == grid;
  const round = tabled ? min(phases, n) : n;
  const far = (<usize>(<i32>step)) << 3;
  for (let i = 0; i < round; i++) {
    const position = (from + <f64>i) * step;
    let base = floor(position / grid);
    const rest = position - base * grid;
    let phase = 0;
    if (tabled) phase = <i32>rest;
    else {
      const exact = (rest / grid) * <f64>phases;
      const below = floor(exact);
      phase = <i32>below + (exact - below >= 0.5 ? 1 : 0);
    }
    if (phase == phases) {
      phase = 0;
      base += 1;
    }
    const at = working + ((<usize>(<i32>(base - back - xFrom))) << 3);
    const h = table + ((<usize>(phase * taps)) << 3);
    if (tabled) {
      store<u32>(places + ((<usize>i) << 3), <u32>at);
      store<u32>(places + ((<usize>i) << 3), <u32>h, 4);
    } else store<f32>(out + ((<usize>i) << 2), dot(at, h, taps));
  }
  if (!tabled) return missing;
  let i = 0;
  let on: usize = 0;
  for (; i + 4 * round <= n; i += 4 * round, on += 4 * far) {
    for (let p = 0; p < round; p++) {
      const place = places + ((<usize>p) << 3);
      fourDots(<usize>load<u32>(place) + on, far, <usize>load<u32>(place, 4), taps, out + ((<usize>(i + p)) << 2), (<usize>round) << 2);
    }
  }
  for (let p = 0; i < n; i++) {
    const place = places + ((<usize>p) << 3);
    store<f32>(out + ((<usize>i) << 2), dot(<usize>load<u32>(place) + on, <usize>load<u32>(place, 4), taps));
    p++;
    if (p == round) {
      p = 0;
      on += far;
    }
  }
  return missing;
}
