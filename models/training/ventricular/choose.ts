/**
 * What the rule of the course (`core/rhythm/ventricular-course.ts`) does on
 * patients that no network of a fold has seen: `cudb` and `vfdb` by duration and
 * by episode, and false episodes on training records of `mitdb` and `svdb`.
 *
 *   npx node models/training/ventricular/choose.ts [--change 4,6,8,12] [--bias -1,0] [--records]
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { COURSE, ventricularEpisodes, type CourseRule } from '../../../core/rhythm/ventricular-course.ts';
import { episodeFigures, scoreEpisodes, type EpisodeScore } from '../../../core/scoring/episodes.ts';
import { VENTRICULAR_MARGIN, ventricularLikelihood } from '../../../core/signal/ventricular.ts';
import { ventricularNetworkSchema } from '../../../core/signal/network-schemas.ts';
import type { VentricularNetwork } from '../../../core/signal/ventricular-network.ts';
import type { Span } from '../../../core/study/recording.ts';

const { values } = parseArgs({
  options: {
    work: { type: 'string', default: 'models/training/work/ventricular' },
    folds: { type: 'string', default: 'models/training/folds' },
    change: { type: 'string', default: String(COURSE.change) },
    turn: { type: 'string', default: String(COURSE.turn) },
    bias: { type: 'string', default: String(COURSE.bias) },
    groups: { type: 'string', default: '0,1,2,3,4' },
    records: { type: 'boolean', default: false },
  },
});
const RATE = 125;

interface Entry {
  id: string;
  fold: number;
  file: string;
  leads: number;
  samples: number;
  VF: number[];
  VT: number[];
  untold: number[];
}

const groups = values.groups.split(',').map(Number);
const entries = (JSON.parse(await readFile(`${values.work}/index.json`, 'utf8')) as Entry[]).filter(({ fold }) => groups.includes(fold));
const networks = new Map<number, VentricularNetwork>();
for (const fold of groups) networks.set(fold, ventricularNetworkSchema.parse(JSON.parse(await readFile(`${values.folds}/${fold}/ventricular.json`, 'utf8'))));

const began = process.cpuUsage().user;
const likelihoods = new Map<string, Uint8Array>();
for (const { id, fold, file, leads, samples } of entries) {
  const bytes = await readFile(`${values.work}/${file}`);
  const all = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const seconds = Math.ceil(samples / RATE);
  const padded = Array.from({ length: leads }, (_, lead) => {
    const signal = new Float32Array((seconds + 2 * VENTRICULAR_MARGIN) * RATE);
    signal.set(all.subarray(lead * samples, (lead + 1) * samples), VENTRICULAR_MARGIN * RATE);
    return signal.map((value) => (Number.isNaN(value) ? 0 : value));
  });
  likelihoods.set(id, ventricularLikelihood(padded, seconds, networks.get(fold)!));
}
const leadHours = entries.reduce((sum, { leads, samples }) => sum + (leads * samples) / RATE / 3600, 0);
process.stdout.write(`${((process.cpuUsage().user - began) / 1e6).toFixed(1)} s of processor for ${leadHours.toFixed(1)} lead-hours\n`);

const spansOf = (seconds: readonly number[]): Span[] => seconds.flatMap((from, i) => (i % 2 === 0 ? [{ from, to: seconds[i + 1]! }] : []));
const percent = (value: number | null): string => (value === null ? '–' : value.toFixed(1));

for (const change of values.change.split(',').map(Number)) {
  for (const turn of values.turn.split(',').map(Number)) {
    for (const bias of values.bias.split(',').map(Number)) {
      const rule: CourseRule = { ...COURSE, change, turn, bias };
      const scores = new Map<string, EpisodeScore[]>();
      const lines: string[] = [];
      for (const { id, samples, VF, VT, untold } of entries) {
        const set = id.split('/')[0]!;
        const found = ventricularEpisodes(likelihoods.get(id)!, rule);
        const compare = (reference: Span[], tested: Span[], leastSeconds: number): EpisodeScore =>
          scoreEpisodes({ reference, tested, sampleRate: 1, start: 0, length: samples / RATE, rule: { gapSeconds: 0, leastSeconds }, excluded: set === 'cudb' ? [] : spansOf(untold) });
        const pick = (kind: string): Span[] => found.filter((episode) => episode.kind === kind).map(({ from, to }) => ({ from, to }));
        const both = compare([...spansOf(VF), ...spansOf(VT)], found.map(({ from, to }) => ({ from, to })), rule.leastSeconds);
        const add = (name: string, score: EpisodeScore): void => void scores.set(name, [...(scores.get(name) ?? []), score]);
        add(`${set} either`, both);
        add(`${set} either, as marked`, compare([...spansOf(VF), ...spansOf(VT)], found.map(({ from, to }) => ({ from, to })), 0));
        add(`${set} VF`, compare(spansOf(VF), pick('VF'), rule.leastSeconds));
        add(`${set} VT`, compare(spansOf(VT), pick('VT'), rule.leastSeconds));
        const lost = both.referenceDuration - both.overlap;
        const extra = both.testedDuration - both.overlap;
        if (values.records && (lost > 3 || extra > 3 || both.testedEpisodes > both.right)) lines.push(`  ${id.padEnd(12)} reference ${both.referenceDuration.toFixed(0)} lost ${lost.toFixed(0)} extra ${extra.toFixed(0)} episodes ${both.found}/${both.referenceEpisodes} false ${both.testedEpisodes - both.right}: ${found.map((e) => `${e.kind} ${e.from}-${e.to}`).join(' ').slice(0, 160)}`);
      }
      process.stdout.write(`change ${change} turn ${turn} bias ${bias}\n`);
      for (const [name, list] of scores) {
        const f = episodeFigures(list);
        process.stdout.write(`  ${name.padEnd(24)} ${percent(f.durationSe)} / ${percent(f.durationPpv)}; episodes ${percent(f.episodeSe)} / ${percent(f.episodePpv)} (${f.referenceEpisodes}, ${f.testedEpisodes}); false ${f.falseEpisodes} in ${(24 * f.days).toFixed(1)} h\n`);
      }
      for (const line of lines) process.stdout.write(`${line}\n`);
    }
  }
}
