/** What calipers read off a strip: the time between their lines, and what each lead rises or falls by from one to the other. Pure. */
import { fixed } from '../parts/format.ts';
import type { Caliper } from './ecg-scale.ts';
import type { SignalPiece } from './signal.ts';

/** A lead at a sample, mV; NaN where it is not here yet or was never measured. */
export function valueAt(pieces: readonly SignalPiece[], lead: number, sample: number): number {
  const at = Math.round(sample);
  const piece = pieces.find(({ from, to }) => at >= from && at < to);
  return piece?.leads[lead]?.[at - piece.from] ?? Number.NaN;
}

/** The earlier line first, whichever end is in hand. */
export function caliperSpan({ a, b }: Caliper): [number, number] {
  return a <= b ? [a, b] : [b, a];
}

/** `412 ms · 146/min`; no rate of less than a tenth of a second. */
export function spanWords(caliper: Caliper, sampleRate: number): string {
  const [from, to] = caliperSpan(caliper);
  const ms = Math.round(((to - from) / sampleRate) * 1000);
  return ms >= 100 ? `${ms} ms · ${Math.round(60_000 / ms)}/min` : `${ms} ms`;
}

/** `+1.24 mV`: what a lead has more at the later line than at the earlier; null where either is unknown. */
export function stepWords(pieces: readonly SignalPiece[], lead: number, caliper: Caliper): string | null {
  const [from, to] = caliperSpan(caliper);
  const step = valueAt(pieces, lead, to) - valueAt(pieces, lead, from);
  if (Number.isNaN(step)) return null;
  const size = fixed(Math.abs(step), 2);
  const none = Math.abs(step) < 0.005;
  return `${none ? '' : step < 0 ? '−' : '+'}${size} mV`;
}
