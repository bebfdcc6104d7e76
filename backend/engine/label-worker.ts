/** A thread behind `LabelLanes`: the classifier on the processor and the wave network, over one block after the other. */
import { parentPort } from 'node:worker_threads';
import { labelBlock } from './label-block.ts';
import type { LabelJob, LabelOrder, LabelResult } from './label-lanes.ts';
import { labelledBlock } from './labelled-block.ts';
import { loadModel } from './model.ts';
import { buffersOf } from './prepared-block.ts';
import { openSession } from './session.ts';
import { Stopwatch } from './stopwatch.ts';
import { serveJobs } from './thread-jobs.ts';

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');

await serveJobs<LabelOrder, LabelJob, LabelResult>(port, async ({ model: folder }) => {
  const model = await loadModel(folder);
  const classifier = await openSession(model, 'cpu');
  return {
    async do({ block, labels }) {
      const watch = new Stopwatch();
      const labelled = await labelledBlock(block, () => (labels ? Promise.resolve(labels) : labelBlock(block, classifier, model.manifest.operatingPoint, true)), watch);
      return { result: { labelled, seconds: watch.exactly() }, transfer: buffersOf(block) };
    },
    close: () => classifier.close(),
  };
});
