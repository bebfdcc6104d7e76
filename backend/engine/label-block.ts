/** Classes, probabilities and embeddings of one block's beats: the network's part of the pipeline. */
import { classOf, decide, MODEL_CLASSES, probabilitiesOf, readableAround, type OperatingPoint } from '../../core/beats/decide.ts';
import { plainCode } from '../../core/beats/classes.ts';
import { EMBEDDING_STEP, PROBABILITIES } from '../../core/beats/columns.ts';
import type { ConditionedSpan } from '../../core/beats/conditioned.ts';
import { blockRange, labelParts, type LabelPart } from '../../core/beats/horizon.ts';
import { batchOf, stretchesOf } from '../../core/beats/stretches.ts';
import type { Classifier } from './session.ts';
import type { Stopwatch } from './stopwatch.ts';

/** What the network says about the beats of one block, in the order of their R peaks. */
export interface BlockLabels {
  /** Index of the first beat in the peaks given. */
  first: number;
  count: number;
  code: Uint8Array;
  /** count × PROBABILITIES, calibrated. */
  probabilities: Float32Array;
  /** count × embedding length, int8. */
  embedding: Int8Array;
  embeddingLength: number;
  parts: LabelPart[];
}

export interface LabelInput {
  block: number;
  /** R peaks of the horizon, 125 Hz positions. */
  positions: Float64Array;
  /** Conditioned signal of the horizon. */
  span: ConditionedSpan;
  classifier: Classifier;
  point: OperatingPoint;
  /** False where R peaks were given: then no beat is called an artefact. */
  abstain: boolean;
}

/** Runs the network over one block. A pure function of the horizon for a given model and device. */
export async function labelBlock(input: LabelInput, watch: Stopwatch): Promise<BlockLabels> {
  const { positions, span, point } = input;
  const block = blockRange(input.block);
  const parts = await watch.time('context', () => labelParts({ block, peaks: positions, span }));
  const count = parts.reduce((sum, part) => sum + part.peaks.length, 0);
  const first = parts[0]?.first ?? 0;
  const labels: BlockLabels = {
    first,
    count,
    code: new Uint8Array(count),
    probabilities: new Float32Array(count * PROBABILITIES),
    embedding: new Int8Array(0),
    embeddingLength: 0,
    parts,
  };
  for (const part of parts) {
    for (const stretch of stretchesOf(block, part, span)) {
      const outputs = await watch.time('classify', () => input.classifier.run(batchOf([stretch])));
      const logits = output(outputs, 'logits');
      const embedding = output(outputs, 'embedding');
      const beats = stretch.beats.length;
      const width = embedding.length / beats;
      if (labels.embeddingLength === 0) {
        labels.embeddingLength = width;
        labels.embedding = new Int8Array(count * width);
      }
      for (let i = 0; i < beats; i++) {
        const beat = stretch.first - first + i;
        const probabilities = labels.probabilities.subarray(beat * PROBABILITIES, (beat + 1) * PROBABILITIES);
        probabilitiesOf(logits, i * MODEL_CLASSES.length, point, probabilities);
        const beatClass = input.abstain ? decide(probabilities, readableAround(span, positions[stretch.first + i]!), point) : classOf(probabilities, point);
        labels.code[beat] = plainCode(beatClass);
        for (let d = 0; d < width; d++) labels.embedding[beat * width + d] = clamp(Math.round(embedding[i * width + d]! / EMBEDDING_STEP));
      }
    }
  }
  return labels;
}

function output(outputs: Record<string, Float32Array>, name: string): Float32Array {
  const tensor = outputs[name];
  if (!tensor) throw new TypeError(`the graph gave no ${name}`);
  return tensor;
}

function clamp(value: number): number {
  return Math.max(-127, Math.min(127, value));
}
