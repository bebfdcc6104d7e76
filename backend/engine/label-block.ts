/** Classes, probabilities and embeddings of one block's beats: the network's half of the pipeline. */
import { CLASS_INDEX, classOfCode, CLASSES, plainCode } from '../../core/beats/classes.ts';
import { EMBEDDING_STEP, PROBABILITIES } from '../../core/beats/columns.ts';
import { classOf, decide, MODEL_CLASSES, probabilitiesOf, type OperatingPoint } from '../../core/beats/decide.ts';
import { consistentRuns } from '../../core/beats/run-consistency.ts';
import { batchOf, type Stretch } from '../../core/beats/stretches.ts';
import { ANALYSIS_RATE } from '../../core/signal/condition.ts';
import type { PreparedBlock } from './prepared-block.ts';
import type { Classifier } from './classifier.ts';

/** What the network says about the beats of one block, in the order of their R peaks. */
export interface BlockLabels {
  code: Uint8Array;
  /** beats × PROBABILITIES, calibrated. */
  probabilities: Float32Array;
  /** beats × embedding length, in steps of EMBEDDING_STEP. */
  embedding: Int8Array;
}

/**
 * Runs the network over one block. A pure function of the block for a given
 * model and device. With `abstain` a beat in an unreadable place is an artefact.
 */
export async function labelBlock(block: PreparedBlock, classifier: Classifier, point: OperatingPoint, abstain: boolean): Promise<BlockLabels> {
  const count = block.positions.length;
  const labels: BlockLabels = { code: new Uint8Array(count), probabilities: new Float32Array(count * PROBABILITIES), embedding: new Int8Array(0) };
  for await (const { stretch, outputs } of answers(block.stretches, classifier)) {
    takeIn(block, stretch, output(outputs, 'logits'), output(outputs, 'embedding'), labels, point, abstain);
  }
  inRuns(block, labels, point);
  return labels;
}

/** What the network says of the beats of one stretch. A function of its own: the loops of an asynchronous one are compiled anew again and again. */
function takeIn(block: PreparedBlock, stretch: Stretch, logits: Float32Array, embedding: Float32Array, labels: BlockLabels, point: OperatingPoint, abstain: boolean): void {
  const beats = stretch.beats.length;
  const width = embedding.length / beats;
  if (labels.embedding.length === 0) labels.embedding = new Int8Array(block.positions.length * width);
  for (let i = 0; i < beats; i++) {
    const beat = stretch.first + i;
    const probabilities = labels.probabilities.subarray(beat * PROBABILITIES, (beat + 1) * PROBABILITIES);
    probabilitiesOf(logits, i * MODEL_CLASSES.length, point, probabilities);
    const ambiguity = block.ambiguity[beat]!;
    labels.code[beat] = plainCode(abstain ? decide(probabilities, block.readable[beat]!, point, ambiguity) : classOf(probabilities, point, ambiguity));
    for (let d = 0; d < width; d++) labels.embedding[beat * width + d] = clamp(Math.round(embedding[i * width + d]! / EMBEDDING_STEP));
  }
}

/** What the network says of each stretch, in their order; as many are under way as the device takes at once. */
async function* answers(stretches: readonly Stretch[], classifier: Classifier): AsyncGenerator<{ stretch: Stretch; outputs: Record<string, Float32Array> }> {
  for (let first = 0; first < stretches.length; first += classifier.atOnce) {
    yield* await Promise.all(stretches.slice(first, first + classifier.atOnce).map(async (stretch) => ({ stretch, outputs: await classifier.run(batchOf([stretch])) })));
  }
}

/** Judges ventricular beats together with their neighbours in the block. */
function inRuns(block: PreparedBlock, labels: BlockLabels, point: OperatingPoint): void {
  // Loops: see `core/kernels/picked.ts`.
  const classes = new Uint8Array(labels.code.length);
  for (let i = 0; i < classes.length; i++) classes[i] = CLASS_INDEX[classOfCode(labels.code[i]!)];
  const time = new Float64Array(block.positions.length);
  for (let i = 0; i < time.length; i++) time[i] = block.positions[i]! / ANALYSIS_RATE;
  const consistent = consistentRuns(classes, { time, probabilities: labels.probabilities, embedding: labels.embedding, otherwise: (beat) => otherwise(labels.probabilities, beat, point, block.ambiguity[beat]!) });
  for (let i = 0; i < classes.length; i++) if (consistent[i] !== classes[i]) labels.code[i] = plainCode(CLASSES[consistent[i]!]!);
}

/** N or S, whichever a beat is that is no V. */
function otherwise(probabilities: Float32Array, beat: number, point: OperatingPoint, ambiguity: number): number {
  const own = probabilities.slice(beat * PROBABILITIES, (beat + 1) * PROBABILITIES);
  own[CLASS_INDEX.V] = 0;
  own[CLASS_INDEX.F] = 0;
  own[CLASS_INDEX.Q] = 0;
  return CLASS_INDEX[classOf(own, point, ambiguity)];
}

function output(outputs: Record<string, Float32Array>, name: string): Float32Array {
  const tensor = outputs[name];
  if (!tensor) throw new TypeError(`the graph gave no ${name}`);
  return tensor;
}

function clamp(value: number): number {
  return Math.max(-127, Math.min(127, value));
}
