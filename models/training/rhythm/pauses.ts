/**
 * Log odds that P waves go on in a pause, from pauses planted in training records by
 * other seeds than those of the committed figure (test/rhythm/planted-pauses.test.ts):
 * logistic regression over the numbers of core/rhythm/gap-waves.ts. Prints the
 * weights, and what they do on records left out one at a time.
 *
 *   npx node models/training/rhythm/pauses.ts --data "$ISOLINE_DATA"
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { atrialCourse, atrialNumbers, wavesWithin } from '../../../core/rhythm/gap-waves.ts';
import { seriesOf, usualRrBefore } from '../../../core/rhythm/series.ts';
import { GAP_WAVE } from '../../../core/signal/gap-evidence.ts';
import { hostOf, seenIn } from '../../../test/rhythm/planted-seen.ts';
import { plant, sourceOf } from '../../../test/rhythm/planting.ts';
import { fitted, leftOut, type Row } from './regression.ts';

/** Records and the first of their seeds; a record's own is that and its place in the list. */
const OTHERS = ['mitdb/106', 'mitdb/114', 'mitdb/118', 'mitdb/223', 'mitdb/230', 'mitdb/215', 'svdb/800', 'svdb/803', 'svdb/808', 'svdb/810', 'svdb/824'];
const SAME = ['mitdb/101', 'mitdb/112', 'mitdb/115', 'mitdb/122', 'mitdb/124', 'mitdb/209', 'mitdb/220'];
const PLANTS: readonly [seed: number, records: readonly string[]][] = [
  [5001, OTHERS],
  [5101, OTHERS],
  [7001, SAME],
  [7101, SAME],
];
const PENALTY = 0.001;
const STEPS = 4000;

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');

const rows: Row[] = [];
for (const [seed, records] of PLANTS) {
  for (const [i, record] of records.entries()) {
    const host = await hostOf(`${join(data, record)}.hea`);
    const planted = plant(host.leads, host.peaks, host.ectopic, host.rate, seed + i);
    const seen = await seenIn(sourceOf(host.leads, host.leadNames, host.rate), host.classes);
    const series = seriesOf(seen);
    for (const { kind, from, to } of planted) {
      if (kind !== 'pause' && kind !== 'pause with P waves') continue;
      const at = series.sample.findIndex((sample) => sample >= (from + to) / 2);
      if (at < 1) continue;
      const [before, behind] = [series.sample[at - 1]!, series.sample[at]!];
      if (behind - before < 2 * host.rate) continue;
      const answers = wavesWithin(before, behind, seen.evidence?.gapWaves, GAP_WAVE.pAnswer);
      const course = atrialCourse(answers, before, behind, usualRrBefore(series, at) * host.rate, host.rate);
      rows.push({ record, is: kind !== 'pause', numbers: atrialNumbers(course) });
    }
  }
}

const left = leftOut(rows, PENALTY, STEPS);
const share = (goesOn: boolean, least: number): string => {
  const own = left.filter(({ row }) => row.is === goesOn);
  return `${own.filter(({ odds }) => odds >= least).length} of ${own.length}`;
};
const [constant, height, score] = fitted(rows, PENALTY, STEPS).map((value) => Number(value.toFixed(3)));
process.stdout.write(`constant ${constant}, share ${height}, score ${score}\n`);
for (const least of [-0.5, 0, 0.3, 0.5, 1]) process.stdout.write(`from ${least}: P waves found ${share(true, least)}, said of pauses without ${share(false, least)}\n`);
