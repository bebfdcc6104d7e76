/**
 * Chooses the recordings in which an urgent alarm is false by what their
 * references mark, and writes `cli/evaluate/alarm-free.ts`. Looks at annotations
 * only: at no signal and at nothing that any program found.
 *
 * Taken are records of `mitdb`, `svdb` and `cpsc2021` (all lists) whose reference
 * has no ventricular fibrillation, flutter or asystole; no `(VT` of six beats
 * and no six V in a row at 100/min or faster; no 3 s between two beats; and no
 * second- or third-degree block (`(BII`, `(B3`, …).
 *
 *   npx node models/training/ventricular/alarm-free.ts --data "$ISOLINE_DATA"
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readAnnotationFile } from '../../../backend/formats/wfdb/annotations.ts';
import { readHeader } from '../../../backend/formats/wfdb/header.ts';
import { classOfCode, codeOf } from '../../../core/beats/classes.ts';
import { groupsOf } from '../../../core/rhythm/ectopy-groups.ts';
import { seriesOf } from '../../../core/rhythm/series.ts';
import { ventricularReference } from '../../../core/scoring/ventricular.ts';
import type { Annotation } from '../../../core/study/recording.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string', default: 'cli/evaluate/alarm-free.ts' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');

/** Why a record is left out; null where nothing urgent is marked. */
function urgent(marks: readonly Annotation[], rate: number, length: number): string | null {
  const reference = ventricularReference(marks, length);
  if (reference.VF.length > 0) return 'fibrillation or flutter';
  const label = marks.find(({ symbol, aux }) => symbol === '+' && /^\((BII|BI2|B3|AVB|ASYS|VER)/.test(aux.trim()));
  if (label) return label.aux.trim();
  const beats = marks.filter(({ symbol }) => codeOf(symbol) >= 0 && classOfCode(codeOf(symbol)) !== 'X');
  const longest = beats.reduce((most, { sample }, i) => Math.max(most, i === 0 ? 0 : sample - beats[i - 1]!.sample), 0) / rate;
  if (longest >= 3) return `${longest.toFixed(1)} s between two beats`;
  const series = seriesOf({
    beats: { key: Int32Array.from(beats, (_, i) => i), sample: Float64Array.from(beats, ({ sample }) => sample), code: Uint8Array.from(beats, ({ symbol }) => codeOf(symbol)) },
    sampleRate: rate,
    sampleCount: length,
    unreadable: [],
    gaps: [],
  });
  const run = groupsOf(series, 'V').find((group) => group.beats >= 6 && (group.rate ?? 0) >= 100);
  if (run) return `${run.beats} V in a row`;
  const long = reference.VT.find(({ from, to }) => beats.filter(({ sample }) => sample >= from && sample < to).length >= 6);
  return long ? '(VT of six beats' : null;
}

const taken: string[] = [];
const lines: string[] = [];
let hours = 0;
for (const set of ['cpsc2021', 'mitdb', 'svdb']) {
  const names = (await readdir(join(data, set))).filter((name) => name.endsWith('.atr')).map((name) => name.slice(0, -4)).sort();
  for (const name of names) {
    const header = await readHeader(join(data, set, name));
    const marks = await readAnnotationFile(join(data, set, `${name}.atr`), header.frameRate);
    const why = urgent(marks, header.frameRate, header.frames);
    if (why === null) {
      taken.push(`${set}/${name}`);
      hours += header.frames / header.frameRate / 3600;
    } else lines.push(`${set}/${name}: ${why}`);
  }
}
const rows: string[] = [];
for (let i = 0; i < taken.length; i += 12) rows.push(`  ${taken.slice(i, i + 12).map((id) => `'${id}'`).join(', ')},`);
await writeFile(
  values.out,
  `/**
 * Recordings whose references mark nothing urgent, so that an urgent alarm in
 * them is false: ${taken.length} records, ${hours.toFixed(1)} h. Chosen by annotations alone, by
 * models/training/ventricular/alarm-free.ts, which says how.
 */
export const ALARM_FREE: readonly string[] = [
${rows.join('\n')}
];
`,
);
process.stdout.write(`${lines.join('\n')}\n${taken.length} taken, ${hours.toFixed(1)} h\n`);
