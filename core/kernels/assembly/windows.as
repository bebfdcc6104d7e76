/** Windows of a signal without mean and slope: see `core/kernels/plain/windows.ts`. */

function isReadable(valid: usize, total: i32, start: i32, length: i32): bool {
  if (start < 0 || start + length > total) return false;
  return load<u8>(valid + <usize>start) != 0 && load<u8>(valid + <usize>(start + length - 1)) != 0 && load<u8>(valid + <usize>(start + (length >> 1))) != 0;
}

export function windows(x: usize, total: i32, valid: usize, starts: usize, count: i32, length: i32, parts: usize, readable: usize): void {
  memory.fill(parts, 0, (<usize>(count * length)) << 3);
  const middle = <f64>(length - 1) / 2;
  const n = <f64>length;
  for (let i = 0; i < count; i++) {
    const start = load<i32>(starts + ((<usize>i) << 2));
    const there = isReadable(valid, total, start, length);
    store<u8>(readable + <usize>i, there ? 1 : 0);
    if (!there) continue;
    const at = x + ((<usize>start) << 2);
    let sum: f64 = 0;
    let moment: f64 = 0;
    for (let k = 0; k < length; k++) {
      const value = <f64>load<f32>(at + ((<usize>k) << 2));
      sum += value;
      moment += value * (<f64>k - middle);
    }
    const mean = sum / n;
    const slope = (12 * moment) / (n * (n * n - 1));
    const to = parts + ((<usize>(i * length)) << 3);
    for (let k = 0; k < length; k++) store<f64>(to + ((<usize>k) << 3), <f64>load<f32>(at + ((<usize>k) << 2)) - mean - slope * (<f64>k - middle));
  }
}

/** Two neighbouring windows at once; where one of the two cannot be read it keeps what it has. */
export function likeness(x: usize, total: i32, valid: usize, from: i32, count: i32, shape: usize, length: i32, dots: usize, owns: usize, energies: usize): void {
  const middle = <f64>(length - 1) / 2;
  const n = <f64>length;
  for (let i = 0; i < count; i += 2) {
    const start = from + i;
    const first = isReadable(valid, total, start, length);
    const second = i + 1 < count && isReadable(valid, total, start + 1, length);
    if (!first && !second) continue;
    // Of a window that is not there only its neighbour's half is read.
    const at = x + ((<usize>start) << 2);
    const one = first && second ? -1 : first ? 0 : 1;
    let sum = f64x2.splat(0);
    let moment = f64x2.splat(0);
    for (let k = 0; k < length; k++) {
      const value = pair(at + ((<usize>k) << 2), one);
      sum = f64x2.add(sum, value);
      moment = f64x2.add(moment, f64x2.mul(value, f64x2.splat(<f64>k - middle)));
    }
    const mean = f64x2.div(sum, f64x2.splat(n));
    const slope = f64x2.div(f64x2.mul(f64x2.splat(12), moment), f64x2.splat(n * (n * n - 1)));
    const place = (<usize>i) << 3;
    let dot = lanes(dots + place, one);
    let own = lanes(owns + place, one);
    let energy = lanes(energies + place, one);
    for (let k = 0; k < length; k++) {
      const part = f64x2.sub(f64x2.sub(pair(at + ((<usize>k) << 2), one), mean), f64x2.mul(slope, f64x2.splat(<f64>k - middle)));
      const h = v128.load64_splat(shape + ((<usize>k) << 3));
      dot = f64x2.add(dot, f64x2.mul(part, h));
      own = f64x2.add(own, f64x2.mul(part, part));
      energy = f64x2.add(energy, f64x2.mul(h, h));
    }
    if (first) {
      store<f64>(dots + place, f64x2.extract_lane(dot, 0));
      store<f64>(owns + place, f64x2.extract_lane(own, 0));
      store<f64>(energies + place, f64x2.extract_lane(energy, 0));
    }
    if (second) {
      store<f64>(dots + place, f64x2.extract_lane(dot, 1), 8);
      store<f64>(owns + place, f64x2.extract_lane(own, 1), 8);
      store<f64>(energies + place, f64x2.extract_lane(energy, 1), 8);
    }
  }
}

/** A sample and the next; where only one of the two windows is there, that one's twice. */
@inline
function pair(at: usize, one: i32): v128 {
  if (one < 0) return f64x2.promote_low_f32x4(v128.load64_zero(at));
  return f64x2.splat(<f64>load<f32>(at + ((<usize>one) << 2)));
}

@inline
function lanes(at: usize, one: i32): v128 {
  if (one < 0) return v128.load(at);
  return v128.load64_splat(at + ((<usize>one) << 3));
}
