/**
 * Power of the intervals of one five-minute piece in the bands of the Task Force
 * (1996): a natural cubic spline through the intervals at the beats that end
 * them, 4 samples a second, without its straight line, under a Hann window; the
 * power that the window takes is given back. A sine of A ms in a band has A²/2 ms².
 */

/** ms². Very low: up to 0.04 Hz (of a five-minute piece, from 1/300 Hz on); low: 0.04 to 0.15; high: 0.15 to 0.4; total: up to 0.4. */
export interface BandPowers {
  vlf: number;
  lf: number;
  hf: number;
  total: number;
}

const RATE = 4;
const EDGES = { vlf: [0.0033, 0.04], lf: [0.04, 0.15], hf: [0.15, 0.4] } as const;

/**
 * @param sample beats of the piece, ascending, and `nn` the interval that ends at each, `NaN` where none counts
 * @param from samples of the recording: bounds of the piece
 */
export function bandPowers(sample: ArrayLike<number>, nn: ArrayLike<number>, sampleRate: number, from: number, to: number): BandPowers {
  const times: number[] = [];
  const values: number[] = [];
  for (let i = 0; i < sample.length; i++) {
    if (Number.isNaN(nn[i]!)) continue;
    times.push((sample[i]! - from) / sampleRate);
    values.push(1000 * nn[i]!);
  }
  const n = Math.round(((to - from) / sampleRate) * RATE);
  const y = levelled(spline(times, values, n));
  // Hann window; its mean square is 3/8.
  let weight = 0;
  for (let i = 0; i < n; i++) {
    const w = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n);
    y[i]! *= w;
    weight += w * w;
  }
  const powers = { vlf: 0, lf: 0, hf: 0 };
  for (let k = 1; (k * RATE) / n <= EDGES.hf[1]; k++) {
    const frequency = (k * RATE) / n;
    const band = (['vlf', 'lf', 'hf'] as const).find((name) => frequency >= EDGES[name][0] && frequency < EDGES[name][1]);
    if (band === undefined) continue;
    powers[band] += (2 * squareAt(y, k)) / (n * weight);
  }
  return { ...powers, total: powers.vlf + powers.lf + powers.hf };
}

/** Squared size of the Fourier coefficient at `k` turns over the array (Goertzel). */
function squareAt(y: Float64Array, k: number): number {
  const turn = (2 * Math.PI * k) / y.length;
  const twice = 2 * Math.cos(turn);
  let last = 0;
  let before = 0;
  for (let i = 0; i < y.length; i++) {
    const now = y[i]! + twice * last - before;
    before = last;
    last = now;
  }
  return last * last + before * before - twice * last * before;
}

/** Without its straight line of least squares. */
function levelled(y: Float64Array): Float64Array {
  const n = y.length;
  const middle = (n - 1) / 2;
  let sum = 0;
  let moment = 0;
  for (let i = 0; i < n; i++) {
    sum += y[i]!;
    moment += y[i]! * (i - middle);
  }
  const slope = (12 * moment) / (n * (n * n - 1));
  return y.map((value, i) => value - sum / n - slope * (i - middle));
}

/** Natural cubic spline at `n` places, `RATE` a second; before the first and behind the last point its value is kept. */
function spline(times: readonly number[], values: readonly number[], n: number): Float64Array {
  const m = times.length;
  const out = new Float64Array(n);
  if (m < 3) return out;
  // Second derivatives by the usual tridiagonal system.
  const second = new Float64Array(m);
  const carry = new Float64Array(m);
  for (let i = 1; i + 1 < m; i++) {
    const share = (times[i]! - times[i - 1]!) / (times[i + 1]! - times[i - 1]!);
    const p = share * second[i - 1]! + 2;
    second[i] = (share - 1) / p;
    const bend = (values[i + 1]! - values[i]!) / (times[i + 1]! - times[i]!) - (values[i]! - values[i - 1]!) / (times[i]! - times[i - 1]!);
    carry[i] = ((6 * bend) / (times[i + 1]! - times[i - 1]!) - share * carry[i - 1]!) / p;
  }
  second[m - 1] = 0;
  for (let i = m - 2; i >= 0; i--) second[i] = second[i]! * second[i + 1]! + carry[i]!;
  let k = 0;
  for (let i = 0; i < n; i++) {
    const t = i / RATE;
    while (k + 2 < m && times[k + 1]! < t) k++;
    if (t <= times[0]!) out[i] = values[0]!;
    else if (t >= times[m - 1]!) out[i] = values[m - 1]!;
    else {
      const h = times[k + 1]! - times[k]!;
      const a = (times[k + 1]! - t) / h;
      const b = (t - times[k]!) / h;
      out[i] = a * values[k]! + b * values[k + 1]! + (((a * a * a - a) * second[k]! + (b * b * b - b) * second[k + 1]!) * h * h) / 6;
    }
  }
  return out;
}
