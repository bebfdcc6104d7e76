/**
 * What networks cost: bytes, and seconds on the cores for the synthetic day, wavelets and classifier together and
 * nothing beside them. The models take each block in turn, another one first each time, so that a busy computer is as
 * busy for one as for another and none has the others' caches.
 *
 *   npx node models/training/cost.ts [--hours 24] [--leads 3] [--model FOLDER --model FOLDER …]
 *
 * The shipped model, int8 and pruned where no other is named.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { batchOf } from '../../core/beats/stretches.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import { preparedBlocks } from '../../backend/engine/prepared-blocks.ts';
import { openModel, tensorsOf } from './run.ts';

/** The day that `isoline benchmark` measures. */
const SEED = 24;
const RATE = 250;

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    leads: { type: 'string', default: '3' },
    model: { type: 'string', multiple: true, default: ['models/repository/wtcnn-s', 'models/training/variants/int8', 'models/training/variants/pruned'] },
  },
});
const hours = Number(values.hours);
const leads = Number(values.leads);
const models = await Promise.all(
  values.model.map(async (folder) => {
    const path = join(folder, '1', 'model.onnx');
    return { folder, bytes: (await stat(path)).size, session: await openModel(path), seconds: 0 };
  }),
);
let beats = 0;
for await (const block of preparedBlocks(synthesise({ hours, leads, rate: RATE, seed: SEED }), { firstBlock: 0, peakBefore: undefined, givenPeaks: null })) {
  beats += block.positions.length;
  const batches = block.stretches.map((stretch) => tensorsOf(batchOf([stretch])));
  for (let turn = 0; turn < models.length; turn++) {
    const model = models[(block.index + turn) % models.length]!;
    // The runtime runs on this thread.
    const before = process.threadCpuUsage();
    for (const batch of batches) await model.session.run(batch, ['logits', 'embedding']);
    const { user, system } = process.threadCpuUsage(before);
    model.seconds += (user + system) / 1e6;
  }
}
console.table(models.map(({ folder, bytes, seconds }) => ({ model: folder, bytes, 'core-seconds': Number(seconds.toFixed(2)), 'for 24 h': Number(((seconds * 24) / hours).toFixed(2)) })));
console.log(`${hours} h, ${leads} leads, ${beats} beats, one thread`);
