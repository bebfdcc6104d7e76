/** The stretches that devices are tried with: synthetic, always the same, as the analysis would give them. */
import { batchOf, STRETCH_MARGIN, type Stretch } from '../../core/beats/stretches.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import type { TensorInput } from './classifier.ts';
import { preparedBlocks } from './prepared-blocks.ts';

/** Samples of a short stretch, a multiple of 8: about eleven seconds of beats between its margins. */
const SHORT = 2 * STRETCH_MARGIN + 1352;

export interface TrialInputs {
  inputs: Record<string, TensorInput>;
  beats: number;
}

export interface TrialSet {
  /** Stretches of two and a half minutes and three leads. */
  whole: TrialInputs[];
  /** A few seconds of one lead out of each: for a device so slow that it would need minutes for the whole. */
  short: TrialInputs[];
}

/** Made anew in each process that asks; takes about half a second. */
export async function trialSet(): Promise<TrialSet> {
  const source = synthesise({ hours: 1 / 12, seed: 24, leads: 3, rate: 250 });
  const stretches: Stretch[] = [];
  for await (const block of preparedBlocks(source, { firstBlock: 0, peakBefore: undefined, givenPeaks: null })) stretches.push(...block.stretches);
  return {
    whole: stretches.map((stretch) => ({ inputs: batchOf([stretch]), beats: stretch.beats.length })),
    short: stretches.map(shortened),
  };
}

/** The first lead of a stretch, cut to its beginning, with the beats that lie inside. */
function shortened(stretch: Stretch): TrialInputs {
  const { signal, lead_mask: mask, template, beats, context } = batchOf([stretch]);
  const last = beats.data.findLastIndex((beat) => beat <= SHORT - STRETCH_MARGIN) + 1;
  const width = context.dims[2] ?? 0;
  return {
    inputs: {
      signal: { data: signal.data.slice(0, SHORT), dims: [1, 1, SHORT] },
      lead_mask: { data: mask.data.slice(0, 1), dims: [1, 1] },
      template: { data: template.data.slice(0, template.dims[2]), dims: [1, 1, template.dims[2] ?? 0] },
      beats: { data: beats.data.slice(0, last), dims: [1, last] },
      context: { data: context.data.slice(0, last * width), dims: [1, last, width] },
    },
    beats: last,
  };
}
