/**
 * Cuts a label block into the stretches that the network runs over: 150 s of
 * beats with 4.6 s of margin on both sides (the reach of the slowest wavelet and
 * of the layers behind it). A stretch begins at a multiple of 8 samples of the
 * recording's 125 Hz grid, so that the network's decimation falls on the same
 * samples however a recording is cut, and all stretches have one length.
 */
import { usableShare, type ConditionedSpan } from './conditioned.ts';
import { CONTEXT_LENGTH } from './context.ts';
import { TEMPLATE_LENGTH } from './dominant.ts';
import type { LabelPart, Range } from './horizon.ts';

/** Samples of beats in a stretch: two stretches a block. */
export const STRETCH_CORE = 18_750;
/** Margin on both sides, a multiple of 8. */
export const STRETCH_MARGIN = 576;
/** Samples of a stretch, a multiple of 8. */
export const STRETCH_LENGTH = 19_912;

/** One stretch as the network takes it; leads row by row. */
export interface Stretch {
  leadCount: number;
  /** `[leadCount, STRETCH_LENGTH]`, mV, 0 where not usable. */
  signal: Float32Array;
  /** `[leadCount]`, 1 where the lead is there and readable. */
  leadMask: Float32Array;
  /** `[leadCount, TEMPLATE_LENGTH]`, mV. */
  template: Float32Array;
  /** R peaks as samples of the stretch. */
  beats: Int32Array;
  /** `[beats.length, CONTEXT_LENGTH]`. */
  context: Float32Array;
  /** Index of the first beat in the `peaks` of the block's input; the others follow it. */
  first: number;
}

/** A tensor for the network: data and dimensions. */
export interface TensorData {
  data: Float32Array | Int32Array;
  dims: number[];
}

/** Leads of a stretch that can be used: most of their beats lie in a readable place. */
function maskOf(span: ConditionedSpan, part: LabelPart, peaks: Float64Array): Float32Array {
  const mask = new Float32Array(span.leads.length);
  const share = new Float64Array(span.leads.length);
  for (let lead = 0; lead < mask.length; lead++) {
    if (part.dominant.counts[lead] === 0) continue;
    for (const peak of peaks) {
      const at = Math.round(peak);
      share[lead] = share[lead]! + usableShare(span, lead, at - 25, at + 26) / peaks.length;
    }
    if (share[lead]! >= 0.5) mask[lead] = 1;
  }
  if (mask.includes(1)) return mask;
  // Nothing is good: the best lead is asked all the same, and the decision says that the place is poor.
  const best = share.indexOf(Math.max(...share));
  if (best >= 0) mask[best] = 1;
  return mask;
}

/** Stretches of one part of a block; none where the part has no beats in a half. */
export function stretchesOf(block: Range, part: LabelPart, span: ConditionedSpan): Stretch[] {
  const stretches: Stretch[] = [];
  const leadCount = span.leads.length;
  for (let core = block.from; core < block.to; core += STRETCH_CORE) {
    let low = 0;
    while (low < part.peaks.length && part.peaks[low]! < core) low++;
    let high = low;
    while (high < part.peaks.length && part.peaks[high]! < Math.min(block.to, core + STRETCH_CORE)) high++;
    if (high === low) continue;
    const start = Math.floor(core / 8) * 8 - STRETCH_MARGIN;
    const peaks = part.peaks.subarray(low, high);
    const signal = new Float32Array(leadCount * STRETCH_LENGTH);
    const template = new Float32Array(leadCount * TEMPLATE_LENGTH);
    for (let lead = 0; lead < leadCount; lead++) {
      copyUsable(span, lead, start, signal.subarray(lead * STRETCH_LENGTH, (lead + 1) * STRETCH_LENGTH));
      template.set(part.dominant.leads[lead]!, lead * TEMPLATE_LENGTH);
    }
    stretches.push({
      leadCount,
      signal,
      leadMask: maskOf(span, part, peaks),
      template,
      beats: Int32Array.from(peaks, (peak) => Math.round(peak) - start),
      context: part.context.slice(low * CONTEXT_LENGTH, high * CONTEXT_LENGTH),
      first: part.first + low,
    });
  }
  return stretches;
}

function copyUsable(span: ConditionedSpan, lead: number, start: number, out: Float32Array): void {
  const signal = span.leads[lead]!;
  const valid = span.valid[lead]!;
  const from = Math.max(0, start - span.from);
  const to = Math.min(signal.length, start + out.length - span.from);
  for (let i = from; i < to; i++) if (valid[i] === 1) out[i + span.from - start] = signal[i]!;
}

/**
 * The network's inputs for stretches of one recording, batch axis first, beats
 * padded to the longest list with −1. One stretch a batch is the fastest on a CPU.
 */
export function batchOf(stretches: readonly Stretch[]): Record<'signal' | 'lead_mask' | 'template' | 'beats' | 'context', TensorData> {
  const size = stretches.length;
  const leadCount = stretches[0]?.leadCount ?? 0;
  const width = stretches.reduce((most, stretch) => Math.max(most, stretch.beats.length), 0);
  const signal = new Float32Array(size * leadCount * STRETCH_LENGTH);
  const mask = new Float32Array(size * leadCount);
  const template = new Float32Array(size * leadCount * TEMPLATE_LENGTH);
  const beats = new Int32Array(size * width).fill(-1);
  const context = new Float32Array(size * width * CONTEXT_LENGTH);
  stretches.forEach((stretch, s) => {
    signal.set(stretch.signal, s * leadCount * STRETCH_LENGTH);
    mask.set(stretch.leadMask, s * leadCount);
    template.set(stretch.template, s * leadCount * TEMPLATE_LENGTH);
    beats.set(stretch.beats, s * width);
    context.set(stretch.context, s * width * CONTEXT_LENGTH);
  });
  return {
    signal: { data: signal, dims: [size, leadCount, STRETCH_LENGTH] },
    lead_mask: { data: mask, dims: [size, leadCount] },
    template: { data: template, dims: [size, leadCount, TEMPLATE_LENGTH] },
    beats: { data: beats, dims: [size, width] },
    context: { data: context, dims: [size, width, CONTEXT_LENGTH] },
  };
}
