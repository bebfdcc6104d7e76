/**
 * The records of the training lists with most wrong beats, each labelled by the fold model that has not seen
 * its group, R peaks given: which beats, and by what they differ from those that were right.
 *
 *   npx node models/training/errors.ts --data <folder> [--most 20]
 *   npx node models/training/errors.ts --data <folder> --set ds2|svdb-test --most 6
 *
 * Prints the tables of docs/errors.md. With `--set` a test list by the shipped model, for what is said of the final
 * figures; nothing may be chosen by it, and `test-openings.log` gets a line.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { classOfCode, CLASS_INDEX, codeOf } from '../../core/beats/classes.ts';
import { CONTEXT_NAMES } from '../../core/beats/context.ts';
import { classOf, probabilitiesOf } from '../../core/beats/decide.ts';
import { blockRange, BLOCK_SAMPLES, labelParts } from '../../core/beats/horizon.ts';
import { MODEL_RATE, spanLength } from '../../core/beats/conditioned.ts';
import { manifestSchema } from '../../core/beats/manifest.ts';
import { median } from '../../core/beats/statistics.ts';
import { foldOf, readReference, readSplits, trainingRecords } from './records.ts';
import { logitsOf, openModel } from './run.ts';

const NAMES = 'NSVFQ';
/** Kinds of error with fewer beats are not told. */
const LEAST = 8;

interface Kind {
  truth: number;
  called: number;
  rows: number[];
}

const SHIPPED = 'models/repository/wtcnn-s';

const { values } = parseArgs({ options: { data: { type: 'string' }, most: { type: 'string', default: '20' }, set: { type: 'string', default: 'cv' } } });
const data = values.data ?? process.env.ISOLINE_DATA;
if (!data) throw new Error('--data <folder of the recordings> is missing');
const splits = await readSplits(data);
const lists: Record<string, readonly string[] | undefined> = { cv: trainingRecords(splits), ds2: splits.mitdb.ds2.map((record) => `mitdb/${record}`), 'svdb-test': splits.svdb.test.map((record) => `svdb/${record}`) };
const records = lists[values.set];
if (!records) throw new Error(`--set wants one of ${Object.keys(lists).join(', ')}`);
const sessions = new Map<string, Awaited<ReturnType<typeof openModel>>>();
const told: { name: string; wrong: number; lines: string[] }[] = [];
for (const name of records) {
  const folder = values.set === 'cv' ? `models/training/folds/${foldOf(splits, name)}` : SHIPPED;
  const session = sessions.get(folder) ?? (await openModel(`${folder}/1/model.onnx`));
  sessions.set(folder, session);
  const { operatingPoint } = manifestSchema.parse(JSON.parse(await readFile(`${folder}/manifest.json`, 'utf8')));
  const record = await readReference(data, name);
  const logits = await logitsOf(session, record.span, record.peaks);
  const width = CONTEXT_NAMES.length;
  const context = new Float32Array(record.peaks.length * width);
  for (let index = 0; index * BLOCK_SAMPLES < spanLength(record.span); index++) {
    for (const part of labelParts({ block: blockRange(index), peaks: record.peaks, span: record.span })) context.set(part.context, part.first * width);
  }
  const p = new Float32Array(5);
  const kinds = new Map<string, Kind>();
  record.symbols.forEach((symbol, row) => {
    const truth = CLASS_INDEX[classOfCode(codeOf(symbol))];
    if (record.peaks[row]! < 300 * MODEL_RATE || truth > CLASS_INDEX.F) return;
    probabilitiesOf(logits, row * 5, operatingPoint, p);
    const called = CLASS_INDEX[classOf(p, operatingPoint)];
    const key = `${NAMES[truth]}→${NAMES[called]}`;
    const kind = kinds.get(key) ?? { truth, called, rows: [] };
    kind.rows.push(row);
    kinds.set(key, kind);
  });
  const counts = (kind: Kind): boolean => kind.truth !== kind.called && !(kind.truth === CLASS_INDEX.F && kind.called === CLASS_INDEX.V);
  const all = [...kinds.values()];
  const at = (rows: readonly number[], feature: string): number => median(rows.map((row) => context[row * width + CONTEXT_NAMES.indexOf(feature)]!));
  const line = (key: string, rows: readonly number[]): string => {
    const cells = [
      `${Math.round(100 * (1 - Math.exp(at(rows, 'preOverMedian11'))))} %`,
      `${Math.round(100 * (1 - Math.exp(at(rows, 'preOverMean21'))))} %`,
      at(rows, 'likenessRank').toFixed(2),
      at(rows, 'qrsLikenessWorstLead').toFixed(2),
      at(rows, 'pLikeness').toFixed(2),
      `${Math.round(100 * (Math.exp(at(rows, 'irregularity31')) - 1))} %`,
      Math.round(75 / Math.exp(at(rows, 'rate'))).toString(),
    ];
    return `| ${key} | ${rows.length} | ${cells.join(' | ')} |`;
  };
  const wrong = all.filter(counts).reduce((sum, kind) => sum + kind.rows.length, 0);
  const right = all.filter((kind) => kind.truth === kind.called && kind.rows.length >= LEAST);
  const bad = all.filter((kind) => counts(kind) && kind.rows.length >= LEAST).sort((a, b) => b.rows.length - a.rows.length);
  told.push({ name, wrong, lines: [...bad, ...right].map(({ truth, called, rows }) => line(`${NAMES[truth]}${truth === called ? ' right' : `→${NAMES[called]}`}`, rows)) });
}
if (values.set !== 'cv') await appendFile('models/training/test-openings.log', `${new Date().toISOString()} ${values.set} errors by record ${SHIPPED}\n`);
told.sort((a, b) => b.wrong - a.wrong);
const total = told.reduce((sum, { wrong }) => sum + wrong, 0);
const worst = told.slice(0, Number(values.most));
console.log(`${told.length} records, ${total} wrong beats; these ${worst.length} have ${worst.reduce((sum, { wrong }) => sum + wrong, 0)} of them\n`);
for (const { name, wrong, lines } of worst) {
  console.log(`### ${name}: ${wrong} wrong\n\n| beats | count | early, median | early, mean | shape | QRS | P | unrest | rate |\n|---|---|---|---|---|---|---|---|---|`);
  for (const text of lines) console.log(text);
  console.log('');
}
