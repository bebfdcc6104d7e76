/**
 * Writes the intervals of the training days for the sequence network, once:
 * `<work>/<set>-<record>-<beats>.seq` holds rows of four float32: interval (s),
 * 1 where something was left out before it, number of its stretch, label
 * (1 fibrillation or flutter, 0 another rhythm, −1 not told). `beats` is `atr` or
 * `ecg` (reference, V and F known), `plain` (reference, no class known) or `qrs`.
 *
 *   npx node models/training/rhythm/sequences.ts --data "$ISOLINE_DATA"
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { intervalsOf } from '../../../core/rhythm/af-intervals.ts';
import { CLASS_INDEX } from '../../../core/beats/classes.ts';
import { labelAt, listOf, readDay, TRAINING_SETS, type Day } from './days.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, work: { type: 'string', default: 'models/training/work/rhythm' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
await mkdir(values.work, { recursive: true });

function rowsOf(day: Day): Float32Array {
  const { rr, joint, stretch, end } = intervalsOf(day.series);
  const rows = new Float32Array(4 * rr.length);
  const place = { at: 0 };
  for (let i = 0; i < rr.length; i++) rows.set([rr[i]!, joint[i]!, stretch[i]!, labelAt(day, end[i]!, place)], 4 * i);
  return rows;
}

for (const [set, list, extension] of TRAINING_SETS) {
  for (const record of await listOf(data, set, list)) {
    const day = await readDay(data, set, record, extension);
    await writeFile(`${values.work}/${set}-${record}-${extension}.seq`, rowsOf(day));
    const plain = { ...day, series: { ...day.series, beatClass: new Uint8Array(day.series.beatClass.length).fill(CLASS_INDEX.N) } };
    await writeFile(`${values.work}/${set}-${record}-plain.seq`, rowsOf(plain));
    if (set !== 'ltafdb') continue;
    const found = await readDay(data, set, record, extension, 'qrs');
    // One detector file holds a twelfth of its day: it teaches nothing.
    if (found.series.sample.length > 0.5 * day.series.sample.length) await writeFile(`${values.work}/${set}-${record}-qrs.seq`, rowsOf(found));
  }
  process.stdout.write(`${set} written\n`);
}
