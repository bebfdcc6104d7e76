/**
 * Synthetic atrial fibrillation: a training patient's own normal beats set at
 * irregular intervals, without P waves, with an f wave. It teaches that
 * irregularity alone makes no beat premature; the training lists hold hardly
 * any AF.
 */
import { spanLength, type ConditionedSpan } from '../../core/beats/conditioned.ts';
import { Random } from './random.ts';
import type { ReferenceRecord } from './records.ts';

/** Beats of a synthetic record. */
const BEATS = 1300;
/** QRST of a beat: −64 ms to +0.42 s. */
const BEFORE = 8;
const AFTER = 53;

/** A record like `record` but in AF; null where it has too few normal beats. All beats are labelled N. */
export function syntheticAf(record: ReferenceRecord, seed: number): ReferenceRecord | null {
  const random = new Random(seed);
  const { span, peaks, symbols } = record;
  const length = spanLength(span);
  const normal: number[] = [];
  for (let i = 2; i < peaks.length - 2; i++) {
    const around = [i - 1, i, i + 1].every((k) => ['N', 'L', 'R', 'B', 'e', 'j'].includes(symbols[k]!));
    const room = peaks[i + 1]! - peaks[i]! > AFTER + 12 && peaks[i]! - BEFORE > 0 && peaks[i]! + AFTER < length;
    if (around && room) normal.push(i);
  }
  if (normal.length < 100) return null;

  const mean = random.between(0.5, 1);
  const sd = random.between(0.12, 0.3);
  const weak = random.between(0, 0.25);
  const at: number[] = [];
  let noise = 0;
  let t = 1.5;
  for (let k = 0; k < BEATS; k++) {
    at.push(Math.round(t * 125));
    noise = weak * noise + Math.sqrt(1 - weak * weak) * random.normal();
    t += Math.max(0.28, mean * Math.exp(sd * noise));
  }
  const total = Math.round((t + 2) * 125);
  const sources = at.map(() => random.pick(normal));
  const wave = fWave(total, random);
  const leads = span.leads.map((signal) => {
    const out = new Float32Array(total);
    let height = 0;
    at.forEach((centre, k) => {
      const source = Math.round(peaks[sources[k]!]!);
      const first = signal[source - BEFORE]!;
      const last = signal[source + AFTER]!;
      let low = 0;
      let high = 0;
      for (let j = -BEFORE; j <= AFTER; j++) {
        const line = first + ((last - first) * (j + BEFORE)) / (BEFORE + AFTER);
        const edge = Math.min(1, (j + BEFORE) / 4, (AFTER - j) / 10);
        const x = (signal[source + j]! - line) * Math.max(0, edge);
        if (Math.abs(j) <= 10) {
          low = Math.min(low, x);
          high = Math.max(high, x);
        }
        const to = centre + j;
        if (to >= 0 && to < total) out[to] = out[to]! + x;
      }
      height += (high - low) / at.length;
    });
    const amplitude = random.between(0, 0.06) * height;
    const hiss = random.between(0.002, 0.02) * height;
    let smooth = 0;
    for (let j = 0; j < total; j++) {
      smooth = 0.6 * smooth + 0.8 * random.normal();
      out[j] = out[j]! + amplitude * wave[j]! + hiss * smooth;
    }
    return out;
  });
  const synthetic: ConditionedSpan = { from: 0, leads, valid: leads.map((lead) => new Uint8Array(lead.length).fill(1)) };
  return {
    name: `${record.name}-af`,
    leadNames: record.leadNames,
    sampleRate: 125,
    span: synthetic,
    peaks: Float64Array.from(at),
    symbols: at.map(() => 'N'),
    own: Float64Array.from(at),
  };
}

/** A wandering f wave of 4.5 to 8.5 Hz, unit amplitude, with a second harmonic. */
export function fWave(total: number, random: Random): Float32Array {
  const out = new Float32Array(total);
  const middle = random.between(4.5, 8.5);
  let hz = middle;
  let phase = 0;
  for (let j = 0; j < total; j++) {
    hz += 0.02 * (middle - hz) + 0.06 * random.normal();
    phase += (2 * Math.PI * hz) / 125;
    out[j] = Math.sin(phase) + 0.35 * Math.sin(2 * phase + 0.8);
  }
  return out;
}
