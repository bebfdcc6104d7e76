/** Averaged beats: see `core/kernels/plain/averages.ts`. */
import { after } from './memory';

const ROUNDS: i32 = 2;

@inline
function whole(array: usize, i: i32): i32 {
  return load<i32>(array + ((<usize>i) << 2));
}

@inline
function single(array: usize, i: i32): f64 {
  return <f64>load<f32>(array + ((<usize>i) << 2));
}

/** Part of the mean of `count` beats, the rest being 0; `width` samples. */
function meanOf(lead: usize, length: i32, starts: usize, count: i32, from: i32, to: i32, sum: usize, width: i32): void {
  memory.fill(sum, 0, (<usize>width) << 2);
  if (count == 0) return;
  let inside = true;
  for (let i = 0; i < count; i++) if (whole(starts, i) + to > length) inside = false;
  let k = from;
  if (inside) {
    const by = f32x4.splat(<f32>count);
    for (; k + 16 <= to; k += 16) {
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let s2 = f32x4.splat(0);
      let s3 = f32x4.splat(0);
      for (let i = 0; i < count; i++) {
        const at = lead + ((<usize>(whole(starts, i) + k)) << 2);
        s0 = f32x4.add(s0, v128.load(at));
        s1 = f32x4.add(s1, v128.load(at, 16));
        s2 = f32x4.add(s2, v128.load(at, 32));
        s3 = f32x4.add(s3, v128.load(at, 48));
      }
      const out = sum + ((<usize>k) << 2);
      v128.store(out, f32x4.div(s0, by));
      v128.store(out, f32x4.div(s1, by), 16);
      v128.store(out, f32x4.div(s2, by), 32);
      v128.store(out, f32x4.div(s3, by), 48);
    }
  }
  for (; k < to; k++) {
    let total: f32 = 0;
    for (let i = 0; i < count; i++) total += load<f32>(lead + ((<usize>min(length - 1, whole(starts, i) + k)) << 2));
    store<f32>(sum + ((<usize>k) << 2), total / <f32>count);
  }
}

/** Distances at all shifts from −shift on side by side, and the best of them. */
function bestShift(leads: usize, count: i32, averages: usize, width: i32, used: usize, n: i32, beat: i32, from: i32, start: i32, length: i32, shift: i32, window: usize, away: usize): i32 {
  const shifts = 2 * shift + 1;
  const pairs = (shifts + 1) >> 1;
  for (let p = 0; p < pairs; p++) v128.store(away + ((<usize>p) << 4), f64x2.splat(0));
  const span = length + 2 * shift + 1;
  for (let l = 0; l < count; l++) {
    if (load<u8>(used + <usize>(l * n + beat)) == 0) continue;
    const lead = <usize>load<u32>(leads + ((<usize>l) << 2)) + ((<usize>(from - shift)) << 2);
    const average = averages + ((<usize>(l * width + start)) << 2);
    for (let k = 0; k < span; k += 4) {
      const value = v128.load(lead + ((<usize>k) << 2));
      const to = window + ((<usize>k) << 3);
      v128.store(to, f64x2.promote_low_f32x4(value));
      v128.store(to, f64x2.promote_low_f32x4(i32x4.shuffle(value, value, 2, 3, 2, 3)), 16);
    }
    let p = 0;
    for (; p + 4 <= pairs; p += 4) {
      const own = away + ((<usize>p) << 4);
      let a = v128.load(own);
      let b = v128.load(own, 16);
      let c = v128.load(own, 32);
      let d = v128.load(own, 48);
      const begin = window + ((<usize>p) << 4);
      for (let k = 0; k < length; k++) {
        const at = begin + ((<usize>k) << 3);
        const y = f64x2.splat(single(average, k));
        const da = f64x2.sub(v128.load(at), y);
        const db = f64x2.sub(v128.load(at, 16), y);
        const dc = f64x2.sub(v128.load(at, 32), y);
        const dd = f64x2.sub(v128.load(at, 48), y);
        a = f64x2.add(a, f64x2.mul(da, da));
        b = f64x2.add(b, f64x2.mul(db, db));
        c = f64x2.add(c, f64x2.mul(dc, dc));
        d = f64x2.add(d, f64x2.mul(dd, dd));
      }
      v128.store(own, a);
      v128.store(own, b, 16);
      v128.store(own, c, 32);
      v128.store(own, d, 48);
    }
    for (; p < pairs; p++) {
      const own = away + ((<usize>p) << 4);
      let a = v128.load(own);
      const begin = window + ((<usize>p) << 4);
      for (let k = 0; k < length; k++) {
        const da = f64x2.sub(v128.load(begin + ((<usize>k) << 3)), f64x2.splat(single(average, k)));
        a = f64x2.add(a, f64x2.mul(da, da));
      }
      v128.store(own, a);
    }
  }
  let best = 0;
  let least: f64 = Infinity;
  for (let step = 0; step < shifts; step++) {
    const moved = (step & 1) == 1 ? (step + 1) >> 1 : -(step >> 1);
    const distance = load<f64>(away + ((<usize>(moved + shift)) << 3));
    if (distance < least) {
      least = distance;
      best = moved;
    }
  }
  return best;
}

@inline
function two(a: usize, b: usize, k: i32): v128 {
  const at = (<usize>k) << 2;
  return f64x2.promote_low_f32x4(v128.load_lane<f32>(b + at, v128.load32_zero(a + at), 1));
}

@inline
function likeness(sx: f64, sxx: f64, sxy: f64, sy: f64, syy: f64, n: f64): f64 {
  const spread = (sxx - (sx * sx) / n) * (syy - (sy * sy) / n);
  return spread > 0 ? (sxy - (sx * sy) / n) / sqrt(spread) : 0;
}

/** Leaves out the beats of a lead that are not alike enough; `list` has room for a number a beat. */
function keepAlike(lead: usize, average: usize, centres: usize, shifts: usize, used: usize, n: i32, from: i32, length: i32, alike: f64, list: usize): void {
  let sy: f64 = 0;
  let syy: f64 = 0;
  for (let k = 0; k < length; k++) {
    const y = single(average, k);
    sy += y;
    syy += y * y;
  }
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (load<u8>(used + <usize>i) == 0) continue;
    store<i32>(list + ((<usize>count) << 2), i);
    count++;
  }
  const whole_ = <f64>length;
  for (let first = 0; first < count; first += 4) {
    const i0 = whole(list, first);
    const i1 = whole(list, min(count - 1, first + 1));
    const i2 = whole(list, min(count - 1, first + 2));
    const i3 = whole(list, min(count - 1, first + 3));
    const a0 = lead + ((<usize>(whole(centres, i0) + whole(shifts, i0) + from)) << 2);
    const a1 = lead + ((<usize>(whole(centres, i1) + whole(shifts, i1) + from)) << 2);
    const a2 = lead + ((<usize>(whole(centres, i2) + whole(shifts, i2) + from)) << 2);
    const a3 = lead + ((<usize>(whole(centres, i3) + whole(shifts, i3) + from)) << 2);
    let sx = f64x2.splat(0);
    let sxx = f64x2.splat(0);
    let sxy = f64x2.splat(0);
    let tx = f64x2.splat(0);
    let txx = f64x2.splat(0);
    let txy = f64x2.splat(0);
    for (let k = 0; k < length; k++) {
      const y = f64x2.splat(single(average, k));
      const x = two(a0, a1, k);
      const z = two(a2, a3, k);
      sx = f64x2.add(sx, x);
      sxx = f64x2.add(sxx, f64x2.mul(x, x));
      sxy = f64x2.add(sxy, f64x2.mul(x, y));
      tx = f64x2.add(tx, z);
      txx = f64x2.add(txx, f64x2.mul(z, z));
      txy = f64x2.add(txy, f64x2.mul(z, y));
    }
    if (likeness(f64x2.extract_lane(sx, 0), f64x2.extract_lane(sxx, 0), f64x2.extract_lane(sxy, 0), sy, syy, whole_) < alike) store<u8>(used + <usize>i0, 0);
    if (likeness(f64x2.extract_lane(sx, 1), f64x2.extract_lane(sxx, 1), f64x2.extract_lane(sxy, 1), sy, syy, whole_) < alike) store<u8>(used + <usize>i1, 0);
    if (likeness(f64x2.extract_lane(tx, 0), f64x2.extract_lane(txx, 0), f64x2.extract_lane(txy, 0), sy, syy, whole_) < alike) store<u8>(used + <usize>i2, 0);
    if (likeness(f64x2.extract_lane(tx, 1), f64x2.extract_lane(txx, 1), f64x2.extract_lane(txy, 1), sy, syy, whole_) < alike) store<u8>(used + <usize>i3, 0);
  }
}

/**
 * @param leads addresses of `count` leads of `length` samples
 * @param centres n places; `used` count × n bytes
 * @param averages count × width samples
 */
export function averageBeats(
  leads: usize, count: i32, length: i32, centres: usize, n: i32, used: usize,
  before: i32, width: i32, shift: i32, placeFrom: i32, placeLength: i32, alikeFrom: i32, alikeLength: i32, alike: f64,
  averages: usize, free: usize,
): void {
  const shifts = after(free);
  const starts = after(shifts + ((<usize>n) << 2));
  const window = after(starts + ((<usize>n) << 2));
  const away = after(window + ((<usize>(placeLength + 2 * shift + 8)) << 3));
  memory.fill(shifts, 0, (<usize>n) << 2);
  const first = before + alikeFrom;
  for (let round = 0; round <= ROUNDS; round++) {
    if (round > 0) {
      for (let i = 0; i < n; i++)
        store<i32>(shifts + ((<usize>i) << 2), bestShift(leads, count, averages, width, used, n, i, whole(centres, i) + placeFrom, before + placeFrom, placeLength, shift, window, away));
      for (let l = 0; l < count; l++)
        keepAlike(<usize>load<u32>(leads + ((<usize>l) << 2)), averages + ((<usize>(l * width + first)) << 2), centres, shifts, used + <usize>(l * n), n, alikeFrom, alikeLength, alike, starts);
    }
    for (let l = 0; l < count; l++) {
      let kept = 0;
      for (let i = 0; i < n; i++) {
        if (load<u8>(used + <usize>(l * n + i)) == 0) continue;
        store<i32>(starts + ((<usize>kept) << 2), whole(centres, i) + whole(shifts, i) - before);
        kept++;
      }
      const last = round == ROUNDS;
      meanOf(<usize>load<u32>(leads + ((<usize>l) << 2)), length, starts, kept, last ? 0 : first, last ? width : first + alikeLength, averages + ((<usize>(l * width)) << 2), width);
    }
  }
}
