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

/** Records and the first of their seeds; a record's own is that and its place in the list. */
const OTHERS = ['mitdb/106', 'mitdb/114', 'mitdb/118', 'mitdb/223', 'mitdb/230', 'mitdb/215', 'svdb/800', 'svdb/803', 'svdb/808', 'svdb/810', 'svdb/824'];
const SAME = ['mitdb/101', 'mitdb/112', 'mitdb/115', 'mitdb/122', 'mitdb/124', 'mitdb/209', 'mitdb/220'];
const PLANTS: readonly [seed: number, records: readonly string[]][] = [
  [5001, OTHERS],
  [5101, OTHERS],
  [7001, SAME],
  [7101, SAME],
];
const WIDTH = 2;
const PENALTY = 0.001;
const STEPS = 4000;

interface Row {
  record: string;
  goesOn: boolean;
  numbers: readonly number[];
}

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
      rows.push({ record, goesOn: kind !== 'pause', numbers: atrialNumbers(course) });
    }
  }
}

/** Constant and weights by plain gradient descent on the mean loss; few numbers, few rows. */
function fitted(of: readonly Row[]): number[] {
  const weights = new Array<number>(WIDTH + 1).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const slope = new Array<number>(WIDTH + 1).fill(0);
    for (const { numbers, goesOn } of of) {
      const miss = 1 / (1 + Math.exp(-oddsOf(weights, numbers))) - (goesOn ? 1 : 0);
      slope[0]! += miss / of.length;
      numbers.forEach((value, k) => (slope[k + 1]! += (miss * value) / of.length));
    }
    weights.forEach((value, k) => (weights[k] = value - 2 * (slope[k]! + (k === 0 ? 0 : PENALTY * value))));
  }
  return weights;
}

function oddsOf(weights: readonly number[], numbers: readonly number[]): number {
  return numbers.reduce((sum, value, k) => sum + weights[k + 1]! * value, weights[0]!);
}

const left = rows.map((row) => ({ row, odds: 0 }));
for (const record of new Set(rows.map((row) => row.record))) {
  const weights = fitted(rows.filter((row) => row.record !== record));
  for (const item of left) if (item.row.record === record) item.odds = oddsOf(weights, item.row.numbers);
}
const share = (goesOn: boolean, least: number): string => {
  const own = left.filter(({ row }) => row.goesOn === goesOn);
  return `${own.filter(({ odds }) => odds >= least).length} of ${own.length}`;
};
const [constant, height, score] = fitted(rows).map((value) => Number(value.toFixed(3)));
process.stdout.write(`constant ${constant}, share ${height}, score ${score}\n`);
for (const least of [-0.5, 0, 0.3, 0.5, 1]) process.stdout.write(`from ${least}: P waves found ${share(true, least)}, said of pauses without ${share(false, least)}\n`);
