/** Windows of a signal without mean and slope, in TypeScript. */

/** Copies a window without its mean and slope into `out`; false where it cannot be read. */
function take(x: Float32Array, valid: Uint8Array, start: number, length: number, out: Float64Array, to: number): boolean {
  if (start < 0 || start + length > x.length || !valid[start] || !valid[start + length - 1] || !valid[start + (length >> 1)]) return false;
  let sum = 0;
  let moment = 0;
  const middle = (length - 1) / 2;
  for (let k = 0; k < length; k++) {
    sum += x[start + k]!;
    moment += x[start + k]! * (k - middle);
  }
  const mean = sum / length;
  const slope = (12 * moment) / (length * (length * length - 1));
  for (let k = 0; k < length; k++) out[to + k] = x[start + k]! - mean - slope * (k - middle);
  return true;
}

/** See `Kernels.windows`. */
export function windows(x: Float32Array, valid: Uint8Array, starts: Int32Array, length: number, parts: Float64Array, readable: Uint8Array): void {
  parts.fill(0);
  for (let i = 0; i < starts.length; i++) readable[i] = take(x, valid, starts[i]!, length, parts, i * length) ? 1 : 0;
}

/** See `Kernels.likeness`. */
export function likeness(x: Float32Array, valid: Uint8Array, from: number, shape: Float64Array, dots: Float64Array, owns: Float64Array, energies: Float64Array): void {
  const length = shape.length;
  const part = new Float64Array(length);
  for (let i = 0; i < dots.length; i++) {
    if (!take(x, valid, from + i, length, part, 0)) continue;
    let dot = dots[i]!;
    let own = owns[i]!;
    let energy = energies[i]!;
    for (let s = 0; s < length; s++) {
      dot += part[s]! * shape[s]!;
      own += part[s]! * part[s]!;
      energy += shape[s]! * shape[s]!;
    }
    dots[i] = dot;
    owns[i] = own;
    energies[i] = energy;
  }
}
