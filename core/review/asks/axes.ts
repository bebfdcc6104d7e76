/** Principal axes of a cloud of points: the eigenvectors of its covariance, by Jacobi's rotations. */

/** Mean and covariance of `count` rows of `width` numbers. */
export function covariance(rows: ArrayLike<number>, width: number, count: number): { mean: Float64Array; matrix: Float64Array } {
  const mean = new Float64Array(width);
  for (let i = 0; i < count; i++) for (let d = 0; d < width; d++) mean[d]! += rows[i * width + d]!;
  for (let d = 0; d < width; d++) mean[d] = mean[d]! / Math.max(1, count);
  const matrix = new Float64Array(width * width);
  const centred = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < width; d++) centred[d] = rows[i * width + d]! - mean[d]!;
    for (let a = 0; a < width; a++) {
      const value = centred[a]!;
      if (value === 0) continue;
      for (let b = 0; b <= a; b++) matrix[a * width + b]! += value * centred[b]!;
    }
  }
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      matrix[a * width + b] = matrix[a * width + b]! / Math.max(1, count - 1);
      matrix[b * width + a] = matrix[a * width + b]!;
    }
  }
  return { mean, matrix };
}

/**
 * The `wanted` strongest axes of a symmetric matrix with their variances. The
 * sign of an axis is such that its largest component is positive, so that the
 * same cloud always gives the same axes.
 */
export function principalAxes(symmetric: Float64Array, width: number, wanted: number): { axes: Float64Array[]; variances: number[] } {
  const a = symmetric.slice();
  const v = new Float64Array(width * width);
  for (let i = 0; i < width; i++) v[i * width + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let whole = 0;
    for (let p = 0; p < width; p++) {
      for (let q = 0; q < width; q++) {
        whole += a[p * width + q]! ** 2;
        if (p !== q) off += a[p * width + q]! ** 2;
      }
    }
    if (off <= 1e-20 * whole) break;
    for (let p = 0; p < width - 1; p++) for (let q = p + 1; q < width; q++) rotate(a, v, width, p, q);
  }
  const order = Array.from({ length: width }, (_, i) => i).sort((i, j) => a[j * width + j]! - a[i * width + i]! || i - j);
  const chosen = order.slice(0, wanted);
  return {
    axes: chosen.map((column) => {
      const axis = Float64Array.from({ length: width }, (_, row) => v[row * width + column]!);
      const largest = axis.reduce((held, value) => (Math.abs(value) > Math.abs(held) ? value : held), 0);
      return largest < 0 ? axis.map((value) => -value) : axis;
    }),
    variances: chosen.map((i) => Math.max(0, a[i * width + i]!)),
  };
}

/** One rotation that makes the element at p, q vanish. */
function rotate(a: Float64Array, v: Float64Array, width: number, p: number, q: number): void {
  const apq = a[p * width + q]!;
  if (apq === 0) return;
  const theta = (a[q * width + q]! - a[p * width + p]!) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < width; k++) {
    const kp = a[k * width + p]!;
    const kq = a[k * width + q]!;
    a[k * width + p] = c * kp - s * kq;
    a[k * width + q] = s * kp + c * kq;
  }
  for (let k = 0; k < width; k++) {
    const pk = a[p * width + k]!;
    const qk = a[q * width + k]!;
    a[p * width + k] = c * pk - s * qk;
    a[q * width + k] = s * pk + c * qk;
    const kp = v[k * width + p]!;
    const kq = v[k * width + q]!;
    v[k * width + p] = c * kp - s * kq;
    v[k * width + q] = s * kp + c * kq;
  }
}
