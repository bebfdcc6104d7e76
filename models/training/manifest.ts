/**
 * Writes `manifest.json` of an exported model.
 *
 *   npx node models/training/manifest.ts --data <folder> --model models/repository/wtcnn-s [--fold 0]
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { CONTEXT_LENGTH, CONTEXT_NAMES } from '../../core/beats/context.ts';
import { MODEL_CLASSES } from '../../core/beats/decide.ts';
import { TEMPLATE_LENGTH } from '../../core/beats/dominant.ts';
import { BLOCK_SECONDS, GAP_SECONDS, HORIZON_SECONDS } from '../../core/beats/horizon.ts';
import { manifestSchema, misfits, type Manifest } from '../../core/beats/manifest.ts';
import { readSplits, trainingRecords } from './records.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    model: { type: 'string', default: 'models/repository/wtcnn-s' },
    fold: { type: 'string' },
    work: { type: 'string', default: 'models/training/work' },
    name: { type: 'string', default: 'wtcnn-s' },
  },
});
const data = values.data ?? process.env.ISOLINE_DATA;
if (!data) throw new Error('--data <folder of the recordings> is missing');

const splits = await readSplits(data);
const held = values.fold === undefined ? [] : (splits.folds.lists[Number(values.fold)] ?? []);
const records = trainingRecords(splits).filter((name) => !held.includes(name));
const index = JSON.parse(await readFile(join(values.work, 'index.json'), 'utf8')) as { records: { name: string; beats: number; synthetic: boolean }[] };
const own = index.records.filter((e) => e.name.startsWith('own/')).map((e) => e.name);
const beats = index.records.filter((e) => !e.synthetic && [...records, ...own].includes(e.name)).reduce((sum, e) => sum + e.beats, 0);
const fibrillation = index.records.filter((e) => e.name.endsWith('-af') && records.includes(e.name.slice(0, -'-af'.length))).length;
const composed = index.records.filter((e) => e.name.includes('~') && records.includes(e.name.split('~')[0]!)).length;
const model = await readFile(join(values.model, '1', 'model.onnx'));
const low = 0.7;
const high = 40;
const scales = 24;
const manifest: Manifest = {
  name: values.fold === undefined ? values.name : `${values.name}-fold-${basename(values.model)}`,
  version: 1,
  graph: 'beat-classifier-1',
  sha256: createHash('sha256').update(model).digest('hex'),
  inputs: [
    { name: 'signal', shape: ['S', 'L', 'T'], type: 'float32', unit: 'mV', what: 'S stretches of L leads at 125 Hz, 0.5 to 40 Hz; T a multiple of 8; 0 where a lead is absent or unreadable; at least 4.6 s before the first and after the last beat' },
    { name: 'lead_mask', shape: ['S', 'L'], type: 'float32', unit: '1', what: '1 where the lead is there and readable, else 0' },
    { name: 'template', shape: ['S', 'L', TEMPLATE_LENGTH], type: 'float32', unit: 'mV', what: `the dominant beat of the horizon, R peak at sample ${TEMPLATE_LENGTH / 2}` },
    { name: 'beats', shape: ['S', 'B'], type: 'int32', unit: 'samples', what: 'R peaks as samples of the stretch, -1 for padding' },
    { name: 'context', shape: ['S', 'B', CONTEXT_LENGTH], type: 'float32', unit: '1', what: 'the numbers of context.names' },
  ],
  outputs: [
    { name: 'logits', shape: ['S', 'B', MODEL_CLASSES.length], type: 'float32', unit: '1', what: 'one a class, before temperature and shift' },
    { name: 'embedding', shape: ['S', 'B', 32], type: 'float32', unit: '1', what: 'the last hidden layer' },
  ],
  sampleRate: 125,
  horizon: { backSeconds: HORIZON_SECONDS, aheadSeconds: HORIZON_SECONDS, blockSeconds: BLOCK_SECONDS, gapSeconds: GAP_SECONDS },
  classes: [...MODEL_CLASSES],
  untrainedClasses: ['Q'],
  wavelet: {
    family: 'complex Morlet, real and imaginary part',
    w0: 4,
    lowHz: low,
    highHz: high,
    frequenciesHz: Array.from({ length: scales }, (_, k) => Math.round(low * (high / low) ** (k / (scales - 1)) * 1e4) / 1e4),
    banks: [
      { inputRate: 125, taps: 49, scales: 8, outputRate: 62.5 },
      { inputRate: 62.5, taps: 99, scales: 8, outputRate: 31.25 },
      { inputRate: 31.25, taps: 201, scales: 8, outputRate: 15.625 },
    ],
  },
  context: { names: [...CONTEXT_NAMES], normalisation: 'in the graph: (x - mean) * scale, clipped at ±5' },
  operatingPoint: JSON.parse(await readFile('models/training/operating-point.json', 'utf8')) as Manifest['operatingPoint'],
  trainedOn: {
    lists: {
      mitdb: records.filter((r) => r.startsWith('mitdb/')).map((r) => r.slice(6)),
      svdb: records.filter((r) => r.startsWith('svdb/')).map((r) => r.slice(5)),
      ...(own.length > 0 ? { own: own.map((name) => name.slice(4)) } : {}),
    },
    beats,
    synthetic: `${fibrillation} synthetic AF records made from beats of these patients; ${composed > 0 ? `${composed} of their beats at the rhythm of days of ltafdb, chf2db and nsr2db (training lists); ` : ''}noise em, ma and bw of nstdb`,
  },
  licence: 'Apache-2.0; trained on MIT-BIH Arrhythmia, Supraventricular Arrhythmia and Noise Stress Test databases (PhysioNet, ODC-By 1.0)',
};
const wrong = misfits(manifestSchema.parse(manifest));
if (wrong.length > 0) throw new Error(wrong.join('; '));
await writeFile(join(values.model, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
console.log(`${manifest.name}: ${beats} beats of ${records.length} records, sha256 ${manifest.sha256}`);
