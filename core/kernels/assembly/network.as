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

/**
 * @param input `inputs` channels of `inputLength` numbers
 * @param weights in double precision
 * @param out `channels` of `length` numbers and 8 more, nothing below 0
 */
export function convolve(input: usize, inputs: i32, inputLength: i32, weights: usize, bias: usize, channels: i32, taps: i32, stride: i32, dilation: i32, pad: i32, out: usize, length: i32, free: usize): void {
  const whole = ((taps + TOGETHER - 1) / TOGETHER) * TOGETHER;
  const groups = taps / TOGETHER;
  const rest = taps % TOGETHER;
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
  const zero = f64x2.splat(0);
  // Two outputs at once share what they read; each is summed in its own order all the same.
  for (let o = 0; o < channels; o += 2) {
    // The last of an odd number is done twice.
    const other = min(o + 1, channels - 1);
    const rows = weights + ((<usize>(o * inputs * taps)) << 3);
    const rowBytes = (<usize>((other - o) * inputs * taps)) << 3;
    const first = v128.splat<f64>(<f64>load<f32>(bias + ((<usize>o) << 2)));
    const second = v128.splat<f64>(<f64>load<f32>(bias + ((<usize>other) << 2)));
    const to = out + ((<usize>(o * length)) << 2);
    const toOther = out + ((<usize>(other * length)) << 2);
    for (let t = 0; t < length; t += 4) {
      let a = first;
      let b = first;
      let c = second;
      let d = second;
      const offset = (<usize>t) << 3;
      for (let i = 0; i < inputs; i++) {
        const channel = working + <usize>i * channelBytes + offset;
        let h = rows + ((<usize>(i * taps)) << 3);
        let lane = lanes;
        for (let g = 0; g < groups; g++, h += 24, lane += 12) {
          const x0 = channel + <usize>load<u32>(lane);
          const x1 = channel + <usize>load<u32>(lane, 4);
          const x2 = channel + <usize>load<u32>(lane, 8);
          const p0 = v128.load(x0);
          const p1 = v128.load(x1);
          const p2 = v128.load(x2);
          const q0 = v128.load(x0, 16);
          const q1 = v128.load(x1, 16);
          const q2 = v128.load(x2, 16);
          let one = v128.load64_splat(h);
          let two = v128.load64_splat(h, 8);
          let three = v128.load64_splat(h, 16);
          a = f64x2.add(a, f64x2.add(f64x2.add(f64x2.mul(one, p0), f64x2.mul(two, p1)), f64x2.mul(three, p2)));
          b = f64x2.add(b, f64x2.add(f64x2.add(f64x2.mul(one, q0), f64x2.mul(two, q1)), f64x2.mul(three, q2)));
          const below = h + rowBytes;
          one = v128.load64_splat(below);
          two = v128.load64_splat(below, 8);
          three = v128.load64_splat(below, 16);
          c = f64x2.add(c, f64x2.add(f64x2.add(f64x2.mul(one, p0), f64x2.mul(two, p1)), f64x2.mul(three, p2)));
          d = f64x2.add(d, f64x2.add(f64x2.add(f64x2.mul(one, q0), f64x2.mul(two, q1)), f64x2.mul(three, q2)));
        }
        // What a last group lacks is a zero in each sum: left out, which gives the same.
        if (rest == 2) {
          const x0 = channel + <usize>load<u32>(lane);
          const x1 = channel + <usize>load<u32>(lane, 4);
          const p0 = v128.load(x0);
          const p1 = v128.load(x1);
          const q0 = v128.load(x0, 16);
          const q1 = v128.load(x1, 16);
          let one = v128.load64_splat(h);
          let two = v128.load64_splat(h, 8);
          a = f64x2.add(a, f64x2.add(f64x2.mul(one, p0), f64x2.mul(two, p1)));
          b = f64x2.add(b, f64x2.add(f64x2.mul(one, q0), f64x2.mul(two, q1)));
          one = v128.load64_splat(h + rowBytes);
          two = v128.load64_splat(h + rowBytes, 8);
          c = f64x2.add(c, f64x2.add(f64x2.mul(one, p0), f64x2.mul(two, p1)));
          d = f64x2.add(d, f64x2.add(f64x2.mul(one, q0), f64x2.mul(two, q1)));
        } else if (rest == 1) {
          const x0 = channel + <usize>load<u32>(lane);
          const p0 = v128.load(x0);
          const q0 = v128.load(x0, 16);
          const one = v128.load64_splat(h);
          const two = v128.load64_splat(h + rowBytes);
          a = f64x2.add(a, f64x2.mul(one, p0));
          b = f64x2.add(b, f64x2.mul(one, q0));
          c = f64x2.add(c, f64x2.mul(two, p0));
          d = f64x2.add(d, f64x2.mul(two, q0));
        }
      }
      a = v128.and(a, f64x2.gt(a, zero));
      b = v128.and(b, f64x2.gt(b, zero));
      c = v128.and(c, f64x2.gt(c, zero));
      d = v128.and(d, f64x2.gt(d, zero));
      const at = (<usize>t) << 2;
      const four = i32x4.shuffle(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
      const below = i32x4.shuffle(f32x4.demote_f64x2_zero(c), f32x4.demote_f64x2_zero(d), 0, 1, 4, 5);
      // Nothing is written behind a channel's end: the other one's beginning may lie there.
      store4(to + at, four, length - t);
      store4(toOther + at, below, length - t);
    }
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
