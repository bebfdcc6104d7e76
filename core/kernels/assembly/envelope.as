/** The QRS envelope of a lead: see `core/kernels/plain/envelope.ts`. */
import { filter } from './filter';
import { after } from './memory';

const BINS: i32 = 128;
/** Bins a unit of the curve, and of the heights of accepted peaks: powers of two, so that dividing loses nothing. */
const FINE: f64 = 128;
const COARSE: f64 = 32;

/** Root of the smoothed square of a band, at half the rate. */
function band(x: usize, length: i32, taps: usize, half: i32, hann: usize, hannHalf: i32, out: usize, n: i32, free: usize): void {
  const squares = after(free);
  const rest = squares + ((<usize>(n + 16)) << 2);
  filter(x, length, half, half, 2, taps, half, squares, n, rest);
  for (let i = 0; i < n; i += 4) {
    const at = squares + ((<usize>i) << 2);
    const value = v128.load(at);
    v128.store(at, f32x4.mul(value, value));
  }
  filter(squares, n, hannHalf, hannHalf, 1, hann, hannHalf, out, n, rest);
  const zero = f32x4.splat(0);
  for (let i = 0; i < n; i += 4) {
    const at = out + ((<usize>i) << 2);
    v128.store(at, f32x4.sqrt(f32x4.max(zero, v128.load(at))));
  }
}

/** Sorts numbers in place, smallest first. */
function sort(values: usize, count: i32): void {
  let gap = 1;
  while (gap < count / 3) gap = 3 * gap + 1;
  for (; gap > 0; gap /= 3) {
    for (let i = gap; i < count; i++) {
      const value = load<f64>(values + ((<usize>i) << 3));
      let j = i;
      while (j >= gap) {
        const other = load<f64>(values + ((<usize>(j - gap)) << 3));
        if (other <= value) break;
        store<f64>(values + ((<usize>j) << 3), other);
        j -= gap;
      }
      store<f64>(values + ((<usize>j) << 3), value);
    }
  }
}

function median(values: usize, count: i32): f64 {
  sort(values, count);
  const middle = values + ((<usize>(count >> 1)) << 3);
  return (count & 1) == 1 ? load<f64>(middle) : (load<f64>(middle - 8) + load<f64>(middle)) / 2;
}

/** Median of cell maxima over neighbouring cells, never below a share of the median over all cells. */
function levels(y: usize, n: i32, usable: usize, cell: i32, cells: i32, reach: i32, floorShare: f64, out: usize, free: usize): void {
  const maxima = after(free);
  const scratch = after(maxima + ((<usize>cells) << 3));
  for (let c = 0; c < cells; c++) {
    const end = min(n, (c + 1) * cell);
    let most: f32 = 0;
    let count = 0;
    for (let i = c * cell; i < end; i++) {
      if (load<u8>(usable + <usize>i)) count++;
      const value = load<f32>(y + ((<usize>i) << 2));
      if (value > most) most = value;
    }
    store<f64>(maxima + ((<usize>c) << 3), 2 * count > cell ? <f64>most : -1);
  }
  let told = 0;
  const all = after(scratch + ((<usize>(2 * reach + 1)) << 3));
  for (let c = 0; c < cells; c++) {
    let count = 0;
    const last = min(cells - 1, c + reach);
    for (let k = max(0, c - reach); k <= last; k++) {
      const value = load<f64>(maxima + ((<usize>k) << 3));
      if (!(value >= 0)) continue;
      store<f64>(scratch + ((<usize>count) << 3), value);
      count++;
    }
    const local = count > 0 ? median(scratch, count) : -1;
    store<f64>(out + ((<usize>c) << 3), local);
    if (!(local >= 0)) continue;
    store<f64>(all + ((<usize>told) << 3), local);
    told++;
  }
  const least = told > 0 ? median(all, told) * floorShare : 0;
  for (let c = 0; c < cells; c++) {
    const at = out + ((<usize>c) << 3);
    const value = load<f64>(at);
    store<f64>(at, told == 0 ? 0 : value < least ? least : value);
  }
}

/** Half a cell of the mixture of both bands. */
function mix(curve: usize, low: usize, from: i32, to: i32, centre: f64, cell: f64, h0: f64, h1: f64, l0: f64, l1: f64, share: f64): void {
  const rest = 1 - share;
  for (let i = from; i < to; i++) {
    const part = abs(<f64>i - centre) / cell;
    const h = h0 + part * h1;
    const l = l0 + part * l1;
    const at = (<usize>i) << 2;
    const upper = h > 0 ? (share * <f64>load<f32>(curve + at)) / h : 0;
    const lower = l > 0 ? (rest * <f64>load<f32>(low + at)) / l : 0;
    store<f32>(curve + at, <f32>(upper + lower));
  }
}

@inline
function binOf(value: f32, perUnit: f64): i32 {
  const bin = <f64>value * perUnit;
  return bin >= <f64>BINS ? BINS - 1 : <i32>bin;
}

@inline
function count(histogram: usize, bin: i32): void {
  const at = histogram + ((<usize>bin) << 2);
  store<i32>(at, load<i32>(at) + 1);
}

function isLargest(curve: usize, n: i32, at: i32, reach: i32): bool {
  const value = load<f32>(curve + ((<usize>at) << 2));
  for (let i = max(0, at - reach); i < at; i++) if (load<f32>(curve + ((<usize>i) << 2)) >= value) return false;
  const end = min(n - 1, at + reach);
  for (let i = at + 1; i <= end; i++) if (load<f32>(curve + ((<usize>i) << 2)) > value) return false;
  return true;
}

/** Adds a cell that comes in to sums and takes away one that goes out; either may be 0. Returns the change of the total. */
function slide(sums: usize, come: usize, gone: usize): i32 {
  let change = i32x4.splat(0);
  for (let b: usize = 0; b < <usize>(BINS << 2); b += 16) {
    let step = come ? v128.load(come + b) : i32x4.splat(0);
    if (gone) step = i32x4.sub(step, v128.load(gone + b));
    change = i32x4.add(change, step);
    v128.store(sums + b, i32x4.add(v128.load(sums + b), step));
  }
  return i32x4.extract_lane(change, 0) + i32x4.extract_lane(change, 1) + i32x4.extract_lane(change, 2) + i32x4.extract_lane(change, 3);
}

/** Middle of the bin in which a quantile falls, -1 where nothing was counted. */
function quantile(counts: usize, total: i32, share: f64, width: f64): f64 {
  if (total == 0) return -1;
  const wanted = share * <f64>total;
  let seen = 0;
  for (let b = 0; b < BINS; b++) {
    seen += load<i32>(counts + ((<usize>b) << 2));
    if (<f64>seen >= wanted) return (<f64>b + 0.5) * width;
  }
  return <f64>BINS * width;
}

/** Floor, least of the accepted peaks and most of the others, three numbers a cell, over the cells around each. */
function heights(curve: usize, n: i32, usable: usize, cell: i32, cells: i32, near: i32, reach: i32, accepted: f64, told: usize, free: usize): void {
  const row: usize = <usize>(BINS << 2);
  const floors = after(free);
  const kept = floors + <usize>cells * row;
  const rest = kept + <usize>cells * row;
  const sums = rest + <usize>cells * row;
  const pending = sums + 3 * row;
  memory.fill(floors, 0, pending - floors);
  for (let c = 0; c < cells; c++) {
    const end = min(n, (c + 1) * cell);
    const histogram = floors + <usize>c * row;
    for (let i = c * cell; i < end; i++) if (load<u8>(usable + <usize>i)) count(histogram, binOf(load<f32>(curve + ((<usize>i) << 2)), FINE));
  }
  let lastKept = -1000;
  let waiting = 0;
  for (let i = 1; i <= n - 1; i++) {
    let until = -1;
    let keep = false;
    if (i == n - 1) until = n + 1000;
    else {
      const at = curve + ((<usize>i) << 2);
      const value = load<f32>(at);
      if (!(<f64>value > 0.02 && value >= load<f32>(at - 4) && value > load<f32>(at, 4))) continue;
      if (<f64>value >= accepted && isLargest(curve, n, i, near)) {
        until = i;
        keep = true;
      } else {
        store<i32>(pending + ((<usize>waiting) << 2), i);
        waiting++;
        if (waiting > 64) until = i + 1000;
      }
    }
    if (until < 0) continue;
    for (let p = 0; p < waiting; p++) {
      const at = load<i32>(pending + ((<usize>p) << 2));
      if (at - lastKept > near && until - at > near) count(rest + <usize>(at / cell) * row, binOf(load<f32>(curve + ((<usize>at) << 2)), FINE));
    }
    waiting = 0;
    if (!keep) continue;
    count(kept + <usize>(i / cell) * row, binOf(load<f32>(curve + ((<usize>i) << 2)), COARSE));
    lastKept = i;
  }
  let floorTotal = 0;
  let keptTotal = 0;
  let restTotal = 0;
  for (let c = -reach; c < cells; c++) {
    const come = c + reach;
    const gone = c - reach - 1;
    const first = come < cells ? <usize>come * row : 0;
    const last = gone >= 0 ? <usize>gone * row : 0;
    const comes = come < cells;
    const goes = gone >= 0;
    floorTotal += slide(sums, comes ? floors + first : 0, goes ? floors + last : 0);
    keptTotal += slide(sums + row, comes ? kept + first : 0, goes ? kept + last : 0);
    restTotal += slide(sums + 2 * row, comes ? rest + first : 0, goes ? rest + last : 0);
    if (c < 0) continue;
    const at = told + <usize>c * 24;
    store<f64>(at, quantile(sums, floorTotal, 0.45, 1 / FINE));
    store<f64>(at, quantile(sums + row, keptTotal, 0.2, 1 / COARSE), 8);
    store<f64>(at, quantile(sums + 2 * row, restTotal, 0.9, 1 / FINE), 16);
  }
}

/**
 * @param x length conditioned samples; usable: a byte an envelope sample
 * @param out curve, (length + 1) / 2 samples and 16 more
 * @param told three numbers a cell
 */
export function envelope(
  x: usize, length: i32, usable: usize,
  high: usize, highHalf: i32, low: usize, lowHalf: i32, hann: usize, hannHalf: i32,
  cell: i32, share: f64, levelReach: i32, floorShare: f64, near: i32, weightReach: i32, accepted: f64,
  out: usize, told: usize, free: usize,
): void {
  const n = (length + 1) >> 1;
  const cells = (n + cell - 1) / cell;
  const lower = after(free);
  const highLevel = after(lower + ((<usize>(n + 16)) << 2));
  const lowLevel = highLevel + ((<usize>cells) << 3);
  const rest = after(lowLevel + ((<usize>cells) << 3));
  band(x, length, high, highHalf, hann, hannHalf, out, n, rest);
  band(x, length, low, lowHalf, hann, hannHalf, lower, n, rest);
  for (let i = 0; i < n; i++) {
    if (load<u8>(usable + <usize>i)) continue;
    store<f32>(out + ((<usize>i) << 2), 0);
    store<f32>(lower + ((<usize>i) << 2), 0);
  }
  levels(out, n, usable, cell, cells, levelReach, floorShare, highLevel, rest);
  levels(lower, n, usable, cell, cells, levelReach, floorShare, lowLevel, rest);
  for (let c = 0; c < cells; c++) {
    const start = c * cell;
    const middle = min(n, start + cell / 2);
    const end = min(n, start + cell);
    const centre = (<f64>c + 0.5) * <f64>cell - 0.5;
    const h0 = load<f64>(highLevel + ((<usize>c) << 3));
    const l0 = load<f64>(lowLevel + ((<usize>c) << 3));
    const before = <usize>max(0, c - 1) << 3;
    const behind = <usize>min(cells - 1, c + 1) << 3;
    mix(out, lower, start, middle, centre, <f64>cell, h0, load<f64>(highLevel + before) - h0, l0, load<f64>(lowLevel + before) - l0, share);
    mix(out, lower, middle, end, centre, <f64>cell, h0, load<f64>(highLevel + behind) - h0, l0, load<f64>(lowLevel + behind) - l0, share);
  }
  heights(out, n, usable, cell, cells, near, weightReach, accepted, told, rest);
}
