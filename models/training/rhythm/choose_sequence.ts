/**
 * Prints what the rule of short bursts does on people that neither network has
 * seen: `train.ts --leave k` and `train_sequence.py --leave k` first.
 *
 *   npx node models/training/rhythm/choose_sequence.ts --data "$ISOLINE_DATA" --leave 0,2
 *   npx node models/training/rhythm/choose_sequence.ts --data "$ISOLINE_DATA" --leave 0 --known
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readAnnotationFile } from '../../../backend/formats/wfdb/annotations.ts';
import { CLASS_INDEX } from '../../../core/beats/classes.ts';
import { AF_RULE, afFindings, answerOf, type AfEvidence } from '../../../core/rhythm/af.ts';
import { sequenceAnswers, type SequenceNetwork } from '../../../core/rhythm/af-sequence.ts';
import { intervalsOf, isAsked } from '../../../core/rhythm/af-intervals.ts';
import { INPUTS, measureAround, measureRoom } from '../../../core/rhythm/af-measures.ts';
import type { AfNetwork } from '../../../core/rhythm/af-network-type.ts';
import { DEFAULT_SETTINGS } from '../../../core/rhythm/finding.ts';
import { episodeFigures, rhythmSpans, scoreEpisodes, type EpisodeScore } from '../../../core/scoring/episodes.ts';
import { listOf, readDay, TRAINING_SETS, type Day } from './days.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    work: { type: 'string', default: 'models/training/work/rhythm' },
    leave: { type: 'string', default: '0' },
    least: { type: 'string', default: '-9,3,4' },
    bias: { type: 'string', default: '-1,-0.5,0' },
    /** Sweeps what is asked of bursts where the recording surely shows fibrillation, in place of what is asked elsewhere. */
    known: { type: 'boolean', default: false },
  },
});
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
const RULE = { gapSeconds: 30, leastSeconds: 30 };

interface Seen {
  name: string;
  day: Day;
  evidence: AfEvidence;
  reference: { from: number; to: number }[];
}

const all: { set: string; record: string; extension: string }[] = [];
for (const [set, list, extension] of TRAINING_SETS) for (const record of await listOf(data, set, list)) all.push({ set, record, extension });
all.sort((a, b) => (`${a.set}-${a.record}` < `${b.set}-${b.record}` ? -1 : 1));
const seen: Seen[] = [];
for (const leave of values.leave.split(',').map(Number)) {
  const { AF_NETWORK: windows } = (await import(resolve(`${values.work}/net${leave}.ts`))) as { AF_NETWORK: AfNetwork };
  const network = JSON.parse(await readFile(`${values.work}/sequence${leave}.json`, 'utf8')) as SequenceNetwork;
  for (const { set, record, extension } of all.filter((_, i) => i % 5 === leave)) {
    const day = await readDay(data, set, record, extension);
    const marks = await readAnnotationFile(`${data}/${set}/${record}.${extension}`, day.series.sampleRate);
    const reference = rhythmSpans(marks, ['AFIB', 'AFL'], day.series.sampleCount);
    const add = (name: string, given: Day): void => {
      const intervals = intervalsOf(given.series);
      const sequence = sequenceAnswers(intervals, network, 0, intervals.rr.length).map((odds) => Math.max(-5, Math.min(5, odds)));
      const answer = new Float32Array(intervals.rr.length).fill(Number.NaN);
      const inputs = new Float32Array(INPUTS);
      const room = measureRoom();
      for (let i = 0; i < answer.length; i++) {
        if (isAsked(intervals, i, given.series.sampleRate)) answer[i] = measureAround(intervals, i, inputs, 0, room) ? Math.max(-5, Math.min(5, answerOf(inputs, 0, windows))) : -2.5;
      }
      seen.push({ name: `${set}-${record}-${name}`, day: given, evidence: { intervals, answer, sequence }, reference });
    };
    add('atr', day);
    if (set !== 'ltafdb') continue;
    add('plain', { ...day, series: { ...day.series, beatClass: new Uint8Array(day.series.beatClass.length).fill(CLASS_INDEX.N) } });
    add('qrs', await readDay(data, set, record, extension, 'qrs'));
  }
}

const one = (value: number | null): string => (value === null ? '–' : value.toFixed(1));
for (const least of values.least.split(',').map(Number)) {
  for (const bias of values.bias.split(',').map(Number)) {
    const rule = values.known ? { ...AF_RULE, known: { ...AF_RULE.known, bias, least } } : { ...AF_RULE, bursts: { ...AF_RULE.bursts, bias, least } };
    const score = ({ day, evidence, reference }: Seen): EpisodeScore =>
      scoreEpisodes({ reference, tested: afFindings(day.series, evidence, DEFAULT_SETTINGS, undefined, rule), sampleRate: day.series.sampleRate, start: 0, length: day.series.sampleCount, rule: RULE });
    const figures = (match: RegExp): string => {
      const f = episodeFigures(seen.filter(({ name }) => match.test(name)).map(score));
      return `${one(f.durationSe)}/${one(f.durationPpv)} ep ${one(f.episodeSe)}/${one(f.episodePpv)} (${f.referenceEpisodes},${f.testedEpisodes}) false ${f.falseEpisodes} in ${f.peopleAffected}/${f.people}`;
    };
    process.stdout.write(`least ${least} bias ${bias}: lt ${figures(/ltafdb.*atr/)} | plain ${figures(/ltafdb.*plain/)} | qrs ${figures(/ltafdb.*qrs/)} | nsr ${figures(/nsr/)} | mit ${figures(/mitdb/)} | sv ${figures(/svdb/)}\n`);
  }
}
