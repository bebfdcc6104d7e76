/**
 * Dumps what the network is trained on, made by the very code that feeds it in
 * the program: conditioned signal, R peaks, dominant beats and context, once
 * with each lead alone and once with both.
 *
 *   npx node models/training/dataset.ts --data <folder> [--out models/training/work] [--rhythms all|sinus] [--own <folder> [--annotator cnn]]
 *
 * `--rhythms` adds records with the rhythm of other people's days (other-rhythms.ts), `sinus` those without
 * fibrillation; the shipped network was trained without them.
 *
 * `--own` adds the WFDB records of a folder with the labels beside them, as `isoline export` wrote them, to what every
 * fold trains on. They are nobody of the lists: whoever adds a person there keeps that person out of what is scored.
 *
 * A record becomes `<set>-<record>.bin`, all arrays one after the other, little
 * endian; `index.json` says what lies where.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { classOfCode, CLASS_INDEX, codeOf } from '../../core/beats/classes.ts';
import { spanLength } from '../../core/beats/conditioned.ts';
import { CONTEXT_NAMES } from '../../core/beats/context.ts';
import { TEMPLATE_LENGTH } from '../../core/beats/dominant.ts';
import { blockRange, BLOCK_SAMPLES, labelParts } from '../../core/beats/horizon.ts';
import { conditionedLength, conditionSpan } from '../../core/signal/condition.ts';
import { otherRhythms } from './other-rhythms.ts';
import { foldOf, readReference, readSignal, readSplits, trainingRecords, withLeads, type ReferenceRecord } from './records.ts';
import { syntheticAf } from './synthetic-af.ts';

interface Entry {
  name: string;
  file: string;
  fold: number;
  synthetic: boolean;
  beats: number;
  samples: number;
  leads: number;
  /** Dominant beats: one a block and run. */
  templates: number;
  /** Lead subsets of the context and templates, in the order of the file. */
  subsets: number[][];
}

const SUBSETS = [[0, 1], [0], [1]];
/** Records of one's own belong to no fold: each trains on them. */
const OWN_FOLD = -1;

/** Arrays of one record in the order in which they lie in its file. */
function dump(record: ReferenceRecord): { bytes: Uint8Array; templates: number } {
  const length = spanLength(record.span);
  const beats = record.peaks.length;
  const labels = Uint8Array.from(record.symbols, (symbol) => CLASS_INDEX[classOfCode(codeOf(symbol))]);
  // Escape beats are late: few, and labelled N or S by protocol. They are scored, not trained on.
  const weights = Uint8Array.from(record.symbols, (symbol) => ('ejQ/f?'.includes(symbol) ? 0 : 1));
  const parts: (Float32Array | Int32Array | Uint8Array)[] = [...record.span.leads, Int32Array.from(record.peaks, Math.round), labels, weights];
  let templates = 0;
  for (const leads of SUBSETS) {
    const span = withLeads(record.span, leads);
    const context = new Float32Array(beats * CONTEXT_NAMES.length);
    const place = new Int32Array(beats);
    const dominant: Float32Array[] = [];
    for (let index = 0; index * BLOCK_SAMPLES < length; index++) {
      for (const part of labelParts({ block: blockRange(index), peaks: record.peaks, span })) {
        context.set(part.context, part.first * CONTEXT_NAMES.length);
        place.fill(dominant.length, part.first, part.first + part.peaks.length);
        const both = new Float32Array(leads.length * TEMPLATE_LENGTH);
        part.dominant.leads.forEach((lead, l) => both.set(lead, l * TEMPLATE_LENGTH));
        dominant.push(both);
      }
    }
    templates = dominant.length;
    parts.push(place, context, ...dominant);
  }
  const total = parts.reduce((sum, part) => sum + part.byteLength, 0);
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return { bytes, templates };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: 'string' }, out: { type: 'string', default: 'models/training/work' }, rhythms: { type: 'string' }, own: { type: 'string' }, annotator: { type: 'string', default: 'cnn' } },
  });
  const data = values.data ?? process.env.ISOLINE_DATA;
  if (!data) throw new Error('--data <folder of the recordings> is missing');
  if (values.rhythms !== undefined && values.rhythms !== 'all' && values.rhythms !== 'sinus') throw new Error(`--rhythms is all or sinus, not ${values.rhythms}`);
  const splits = await readSplits(data);
  await mkdir(values.out, { recursive: true });
  const index: Entry[] = [];
  const keep = async (record: ReferenceRecord, fold: number, synthetic: boolean): Promise<void> => {
    const { bytes, templates } = dump(record);
    const file = `${record.name.replace('/', '-')}.bin`;
    await writeFile(join(values.out, file), bytes);
    index.push({
      name: record.name,
      file,
      fold,
      synthetic,
      beats: record.peaks.length,
      samples: spanLength(record.span),
      leads: record.span.leads.length,
      templates,
      subsets: SUBSETS,
    });
  };
  const names = trainingRecords(splits);
  let af = 0;
  for (const [k, name] of names.entries()) {
    const record = await readReference(data, name);
    await keep(record, foldOf(splits, name), false);
    // Every other patient also in AF, in the fold of the patient.
    if (k % 2 === 0) {
      const synthetic = syntheticAf(record, 1000 + k);
      if (synthetic) {
        af++;
        await keep(synthetic, foldOf(splits, name), true);
      }
    }
  }
  const own = values.own === undefined ? [] : (await readdir(values.own)).filter((file) => file.endsWith('.hea')).toSorted();
  for (const file of own) {
    const record = await readReference(values.own!, file.slice(0, -'.hea'.length), values.annotator);
    if (record.span.leads.length < 2) throw new Error(`${file}: training takes two leads`);
    if (record.peaks.length === 0) throw new Error(`${file}: no beats beside it, or none ending in .${values.annotator}`);
    await keep({ ...record, name: `own/${record.name}` }, OWN_FOLD, false);
  }
  if (values.rhythms !== undefined) {
    const lenders = await Promise.all(names.map((name) => readReference(data, name)));
    for await (const { record, lender } of otherRhythms(data, lenders, values.rhythms === 'sinus')) await keep(record, foldOf(splits, lender), true);
  }
  // Noise of the stress test; its 118e and 119e are never trained on.
  const noise: { name: string; file: string; samples: number }[] = [];
  for (const name of ['em', 'ma', 'bw']) {
    const { source } = await readSignal(data, `nstdb/${name}`);
    const span = await conditionSpan(source, 0, conditionedLength(source));
    const samples = spanLength(span);
    const both = new Float32Array(2 * samples);
    span.leads.slice(0, 2).forEach((lead, l) => both.set(lead, l * samples));
    await writeFile(join(values.out, `noise-${name}.bin`), new Uint8Array(both.buffer));
    noise.push({ name, file: `noise-${name}.bin`, samples });
  }
  await writeFile(join(values.out, 'index.json'), JSON.stringify({ context: CONTEXT_NAMES, templateLength: TEMPLATE_LENGTH, records: index, noise }, null, 1));
  const beats = index.filter((entry) => !entry.synthetic).reduce((sum, entry) => sum + entry.beats, 0);
  console.log(`${index.length} records (${af} synthetic${own.length > 0 ? `, ${own.length} of your own` : ''}), ${beats} reference beats, ${CONTEXT_NAMES.length} context numbers → ${values.out}`);
}

await main();
