/**
 * From samples to classes as it was done before transform and network became one: beats are found, each beat's window is
 * transformed by itself, and the network behind the wavelets is asked for one beat at a time. The network is ours, and so is what
 * finds the beats; what a patient's beats have in common is worked out once a stretch.
 */
import { MODEL_RATE } from '../../core/beats/conditioned.ts';
import { CONTEXT_LENGTH } from '../../core/beats/context.ts';
import { TEMPLATE_LENGTH } from '../../core/beats/dominant.ts';
import type { Stretch } from '../../core/beats/stretches.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import type { Classifier } from '../engine/classifier.ts';
import type { LoadedModel } from '../engine/model.ts';
import { preparedBlocks } from '../engine/prepared-blocks.ts';
import { openOnRuntime } from '../engine/session.ts';
import { subgraph } from './subgraph.ts';
import { strideOf, unfusedTransform, WINDOW } from './unfused-transform.ts';

/** Tensors of the classifier's graph at which it is cut (models/training/export.py names them). */
const COEFFICIENTS = ['s_coefficients1', 's_coefficients2', 's_coefficients3'] as const;
const SCALED = 'signal_clipped';
const DOMINANT = 'dominant_around';

/** Windows begin at multiples of it, so that they are thinned at the samples at which the whole stretch is. */
const GRID = strideOf(COEFFICIENTS.length - 1);

export interface UnfusedLabels {
  /** Logits of each beat, one stretch after the other. */
  logits: Float32Array[];
  /** Seconds. */
  segmentation: number;
  cwt: number;
  network: number;
}

export interface UnfusedWay {
  /** A recording of one lead from samples to logits; `until`: of so many blocks alone. Throws RangeError where it has more leads. */
  label(source: SampleSource, until?: number): Promise<UnfusedLabels>;
  close(): Promise<void>;
}

/** Opens the classifier in two parts on the processor: what is the same for all beats of a stretch, and what is asked for each. */
export async function openUnfused(model: LoadedModel): Promise<UnfusedWay> {
  const { frequenciesHz, w0 } = model.manifest.wavelet;
  const transform = unfusedTransform(frequenciesHz, w0, MODEL_RATE);
  const patient = await open(model, [], [SCALED, DOMINANT]);
  const network = await open(model, [...COEFFICIENTS, DOMINANT], ['logits']);
  const rows = (2 * frequenciesHz.length) / COEFFICIENTS.length;

  /** Logits of one beat after the other; adds to the seconds. */
  async function labelStretch(stretch: Stretch, into: UnfusedLabels): Promise<void> {
    if (stretch.leadCount !== 1) throw new RangeError('the unfused way is one of a single lead');
    const mask = { data: stretch.leadMask, dims: [1, 1] };
    let begun = performance.now();
    const { [SCALED]: signal, [DOMINANT]: dominant } = await patient.run({
      signal: { data: stretch.signal, dims: [1, 1, stretch.signal.length] },
      template: { data: stretch.template, dims: [1, 1, TEMPLATE_LENGTH] },
      lead_mask: mask,
    });
    const around = { data: dominant!, dims: [1, 1, dominant!.length] };
    into.network += since(begun);
    for (let i = 0; i < stretch.beats.length; i++) {
      const beat = stretch.beats[i]!;
      const first = GRID * Math.round((beat - WINDOW / 2) / GRID);
      begun = performance.now();
      const banks = transform(signal!, first);
      into.cwt += since(begun);
      begun = performance.now();
      const { logits } = await network.run({
        ...Object.fromEntries(banks.map((data, bank) => [COEFFICIENTS[bank], { data, dims: [1, rows, 1, WINDOW / strideOf(bank)] }])),
        [DOMINANT]: around,
        lead_mask: mask,
        beats: { data: Int32Array.of(beat - first), dims: [1, 1] },
        context: { data: stretch.context.subarray(i * CONTEXT_LENGTH, (i + 1) * CONTEXT_LENGTH), dims: [1, 1, CONTEXT_LENGTH] },
      });
      into.network += since(begun);
      into.logits.push(logits!);
    }
  }

  return {
    async label(source, until) {
      const labels: UnfusedLabels = { logits: [], segmentation: 0, cwt: 0, network: 0 };
      let begun = performance.now();
      for await (const { stretches } of preparedBlocks(source, { firstBlock: 0, until, peakBefore: undefined, givenPeaks: null })) {
        labels.segmentation += since(begun);
        for (const stretch of stretches) await labelStretch(stretch, labels);
        begun = performance.now();
      }
      return labels;
    },
    async close() {
      await patient.close();
      await network.close();
    },
  };
}

function since(begun: number): number {
  return (performance.now() - begun) / 1000;
}

/** A part of the classifier as a session of its own. Its inputs and outputs are not the manifest's. */
function open(model: LoadedModel, from: readonly string[], to: readonly string[]): Promise<Classifier> {
  return openOnRuntime({ ...model, graph: subgraph(model.graph, from, to), manifest: { ...model.manifest, inputs: [], outputs: [] } }, 'cpu');
}
