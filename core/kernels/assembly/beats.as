/** Beats against a reference beat, and sums of beats: see `core/kernels/plain/beats.ts`. */
import { after } from './memory';

/** Lag of the last correlation. */
let lagged: i32 = 0;

@inline
function total(a: v128, b: v128, at: usize, shape: usize, whole: i32, n: i32): f64 {
  let first = f64x2.extract_lane(a, 0);
  for (let k = whole; k < n; k++) first += load<f64>(at + ((<usize>k) << 3)) * load<f64>(shape + ((<usize>k) << 3));
  return first + f64x2.extract_lane(a, 1) + f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1);
}

/** Best correlation over the lags; `window` has room for n + 2 reach numbers and 8 more, `dots` for one a lag. */
function best(signal: usize, length: i32, centre: i32, offset: i32, shape: usize, n: i32, reach: i32, window: usize, dots: usize): f64 {
  lagged = 0;
  const start = centre + offset;
  if (n == 0 || start - reach < 0 || start + n + reach > length) return 0;
  const from = signal + ((<usize>(start - reach)) << 2);
  const width = n + 2 * reach;
  let k = 0;
  for (; k + 4 <= width; k += 4) {
    const value = v128.load(from + ((<usize>k) << 2));
    const to = window + ((<usize>k) << 3);
    v128.store(to, f64x2.promote_low_f32x4(value));
    v128.store(to, f64x2.promote_low_f32x4(i32x4.shuffle(value, value, 2, 3, 2, 3)), 16);
  }
  for (; k < width; k++) store<f64>(window + ((<usize>k) << 3), <f64>load<f32>(from + ((<usize>k) << 2)));

  const whole = n & ~3;
  const lags = 2 * reach + 1;
  let lag = 0;
  for (; lag + 5 <= lags; lag += 5) {
    const w = window + ((<usize>lag) << 3);
    let a0 = f64x2.splat(0);
    let b0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    let b1 = f64x2.splat(0);
    let a2 = f64x2.splat(0);
    let b2 = f64x2.splat(0);
    let a3 = f64x2.splat(0);
    let b3 = f64x2.splat(0);
    let a4 = f64x2.splat(0);
    let b4 = f64x2.splat(0);
    for (let j = 0; j < whole; j += 4) {
      const at = w + ((<usize>j) << 3);
      const h = shape + ((<usize>j) << 3);
      const ha = v128.load(h);
      const hb = v128.load(h, 16);
      const x01 = v128.load(at);
      const x12 = v128.load(at, 8);
      const x23 = v128.load(at, 16);
      const x34 = v128.load(at, 24);
      const x45 = v128.load(at, 32);
      const x56 = v128.load(at, 40);
      const x67 = v128.load(at, 48);
      a0 = f64x2.add(a0, f64x2.mul(x01, ha));
      b0 = f64x2.add(b0, f64x2.mul(x23, hb));
      a1 = f64x2.add(a1, f64x2.mul(x12, ha));
      b1 = f64x2.add(b1, f64x2.mul(x34, hb));
      a2 = f64x2.add(a2, f64x2.mul(x23, ha));
      b2 = f64x2.add(b2, f64x2.mul(x45, hb));
      a3 = f64x2.add(a3, f64x2.mul(x34, ha));
      b3 = f64x2.add(b3, f64x2.mul(x56, hb));
      a4 = f64x2.add(a4, f64x2.mul(x45, ha));
      b4 = f64x2.add(b4, f64x2.mul(x67, hb));
    }
    const to = dots + ((<usize>lag) << 3);
    store<f64>(to, total(a0, b0, w, shape, whole, n));
    store<f64>(to, total(a1, b1, w + 8, shape, whole, n), 8);
    store<f64>(to, total(a2, b2, w + 16, shape, whole, n), 16);
    store<f64>(to, total(a3, b3, w + 24, shape, whole, n), 24);
    store<f64>(to, total(a4, b4, w + 32, shape, whole, n), 32);
  }
  for (; lag < lags; lag++) {
    const w = window + ((<usize>lag) << 3);
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    for (let j = 0; j < whole; j += 4) {
      const at = w + ((<usize>j) << 3);
      const h = shape + ((<usize>j) << 3);
      a = f64x2.add(a, f64x2.mul(v128.load(at), v128.load(h)));
      b = f64x2.add(b, f64x2.mul(v128.load(at, 16), v128.load(h, 16)));
    }
    store<f64>(dots + ((<usize>lag) << 3), total(a, b, w, shape, whole, n));
  }

  let sum: f64 = 0;
  let square: f64 = 0;
  for (let j = 0; j < n; j++) {
    const x = load<f64>(window + ((<usize>j) << 3));
    sum += x;
    square += x * x;
  }
  let most: f64 = -2;
  for (let j = 0; j < lags; j++) {
    const energy = square - (sum * sum) / <f64>n;
    const correlation = energy > 1e-9 ? load<f64>(dots + ((<usize>j) << 3)) / sqrt(energy) : 0;
    if (correlation > most) {
      most = correlation;
      lagged = j - reach;
    }
    if (j + 1 < lags) {
      const gone = load<f64>(window + ((<usize>j) << 3));
      const come = load<f64>(window + ((<usize>(j + n)) << 3));
      sum += come - gone;
      square += come * come - gone * gone;
    }
  }
  return most < -1 ? -1 : most > 1 ? 1 : most;
}

/** Correlation and lag of each of some beats. */
export function correlate(signal: usize, length: i32, centres: usize, count: i32, offset: i32, shape: usize, n: i32, reach: i32, correlations: usize, lags: usize, free: usize): void {
  const window = after(free);
  const dots = after(window + ((<usize>(n + 2 * reach + 8)) << 3));
  for (let i = 0; i < count; i++) {
    store<f64>(correlations + ((<usize>i) << 3), best(signal, length, load<i32>(centres + ((<usize>i) << 2)), offset, shape, n, reach, window, dots));
    store<i32>(lags + ((<usize>i) << 2), lagged);
  }
}

/** A window without its mean and slope. */
function straighten(signal: usize, n: i32, out: usize): void {
  const half = <f64>(n - 1) / 2;
  let sum: f64 = 0;
  let slope: f64 = 0;
  let spread: f64 = 0;
  for (let k = 0; k < n; k++) {
    const x = <f64>load<f32>(signal + ((<usize>k) << 2));
    const away = <f64>k - half;
    sum += x;
    slope += away * x;
    spread += away * away;
  }
  const mean = sum / <f64>n;
  slope /= spread;
  for (let k = 0; k < n; k++) store<f64>(out + ((<usize>k) << 3), <f64>load<f32>(signal + ((<usize>k) << 2)) - mean - slope * (<f64>k - half));
}

/** Seven numbers a beat; the windows of all beats lie inside the signal. */
export function measure(
  signal: usize, length: i32, centres: usize, count: i32,
  wideOffset: i32, wide: usize, wideLength: i32, reach: i32,
  narrowOffset: i32, narrow: usize, narrowLength: i32,
  waveOffset: i32, wave: usize, waveLength: i32,
  rows: usize, free: usize,
): void {
  const window = after(free);
  const dots = after(window + ((<usize>(max(wideLength, narrowLength) + 2 * reach + 8)) << 3));
  const part = after(dots + ((<usize>(2 * reach + 1)) << 3));
  for (let i = 0; i < count; i++) {
    const row = rows + <usize>i * 56;
    const centre = load<i32>(centres + ((<usize>i) << 2));
    store<f64>(row, best(signal, length, centre, wideOffset, wide, wideLength, reach, window, dots));
    const at = centre + lagged;
    store<f64>(row, best(signal, length, at, narrowOffset, narrow, narrowLength, 0, window, dots), 8);
    let low = <f64>load<f32>(signal + ((<usize>at) << 2));
    let high = low;
    let sum: f64 = 0;
    const from = signal + ((<usize>(at + narrowOffset)) << 2);
    for (let k = 0; k < narrowLength; k++) {
      const x = <f64>load<f32>(from + ((<usize>k) << 2));
      if (x < low) low = x;
      if (x > high) high = x;
      sum += x < 0 ? -x : x;
    }
    store<f64>(row, low, 16);
    store<f64>(row, high, 24);
    store<f64>(row, sum, 32);
    straighten(signal + ((<usize>(at + waveOffset)) << 2), waveLength, part);
    let dot: f64 = 0;
    let own: f64 = 1e-9;
    for (let k = 0; k < waveLength; k++) {
      const x = load<f64>(part + ((<usize>k) << 3));
      dot += x * load<f64>(wave + ((<usize>k) << 3));
      own += x * x;
    }
    store<f64>(row, dot, 40);
    store<f64>(row, own, 48);
  }
}

/** Adds beats to sums, one after the other; what hangs over an end of the signal adds nothing. */
export function addBeats(signal: usize, length: i32, starts: usize, count: i32, sums: usize, width: i32): void {
  let inside = (width & 7) == 0;
  for (let i = 0; i < count; i++) {
    const start = load<i32>(starts + ((<usize>i) << 2));
    if (start < 0 || start + width > length) inside = false;
  }
  if (!inside) {
    for (let i = 0; i < count; i++) {
      const start = load<i32>(starts + ((<usize>i) << 2));
      const to = min(width, length - start);
      for (let k = max(0, -start); k < to; k++) {
        const at = sums + ((<usize>k) << 3);
        store<f64>(at, load<f64>(at) + <f64>load<f32>(signal + ((<usize>(start + k)) << 2)));
      }
    }
    return;
  }
  for (let k = 0; k < width; k += 8) {
    const at = sums + ((<usize>k) << 3);
    let s0 = v128.load(at);
    let s1 = v128.load(at, 16);
    let s2 = v128.load(at, 32);
    let s3 = v128.load(at, 48);
    for (let i = 0; i < count; i++) {
      const from = signal + ((<usize>(load<i32>(starts + ((<usize>i) << 2)) + k)) << 2);
      s0 = f64x2.add(s0, f64x2.promote_low_f32x4(v128.load64_zero(from)));
      s1 = f64x2.add(s1, f64x2.promote_low_f32x4(v128.load64_zero(from, 8)));
      s2 = f64x2.add(s2, f64x2.promote_low_f32x4(v128.load64_zero(from, 16)));
      s3 = f64x2.add(s3, f64x2.promote_low_f32x4(v128.load64_zero(from, 24)));
    }
    v128.store(at, s0);
    v128.store(at, s1, 16);
    v128.store(at, s2, 32);
    v128.store(at, s3, 48);
  }
}
