/** What a lead does second by second, and stored integers: see `core/kernels/plain/seconds.ts` and `millivolts.ts`. */
import { after } from './memory';

/** Least, greatest, sum and number of what was measured between neighbouring edges: four numbers each. */
export function ranges(x: usize, edges: usize, seconds: i32, out: usize): void {
  for (let s = 0; s < seconds; s++) {
    const from = load<i32>(edges + ((<usize>s) << 2));
    const to = load<i32>(edges + ((<usize>s) << 2), 4);
    let low = f32x4.splat(Infinity);
    let high = f32x4.splat(-Infinity);
    let missing = i32x4.splat(0);
    let i = from;
    for (; i + 4 <= to; i += 4) {
      const value = v128.load(x + ((<usize>i) << 2));
      low = f32x4.pmin(low, value);
      high = f32x4.pmax(high, value);
      missing = i32x4.add(missing, f32x4.ne(value, value));
    }
    let least = min4(low);
    let most = max4(high);
    let count = to - from + i32x4.extract_lane(missing, 0) + i32x4.extract_lane(missing, 1) + i32x4.extract_lane(missing, 2) + i32x4.extract_lane(missing, 3);
    for (; i < to; i++) {
      const value = load<f32>(x + ((<usize>i) << 2));
      if (value != value) {
        count--;
        continue;
      }
      if (value < least) least = value;
      if (value > most) most = value;
    }
    const row = out + ((<usize>s) << 5);
    // Adding 0 makes of −0, which no comparison knows, 0.
    store<f64>(row, <f64>least + 0);
    store<f64>(row, <f64>most + 0, 8);
    store<f64>(row, <f64>max(0, count), 24);
  }
  // Sums in the order of the samples, four seconds at once, so that one need not wait for the other.
  let s = 0;
  for (; s + 4 <= seconds; s += 4) {
    const at = edges + ((<usize>s) << 2);
    const e0 = load<i32>(at);
    const e1 = load<i32>(at, 4);
    const e2 = load<i32>(at, 8);
    const e3 = load<i32>(at, 12);
    const e4 = load<i32>(at, 16);
    const shared = min(min(e1 - e0, e2 - e1), min(e3 - e2, e4 - e3));
    let a: f64 = 0;
    let b: f64 = 0;
    let c: f64 = 0;
    let d: f64 = 0;
    for (let i = 0; i < shared; i++) {
      a += there(x, e0 + i);
      b += there(x, e1 + i);
      c += there(x, e2 + i);
      d += there(x, e3 + i);
    }
    const row = out + ((<usize>s) << 5) + 16;
    store<f64>(row, rest(x, e0 + max(0, shared), e1, a));
    store<f64>(row, rest(x, e1 + max(0, shared), e2, b), 32);
    store<f64>(row, rest(x, e2 + max(0, shared), e3, c), 64);
    store<f64>(row, rest(x, e3 + max(0, shared), e4, d), 96);
  }
  for (; s < seconds; s++) {
    const at = edges + ((<usize>s) << 2);
    store<f64>(out + ((<usize>s) << 5), rest(x, load<i32>(at), load<i32>(at, 4), 0), 16);
  }
}

@inline
function there(x: usize, i: i32): f64 {
  const value = load<f32>(x + ((<usize>i) << 2));
  return value == value ? <f64>value : 0;
}

function rest(x: usize, from: i32, to: i32, sum: f64): f64 {
  for (let i = from; i < to; i++) sum += there(x, i);
  return sum;
}

@inline
function min4(v: v128): f32 {
  return min(min(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)), min(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)));
}

@inline
function max4(v: v128): f32 {
  return max(max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)), max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)));
}

/** Writes the samples of `[i, last)` that an edge stands out from; how many. */
export function edges(x: usize, length: i32, i: i32, last: i32, step: i32, guard: i32, look: i32, least: f64, leastEdge: f64, still: f64, out: usize): i32 {
  // Single precision may round either way: what is a little less is looked at, too.
  const nearly = f32x4.splat(<f32>(leastEdge * 0.999));
  let count = 0;
  while (i < last) {
    if (i + 4 <= last) {
      const from = x + ((<usize>i) << 2);
      const steps = f32x4.abs(f32x4.sub(v128.load(from + ((<usize>step) << 2)), v128.load(from)));
      if (!v128.any_true(f32x4.ge(steps, nearly))) {
        i += 4;
        continue;
      }
    }
    const end = min(i + 4, last);
    for (; i < end; i++) {
      const edge = stepAt(x, i, step);
      if (!(edge >= leastEdge) || !(sharpness(x, length, i, edge, step, guard, look, least, still) >= least)) continue;
      store<i32>(out + ((<usize>count) << 2), i);
      count++;
    }
  }
  return count;
}

@inline
function stepAt(x: usize, i: i32, step: i32): f64 {
  return abs(<f64>load<f32>(x + ((<usize>(i + step)) << 2)) - <f64>load<f32>(x + ((<usize>i) << 2)));
}

function sharpness(x: usize, length: i32, i: i32, edge: f64, step: i32, guard: i32, look: i32, least: f64, still: f64): f64 {
  for (let k = i - guard; k <= i + guard; k++) if (stepAt(x, k, step) > edge) return 0;
  let beside = still;
  const most = edge / least;
  for (let k = 1; k <= look; k++) {
    const before = i - guard - k;
    const behind = i + guard + k;
    beside = max(max(beside, before >= 0 ? stepAt(x, before, step) : 0), behind + step < length ? stepAt(x, behind, step) : 0);
    if (!(beside <= most)) return 0;
  }
  return edge / beside;
}

/** Sorts a few numbers in place, smallest first. */
function order(values: usize, count: i32): void {
  for (let i = 1; i < count; i++) {
    const value = load<f64>(values + ((<usize>i) << 3));
    let j = i;
    for (; j > 0; j--) {
      const other = load<f64>(values + ((<usize>(j - 1)) << 3));
      if (other <= value) break;
      store<f64>(values + ((<usize>j) << 3), other);
    }
    store<f64>(values + ((<usize>j) << 3), value);
  }
}

/** Means of bends and sizes of the pieces of a second, ascending, and its largest size: 2 pieces + 1 numbers a second. */
export function pieces(x: usize, length: i32, start: i32, seconds: i32, rate: i32, count: i32, edges: usize, out: usize): void {
  const row = <usize>(2 * count + 1) << 3;
  for (let s = 0; s < seconds; s++) {
    const from = start + s * rate;
    const at = out + <usize>s * row;
    let top: f64 = 0;
    for (let p = 0; p < count; p++) {
      const first = max(1, from + load<i32>(edges + ((<usize>p) << 2)));
      const last = min(length - 1, from + load<i32>(edges + ((<usize>p) << 2), 4));
      let bend: f64 = 0;
      let size: f64 = 0;
      if (first < last) {
        let before = <f64>load<f32>(x + ((<usize>(first - 1)) << 2));
        let here = <f64>load<f32>(x + ((<usize>first) << 2));
        for (let i = first; i < last; i++) {
          const behind = <f64>load<f32>(x + ((<usize>i) << 2), 4);
          const value = abs(here);
          bend += abs(before - 2 * here + behind);
          size += value;
          if (value > top) top = value;
          before = here;
          here = behind;
        }
      }
      const n = <f64>max(1, last - first);
      store<f64>(at + ((<usize>p) << 3), bend / n);
      store<f64>(at + ((<usize>(count + p)) << 3), size / n);
    }
    order(at, count);
    order(at + ((<usize>count) << 3), count);
    store<f64>(at + ((<usize>(2 * count)) << 3), top);
  }
}

/** Ranges of the pieces of each second, `count` numbers a second; every second lies inside. */
export function pieceRanges(x: usize, start: i32, seconds: i32, rate: i32, piece: i32, count: i32, out: usize): void {
  let to = out;
  for (let s = 0; s < seconds; s++) {
    let at = x + ((<usize>(start + s * rate)) << 2);
    for (let p = 0; p < count; p++) {
      let low = load<f32>(at);
      let high = low;
      let k = 0;
      if (piece >= 4) {
        const value = v128.load(at);
        const other = v128.load(at + ((<usize>(piece - 4)) << 2));
        let lows = f32x4.pmin(value, other);
        let highs = f32x4.pmax(value, other);
        for (k = 4; k + 4 < piece; k += 4) {
          const more = v128.load(at + ((<usize>k) << 2));
          lows = f32x4.pmin(lows, more);
          highs = f32x4.pmax(highs, more);
        }
        low = min4(lows);
        high = max4(highs);
      } else {
        for (; k < piece; k++) {
          const value = load<f32>(at + ((<usize>k) << 2));
          if (value < low) low = value;
          if (value > high) high = value;
        }
      }
      store<f64>(to, <f64>high - <f64>low + 0);
      to += 8;
      at += (<usize>piece) << 2;
    }
  }
}

/** Means of five samples; the two at each end are 0. */
export function meansOfFive(x: usize, length: i32, out: usize): void {
  memory.fill(out, 0, (<usize>length) << 2);
  let i = 2;
  const five = f64x2.splat(5);
  for (; i + 4 <= length; i += 2) {
    const at = x + ((<usize>i) << 2);
    let sum = f64x2.add(f64x2.promote_low_f32x4(v128.load64_zero(at - 8)), f64x2.promote_low_f32x4(v128.load64_zero(at - 4)));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(at)));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(at, 4)));
    sum = f64x2.add(sum, f64x2.promote_low_f32x4(v128.load64_zero(at, 8)));
    v128.store64_lane(out + ((<usize>i) << 2), f32x4.demote_f64x2_zero(f64x2.div(sum, five)), 0);
  }
  for (; i + 2 < length; i++) {
    const at = x + ((<usize>i) << 2);
    store<f32>(out + ((<usize>i) << 2), <f32>((<f64>load<f32>(at - 8) + <f64>load<f32>(at - 4) + <f64>load<f32>(at) + <f64>load<f32>(at, 4) + <f64>load<f32>(at, 8)) / 5));
  }
}

/** Means of squares and of fourth powers over cells and those around each. */
export function moments(x: usize, cell: i32, cells: i32, around: i32, second: usize, fourth: usize, free: usize): void {
  // Pairs: both sums of a cell.
  const pairs = after(free);
  for (let c = 0; c < cells; c++) {
    let both = f64x2.splat(0);
    const at = x + ((<usize>(c * cell)) << 2);
    for (let i = 0; i < cell; i++) {
      const value = <f64>load<f32>(at + ((<usize>i) << 2));
      const square = value * value;
      both = f64x2.add(both, f64x2.replace_lane(f64x2.splat(square), 1, square * square));
    }
    v128.store(pairs + ((<usize>c) << 4), both);
  }
  const scale: f64 = 1 / <f64>((2 * around + 1) * cell);
  for (let c = 0; c < cells; c++) {
    let both = f64x2.splat(0);
    const last = min(cells - 1, c + around);
    for (let k = max(0, c - around); k <= last; k++) both = f64x2.add(both, v128.load(pairs + ((<usize>k) << 4)));
    both = f64x2.mul(both, f64x2.splat(scale));
    store<f64>(second + ((<usize>c) << 3), f64x2.extract_lane(both, 0));
    store<f64>(fourth + ((<usize>c) << 3), f64x2.extract_lane(both, 1));
  }
}

/** Stored integers as mV. */
export function millivolts(values: usize, bytes: i32, count: i32, baseline: f64, scale: f64, out: usize): void {
  const zero = f64x2.splat(baseline);
  const factor = f64x2.splat(scale);
  const none = i32x4.splat(-32768);
  const nan = f32x4.splat(NaN);
  for (let i = 0; i < count; i += 4) {
    const value = bytes == 2 ? v128.load16x4_s(values + ((<usize>i) << 1)) : v128.load(values + ((<usize>i) << 2));
    const low = f64x2.mul(f64x2.sub(f64x2.convert_low_i32x4_s(value), zero), factor);
    const high = f64x2.mul(f64x2.sub(f64x2.convert_low_i32x4_s(i32x4.shuffle(value, value, 2, 3, 2, 3)), zero), factor);
    const four = i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
    v128.store(out + ((<usize>i) << 2), v128.bitselect(nan, four, i32x4.eq(value, none)));
  }
}
