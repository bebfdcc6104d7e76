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
import { WAVE_CLASSES } from './manifest.ts';

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
  const even = leads.map(() => 1);
  const values = new Float64Array(leads.length);
  const out = {} as WaveLikelihood;
  KINDS.forEach((kind, k) => {
    const p = new Float32Array(length);
    const weights = kind === 'P' ? even : heights;
    for (let i = 0; i < length; i++) {
      for (let l = 0; l < leads.length; l++) values[l] = leads[l]![k]![i]!;
      p[i] = leads.length >= MEDIAN_FROM ? median(values) : mean(values, weights);
    }
    out[kind] = p;
  });
  return out;
}

function probabilities(logits: Float32Array, length: number): Float32Array[] {
  const classes = WAVE_CLASSES.length;
  const out = KINDS.map(() => new Float32Array(length));
  for (let i = 0; i < length; i++) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < classes; c++) highest = Math.max(highest, logits[c * length + i]!);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[c * length + i]! - highest);
    KINDS.forEach((_, k) => {
      out[k]![i] = Math.exp(logits[(k + 1) * length + i]! - highest) / sum;
    });
  }
  return out;
}

function mean(values: Float64Array, weights: readonly number[]): number {
  let sum = 0;
  let whole = 0;
  for (let l = 0; l < values.length; l++) {
    sum += values[l]! * weights[l]!;
    whole += weights[l]!;
  }
  return whole > 0 ? sum / whole : 0;
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Spans above the level; those nearer than `join` samples are one, those shorter
 * than `least` are none.
 */
export function spansOf(p: Float32Array, least: number, join: number): WaveSpan[] {
  const found: WaveSpan[] = [];
  let open: WaveSpan | null = null;
  const close = (): void => {
    if (open) found.push(open);
    open = null;
  };
  for (let i = 0; i < p.length; i++) {
    const value = p[i]!;
    if (value <= LEVEL) {
      if (open) {
        // The last sample inside stands half a sample before the crossing.
        open.to = crossing(p, i - 1) - 0.5;
        close();
      }
      continue;
    }
    open ??= { from: i === 0 ? 0 : crossing(p, i - 1) + 0.5, to: p.length - 1, mass: 0, top: 0 };
    open.mass += value;
    open.top = Math.max(open.top, value);
  }
  close();
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
