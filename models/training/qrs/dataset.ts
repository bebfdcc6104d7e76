/**
 * Dumps what the beat network is trained on: the conditioned signal of the
 * program, the reference beats, and where nothing is to be learnt.
 *
 *   npx node models/training/qrs/dataset.ts --data "$ISOLINE_DATA"
 *
 * A record becomes `<work>/<set>-<record>.f32`, its leads one behind the other,
 * mV at 125 Hz, 0 where never measured; `index.json` holds beats and spans, in
 * samples at 125 Hz.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { codeOf, classOfCode } from '../../../core/beats/classes.ts';
import { MODEL_RATE } from '../../../core/beats/conditioned.ts';
import { conditionedLength, conditionSpan } from '../../../core/signal/condition.ts';
import { foldOf, readSignal, readSplits } from '../records.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, work: { type: 'string', default: 'models/training/work/qrs' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
await mkdir(values.work, { recursive: true });
const splits = await readSplits(data);

interface Entry {
  id: string;
  fold: number;
  file: string;
  leads: number;
  samples: number;
  beats: number[];
  /** From, to, from, to …: ventricular flutter, which has no beats to be told, and what never was measured. */
  untold: number[];
}

async function dump(id: string, fold: number): Promise<Entry> {
  const { source, annotations } = await readSignal(data!, id);
  const span = await conditionSpan(source, 0, conditionedLength(source));
  const samples = span.leads[0]!.length;
  const out = new Float32Array(samples * span.leads.length);
  span.leads.forEach((lead, l) => out.set(lead, l * samples));
  const file = `${id.replace('/', '-')}.f32`;
  await writeFile(`${values.work}/${file}`, out);
  const at = (sample: number): number => (sample * MODEL_RATE) / source.sampleRate;
  const beats = annotations.filter(({ symbol }) => codeOf(symbol) >= 0 && classOfCode(codeOf(symbol)) !== 'X').map(({ sample }) => at(sample));
  const untold: number[] = [];
  let begin = -1;
  for (const { sample, symbol } of annotations) {
    if (symbol === '[') begin = sample;
    if (symbol === ']' && begin >= 0) {
      untold.push(at(begin), at(sample));
      begin = -1;
    }
  }
  return { id, fold, file, leads: span.leads.length, samples, beats, untold };
}

const index: Entry[] = [];
for (const id of [...splits.mitdb.train.map((r) => `mitdb/${r}`), ...splits.svdb.train.map((r) => `svdb/${r}`)]) index.push(await dump(id, foldOf(splits, id)));
// Electrode motion (`em`) is left for the stress test.
for (const id of ['nstdb/bw', 'nstdb/ma']) index.push(await dump(id, -1));
await writeFile(`${values.work}/index.json`, JSON.stringify(index));
process.stdout.write(`${index.length} records\n`);
