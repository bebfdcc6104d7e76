/**
 * The two halves of labelling a block, with the network between them:
 *
 *     const plan = planBlock({ block: blockRange(k), peaks, span });
 *     for (const stretch of plan.stretches)          // one a run is the fastest on a CPU
 *       answers.push(await session.run(batchOf([stretch])));
 *     const labels = labelBlock(plan, answers, manifest.operatingPoint, templateState);
 *
 * `peaks` and `span` cover `horizonOf(blockRange(k))`. Blocks are labelled in
 * order, because templates grow; the rest of a label depends on its block alone.
 */
import { CLASS_INDEX, CLASSES, plainCode, type BeatClass } from './classes.ts';
import { decide, MODEL_CLASSES, probabilitiesOf, readableAround, type OperatingPoint } from './decide.ts';
import { labelParts, type LabelBlockInput } from './horizon.ts';
import { stretchesOf, type Stretch } from './stretches.ts';
import { growTemplates, type TemplateState } from './templates.ts';

/** What is to be asked of the network for one block. */
export interface BlockPlan {
  input: LabelBlockInput;
  /** Index in `input.peaks` of the block's first beat, and their number. */
  first: number;
  count: number;
  /** In the order of the beats; together they hold each beat of the block once. */
  stretches: Stretch[];
}

/** What the network answered for one stretch, beats row by row. */
export interface StretchAnswer {
  logits: Float32Array;
  embedding: Float32Array;
}

/** Columns of a block's beats, in order. */
export interface BlockLabels {
  /** Numbers of `CLASSES`. */
  classes: Uint8Array;
  /** Numbers of `CODES`. */
  codes: Uint8Array;
  /** `[count, 5]`, order of `MODEL_CLASSES`, calibrated. */
  probabilities: Float32Array;
  /** `[count, embeddingLength]` as the network gave it. */
  embedding: Float32Array;
  embeddingLength: number;
  /** Template ids, −1 where there is none. */
  template: Int32Array;
  /** Correlation with the template. */
  likeness: Float32Array;
}

/** Context, dominant beats and stretches of a block. */
export function planBlock(input: LabelBlockInput): BlockPlan {
  const parts = labelParts(input);
  return {
    input,
    first: parts[0]?.first ?? 0,
    count: parts.reduce((sum, part) => sum + part.peaks.length, 0),
    stretches: parts.flatMap((part) => stretchesOf(input.block, part, input.span)),
  };
}

/**
 * Labels of a block from the network's answers, one a stretch and in their order;
 * `templates` grows. Throws RangeError where an answer has not the size its
 * stretch asked for.
 */
export function labelBlock(plan: BlockPlan, answers: readonly StretchAnswer[], point: OperatingPoint, templates: TemplateState): BlockLabels {
  const { count, first } = plan;
  const { peaks, span } = plan.input;
  const width = MODEL_CLASSES.length;
  const beats = plan.stretches.reduce((sum, stretch) => sum + stretch.beats.length, 0);
  if (answers.length !== plan.stretches.length || beats !== count) throw new RangeError(`${answers.length} answers for ${plan.stretches.length} stretches`);
  const firstBeats = plan.stretches[0]?.beats.length ?? 0;
  const embeddingLength = firstBeats > 0 ? answers[0]!.embedding.length / firstBeats : 0;
  const classes = new Uint8Array(count);
  const codes = new Uint8Array(count);
  const probabilities = new Float32Array(count * width);
  const embedding = new Float32Array(count * embeddingLength);
  const names: BeatClass[] = new Array<BeatClass>(count).fill('N');
  plan.stretches.forEach((stretch, s) => {
    const answer = answers[s]!;
    const n = stretch.beats.length;
    if (answer.logits.length < n * width || answer.embedding.length < n * embeddingLength) {
      throw new RangeError(`the network answered ${answer.logits.length / width} of ${n} beats`);
    }
    const at = stretch.first - first;
    embedding.set(answer.embedding.subarray(0, n * embeddingLength), at * embeddingLength);
    for (let i = 0; i < n; i++) {
      const own = probabilities.subarray((at + i) * width, (at + i + 1) * width);
      probabilitiesOf(answer.logits, i * width, point, own);
      const beatClass = decide(own, readableAround(span, peaks[stretch.first + i]!), point);
      names[at + i] = beatClass;
      classes[at + i] = CLASS_INDEX[beatClass];
      codes[at + i] = plainCode(beatClass);
    }
  });
  const { template, likeness } = growTemplates(templates, peaks.subarray(first, first + count), names, span);
  return { classes, codes, probabilities, embedding, embeddingLength, template, likeness };
}

/** Beats of each class among class numbers. */
export function countClasses(classes: ArrayLike<number>): Record<BeatClass, number> {
  const counts: Record<BeatClass, number> = { N: 0, S: 0, V: 0, F: 0, Q: 0, X: 0 };
  for (let i = 0; i < classes.length; i++) {
    const name = CLASSES[classes[i]!];
    if (name) counts[name]++;
  }
  return counts;
}
