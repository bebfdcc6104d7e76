/**
 * R peaks alone, by the reference scorer of the program (EC57), each record with
 * the beat network that has not seen its patient: what constants are chosen by.
 *
 *   npx node models/training/qrs/evaluate.ts [--set ds1|svdb-train|mitdb|nstdb] [--leads 0] [--records]
 *
 * `mitdb` and `nstdb` hold test records: each opening is logged in `test-openings.log`.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { qrsCounts } from '../../../core/scoring/confusion.ts';
import { scorePeaks } from '../../../core/scoring/record.ts';
import type { BeatNetwork } from '../../../core/signal/beat-network.ts';
import { beatNetworkSchema } from '../../../core/signal/network-schemas.ts';
import { BEAT_NETWORK } from '../../../core/signal/beat-weights.ts';
import { blockCount, detectBlock, joinBlocks, type BlockDetection } from '../../../core/signal/detect.ts';
import type { SampleSource } from '../../../core/study/recording.ts';
import { foldOf, readSignal, readSplits, type Splits } from '../records.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, folds: { type: 'string', default: 'models/training/folds' }, set: { type: 'string', default: 'ds1' }, leads: { type: 'string' }, records: { type: 'boolean', default: false } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
const splits = await readSplits(data);

/** Records of a set in groups that are scored as one. */
function groupsOf(set: string, { mitdb, svdb }: Splits): Record<string, string[]> {
  if (set === 'ds1') return { ds1: mitdb.ds1.map((r) => `mitdb/${r}`) };
  if (set === 'svdb-train') return { 'svdb-train': svdb.train.map((r) => `svdb/${r}`) };
  if (set === 'mitdb') return { mitdb: [...mitdb.ds1, ...mitdb.ds2, ...mitdb.paced].toSorted().map((r) => `mitdb/${r}`) };
  if (set === 'nstdb') return Object.fromEntries(['24', '18', '12', '06', '00', '_6'].map((db) => [`${db.replace('_', '-')} dB`, [`nstdb/118e${db}`, `nstdb/119e${db}`]]));
  throw new RangeError(`there is no set ${set}`);
}

const networks = new Map<number, BeatNetwork>([[-1, BEAT_NETWORK]]);
async function networkOf(id: string): Promise<BeatNetwork> {
  // The records of the stress test are training patients with noise.
  const fold = foldOf(splits, id.startsWith('nstdb/') ? `mitdb/${id.slice(6, 9)}` : id);
  const known = networks.get(fold) ?? beatNetworkSchema.parse(JSON.parse(await readFile(`${values.folds}/${fold}/beats.json`, 'utf8')));
  networks.set(fold, known);
  return known;
}

function withLeads(source: SampleSource, leads: readonly number[] | null): SampleSource {
  if (leads === null) return source;
  return { ...source, leadNames: leads.map((l) => source.leadNames[l]!), read: async (from, to) => { const all = await source.read(from, to); return leads.map((l) => all[l]!); } };
}

const leads = values.leads?.split(',').map(Number) ?? null;
const percent = (part: number, whole: number): string => ((100 * part) / whole).toFixed(3);
for (const [name, records] of Object.entries(groupsOf(values.set, splits))) {
  const sum = { found: 0, missed: 0, invented: 0, abstained: 0, seconds: 0 };
  let processor = 0;
  for (const id of records) {
    const { source: whole, annotations } = await readSignal(data, id);
    const source = withLeads(whole, leads);
    const network = await networkOf(id);
    const began = process.cpuUsage().user;
    const blocks: BlockDetection[] = [];
    for (let block = 0; block < blockCount(source); block++) blocks.push(await detectBlock({ source, block, network }));
    processor += (process.cpuUsage().user - began) / 1e6;
    const score = scorePeaks(joinBlocks(blocks, source.sampleRate), annotations, source);
    const { tp, fn, fp } = qrsCounts(score.confusion);
    sum.found += tp;
    sum.missed += fn;
    sum.invented += fp;
    sum.abstained += score.abstainedSeconds;
    sum.seconds += source.length / source.sampleRate;
    if (values.records) process.stdout.write(`  ${id.padEnd(12)} ${fn} / ${fp}  ${percent(tp, tp + fn)} / ${percent(tp, tp + fp)}  ~ ${score.abstainedSeconds.toFixed(0)} s\n`);
  }
  process.stdout.write(`${name}: missed ${sum.missed}, false ${sum.invented}; Se ${percent(sum.found, sum.found + sum.missed)}, PPV ${percent(sum.found, sum.found + sum.invented)}; ~ ${percent(sum.abstained, sum.seconds)} %; ${processor.toFixed(1)} core-s\n`);
}
