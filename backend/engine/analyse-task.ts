/** The engine's part of an analysis: stored samples in, segments of a run out. */
import { availableParallelism } from 'node:os';
import { BLOCK_SECONDS } from '../../core/beats/horizon.ts';
import { blockCount } from '../../core/signal/detect.ts';
import { lanesOf, type Lanes } from './lanes.ts';
import { loadModel } from './model.ts';
import { runPipeline } from './pipeline.ts';
import { preparedHere } from './prepared-here.ts';
import { preparedOnThread } from './prepare-thread.ts';
import type { PreparedBlocks } from './prepared-block.ts';
import type { PrepareOptions } from './prepared-blocks.ts';
import type { AnalyseTask } from './protocol.ts';
import type { Underway } from './underway.ts';

/** Errors: those of model, device and store. `lanes`: into how many threads, where that is not for the computer to say. */
export async function analyseTask({ id, say, pace, growth }: Underway, task: AnalyseTask, lanes: Lanes = lanesOf(task.limits, availableParallelism(), blocksOf(task))): Promise<void> {
  const model = await loadModel(task.model);
  const { samples, segments, header, leads } = task;
  const prepare = (from: PrepareOptions): PreparedBlocks => {
    const order = { ...from, ahead: task.limits.ahead, ...(lanes.signal > 0 && { takers: { threads: lanes.signal, each: lanes.each } }), until: task.until, samples, seal: task.seal, segments, header, leads };
    return task.limits.threads === 1 && !growth ? preparedHere(order) : preparedOnThread(order, growth);
  };
  const result = await runPipeline(leads?.length ?? header.leads.length, model, prepare, {
    device: task.device,
    deviceReason: task.deviceReason,
    insist: task.insist,
    onDevice: (change) => say({ type: 'device-changed', id, change }),
    ...(lanes.networks > 0 && { lanes: { threads: lanes.networks, each: lanes.each } }),
    firstBlock: task.firstBlock,
    carried: task.carried,
    onStart: (start) => say({ type: 'analysis-started', id, start }),
    onSegment: (part) => pace.send({ type: 'run-segment', id, ...part }),
  });
  await say({ type: 'analysis-done', id, templates: result.templates, stages: result.stages });
}

/** Blocks that are to be done; of a recording that still comes in as many as are expected. */
function blocksOf({ header, firstBlock, until }: AnalyseTask): number {
  return (until ?? blockCount({ length: header.sampleCount, sampleRate: header.sampleRate }, BLOCK_SECONDS)) - firstBlock;
}
