/** The raw signal of a block for the measuring of waves; made on the thread that prepares the signal. */
import { blockSpan } from '../../core/signal/detect.ts';
import { inputSpan, resampleFrom } from '../../core/signal/resample.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { WIDE_MARGIN_SECONDS, type WideSpan } from '../../core/waves/block-waves.ts';
import { WAVE_RATE } from '../../core/waves/wave-signal.ts';

/** The raw signal of a block at 250 Hz with a margin: nothing is filtered out below. */
export async function wideSpan(source: SampleSource, index: number): Promise<WideSpan> {
  const { from, to } = blockSpan(source, index);
  const rate = source.sampleRate;
  const first = Math.floor((from / rate - WIDE_MARGIN_SECONDS) * WAVE_RATE);
  const last = Math.ceil((to / rate + WIDE_MARGIN_SECONDS) * WAVE_RATE);
  if (rate === WAVE_RATE) return { from: first, leads: (await source.read(first, last)).map((lead) => lead.slice()) };
  const need = inputSpan(rate, WAVE_RATE, first, last);
  const raw = await source.read(need.from, need.to);
  return { from: first, leads: raw.map((lead) => resampleFrom(lead, need.from, rate, WAVE_RATE, first, last)) };
}
