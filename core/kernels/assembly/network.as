/** A layer of a small convolutional network: see `core/kernels/plain/network.ts`. */
import { after } from './memory';

const TOGETHER: i32 = 3;

/**
 * @param input `inputs` channels of `inputLength` numbers
 * @param out `channels` of `length` numbers and 8 more, nothing below 0
 */
export function convolve(input: usize, inputs: i32, inputLength: i32, weights: usize, bias: usize, channels: i32, taps: i32, stride: i32, dilation: i32, pad: i32, out: usize, length: i32, free: usize): void {
  const whole = ((taps + TOGETHER - 1) / TOGETHER) * TOGETHER;
  const groups = whole / TOGETHER;
  const reach = (length - 1) * stride + (whole - 1) * dilation + 1;
  // Phase by phase, so that neighbouring outputs read neighbouring numbers whatever the stride; in double precision.
  const padded = max(pad + inputLength, reach);
  const width = (padded + stride - 1) / stride + 8;
  const channelBytes = (<usize>(stride * width)) << 3;
  const working = after(free);
  const rows = after(working + <usize>inputs * channelBytes);
  const lanes = rows + ((<usize>(inputs * whole)) << 3);
  memory.fill(working, 0, <usize>inputs * channelBytes);
  for (let i = 0; i < inputs; i++) {
    const to = working + <usize>i * channelBytes;
    const from = input + ((<usize>(i * inputLength)) << 2);
    let phase = pad % stride;
    let place = pad / stride;
    for (let k = 0; k < inputLength; k++) {
      store<f64>(to + ((<usize>(phase * width + place)) << 3), <f64>load<f32>(from + ((<usize>k) << 2)));
      phase++;
      if (phase == stride) {
        phase = 0;
        place++;
      }
    }
  }
  for (let k = 0; k < whole; k++) {
    const at = k * dilation;
    store<u32>(lanes + ((<usize>k) << 2), (<u32>((at % stride) * width + at / stride)) << 3);
  }
  const zero = f64x2.splat(0);
  for (let o = 0; o < channels; o++) {
    for (let i = 0; i < inputs; i++) {
      const row = weights + ((<usize>((o * inputs + i) * taps)) << 2);
      for (let k = 0; k < whole; k++) store<f64>(rows + ((<usize>(i * whole + k)) << 3), k < taps ? <f64>load<f32>(row + ((<usize>k) << 2)) : 0);
    }
    const first = v128.splat<f64>(<f64>load<f32>(bias + ((<usize>o) << 2)));
    const to = out + ((<usize>(o * length)) << 2);
    for (let t = 0; t < length; t += 4) {
      let a = first;
      let b = first;
      const offset = (<usize>t) << 3;
      for (let i = 0; i < inputs; i++) {
        const channel = working + <usize>i * channelBytes + offset;
        let h = rows + ((<usize>(i * whole)) << 3);
        let lane = lanes;
        for (let g = 0; g < groups; g++, h += 24, lane += 12) {
          const x0 = channel + <usize>load<u32>(lane);
          const x1 = channel + <usize>load<u32>(lane, 4);
          const x2 = channel + <usize>load<u32>(lane, 8);
          const one = v128.load64_splat(h);
          const two = v128.load64_splat(h, 8);
          const three = v128.load64_splat(h, 16);
          a = f64x2.add(a, f64x2.add(f64x2.add(f64x2.mul(one, v128.load(x0)), f64x2.mul(two, v128.load(x1))), f64x2.mul(three, v128.load(x2))));
          b = f64x2.add(b, f64x2.add(f64x2.add(f64x2.mul(one, v128.load(x0, 16)), f64x2.mul(two, v128.load(x1, 16))), f64x2.mul(three, v128.load(x2, 16))));
        }
      }
      a = v128.and(a, f64x2.gt(a, zero));
      b = v128.and(b, f64x2.gt(b, zero));
      const four = i32x4.shuffle(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
      const at = to + ((<usize>t) << 2);
      // The next channel begins right behind; it is written after this one.
      v128.store(at, four);
    }
  }
}
