/** The waves of a stretch: one P at most before, one T at most behind each QRS complex. */
import { middleOf } from './middle.ts';
import { WAVE_RATE } from './wave-signal.ts';
import { spansOf, type WaveLikelihood, type WaveSpan } from './wave-spans.ts';

/** The waves of one beat, samples of the stretch at 250 Hz (fractions told). */
export interface BeatWaves {
  qrs: WaveSpan;
  /** Null where none is found, or the rhythm has none. */
  p: WaveSpan | null;
  t: WaveSpan | null;
}

export interface StretchWaves {
  beats: BeatWaves[];
  /** P waves that lead to no QRS complex of their own. */
  looseP: WaveSpan[];
  /** Whether P waves are looked for: false where most beats have none, or an irregular rhythm none at a steady distance. */
  hasP: boolean;
}

const ms = (value: number): number => (value * WAVE_RATE) / 1000;

/** Shortest wave of each kind, and the gap over which two parts of one are joined. */
const QRS_LEAST = ms(32);
const QRS_JOIN = ms(40);
const P_LEAST = ms(32);
const P_JOIN = ms(24);
const T_LEAST = ms(40);
const T_JOIN = ms(60);
/** Share of a wave from its begin in which its peak is not sought. */
const LEAD_IN = 0.25;
/** Two waves may overlap by this where leads disagree. */
const SEAM = ms(24);
/** Longest way from the end of a QRS complex to the beginning of its T wave, and from P to QRS. */
const ST_MOST = ms(400);
const PQ_MOST = ms(320);
/** A rhythm has P waves where at least this share of its beats has one. */
const P_SHARE = 0.5;
/**
 * Where the middle step from one RR interval to the next reaches this share of an
 * interval, fibrillation is near: then P waves count only where they stand at a steady
 * distance, or are beyond doubt.
 */
const IRREGULAR = 0.06;
const PR_SPREAD = ms(6);
const P_SURE = 0.93;
/**
 * Ectopic beats have no P of their own. So fewer beats with one are enough where their
 * P waves stand at a steady distance and are plain.
 */
const P_SHARE_STEADY = 0.25;
const PR_SPREAD_PLAIN = ms(10);
const P_PLAIN = 0.85;
const STEADY_BEATS = 3;
/** Beats that this question needs. */
const P_BEATS = 4;

/** The waves in a stretch, from fused probabilities. */
export function wavesIn(likelihood: WaveLikelihood): StretchWaves {
  const qrs = spansOf(likelihood.QRS, QRS_LEAST, QRS_JOIN);
  const ts = spansOf(likelihood.T, T_LEAST, T_JOIN);
  const ps = spansOf(likelihood.P, P_LEAST, P_JOIN);
  const used = new Set<WaveSpan>();
  const beats = qrs.map((own, i): BeatWaves => {
    const next = qrs[i + 1]?.from ?? likelihood.QRS.length;
    // What wave and complex both claim at their seam does not part them.
    const t = best(ts.filter(({ from, to }) => (from + to) / 2 > own.to && from > own.from && to <= next + SEAM && from - own.to <= ST_MOST));
    const before = qrs[i - 1]?.to ?? 0;
    const p = ps.findLast(({ from, to }) => from >= before && to <= own.from + SEAM && own.from - to <= PQ_MOST) ?? null;
    if (p) used.add(p);
    return { qrs: own, p, t };
  });
  const looseP = ps.filter((span) => !used.has(span));
  const hasP = rhythmHasP(beats);
  return hasP ? { beats, looseP, hasP } : { beats: beats.map((beat) => ({ ...beat, p: null })), looseP: [], hasP };
}

function best(spans: readonly WaveSpan[]): WaveSpan | null {
  return spans.reduce<WaveSpan | null>((held, span) => (held === null || span.mass > held.mass ? span : held), null);
}

function rhythmHasP(beats: readonly BeatWaves[]): boolean {
  // The first beat may have its P before the stretch begins.
  const asked = beats.slice(1);
  if (asked.length < P_BEATS) return true;
  const found = asked.flatMap(({ p, qrs }) => (p ? [{ pr: qrs.from - p.from, top: p.top }] : []));
  const distances = spread(found.map(({ pr }) => pr));
  const top = mean(found.map((wave) => wave.top));
  if (found.length >= STEADY_BEATS && found.length >= P_SHARE_STEADY * asked.length && distances <= PR_SPREAD_PLAIN && top >= P_PLAIN) return true;
  if (found.length < P_SHARE * asked.length) return false;
  const rr = asked.map((beat, i) => beat.qrs.from - beats[i]!.qrs.from);
  const steps = rr.slice(1).map((interval, i) => Math.abs(interval - rr[i]!));
  return middleOf(steps) < IRREGULAR * middleOf(rr) || distances <= PR_SPREAD || top >= P_SURE;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Mean over three samples, the middle one twice. */
function smooth(lead: Float32Array, i: number): number {
  return (lead[i - 1]! + 2 * lead[i]! + lead[i + 1]!) / 4;
}

/** Where between two samples a lead is farthest from the line between them. */
function farthest(lead: Float32Array, from: number, to: number): number {
  const a = smooth(lead, from);
  const b = smooth(lead, to);
  let peak = from;
  let far = -1;
  for (let i = Math.round(from + LEAD_IN * (to - from)); i <= to; i++) {
    const away = Math.abs(smooth(lead, i) - (a + ((b - a) * (i - from)) / (to - from)));
    if (away > far) {
      far = away;
      peak = i;
    }
  }
  return peak;
}

/**
 * Peak of a wave: where the lead is farthest from the straight line between the
 * wave's bounds, the median over the leads. Its first part is left out: where the
 * reference does not mark where T begins, the span reaches up to the QRS complex.
 */
export function peakOf(leads: readonly Float32Array[], span: WaveSpan): number {
  const from = Math.max(1, Math.round(span.from));
  const to = Math.min((leads[0]?.length ?? 0) - 2, Math.round(span.to));
  if (to <= from) return (span.from + span.to) / 2;
  const found = leads.map((lead) => farthest(lead, from, to));
  found.sort((a, b) => a - b);
  const middle = found.length >> 1;
  return found.length % 2 === 1 ? found[middle]! : (found[middle - 1]! + found[middle]!) / 2;
}
