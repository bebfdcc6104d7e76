/**
 * False V and S an hour where there is no ectopy: the time of training records
 * that lies more than `AWAY` from every ectopic beat of their reference (those
 * with at least five minutes of it), each labelled by the fold model that has
 * not seen its group; and the recordings of `cinc2017`'s training list that its
 * readers call normal (another recorder, one lead, nobody of whom any network
 * was trained on), labelled by the shipped model.
 *
 *   npx node models/training/no-ectopy.ts --data <folder>
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { classOfCode, codeOf } from '../../core/beats/classes.ts';
import type { Span } from '../../core/study/recording.ts';
import { openWfdb } from '../../backend/formats/wfdb/format.ts';
import { foldModel } from '../../cli/evaluate/model-facts.ts';
import { analyseRecord } from '../../cli/evaluate/machine.ts';
import { readSplits } from '../../cli/evaluate/splits.ts';

/** Seconds. */
const AWAY = 30;
const LEAST = 300;
const ECTOPIC = ['S', 'V', 'F', 'Q'];
const FLUTTER = ['[', '!', ']'];

interface Line {
  record: string;
  hours: number;
  falseV: number;
  falseS: number;
}

async function falseOf(data: string, record: string, model: string, referenced: boolean): Promise<Line | null> {
  const reader = await openWfdb(join(data, record));
  const { sampleRate, sampleCount } = reader.header;
  const ectopic = referenced ? reader.annotations.filter(({ symbol }) => FLUTTER.includes(symbol) || (codeOf(symbol) >= 0 && ECTOPIC.includes(classOfCode(codeOf(symbol))))) : [];
  await reader.close();
  const free = freeSpans(Float64Array.from(ectopic, ({ sample }) => sample), sampleCount, AWAY * sampleRate);
  if (referenced && free.reduce((sum, { from, to }) => sum + to - from, 0) < LEAST * sampleRate) return null;
  const output = await analyseRecord({ path: join(data, record), leads: [], peaks: null, rate: sampleRate, model, device: 'cpu' });
  const inside = (sample: number, spans: readonly Span[]): boolean => spans.some(({ from, to }) => sample >= from && sample < to);
  let samples = 0;
  for (const { from, to } of free) {
    samples += to - from;
    for (const unread of output.unreadable) samples -= Math.max(0, Math.min(to, unread.to) - Math.max(from, unread.from));
  }
  const called = (name: string): number => output.codes.reduce((sum, code, i) => sum + (classOfCode(code) === name && inside(output.samples[i]!, free) ? 1 : 0), 0);
  return { record, hours: samples / sampleRate / 3600, falseV: called('V'), falseS: called('S') };
}

/** What lies farther than `away` from every ectopic beat. */
function freeSpans(ectopic: Float64Array, end: number, away: number): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const sample of [...ectopic, Number.POSITIVE_INFINITY]) {
    const to = Math.min(end, sample - away);
    if (to > from) spans.push({ from, to });
    from = Math.max(from, sample + away);
  }
  return spans;
}

function table(what: string, lines: readonly Line[]): void {
  const hours = lines.reduce((sum, line) => sum + line.hours, 0);
  const rate = (of: (line: Line) => number): string => {
    const each = lines.map((line) => of(line) / line.hours).sort((a, b) => a - b);
    const at = (share: number): string => each[Math.min(each.length - 1, Math.floor(share * each.length))]!.toFixed(1);
    const free = lines.filter((line) => of(line) === 0).length;
    return `${(lines.reduce((sum, line) => sum + of(line), 0) / hours).toFixed(1)} an hour in all; none in ${free} of ${lines.length}; median ${at(0.5)}, upper quartile ${at(0.75)}, nine tenths below ${at(0.9)}`;
  };
  console.log(`${what}: ${lines.length} recordings, ${hours.toFixed(1)} h\n  false V ${rate(({ falseV }) => falseV)}\n  false S ${rate(({ falseS }) => falseS)}`);
  for (const { record, hours: h, falseV, falseS } of lines.toSorted((a, b) => b.falseV + b.falseS - a.falseV - a.falseS).slice(0, 8)) console.log(`    ${record} (${h.toFixed(2)} h): V ${falseV}, S ${falseS}`);
}

const { values } = parseArgs({ options: { data: { type: 'string' }, model: { type: 'string', default: 'models/repository/wtcnn-s' } } });
const data = values.data ?? process.env.ISOLINE_DATA;
if (!data) throw new Error('--data <folder of the recordings> is missing');
const splits = await readSplits(data);
const trained = [...(splits.list('mitdb', 'train') ?? []).map((r) => `mitdb/${r}`), ...(splits.list('svdb', 'train') ?? []).map((r) => `svdb/${r}`)];
const own: Line[] = [];
for (const record of trained) {
  const line = await falseOf(data, record, foldModel(splits.fold(record)), true);
  if (line) own.push(line);
}
table('training patients by folds', own);
const normal = new Set((await readFile(join(data, 'cinc2017', 'REFERENCE.csv'), 'utf8')).split('\n').filter((line) => line.trim().endsWith(',N')).map((line) => line.split(',')[0]));
const hand: Line[] = [];
for (const record of (splits.list('cinc2017', 'train') ?? []).filter((name) => normal.has(name))) {
  const line = await falseOf(data, `cinc2017/${record}`, values.model, false);
  if (line) hand.push(line);
}
table('cinc2017 train, normal', hand);
