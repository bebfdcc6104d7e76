/**
 * Trains the AF network on the measures of `measure.ts` and writes
 * `core/rhythm/af-network.ts`.
 *
 *   npx node models/training/rhythm/train.ts [--epochs 14] [--rows 700] [--seed 1] [--out FILE] [--leave 0]
 *
 * Rows: at most `rows` places of each person and kind of beats, drawn by the
 * seed. Every person counts alike within a class (the normal people of nsrdb and
 * nsr2db `normal` times), fibrillation as much as the rest. `--leave k` of five leaves out every fifth person from the k-th on, to
 * choose by what it says about them.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { INPUTS } from '../../../core/rhythm/af-measures.ts';
import { Random } from '../random.ts';

const { values } = parseArgs({
  options: {
    work: { type: 'string', default: 'models/training/work/rhythm' },
    out: { type: 'string', default: 'core/rhythm/af-network.ts' },
    epochs: { type: 'string', default: '14' },
    rows: { type: 'string', default: '700' },
    seed: { type: 'string', default: '1' },
    change: { type: 'string', default: '160' },
    bias: { type: 'string', default: '-0.75' },
    normal: { type: 'string', default: '3' },
    leave: { type: 'string', default: '' },
  },
});
const HIDDEN = 16;
const WIDTH = INPUTS + 2;
const random = new Random(Number(values.seed));

interface Drawn {
  x: Float32Array;
  label: number;
  weight: number;
}

const files = (await readdir(values.work)).filter((name) => name.endsWith('.f32')).sort();
const people = [...new Set(files.map((name) => name.replace(/-[a-z]+\.f32$/, '')))];
const held = values.leave === '' ? new Set<string>() : new Set(people.filter((_, i) => i % 5 === Number(values.leave)));
const drawn: Drawn[] = [];
for (const name of files) {
  if (held.has(name.replace(/-[a-z]+\.f32$/, ''))) continue;
  const bytes = await readFile(`${values.work}/${name}`);
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const byLabel: number[][] = [[], []];
  for (let row = 0; row < all.length / WIDTH; row++) {
    const label = all[row * WIDTH]!;
    if (label >= 0) byLabel[label]!.push(row);
  }
  for (const label of [0, 1]) {
    const rows = byLabel[label]!;
    const take = Math.min(Number(values.rows), rows.length);
    // A short paroxysm must not weigh as much as a day of it.
    // Days of normal people weigh more: there are few of them beside what the program will meet.
    const normal = name.startsWith('nsr') ? Number(values.normal) : 1;
    const weight = (normal * (take / Number(values.rows)) ** 0.5) / Math.max(1, take);
    for (let k = 0; k < take; k++) {
      const at = k + Math.floor(random.next() * (rows.length - k));
      [rows[k], rows[at]] = [rows[at]!, rows[k]!];
      const row = rows[k]!;
      drawn.push({ x: all.slice(row * WIDTH + 2, (row + 1) * WIDTH), label, weight });
    }
  }
}
const total = [0, 1].map((label) => drawn.reduce((sum, d) => sum + (d.label === label ? d.weight : 0), 0));
for (const d of drawn) d.weight *= (0.5 * drawn.length) / total[d.label]!;

const mean = new Float64Array(INPUTS);
const scale = new Float64Array(INPUTS);
for (const { x } of drawn) for (let k = 0; k < INPUTS; k++) mean[k]! += x[k]! / drawn.length;
for (const { x } of drawn) for (let k = 0; k < INPUTS; k++) scale[k]! += (x[k]! - mean[k]!) ** 2 / drawn.length;
for (let k = 0; k < INPUTS; k++) scale[k] = 1 / Math.sqrt(scale[k]! + 1e-9);
const round = (value: number): number => Number(value.toPrecision(5));
for (let k = 0; k < INPUTS; k++) {
  mean[k] = round(mean[k]!);
  scale[k] = round(scale[k]!);
}
for (const d of drawn) for (let k = 0; k < INPUTS; k++) d.x[k] = Math.max(-6, Math.min(6, (d.x[k]! - mean[k]!) * scale[k]!));

// Parameters in one array: hidden weights, hidden biases, output weights, output bias. Adam, cosine, small weight decay.
const count = HIDDEN * INPUTS + HIDDEN + HIDDEN + 1;
const p = new Float64Array(count);
for (let i = 0; i < HIDDEN * INPUTS; i++) p[i] = random.normal() / Math.sqrt(INPUTS);
for (let i = 0; i < HIDDEN; i++) p[HIDDEN * INPUTS + HIDDEN + i] = random.normal() / Math.sqrt(HIDDEN);
const g = new Float64Array(count);
const m = new Float64Array(count);
const v = new Float64Array(count);
const h = new Float64Array(HIDDEN);
const BATCH = 128;
const epochs = Number(values.epochs);
const steps = epochs * Math.floor(drawn.length / BATCH);
let step = 0;
for (let epoch = 0; epoch < epochs; epoch++) {
  for (let i = drawn.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [drawn[i], drawn[j]] = [drawn[j]!, drawn[i]!];
  }
  let loss = 0;
  for (let from = 0; from + BATCH <= drawn.length; from += BATCH) {
    g.fill(0);
    for (let b = from; b < from + BATCH; b++) {
      const { x, label, weight } = drawn[b]!;
      let z = p[count - 1]!;
      for (let u = 0; u < HIDDEN; u++) {
        let sum = p[HIDDEN * INPUTS + u]!;
        for (let k = 0; k < INPUTS; k++) sum += p[u * INPUTS + k]! * x[k]!;
        h[u] = Math.tanh(sum);
        z += p[HIDDEN * INPUTS + HIDDEN + u]! * h[u]!;
      }
      const probability = 1 / (1 + Math.exp(-z));
      loss -= weight * Math.log(Math.max(1e-9, label === 1 ? probability : 1 - probability));
      const d = (weight * (probability - label)) / BATCH;
      g[count - 1]! += d;
      for (let u = 0; u < HIDDEN; u++) {
        const out = HIDDEN * INPUTS + HIDDEN + u;
        g[out]! += d * h[u]!;
        const back = d * p[out]! * (1 - h[u]! * h[u]!);
        g[HIDDEN * INPUTS + u]! += back;
        for (let k = 0; k < INPUTS; k++) g[u * INPUTS + k]! += back * x[k]!;
      }
    }
    step++;
    const rate = 4e-3 * 0.5 * (1 + Math.cos((Math.PI * step) / steps)) + 1e-5;
    for (let i = 0; i < count; i++) {
      m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
      v[i] = 0.999 * v[i]! + 0.001 * g[i]! * g[i]!;
      p[i]! -= rate * (m[i]! / (1 - 0.9 ** step) / (Math.sqrt(v[i]! / (1 - 0.999 ** step)) + 1e-8) + 1e-3 * p[i]!);
    }
  }
  process.stdout.write(`epoch ${epoch + 1}: loss ${(loss / drawn.length).toFixed(4)}\n`);
}

const list = (from: number, to: number): string => `[${Array.from(p.subarray(from, to), round).join(', ')}]`;
const lines = [
  "import type { AfNetwork } from './af-network-type.ts';",
  '',
  '/** The AF network: written by models/training/rhythm/train.ts, not by hand. See docs/findings.md for its card. */',
  'export const AF_NETWORK: AfNetwork = {',
  `  /** Places it was trained on, and the people. */`,
  `  trainedOn: { places: ${drawn.length}, people: ${people.length - held.size} },`,
  `  /** Added to the log odds, and what a change of state costs. */`,
  `  bias: ${values.bias},`,
  `  change: ${values.change},`,
  `  mean: [${Array.from(mean).join(', ')}],`,
  `  scale: [${Array.from(scale).join(', ')}],`,
  '  hidden: {',
  `    weights: ${list(0, HIDDEN * INPUTS)},`,
  `    bias: ${list(HIDDEN * INPUTS, HIDDEN * INPUTS + HIDDEN)},`,
  '  },',
  `  output: { weights: ${list(HIDDEN * INPUTS + HIDDEN, count - 1)}, bias: ${round(p[count - 1]!)} },`,
  '};',
];
await writeFile(values.out, `${lines.join('\n')}\n`);
process.stdout.write(`${drawn.length} places of ${people.length - held.size} people, written to ${values.out}\n`);
