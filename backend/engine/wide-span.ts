/** The raw signal of a block for the measuring of waves; made where its block is taken in. */
import { spareSingles } from '../../core/kernels/spare.ts';
import type { BlockSignal } from '../../core/signal/detect.ts';
import { resampleFrom } from '../../core/signal/resample.ts';
import { WIDE_MARGIN_SECONDS, type WideSpan } from '../../core/waves/block-waves.ts';
import { WAVE_RATE } from '../../core/waves/wave-signal.ts';
import { listOf } from '../../core/kernels/list-of.ts';

/** The raw signal of a block that was read, at 250 Hz with a margin: nothing is filtered out below. It may be a view of what was read. Throws RangeError where what was read is shorter than the margin. */
export function wideSpan({ from, to, raw, rawFrom, sampleRate }: Pick<BlockSignal, 'from' | 'to' | 'raw' | 'rawFrom' | 'sampleRate'>): WideSpan {
  const first = Math.floor((from / sampleRate - WIDE_MARGIN_SECONDS) * WAVE_RATE);
  const last = Math.ceil((to / sampleRate + WIDE_MARGIN_SECONDS) * WAVE_RATE);
  if (sampleRate !== WAVE_RATE) return { from: first, leads: listOf(raw, (lead) => resampleFrom(lead, rawFrom, sampleRate, WAVE_RATE, first, last, undefined, spareSingles(last - first))) };
  return { from: first, leads: listOf(raw, (lead) => lead.subarray(first - rawFrom, last - rawFrom)) };
}
