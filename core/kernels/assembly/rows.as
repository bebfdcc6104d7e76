/** A layer of a convolutional network over rows: see `core/kernels/plain/rows.ts`. */
import { after } from './memory';

/**
 * @param x `rows` of `inputs` numbers
 * @param channels a multiple of 8
 * @param adds whether the row that came in is added; then there are as many inputs as channels
 * @param out `count` rows of `channels` numbers
 */
export function convolveRows(x: usize, rows: i32, inputs: i32, weights: usize, bias: usize, channels: i32, taps: i32, dilation: i32, adds: i32, first: i32, out: usize, count: i32, free: usize): void {
  const reach = <usize>(((taps - 1) >> 1) * dilation);
  const rowBytes = (<usize>inputs) << 3;
  // In double precision, with zeros on both sides: what a tap outside adds is 0.
  const padded = after(free);
  const middle = padded + reach * rowBytes;
  const numbers = <usize>(rows * inputs);
  memory.fill(padded, 0, reach * rowBytes);
  for (let k: usize = 0; k < numbers; k++) store<f64>(middle + (k << 3), <f64>load<f32>(x + (k << 2)));
  memory.fill(middle + (numbers << 3), 0, reach * rowBytes);
  const zero = f64x2.splat(0);
  const width = (<usize>channels) << 3;
  const step = <usize>dilation * rowBytes;
  // Two rows at once share the weights; each output is summed in its own order all the same.
  for (let i = 0; i < count; i += 2) {
    // The last of an odd number is done twice.
    const other = min(i + 1, count - 1);
    for (let o = 0; o < channels; o += 8) {
      const offset = (<usize>o) << 3;
      let a0 = v128.load(bias + offset);
      let a1 = v128.load(bias + offset, 16);
      let a2 = v128.load(bias + offset, 32);
      let a3 = v128.load(bias + offset, 48);
      let b0 = a0;
      let b1 = a1;
      let b2 = a2;
      let b3 = a3;
      let w = weights + offset;
      let one = padded + <usize>(first + i) * rowBytes;
      let two = padded + <usize>(first + other) * rowBytes;
      for (let k = 0; k < taps; k++) {
        for (let c: usize = 0; c < rowBytes; c += 8) {
          const p = v128.load64_splat(one + c);
          const q = v128.load64_splat(two + c);
          const w0 = v128.load(w);
          const w1 = v128.load(w, 16);
          const w2 = v128.load(w, 32);
          const w3 = v128.load(w, 48);
          a0 = f64x2.add(a0, f64x2.mul(p, w0));
          b0 = f64x2.add(b0, f64x2.mul(q, w0));
          a1 = f64x2.add(a1, f64x2.mul(p, w1));
          b1 = f64x2.add(b1, f64x2.mul(q, w1));
          a2 = f64x2.add(a2, f64x2.mul(p, w2));
          b2 = f64x2.add(b2, f64x2.mul(q, w2));
          a3 = f64x2.add(a3, f64x2.mul(p, w3));
          b3 = f64x2.add(b3, f64x2.mul(q, w3));
          w += width;
        }
        one += step;
        two += step;
      }
      a0 = f64x2.max(zero, a0);
      a1 = f64x2.max(zero, a1);
      a2 = f64x2.max(zero, a2);
      a3 = f64x2.max(zero, a3);
      b0 = f64x2.max(zero, b0);
      b1 = f64x2.max(zero, b1);
      b2 = f64x2.max(zero, b2);
      b3 = f64x2.max(zero, b3);
      if (adds) {
        const own = middle + <usize>(first + i) * rowBytes + offset;
        const next = middle + <usize>(first + other) * rowBytes + offset;
        a0 = f64x2.add(v128.load(own), a0);
        a1 = f64x2.add(v128.load(own, 16), a1);
        a2 = f64x2.add(v128.load(own, 32), a2);
        a3 = f64x2.add(v128.load(own, 48), a3);
        b0 = f64x2.add(v128.load(next), b0);
        b1 = f64x2.add(v128.load(next, 16), b1);
        b2 = f64x2.add(v128.load(next, 32), b2);
        b3 = f64x2.add(v128.load(next, 48), b3);
      }
      const to = out + ((<usize>(i * channels + o)) << 2);
      const toOther = out + ((<usize>(other * channels + o)) << 2);
      v128.store(to, four(a0, a1));
      v128.store(to, four(a2, a3), 16);
      v128.store(toOther, four(b0, b1));
      v128.store(toOther, four(b2, b3), 16);
    }
  }
}

/** Four numbers in single precision. */
@inline
function four(a: v128, b: v128): v128 {
  return i32x4.shuffle(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 1, 4, 5);
}
