/** Days made of classes and RR intervals, for the tests of findings. */
import { codeOf } from '../../core/beats/classes.ts';
import { BEAT_SOURCE, PROBABILITIES, type BeatColumns } from '../../core/beats/columns.ts';
import type { FindingsInput } from '../../core/rhythm/findings.ts';
import { seriesOf, type BeatSeries } from '../../core/rhythm/series.ts';

export const RATE = 250;

/** Beats at these samples with these WFDB codes; keys 0, 1, 2, …; no model has seen them. */
export function beatsOf(samples: readonly number[], codes: readonly string[]): BeatColumns {
  const n = samples.length;
  return {
    key: Int32Array.from({ length: n }, (_, i) => i),
    sample: Float64Array.from(samples),
    code: Uint8Array.from(codes, codeOf),
    template: new Uint16Array(n),
    probability: new Uint8Array(n * PROBABILITIES),
    likeness: new Int8Array(n),
    source: new Uint8Array(n).fill(BEAT_SOURCE.model),
  };
}

/**
 * A day from `classes` (one letter a beat) and the interval before each beat in
 * seconds: one number for all, or one a beat.
 */
export function day(classes: string, rr: number | readonly number[], more: Omit<Partial<FindingsInput>, 'beats'> = {}): FindingsInput & { beats: BeatColumns } {
  const samples: number[] = [];
  let at = 1;
  [...classes].forEach((_, i) => {
    at += i === 0 ? 0 : typeof rr === 'number' ? rr : rr[i - 1]!;
    samples.push(Math.round(at * RATE));
  });
  return { beats: beatsOf(samples, [...classes]), sampleRate: RATE, sampleCount: Math.round((at + 5) * RATE), unreadable: [], gaps: [], ...more };
}

export function series(classes: string, rr: number | readonly number[], more: Omit<Partial<FindingsInput>, 'beats'> = {}): BeatSeries {
  return seriesOf(day(classes, rr, more));
}

/** The same number of seconds `n` times. */
export function times(n: number, seconds: number): number[] {
  return new Array<number>(n).fill(seconds);
}

/** Seeded numbers in [0, 1). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
