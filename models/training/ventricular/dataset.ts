/**
 * Dumps what the ventricular network is trained on: the conditioned signal of
 * the program and, for each second, what the reference says.
 *
 *   npx node models/training/ventricular/dataset.ts --data "$ISOLINE_DATA"
 *
 * A record becomes `<work>/<set>-<record>.f32`, its leads one behind the other,
 * mV at 125 Hz, `NaN` where never measured; `index.json` holds the spans.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAnnotationFile } from '../../../backend/formats/wfdb/annotations.ts';
import { MODEL_RATE } from '../../../core/beats/conditioned.ts';
import { classOfCode, codeOf } from '../../../core/beats/classes.ts';
import { groupsOf } from '../../../core/rhythm/ectopy-groups.ts';
import { seriesOf } from '../../../core/rhythm/series.ts';
import { ventricularReference } from '../../../core/scoring/ventricular.ts';
import { conditionedLength, conditionSpan } from '../../../core/signal/condition.ts';
import type { Annotation, Span } from '../../../core/study/recording.ts';
import { readSignal } from '../records.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, work: { type: 'string', default: 'models/training/work/ventricular' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
await mkdir(values.work, { recursive: true });

interface Lists {
  mitdb: { train: string[]; paced: string[] };
  svdb: { train: string[] };
  cpsc2021: { train: string[] };
  cinc2017: { train: string[] };
  ludb: { train: string[] };
  folds: { lists: string[][] };
  ventricular: { folds: string[][] };
}
const splits = JSON.parse(await readFile(join(data, 'splits.json'), 'utf8')) as Lists;

/** Seconds on the 125 Hz grid as spans of seconds. */
const seconds = (spans: readonly Span[], rate: number): number[] => spans.flatMap(({ from, to }) => [from / rate, to / rate]);

/** V runs of a reference with beats: tachycardia from six beats on, not told below. */
function runsOf(marks: readonly Annotation[], rate: number, length: number): { VT: Span[]; untold: Span[] } {
  const beats = marks.filter(({ symbol }) => codeOf(symbol) >= 0 && classOfCode(codeOf(symbol)) !== 'X');
  const series = seriesOf({
    beats: { key: Int32Array.from(beats, (_, i) => i), sample: Float64Array.from(beats, ({ sample }) => sample), code: Uint8Array.from(beats, ({ symbol }) => codeOf(symbol)) },
    sampleRate: rate,
    sampleCount: length,
    unreadable: [],
    gaps: [],
  });
  const runs = groupsOf(series, 'V').filter((group) => group.beats >= 3 && (group.rate ?? 0) >= 100);
  const half = 0.3 * rate;
  const span = ({ first, last }: { first: number; last: number }): Span => ({ from: series.sample[first]! - half, to: series.sample[last]! + half });
  return { VT: runs.filter((group) => group.beats >= 6).map(span), untold: runs.filter((group) => group.beats < 6).map(span) };
}

async function dump(id: string, fold: number): Promise<object> {
  const [set, record] = id.split('/') as [string, string];
  const { source } = await readSignal(data!, id);
  const rate = source.sampleRate;
  const span = await conditionSpan(source, 0, conditionedLength(source));
  const n = span.leads[0]!.length;
  const out = new Float32Array(n * span.leads.length);
  span.leads.forEach((lead, l) => {
    for (let i = 0; i < n; i++) out[l * n + i] = span.valid[l]![i] === 1 ? lead[i]! : Number.NaN;
  });
  await writeFile(`${values.work}/${set}-${record}.f32`, out);
  const marked = set === 'ludb' || set === 'cinc2017' ? [] : await readAnnotationFile(join(data!, set, `${record}.atr`), rate);
  const reference = ventricularReference(marked, source.length);
  const runs = set === 'mitdb' || set === 'svdb' ? runsOf(marked, rate, source.length) : { VT: [], untold: [] };
  const noise = set === 'cudb' ? [] : reference.untold;
  return { id, fold, file: `${set}-${record}.f32`, leads: span.leads.length, samples: n, rate: MODEL_RATE, VF: seconds(reference.VF, rate), VT: seconds([...reference.VT, ...runs.VT], rate), untold: seconds([...noise, ...runs.untold], rate) };
}

const index: object[] = [];
const groupOf = (lists: readonly string[][], id: string): number => lists.findIndex((list) => list.includes(id));
const wanted: [string, number][] = [
  ...splits.ventricular.folds.flatMap((list, fold) => list.map((id): [string, number] => [id, fold])),
  ...splits.mitdb.train.map((r): [string, number] => [`mitdb/${r}`, groupOf(splits.folds.lists, `mitdb/${r}`)]),
  ...splits.svdb.train.map((r): [string, number] => [`svdb/${r}`, groupOf(splits.folds.lists, `svdb/${r}`)]),
  ...splits.cpsc2021.train.map((r): [string, number] => [`cpsc2021/${r}`, -1]),
  ...splits.cinc2017.train.map((r): [string, number] => [`cinc2017/${r}`, -1]),
  ...splits.ludb.train.map((r): [string, number] => [`ludb/${r}`, -1]),
];
for (const [id, fold] of wanted) index.push(await dump(id, fold));
for (const noise of ['bw', 'em', 'ma']) {
  const { source } = await readSignal(data, `nstdb/${noise}`);
  const span = await conditionSpan(source, 0, conditionedLength(source));
  const n = span.leads[0]!.length;
  const out = new Float32Array(n * span.leads.length);
  span.leads.forEach((lead, l) => out.set(lead, l * n));
  await writeFile(`${values.work}/noise-${noise}.f32`, out);
  index.push({ id: `noise/${noise}`, fold: -1, file: `noise-${noise}.f32`, leads: span.leads.length, samples: n, rate: MODEL_RATE, VF: [], VT: [], untold: [] });
}
await writeFile(`${values.work}/index.json`, JSON.stringify(index));
process.stdout.write(`${index.length} records\n`);
