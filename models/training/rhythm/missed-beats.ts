/**
 * What core/rhythm/af-multiples.ts does in training people with fibrillation whose
 * beats are left out at random: figures without the rule and with it.
 *
 *   npx node models/training/rhythm/missed-beats.ts --data "$ISOLINE_DATA"
 */
import { parseArgs } from 'node:util';
import { readAnnotationFile } from '../../../backend/formats/wfdb/annotations.ts';
import { afEvidence, afFindings } from '../../../core/rhythm/af.ts';
import { intervalsOf } from '../../../core/rhythm/af-intervals.ts';
import { DEFAULT_SETTINGS } from '../../../core/rhythm/finding.ts';
import { seriesOf } from '../../../core/rhythm/series.ts';
import { episodeFigures, rhythmSpans, scoreEpisodes, type EpisodeScore } from '../../../core/scoring/episodes.ts';
import { listOf, readDay } from './days.ts';

const { values } = parseArgs({ options: { data: { type: 'string' } } });
const data = values.data ?? process.env['ISOLINE_DATA'];
if (data === undefined) throw new Error('--data or ISOLINE_DATA names the folder of the recordings');
const RULE = { gapSeconds: 30, leastSeconds: 30 };
const PEOPLE = 12;
/** Whoever fibrillates for so much of the day. */
const BURDEN = { least: 0.02, most: 0.8 };

let state = 7;
const next = (): number => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
const scores = new Map<string, EpisodeScore[]>();
let people = 0;
for (const record of await listOf(data, 'ltafdb', 'train')) {
  const { series: day } = await readDay(data, 'ltafdb', record, 'atr');
  const { sampleRate, sampleCount } = day;
  const reference = rhythmSpans(await readAnnotationFile(`${data}/ltafdb/${record}.atr`, sampleRate), ['AFIB', 'AFL'], sampleCount);
  const burden = reference.reduce((sum, { from, to }) => sum + to - from, 0) / sampleCount;
  if (burden < BURDEN.least || burden > BURDEN.most) continue;
  if (people === PEOPLE) break;
  people++;
  for (const share of [0.1, 0.25, 0.4]) {
    const kept = Array.from(day.sample).filter(() => next() >= share);
    const series = seriesOf({ beats: { key: Int32Array.from(kept, (_, i) => i), sample: Float64Array.from(kept), code: new Uint8Array(kept.length) }, sampleRate, sampleCount, unreadable: [], gaps: [] });
    const evidence = afEvidence(intervalsOf(series), sampleRate);
    // A column of the atrial wave that tells nothing leaves the rule out.
    for (const [name, atrial] of [['without', new Uint8Array(0)], ['with', undefined]] as const) {
      const key = `${share} left out, ${name} the rule`;
      const score = scoreEpisodes({ reference, tested: afFindings(series, evidence, DEFAULT_SETTINGS, atrial), sampleRate, start: 0, length: sampleCount, rule: RULE });
      scores.set(key, [...(scores.get(key) ?? []), score]);
    }
  }
}
const one = (value: number | null): string => (value === null ? '–' : value.toFixed(1));
process.stdout.write(`${people} people\n`);
for (const [name, of] of scores) {
  const { durationSe, durationPpv, episodeSe, episodePpv, referenceEpisodes, testedEpisodes } = episodeFigures(of);
  process.stdout.write(`${name}: by duration ${one(durationSe)} / ${one(durationPpv)}, by episode ${one(episodeSe)} / ${one(episodePpv)} (${referenceEpisodes}, ${testedEpisodes})\n`);
}
