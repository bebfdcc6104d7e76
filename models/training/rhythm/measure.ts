/**
 * Measures every asked place of the training days, once: `<work>/<set>-<record>-<beats>.f32`
 * holds rows of label, sample and the inputs of the classifier.
 *
 *   npx node models/training/rhythm/measure.ts --data "$ISOLINE_DATA"
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { intervalsOf, isAsked } from '../../../core/rhythm/af-intervals.ts';
import { INPUTS, measureAround, measureRoom } from '../../../core/rhythm/af-measures.ts';
import { labelAt, listOf, readDay, TRAINING_SETS, type Day } from './days.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, work: { type: 'string', default: 'models/training/work/rhythm' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
await mkdir(values.work, { recursive: true });

function rowsOf(day: Day): Float32Array {
  const intervals = intervalsOf(day.series);
  const room = measureRoom();
  const width = INPUTS + 2;
  const rows = new Float32Array(intervals.end.length * width);
  const place = { at: 0 };
  let n = 0;
  for (let i = 0; i < intervals.end.length; i++) {
    if (!isAsked(intervals, i, day.series.sampleRate)) continue;
    if (!measureAround(intervals, i, rows, n * width + 2, room)) continue;
    rows[n * width] = labelAt(day, intervals.end[i]!, place);
    rows[n * width + 1] = i;
    n++;
  }
  return rows.subarray(0, n * width);
}

for (const [set, list, extension] of TRAINING_SETS) {
  for (const record of await listOf(data, set, list)) {
    for (const beats of set === 'ltafdb' ? ['atr', 'qrs'] : [extension]) {
      const rows = rowsOf(await readDay(data, set, record, extension, beats));
      await writeFile(`${values.work}/${set}-${record}-${beats}.f32`, rows);
    }
  }
  process.stdout.write(`${set} measured\n`);
}
