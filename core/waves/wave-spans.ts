/**
 * From the network's logits to waves: probabilities of the leads fused, spans
 * above a level, one T per RR interval.
 *
 * Leads are fused sample by sample, the median of four and more, the mean of
 * fewer: no lead is chosen. In that mean QRS and T of a tall lead weigh more, as
 * they do for a reader who looks at both; a P wave may be plain in a low lead, so
 * there all weigh the same. Bounds lie where the fused probability crosses the
 * level, interpolated between samples.
 */

/** Fused probabilities of one stretch, one number a sample of 250 Hz. */
export interface WaveLikelihood {
  P: Float32Array;
  QRS: Float32Array;
  T: Float32Array;
}

/** A span above the level, in samples of the stretch (fractions told). */
export interface WaveSpan {
  from: number;
  to: number;
  /** Sum of the probability over its samples, and its highest. */
  mass: number;
  top: number;
}

const KINDS = ['P', 'QRS', 'T'] as const;
/**
 * Where the fused probability rises above this, a wave is seen. Fusing leads that
 * disagree by some milliseconds flattens its flanks, so one half would make waves
 * too narrow; chosen on training patients that the network had not seen.
 */
const LEVEL = 0.42;
/** From this many leads on the median is taken. */
const MEDIAN_FROM = 4;

/**
 * Probabilities of several leads as one.
 *
 * @param logits per lead: WAVE_CLASSES × length, class by class
 * @param heights of the leads, mV; all the same where it is left out
 */
export function fused(logits: readonly Float32Array[], length: number, heights: readonly number[] = logits.map(() => 1)): WaveLikelihood {
  const leads = logits.map((own) => probabilities(own, length));
  const even = Float64Array.from(leads, () => 1);
  const tall = Float64Array.from(leads, (_, l) => heights[l]!);
  const out = {} as WaveLikelihood;
  KINDS.forEach((kind, k) => {
    const own = leads.map((lead) => lead.subarray(k * length, (k + 1) * length));
    out[kind] = leads.length >= MEDIAN_FROM ? medians(own, length) : means(own, length, kind === 'P' ? even : tall);
  });
  return out;
}

/** Softmax of the logits (WAVE_CLASSES × length, none first): KINDS × length. */
function probabilities(logits: Float32Array, length: number): Float32Array {
  const out = new Float32Array(KINDS.length * length);
  for (let i = 0; i < length; i++) {
    const none = logits[i]!;
    const p = logits[length + i]!;
    const qrs = logits[2 * length + i]!;
    const t = logits[3 * length + i]!;
    const u = logits[4 * length + i]!;
    const highest = Math.max(none, p, qrs, t, u);
    const eP = powerOf(p - highest);
    const eQrs = powerOf(qrs - highest);
    const eT = powerOf(t - highest);
    const sum = powerOf(none - highest) + eP + eQrs + eT + powerOf(u - highest);
    out[i] = eP / sum;
    out[length + i] = eQrs / sum;
    out[2 * length + i] = eT / sum;
  }
  return out;
}

/** e to the power of it; one of five is 0. */
function powerOf(x: number): number {
  return x === 0 ? 1 : Math.exp(x);
}

/** Means of the leads by their weights, sample by sample; 0 where they weigh nothing. */
function means(leads: readonly Float32Array[], length: number, weights: Float64Array): Float32Array {
  const out = new Float32Array(length);
  let whole = 0;
  for (let l = 0; l < leads.length; l++) whole += weights[l]!;
  if (!(whole > 0)) return out;
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let l = 0; l < leads.length; l++) sum += leads[l]![i]! * weights[l]!;
    out[i] = sum / whole;
  }
  return out;
}

function medians(leads: readonly Float32Array[], length: number): Float32Array {
  const out = new Float32Array(length);
  const values = new Float64Array(leads.length);
  for (let i = 0; i < length; i++) {
    for (let l = 0; l < leads.length; l++) values[l] = leads[l]![i]!;
    out[i] = median(values);
  }
  return out;
}

function median(values: Float64Array): number {
  const sorted = values.sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Spans above the level; those nearer than `join` samples are one, those shorter
 * than `least` are none.
 */
export function spansOf(p: Float32Array, least: number, join: number): WaveSpan[] {
  const found: WaveSpan[] = [];
  let inside = false;
  let from = 0;
  let mass = 0;
  let top = 0;
  for (let i = 0; i < p.length; i++) {
    const value = p[i]!;
    if (value <= LEVEL) {
      // The last sample inside stands half a sample before the crossing.
      if (inside) found.push({ from, to: crossing(p, i - 1) - 0.5, mass, top });
      inside = false;
      continue;
    }
    if (!inside) {
      inside = true;
      from = i === 0 ? 0 : crossing(p, i - 1) + 0.5;
      mass = 0;
      top = 0;
    }
    mass += value;
    top = Math.max(top, value);
  }
  if (inside) found.push({ from, to: p.length - 1, mass, top });
  const joined: WaveSpan[] = [];
  for (const span of found) {
    const last = joined.at(-1);
    if (last && span.from - last.to < join) {
      last.to = span.to;
      last.mass += span.mass;
      last.top = Math.max(last.top, span.top);
    } else joined.push({ ...span });
  }
  return joined.filter(({ from, to }) => to - from >= least);
}

/** Where between samples `i` and `i + 1` the probability crosses the level. */
function crossing(p: Float32Array, i: number): number {
  const a = p[i]! - LEVEL;
  const b = p[i + 1]! - LEVEL;
  return i + (a === b ? 0.5 : a / (a - b));
}
