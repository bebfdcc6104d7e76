/**
 * Measures the waves before the QRS complexes of training recordings:
 * `<work>/atrial.csv` holds set, record, second, label (1 fibrillation or
 * flutter, 0 not) and the measures.
 *
 *   npx node models/training/rhythm/atrial.ts --data "$ISOLINE_DATA"
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openRecording } from '../../../backend/formats/open.ts';
import { memorySource } from '../../../backend/formats/source.ts';
import { ATRIAL_MEASURES, ATRIAL_STRIDE, atrialMeasures } from '../../../core/beats/atrial-wave.ts';
import { classOfCode, codeOf } from '../../../core/beats/classes.ts';
import { MODEL_RATE, toModelPositions } from '../../../core/beats/conditioned.ts';
import { conditionSpan } from '../../../core/signal/condition.ts';
import { blockCount, detectBlock, joinBlocks, type BlockDetection } from '../../../core/signal/detect.ts';
import { listOf } from './days.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, work: { type: 'string', default: 'models/training/work/rhythm' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');

const rows: string[] = [['set', 'record', 'second', 'label', ...ATRIAL_MEASURES].join(',')];
const one = new Map((await readFile(join(data, 'cinc2017', 'REFERENCE.csv'), 'utf8')).trim().split('\n').map((line) => line.trim().split(',') as [string, string]));

for (const [set, list] of [['mitdb', 'train'], ['cpsc2021', 'train'], ['cinc2017', 'train']] as const) {
  for (const record of await listOf(data, set, list)) {
    const reader = await openRecording(join(data, set, `${record}.hea`));
    const source = await memorySource(reader);
    await reader.close();
    const whole = set === 'cinc2017' ? one.get(record) : undefined;
    if (set === 'cinc2017' && (whole === undefined || whole === '~')) continue;
    let peaks = Float64Array.from(reader.annotations.filter(({ symbol }) => codeOf(symbol) >= 0 && 'NSQ'.includes(classOfCode(codeOf(symbol)))), ({ sample }) => sample);
    if (peaks.length === 0) {
      const blocks: BlockDetection[] = [];
      for (let block = 0; block < blockCount(source); block++) blocks.push(await detectBlock({ source, block }));
      peaks = joinBlocks(blocks, source.sampleRate).peaks;
    }
    const marks = reader.annotations.filter(({ symbol, aux }) => symbol === '+' && aux.startsWith('('));
    const span = await conditionSpan(source, 0, Math.ceil((source.length / source.sampleRate) * MODEL_RATE));
    const measures = atrialMeasures(span, toModelPositions(peaks, source.sampleRate));
    for (let row = 0; row < measures.length / ATRIAL_MEASURES.length; row++) {
      const sample = peaks[Math.min(peaks.length - 1, row * ATRIAL_STRIDE + (ATRIAL_STRIDE >> 1))]!;
      const own = Array.from(measures.subarray(row * ATRIAL_MEASURES.length, (row + 1) * ATRIAL_MEASURES.length));
      if (Number.isNaN(own[0])) continue;
      const mark = marks.findLast((at) => at.sample <= sample)?.aux.slice(1).trim() ?? (set === 'cpsc2021' ? 'N' : '');
      const label = whole !== undefined ? (whole === 'A' ? 1 : 0) : /^(AFIB|AFL)$/.test(mark) ? 1 : /^(N|SBR|B|T|SVTA|PREX|AB)$/.test(mark) ? 0 : -1;
      if (label < 0) continue;
      rows.push([set, record, (sample / source.sampleRate).toFixed(1), label, ...own.map((value) => value.toFixed(4))].join(','));
    }
  }
  process.stdout.write(`${set} measured\n`);
}
await writeFile(`${values.work}/atrial.csv`, `${rows.join('\n')}\n`);
