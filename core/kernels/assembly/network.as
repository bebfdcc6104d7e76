/** A layer of a small convolutional network: see `core/kernels/plain/network.ts`. */
import { after } from './memory';

const TOGETHER: i32 = 3;

/** A channel in double precision behind `pad` zeros, phase by phase: number q of it lies in phase q % stride at place q / stride. */
function spread(from: usize, length: i32, pad: i32, stride: i32, width: i32, to: usize): void {
  // Only what no number is written to.
  const head = min(width, pad / stride + 1);
  const tail = min(width, (pad + length) / stride);
  for (let p = 0; p < stride; p++) {
    const phase = to + ((<usize>(p * width)) << 3);
    memory.fill(phase, 0, (<usize>head) << 3);
    memory.fill(phase + ((<usize>tail) << 3), 0, (<usize>(width - tail)) << 3);
  }
  let k = 0;
  if (stride == 1) {
    let at = to + ((<usize>pad) << 3);
    for (; k + 4 <= length; k += 4, at += 32) {
      const four = v128.load(from + ((<usize>k) << 2));
      v128.store(at, f64x2.promote_low_f32x4(four));
      v128.store(at, f64x2.promote_low_f32x4(i32x4.shuffle(four, four, 2, 3, 2, 3)), 16);
    }
  } else if (stride == 2) {
    const phase = pad & 1;
    let even = to + ((<usize>(phase * width + (pad >> 1))) << 3);
    let odd = to + ((<usize>((1 - phase) * width + ((pad + 1) >> 1))) << 3);
    for (; k + 4 <= length; k += 4, even += 16, odd += 16) {
      const four = v128.load(from + ((<usize>k) << 2));
      v128.store(even, f64x2.promote_low_f32x4(i32x4.shuffle(four, four, 0, 2, 0, 2)));
      v128.store(odd, f64x2.promote_low_f32x4(i32x4.shuffle(four, four, 1, 3, 1, 3)));
    }
  }
  let phase = (pad + k) % stride;
  let place = (pad + k) / stride;
  for (; k < length; k++) {
    store<f64>(to + ((<usize>(phase * width + place)) << 3), <f64>load<f32>(from + ((<usize>k) << 2)));
    phase++;
    if (phase == stride) {
      phase = 0;
      place++;
    }
  }
}

/** Nothing below 0, in single precision. */
@inline
function rectified(low: v128, high: v128): v128 {
  const zero = f64x2.splat(0);
  const a = v128.and(low, f64x2.gt(low, zero));
  const b = v128.and(high, f64x2.gt(high, zero));
  return i32x4.shuffle(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
}

/** Three taps on two neighbouring outputs, in their order. */
@inline
function three(h: usize, x0: v128, x1: v128, x2: v128): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(v128.load64_splat(h), x0), f64x2.mul(v128.load64_splat(h, 8), x1)), f64x2.mul(v128.load64_splat(h, 16), x2));
}

/** Two taps. */
@inline
function two(h: usize, x0: v128, x1: v128): v128 {
  return f64x2.add(f64x2.mul(v128.load64_splat(h), x0), f64x2.mul(v128.load64_splat(h, 8), x1));
}

/**
 * Four outputs of one channel at `t` and of the three behind it, `rowBytes` from each other's weights: they share what they read.
 * Each is summed in its own order all the same. What a last group of taps lacks is a zero in each sum: left out, which gives the same.
 */
@inline
function fourChannels(working: usize, inputs: i32, channelBytes: usize, rows: usize, rowBytes: usize, bias: usize, taps: i32, lanes: usize, to: usize, length: i32, t: i32): void {
  let a0 = v128.splat<f64>(<f64>load<f32>(bias));
  let a1 = a0;
  let b0 = v128.splat<f64>(<f64>load<f32>(bias, 4));
  let b1 = b0;
  let c0 = v128.splat<f64>(<f64>load<f32>(bias, 8));
  let c1 = c0;
  let d0 = v128.splat<f64>(<f64>load<f32>(bias, 12));
  let d1 = d0;
  let channel = working + ((<usize>t) << 3);
  let h = rows;
  for (let i = 0; i < inputs; i++, channel += channelBytes) {
    let lane = lanes;
    let left = taps;
    for (; left >= TOGETHER; left -= TOGETHER, h += 24, lane += 12) {
      const x0 = channel + <usize>load<u32>(lane);
      const x1 = channel + <usize>load<u32>(lane, 4);
      const x2 = channel + <usize>load<u32>(lane, 8);
      const p0 = v128.load(x0);
      const p1 = v128.load(x1);
      const p2 = v128.load(x2);
      const q0 = v128.load(x0, 16);
      const q1 = v128.load(x1, 16);
      const q2 = v128.load(x2, 16);
      a0 = f64x2.add(a0, three(h, p0, p1, p2));
      a1 = f64x2.add(a1, three(h, q0, q1, q2));
      let below = h + rowBytes;
      b0 = f64x2.add(b0, three(below, p0, p1, p2));
      b1 = f64x2.add(b1, three(below, q0, q1, q2));
      below += rowBytes;
      c0 = f64x2.add(c0, three(below, p0, p1, p2));
      c1 = f64x2.add(c1, three(below, q0, q1, q2));
      below += rowBytes;
      d0 = f64x2.add(d0, three(below, p0, p1, p2));
      d1 = f64x2.add(d1, three(below, q0, q1, q2));
    }
    if (left == 0) continue;
    const x0 = channel + <usize>load<u32>(lane);
    const p0 = v128.load(x0);
    const q0 = v128.load(x0, 16);
    let below = h + rowBytes;
    if (left == 2) {
      const x1 = channel + <usize>load<u32>(lane, 4);
      const p1 = v128.load(x1);
      const q1 = v128.load(x1, 16);
      a0 = f64x2.add(a0, two(h, p0, p1));
      a1 = f64x2.add(a1, two(h, q0, q1));
      b0 = f64x2.add(b0, two(below, p0, p1));
      b1 = f64x2.add(b1, two(below, q0, q1));
      below += rowBytes;
      c0 = f64x2.add(c0, two(below, p0, p1));
      c1 = f64x2.add(c1, two(below, q0, q1));
      below += rowBytes;
      d0 = f64x2.add(d0, two(below, p0, p1));
      d1 = f64x2.add(d1, two(below, q0, q1));
    } else {
      let tap = v128.load64_splat(h);
      a0 = f64x2.add(a0, f64x2.mul(tap, p0));
      a1 = f64x2.add(a1, f64x2.mul(tap, q0));
      tap = v128.load64_splat(below);
      b0 = f64x2.add(b0, f64x2.mul(tap, p0));
      b1 = f64x2.add(b1, f64x2.mul(tap, q0));
      below += rowBytes;
      tap = v128.load64_splat(below);
      c0 = f64x2.add(c0, f64x2.mul(tap, p0));
      c1 = f64x2.add(c1, f64x2.mul(tap, q0));
      below += rowBytes;
      tap = v128.load64_splat(below);
      d0 = f64x2.add(d0, f64x2.mul(tap, p0));
      d1 = f64x2.add(d1, f64x2.mul(tap, q0));
    }
    h += (<usize>left) << 3;
  }
  // Nothing is written behind a channel's end: the next one's beginning may lie there.
  const channelOut = (<usize>length) << 2;
  store4(to, rectified(a0, a1), length - t);
  store4(to + channelOut, rectified(b0, b1), length - t);
  store4(to + 2 * channelOut, rectified(c0, c1), length - t);
  store4(to + 3 * channelOut, rectified(d0, d1), length - t);
}

/** As `fourChannels`, of one: where their number is no multiple of four. */
@inline
function oneChannel(working: usize, inputs: i32, channelBytes: usize, rows: usize, bias: usize, taps: i32, lanes: usize, to: usize, length: i32, t: i32): void {
  let a0 = v128.splat<f64>(<f64>load<f32>(bias));
  let a1 = a0;
  let channel = working + ((<usize>t) << 3);
  let h = rows;
  for (let i = 0; i < inputs; i++, channel += channelBytes) {
    let lane = lanes;
    let left = taps;
    for (; left >= TOGETHER; left -= TOGETHER, h += 24, lane += 12) {
      const x0 = channel + <usize>load<u32>(lane);
      const x1 = channel + <usize>load<u32>(lane, 4);
      const x2 = channel + <usize>load<u32>(lane, 8);
      a0 = f64x2.add(a0, three(h, v128.load(x0), v128.load(x1), v128.load(x2)));
      a1 = f64x2.add(a1, three(h, v128.load(x0, 16), v128.load(x1, 16), v128.load(x2, 16)));
    }
    const x0 = channel + <usize>load<u32>(lane);
    if (left == 2) {
      const x1 = channel + <usize>load<u32>(lane, 4);
      a0 = f64x2.add(a0, two(h, v128.load(x0), v128.load(x1)));
      a1 = f64x2.add(a1, two(h, v128.load(x0, 16), v128.load(x1, 16)));
    } else if (left == 1) {
      a0 = f64x2.add(a0, f64x2.mul(v128.load64_splat(h), v128.load(x0)));
      a1 = f64x2.add(a1, f64x2.mul(v128.load64_splat(h), v128.load(x0, 16)));
    }
    h += (<usize>left) << 3;
  }
  store4(to, rectified(a0, a1), length - t);
}

/**
 * @param input `inputs` channels of `inputLength` numbers
 * @param weights in double precision
 * @param out `channels` of `length` numbers and 8 more, nothing below 0
 */
export function convolve(input: usize, inputs: i32, inputLength: i32, weights: usize, bias: usize, channels: i32, taps: i32, stride: i32, dilation: i32, pad: i32, out: usize, length: i32, free: usize): void {
  const whole = ((taps + TOGETHER - 1) / TOGETHER) * TOGETHER;
  const reach = (length - 1) * stride + (whole - 1) * dilation + 1;
  // Phase by phase, so that neighbouring outputs read neighbouring numbers whatever the stride; in double precision.
  const padded = max(pad + inputLength, reach);
  const width = (padded + stride - 1) / stride + 8;
  const channelBytes = (<usize>(stride * width)) << 3;
  const working = after(free);
  const lanes = after(working + <usize>inputs * channelBytes);
  for (let i = 0; i < inputs; i++) {
    spread(input + ((<usize>(i * inputLength)) << 2), inputLength, pad, stride, width, working + <usize>i * channelBytes);
  }
  for (let k = 0; k < taps; k++) {
    const at = k * dilation;
    store<u32>(lanes + ((<usize>k) << 2), (<u32>((at % stride) * width + at / stride)) << 3);
  }
  const rowBytes = (<usize>(inputs * taps)) << 3;
  let o = 0;
  for (; o + 4 <= channels; o += 4) {
    const rows = weights + <usize>o * rowBytes;
    const to = out + ((<usize>(o * length)) << 2);
    for (let t = 0; t < length; t += 4) fourChannels(working, inputs, channelBytes, rows, rowBytes, bias + ((<usize>o) << 2), taps, lanes, to + ((<usize>t) << 2), length, t);
  }
  for (; o < channels; o++) {
    const rows = weights + <usize>o * rowBytes;
    const to = out + ((<usize>(o * length)) << 2);
    for (let t = 0; t < length; t += 4) oneChannel(working, inputs, channelBytes, rows, bias + ((<usize>o) << 2), taps, lanes, to + ((<usize>t) << 2), length, t);
  }
}

/** Four numbers, or as many as there are. */
@inline
function store4(to: usize, four: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, four);
    return;
  }
  store<f32>(to, f32x4.extract_lane(four, 0));
  if (count > 1) store<f32>(to + 4, f32x4.extract_lane(four, 1));
  if (count > 2) store<f32>(to + 8, f32x4.extract_lane(four, 2));
}
