/** Widths of QRS complexes, estimated from the stored signal when somebody asks: beats that lie close together share a stretch. */
import { resampleFrom, inputSpan } from '../../core/signal/resample.ts';
import { qrsWidth, steepness, WIDTH_SECONDS } from '../../core/waves/qrs-width.ts';
import { WAVE_RATE } from '../../core/waves/wave-signal.ts';
import type { StoredSource } from '../store/source.ts';

/** Longest stretch that is looked at in one go, seconds. */
const STRETCH_SECONDS = 30;

type Source = Pick<StoredSource, 'sampleRate' | 'read'>;

/** All leads at 250 Hz, samples `[from, to)` of that grid, NaN where never measured. */
function atWaveRate({ sampleRate, read }: Source, from: number, to: number): Float32Array[] {
  if (sampleRate === WAVE_RATE) return read(from, to);
  const need = inputSpan(sampleRate, WAVE_RATE, from, to);
  return read(need.from, need.to).map((lead) => resampleFrom(lead, need.from, sampleRate, WAVE_RATE, from, to));
}

/**
 * Width of each beat, in the order asked for.
 *
 * @param peaks R peaks, samples of the recording, in any order; NaN for one that is left out
 * @returns ms, NaN where no lead shows the beat; `leads`: a bit for each lead that it was told by, the first 32 of them
 */
export function widthsAt(source: Source, peaks: ArrayLike<number>): { ms: Float32Array; leads: Uint32Array } {
  const ms = new Float32Array(peaks.length).fill(Number.NaN);
  const leads = new Uint32Array(peaks.length);
  const at = Float64Array.from(peaks, (peak) => (peak * WAVE_RATE) / source.sampleRate);
  const order = Array.from(at.keys())
    .filter((i) => !Number.isNaN(at[i]!))
    .sort((a, b) => at[a]! - at[b]!);
  const [before, behind] = [Math.ceil(WIDTH_SECONDS.before * WAVE_RATE) + 1, Math.ceil(WIDTH_SECONDS.behind * WAVE_RATE) + 1];
  for (let i = 0; i < order.length; ) {
    const first = at[order[i]!]!;
    let end = i + 1;
    // A stretch goes on as long as the next beat's reaches into it.
    while (end < order.length && at[order[end]!]! - at[order[end - 1]!]! < before + behind && at[order[end]!]! - first < STRETCH_SECONDS * WAVE_RATE) end++;
    const from = Math.floor(first) - before;
    const steep = atWaveRate(source, from, Math.ceil(at[order[end - 1]!]!) + behind).map(steepness);
    for (; i < end; i++) {
      const width = qrsWidth(steep, at[order[i]!]! - from);
      if (!width) continue;
      ms[order[i]!] = width.ms;
      leads[order[i]!] = width.leads.reduce((bits, lead) => (lead < 32 ? bits | (1 << lead) : bits), 0);
    }
  }
  return { ms, leads };
}
