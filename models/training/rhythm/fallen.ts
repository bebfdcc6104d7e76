/**
 * Log odds that the amplitude fell in a long interval while the heart went on, from
 * pauses and drop-outs planted in training records by other seeds than those of the
 * committed figure (test/rhythm/planted-pauses.test.ts): logistic regression over the
 * numbers of core/rhythm/fallen.ts. Prints the weights, and what they do on records
 * left out one at a time.
 *
 *   npx node models/training/rhythm/fallen.ts --data "$ISOLINE_DATA"
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fallenNumbers } from '../../../core/rhythm/fallen.ts';
import { wavesWithin } from '../../../core/rhythm/gap-waves.ts';
import { seriesOf, usualRrBefore } from '../../../core/rhythm/series.ts';
import { GAP_WAVE } from '../../../core/signal/gap-evidence.ts';
import { resample } from '../../../core/signal/resample.ts';
import { hostOf, seenIn, type Host } from '../../../test/rhythm/planted-seen.ts';
import { plant, plantAfterEctopy, plantFibrillation, sourceOf, type Planted, type PlantedKind } from '../../../test/rhythm/planting.ts';
import { fitted, leftOut, type Row } from './regression.ts';

const OTHERS = ['mitdb/106', 'mitdb/114', 'mitdb/118', 'mitdb/223', 'mitdb/230', 'mitdb/215', 'svdb/800', 'svdb/803', 'svdb/808', 'svdb/810', 'svdb/824'];
const SAME = ['mitdb/101', 'mitdb/112', 'mitdb/115', 'mitdb/122', 'mitdb/124', 'mitdb/209', 'mitdb/220'];
const ECTOPIC = ['mitdb/116', 'mitdb/119', 'mitdb/205', 'mitdb/223'];
const FIBRILLATION_HOSTS = ['mitdb/101', 'mitdb/112', 'mitdb/115', 'mitdb/122'];
type Planting = 'plant' | 'after ectopy' | 'fibrillation';
/** Records and the first of their seeds; a record's own is that and its place in the list. */
const PLANTS: readonly [how: Planting, seed: number, records: readonly string[]][] = [
  ...[5001, 5101, 5201].map((seed) => ['plant', seed, OTHERS] as const),
  ...[7001, 7101, 7201].map((seed) => ['plant', seed, SAME] as const),
  ...[6101, 6201].map((seed) => ['after ectopy', seed, ECTOPIC] as const),
  ...[8201, 8301, 8401].map((seed) => ['fibrillation', seed, FIBRILLATION_HOSTS] as const),
].map(([how, seed, records]) => [how, seed, records]);
/** Drop-outs of all leads that leave a line on which no R peak is found; what dwindles is what the odds are for, the others count less. */
const WEIGHT: Readonly<Partial<Record<PlantedKind, number>>> = { 'amplitude dwindles': 1, 'hiss only': 0.25, 'hum only': 0.25, 'flat leads': 0.25 };
const PENALTY = 0.001;
const STEPS = 8000;

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
const pathOf = (record: string): string => `${join(data, record)}.hea`;

async function plantIn(host: Host, how: Planting, seed: number): Promise<Planted[]> {
  if (how === 'plant') return plant(host.leads, host.peaks, host.ectopic, host.rate, seed);
  if (how === 'after ectopy') return plantAfterEctopy(host.leads, host.peaks, host.ectopic, host.rate, seed);
  const foreign = await hostOf(pathOf('cpsc2021/data_8_2'));
  const fibrillation = { leads: foreign.leads.map((lead) => resample(lead, foreign.rate, host.rate)), peaks: foreign.peaks.map((peak) => Math.round((peak * host.rate) / foreign.rate)) };
  return plantFibrillation(host.leads, host.peaks, fibrillation, host.rate, seed).planted;
}

const rows: Row[] = [];
for (const [how, seed, records] of PLANTS) {
  for (const [i, record] of records.entries()) {
    const host = await hostOf(pathOf(record));
    const planted = await plantIn(host, how, seed + i);
    const seen = await seenIn(sourceOf(host.leads, host.leadNames, host.rate), host.classes);
    const series = seriesOf(seen);
    for (const { kind, from, to } of planted) {
      const isPause = kind.startsWith('pause');
      const weight = isPause ? 1 : WEIGHT[kind];
      const at = series.sample.findIndex((sample) => sample >= (from + to) / 2);
      if (weight === undefined || at < 1) continue;
      const interval = { from: series.sample[at - 1]!, to: series.sample[at]!, usual: usualRrBefore(series, at), sampleRate: host.rate };
      if (interval.to - interval.from < 2 * host.rate) continue;
      const waves = (like: number) => wavesWithin(interval.from, interval.to, seen.evidence?.gapWaves, like);
      rows.push({ record, is: !isPause, weight, numbers: fallenNumbers(interval, { answers: waves(GAP_WAVE.qrsAnswer), small: waves(GAP_WAVE.beat), lastT: waves(GAP_WAVE.lastT)[0] }) });
    }
  }
}

const left = leftOut(rows, PENALTY, STEPS);
const share = (is: boolean, least: number): string => {
  const own = left.filter(({ row }) => row.is === is);
  return `${own.filter(({ odds }) => odds >= least).length} of ${own.length}`;
};
const [constant, deviations, missing, contrast, surely, likeness] = fitted(rows, PENALTY, STEPS).map((value) => Number(value.toFixed(3)));
process.stdout.write(`constant ${constant}, deviations ${deviations}, missing ${missing}, contrast ${contrast}, surely ${surely}, likeness ${likeness}\n`);
for (const least of [-1, 0, 0.5, 1, 1.5]) process.stdout.write(`from ${least}: drop-outs known ${share(true, least)}, said of pauses ${share(false, least)}\n`);
