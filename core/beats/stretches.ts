/**
 * Cuts a label block into the stretches that the network runs over: 150 s of
 * beats with 4.6 s of margin on both sides (the reach of the slowest wavelet and
 * of the layers behind it). A stretch begins at a multiple of 8 samples of the
 * recording's 125 Hz grid, so that the network's decimation falls on the same
 * samples however a recording is cut. Its length is one of a few, the shortest
 * that holds its beats: ten seconds cost no two minutes and a half. What the
 * network says does not hang on it, nor on leads that are masked and left out
 * (held by a test, bit for bit).
 */
import { spareSingles } from '../kernels/spare.ts';
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
/** Lengths that a stretch may have: few, since a device makes ready for each. Multiples of 8. */
export const STRETCH_LENGTHS: readonly number[] = [2_496, 4_984, 9_960, STRETCH_LENGTH];

/** So many leads are summed one after the other; the sums of more are taken in groups, and would differ in the last bit without one of them. */
const LEADS_IN_ORDER = 3;

/** One stretch as the network takes it; leads row by row. */
export interface Stretch {
  leadCount: number;
  /** `[leadCount, length]`, mV, 0 where not usable; the length is one of STRETCH_LENGTHS. */
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

/** Samples from `start` on, of each R peak. A loop: see `kernels/picked.ts`. */
function placesFrom(start: number, peaks: Float64Array): Int32Array {
  const places = new Int32Array(peaks.length);
  for (let i = 0; i < places.length; i++) places[i] = Math.round(peaks[i]!) - start;
  return places;
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
    const length = lengthFor(Math.round(peaks.at(-1)!) - start);
    const signal = spareSingles(leadCount * length);
    const template = spareSingles(leadCount * TEMPLATE_LENGTH);
    for (let lead = 0; lead < leadCount; lead++) {
      copyUsable(span, lead, start, signal.subarray(lead * length, (lead + 1) * length));
      template.set(part.dominant.leads[lead]!, lead * TEMPLATE_LENGTH);
    }
    stretches.push({
      leadCount,
      signal,
      leadMask: maskOf(span, part, peaks),
      template,
      beats: placesFrom(start, peaks),
      context: part.context.slice(low * CONTEXT_LENGTH, high * CONTEXT_LENGTH),
      first: part.first + low,
    });
  }
  return stretches;
}

/** The shortest length with the margin behind its last beat. */
function lengthFor(last: number): number {
  return STRETCH_LENGTHS.find((length) => last + STRETCH_MARGIN < length) ?? STRETCH_LENGTH;
}

function copyUsable(span: ConditionedSpan, lead: number, start: number, out: Float32Array): void {
  const signal = span.leads[lead]!;
  const valid = span.valid[lead]!;
  const from = Math.max(0, start - span.from);
  const to = Math.min(signal.length, start + out.length - span.from);
  out.fill(0, 0, Math.max(0, from + span.from - start)).fill(0, Math.max(0, to + span.from - start));
  if (to <= from) return;
  out.set(signal.subarray(from, to), from + span.from - start);
  const usable = valid.subarray(from, to);
  for (let i = usable.indexOf(0); i >= 0; i = usable.indexOf(0, i + 1)) out[i + from + span.from - start] = 0;
}

/**
 * The network's inputs for stretches of one recording, batch axis first, beats
 * padded to the longest list with −1, signals to the longest one with 0. Of few
 * leads one that is masked in all stretches is left out. One stretch a batch is
 * the fastest on a CPU; its own arrays are given where they can be.
 */
export function batchOf(stretches: readonly Stretch[]): Record<'signal' | 'lead_mask' | 'template' | 'beats' | 'context', TensorData> {
  const size = stretches.length;
  const all = Array.from({ length: stretches[0]?.leadCount ?? 0 }, (_, lead) => lead);
  const shown = all.filter((lead) => stretches.some(({ leadMask }) => leadMask[lead] !== 0));
  const leads = shown.length > 0 && all.length <= LEADS_IN_ORDER ? shown : all;
  const lengthOf = (stretch: Stretch): number => stretch.signal.length / all.length;
  const most = (of: (stretch: Stretch) => number): number => stretches.reduce((longest, stretch) => Math.max(longest, of(stretch)), 0);
  const length = most(lengthOf);
  const width = most(({ beats }) => beats.length);
  const [only] = stretches;
  if (only && size === 1 && leads.length === all.length) {
    return {
      signal: { data: only.signal, dims: [1, all.length, length] },
      lead_mask: { data: only.leadMask, dims: [1, all.length] },
      template: { data: only.template, dims: [1, all.length, TEMPLATE_LENGTH] },
      beats: { data: only.beats, dims: [1, width] },
      context: { data: only.context, dims: [1, width, CONTEXT_LENGTH] },
    };
  }
  const signal = new Float32Array(size * leads.length * length);
  const mask = new Float32Array(size * leads.length);
  const template = new Float32Array(size * leads.length * TEMPLATE_LENGTH);
  const beats = new Int32Array(size * width).fill(-1);
  const context = new Float32Array(size * width * CONTEXT_LENGTH);
  stretches.forEach((stretch, s) => {
    const own = lengthOf(stretch);
    leads.forEach((lead, l) => {
      const row = s * leads.length + l;
      signal.set(stretch.signal.subarray(lead * own, (lead + 1) * own), row * length);
      mask[row] = stretch.leadMask[lead]!;
      template.set(stretch.template.subarray(lead * TEMPLATE_LENGTH, (lead + 1) * TEMPLATE_LENGTH), row * TEMPLATE_LENGTH);
    });
    beats.set(stretch.beats, s * width);
    context.set(stretch.context, s * width * CONTEXT_LENGTH);
  });
  return {
    signal: { data: signal, dims: [size, leads.length, length] },
    lead_mask: { data: mask, dims: [size, leads.length] },
    template: { data: template, dims: [size, leads.length, TEMPLATE_LENGTH] },
    beats: { data: beats, dims: [size, width] },
    context: { data: context, dims: [size, width, CONTEXT_LENGTH] },
  };
}
