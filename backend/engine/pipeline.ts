/**
 * The analysis of a case from its stored samples: labelled blocks, templates
 * grown over them, segments of a run out. Taken up after any committed block it
 * gives the very segments of an undisturbed analysis.
 */
import { CLASS_INDEX, classOfCode, type BeatClass } from '../../core/beats/classes.ts';
import type { RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import { MODEL_RATE } from '../../core/beats/conditioned.ts';
import { AVERAGE_BEFORE } from '../../core/beats/template-shape.ts';
import { growTemplates, noTemplates, restoreTemplates, templateName, templatesText, type TemplateState } from '../../core/beats/templates.ts';
import { isRemote, type DeviceWish } from '../../core/contract/device.ts';
import type { DeviceChange } from '../../core/contract/devices.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { Classifier } from './classifier.ts';
import { labelBlock, type BlockLabels } from './label-block.ts';
import { LabelLanes } from './label-lanes.ts';
import { labelledBlock, type LabelledBlock } from './labelled-block.ts';
import type { LoadedModel } from './model.ts';
import type { PreparedBlock, PreparedBlocks } from './prepared-block.ts';
import type { PrepareOptions } from './prepared-blocks.ts';
import { probeInputs } from './probe.ts';
import type { AnalysisStart } from './protocol.ts';
import { openClassifier } from './session.ts';
import { StandingClassifier } from './standing.ts';
import { Stopwatch } from './stopwatch.ts';
import { waveNetwork } from './wave-network.ts';

/** What one block adds to a run. */
export interface AnalysedPart {
  segment: RunSegment;
  /** State for the block after it. */
  carried: Uint8Array;
  /** All templates so far. */
  templates: TemplateInfo[];
  fraction: number;
}

export interface PipelineOptions {
  device: DeviceWish;
  /** Why this device, in words. */
  deviceReason?: string;
  /** A person named the device: where it cannot be opened that is an error. Else the processor takes its place. */
  insist?: boolean;
  /** A device failed in mid-run, and the processor did this block again and does all after it. Told before the block's segment. */
  onDevice?(change: DeviceChange): Promise<void>;
  /** Threads on which networks label blocks, and how many each may have; absent: this one does it. */
  lanes?: { threads: number; each: number };
  /** First block without a committed segment. */
  firstBlock: number;
  /** What was committed with the block before it. */
  carried: Uint8Array | null;
  onStart(start: AnalysisStart): Promise<void>;
  /** Called in order and awaited: the pace of the listener is the pace of the analysis. */
  onSegment(part: AnalysedPart): Promise<void>;
}

export interface PipelineResult {
  templates: TemplateInfo[];
  stages: Record<string, number>;
}

/** State that goes from one block to the next. */
interface Carried {
  templates: TemplateState;
  peakBefore: number | undefined;
}

/**
 * Analyses what is not analysed yet. `prepare` gives the prepared blocks from
 * the first one on, on this thread or another. Errors: those of device, model
 * and source; `analysis-failed` where `carried` does not fit.
 */
export async function runPipeline(leadCount: number, model: LoadedModel, prepare: (options: PrepareOptions) => PreparedBlocks, options: PipelineOptions): Promise<PipelineResult> {
  const watch = new Stopwatch();
  const { templates: state, peakBefore } = options.carried ? readCarried(options.carried) : { templates: noTemplates(leadCount), peakBefore: undefined };
  const supply = prepare({ firstBlock: options.firstBlock, peakBefore, givenPeaks: null });
  const supplied = supply[Symbol.asyncIterator]();
  /** A block that was asked for and has not come. */
  let outstanding = false;
  const blocks: AsyncIterator<PreparedBlock> = {
    async next() {
      outstanding = true;
      const given = await supplied.next();
      outstanding = false;
      return given;
    },
  };
  // The first block is prepared while the networks are opened.
  const first = blocks.next();
  // Told where it is waited for; if the networks fail before, theirs is the failure to tell.
  first.catch(() => undefined);
  let classifier: StandingClassifier | null = null;
  const lanes = options.lanes ? new LabelLanes(options.lanes, { model: model.folder }, watch) : null;
  try {
    const opened = await watch.time('load', () => openStanding(model, options));
    const changes: DeviceChange[] = [];
    const standing = new StandingClassifier(opened.first, () => openClassifier(model, 'cpu', probeInputs()), (change) => void changes.push(change));
    classifier = standing;
    await options.onStart({
      device: standing.device,
      deviceReason: options.deviceReason ?? '',
      change: opened.change,
      modelName: model.manifest.name,
      modelVersion: String(model.manifest.version),
      modelSha256: model.sha256,
    });
    await watch.time('load', waveNetwork);
    let prepared: Record<string, number> = {};
    const asked = (block: PreparedBlock): Promise<BlockLabels> => standing.during(block.index, (device) => labelBlock(block, device, model.manifest.operatingPoint, true));
    const labelled = lanes
      ? lanes.labelled(first, blocks, (block) => (standing.device === 'cpu' ? Promise.resolve(null) : watch.time('classify', () => asked(block))))
      : inTurn(first, blocks, asked, watch);
    for await (const given of labelled) {
      const { block } = given;
      const segment = await watch.time('templates', () => toSegment(given, state));
      const carried = writeCarried({ templates: state, peakBefore: block.peakBefore });
      while (changes[0] && changes[0].block <= block.index) await options.onDevice?.(changes.shift()!);
      await watch.time('commit', () => options.onSegment({ segment, carried, templates: describe(state), fraction: (block.index + 1) / block.blocks }));
      prepared = block.seconds;
      supply.spare?.(block);
    }
    return { templates: describe(state), stages: { ...prepared, ...watch.seconds() } };
  } finally {
    await lanes?.end();
    const ended = Promise.resolve(supplied.return?.());
    // Where it broke off while a block was still to come, nobody waits for that one, and what broke it off is the failure to tell.
    if (!outstanding) await ended;
    else ended.catch(() => undefined);
    await classifier?.close();
  }
}

/** Labels block after block on this thread, the next one when it is asked for. */
async function* inTurn(first: Promise<IteratorResult<PreparedBlock>>, blocks: AsyncIterator<PreparedBlock>, asked: (block: PreparedBlock) => Promise<BlockLabels>, watch: Stopwatch): AsyncGenerator<LabelledBlock> {
  for (let given = await first; !given.done; given = await blocks.next()) {
    const block = given.value;
    yield await labelledBlock(block, () => asked(block), watch);
  }
}

/** The device that is wished for, or the processor where it does not open and nobody insists on it. */
async function openStanding(model: LoadedModel, { device, insist = true, firstBlock }: PipelineOptions): Promise<{ first: Classifier; change: DeviceChange | null }> {
  try {
    return { first: await openClassifier(model, device, probeInputs()), change: null };
  } catch (thrown) {
    if (insist || isRemote(device) || device === 'cpu' || !(thrown instanceof AppError) || thrown.code !== 'device-unavailable') throw thrown;
    const why = typeof thrown.details['reason'] === 'string' ? thrown.details['reason'] : thrown.message;
    return { first: await openClassifier(model, 'cpu', probeInputs()), change: { from: device, block: firstBlock, why } };
  }
}

/** A labelled block as a segment of the run; lets the templates grow. */
function toSegment({ block, labels, evidence }: LabelledBlock, state: TemplateState): RunSegment {
  const { detection } = block;
  const classes: BeatClass[] = Array.from(labels.code, classOfCode);
  const { template, likeness } = growTemplates(state, { positions: block.positions, classes, probabilities: labels.probabilities }, block.span);
  return {
    index: block.index,
    from: detection.from,
    to: detection.to,
    sample: block.samples,
    code: labels.code,
    // Columns count templates from 1; 0 is none.
    template: stepsOf(template, 1, 1, new Uint16Array(template.length)),
    probability: stepsOf(labels.probabilities, 255, 0, new Uint8Array(labels.probabilities.length)),
    likeness: stepsOf(likeness, 100, 0, new Int8Array(likeness.length)),
    embedding: labels.embedding,
    quality: detection.quality,
    unreadable: Float64Array.from(detection.unreadable.flatMap((span) => [span.from, span.to])),
    doubtful: detection.doubtful,
    evidence,
  };
}

/** Numbers as a column holds them, in whole steps above `lowest`. A loop: a callback's compiled code is gone with each full collection. */
function stepsOf<Column extends Uint16Array | Uint8Array | Int8Array>(values: ArrayLike<number>, steps: number, lowest: number, into: Column): Column {
  for (let i = 0; i < into.length; i++) into[i] = Math.round(values[i]! * steps) + lowest;
  return into;
}

/** The templates as they are sealed with the run: names by class and size, most beats first. */
function describe(state: TemplateState): TemplateInfo[] {
  const sorted = [...state.templates].sort((a, b) => CLASS_INDEX[a.beatClass] - CLASS_INDEX[b.beatClass] || b.count - a.count || a.id - b.id);
  const ranks = new Map<BeatClass, number>();
  return sorted.map((template) => {
    const ordinal = ranks.get(template.beatClass) ?? 0;
    ranks.set(template.beatClass, ordinal + 1);
    return {
      id: template.id + 1,
      name: templateName({ beatClass: template.beatClass, ordinal }),
      beatClass: CLASS_INDEX[template.beatClass],
      count: template.count,
      average: template.average.map((lead) => new Float32Array(lead)),
      rate: MODEL_RATE,
      peak: AVERAGE_BEFORE,
    };
  });
}

function writeCarried(carried: Carried): Uint8Array {
  return new TextEncoder().encode(`{"templates":${templatesText(carried.templates)},"peakBefore":${JSON.stringify(carried.peakBefore ?? null)}}`);
}

function readCarried(bytes: Uint8Array): Carried {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof read !== 'object' || read === null || !('templates' in read) || !('peakBefore' in read)) throw new RangeError('not a carried state');
    return { templates: restoreTemplates(read.templates), peakBefore: typeof read.peakBefore === 'number' ? read.peakBefore : undefined };
  } catch (cause) {
    throw new AppError('analysis-failed', 'The broken-off analysis cannot be taken up again.', { hint: 'Start it anew; edits are kept.', cause });
  }
}
