/**
 * Prints what the cost of a change and the bias do on people a network has not
 * seen, for choosing both: `train.ts --leave k` first.
 *
 *   npx node models/training/rhythm/choose.ts --data "$ISOLINE_DATA" --leave 0,2
 */
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readAnnotationFile } from '../../../backend/formats/wfdb/annotations.ts';
import { AF_RULE, afFindings, answerOf, type AfEvidence } from '../../../core/rhythm/af.ts';
import { intervalsOf, isAsked } from '../../../core/rhythm/af-intervals.ts';
import { INPUTS } from '../../../core/rhythm/af-measures.ts';
import type { AfNetwork } from '../../../core/rhythm/af-network-type.ts';
import { DEFAULT_SETTINGS } from '../../../core/rhythm/finding.ts';
import { episodeFigures, rhythmSpans, scoreEpisodes, type EpisodeScore } from '../../../core/scoring/episodes.ts';
import { readDay, TRAINING_SETS, type Day } from './days.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    work: { type: 'string', default: 'models/training/work/rhythm' },
    leave: { type: 'string', default: '0,2' },
    change: { type: 'string', default: '20,40,80,120' },
    bias: { type: 'string', default: '-1,-0.5,0,0.5,1' },
  },
});
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
const WIDTH = INPUTS + 2;
const RULE = { gapSeconds: 30, leastSeconds: 30 };

interface Seen {
  name: string;
  day: Day;
  evidence: AfEvidence;
  reference: { from: number; to: number }[];
}

const files = (await readdir(values.work)).filter((name) => name.endsWith('.f32')).sort();
const people = [...new Set(files.map((name) => name.replace(/-[a-z]+\.f32$/, '')))];
const seen: Seen[] = [];
for (const leave of values.leave.split(',').map(Number)) {
  const { AF_NETWORK: network } = (await import(resolve(`${values.work}/net${leave}.ts`))) as { AF_NETWORK: AfNetwork };
  for (const person of people.filter((_, i) => i % 5 === leave)) {
    const [set = '', record = ''] = person.split('-');
    const extension = TRAINING_SETS.find(([name]) => name === set)![2];
    for (const file of files.filter((name) => name.startsWith(`${person}-`))) {
      const beats = /-([a-z]+)\.f32$/.exec(file)![1]!;
      const day = await readDay(data, set, record, extension, beats);
      const intervals = intervalsOf(day.series);
      const answer = new Float32Array(intervals.end.length).fill(Number.NaN);
      for (let i = 0; i < answer.length; i++) if (isAsked(intervals, i, day.series.sampleRate)) answer[i] = -2.5;
      const bytes = await readFile(`${values.work}/${file}`);
      const rows = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
      for (let row = 0; row < rows.length / WIDTH; row++) answer[rows[row * WIDTH + 1]!] = Math.max(-5, Math.min(5, answerOf(rows, row * WIDTH + 2, network)));
      const marks = await readAnnotationFile(`${data}/${set}/${record}.${extension}`, day.series.sampleRate);
      seen.push({ name: file, day, evidence: { intervals, answer, sequence: new Float32Array(answer.length) }, reference: rhythmSpans(marks, ['AFIB', 'AFL'], day.series.sampleCount) });
    }
  }
}

const one = (value: number | null): string => (value === null ? '–' : value.toFixed(1));
for (const change of values.change.split(',').map(Number)) {
  for (const bias of values.bias.split(',').map(Number)) {
    const score = ({ day, evidence, reference }: Seen): EpisodeScore =>
      scoreEpisodes({ reference, tested: afFindings(day.series, evidence, DEFAULT_SETTINGS, undefined, { change, bias, bursts: { ...AF_RULE.bursts, sum: Number.POSITIVE_INFINITY } }), sampleRate: day.series.sampleRate, start: 0, length: day.series.sampleCount, rule: RULE });
    const figures = (match: RegExp): string => {
      const f = episodeFigures(seen.filter(({ name }) => match.test(name)).map(score));
      return `${one(f.durationSe)}/${one(f.durationPpv)} ep ${one(f.episodeSe)}/${one(f.episodePpv)} (${f.referenceEpisodes}) false ${f.falseEpisodes} in ${f.peopleAffected}/${f.people}`;
    };
    process.stdout.write(`change ${change} bias ${bias}: ltafdb ${figures(/ltafdb.*atr/)} | qrs ${figures(/ltafdb.*qrs/)} | nsr ${figures(/nsr/)} | mitdb ${figures(/mitdb/)} | svdb ${figures(/svdb/)}\n`);
  }
}
