/** A recording that grows, second by second: what it costs to label its newest beats anew, and how long a beat waits for its label. */
import { classOfCode } from '../../core/beats/classes.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { synthesise } from '../../core/synthesis/synthesise.ts';
import { loadModel, modelFolder } from '../engine/model.ts';
import { probeInputs } from '../engine/probe.ts';
import { ProvisionalLabels } from '../engine/provisional.ts';
import { openClassifier } from '../engine/session.ts';
import { settledBlocks } from '../engine/settled.ts';
import { program } from '../program.ts';
import type { LiveJob, LiveOutcome, Reports } from './jobs.ts';

/** Seconds of signal that are there at first: the most that is ever told provisionally. */
const BEGIN = 1195;
/** A beat that is found again within so many seconds is the same beat. */
const SAME = 0.075;

interface Told {
  /** R peaks that came after it until it was told. */
  behind: number;
  beatClass: string;
}

/** Errors: those of the model. */
export async function growLive({ leads, sampleRate, seconds }: LiveJob, reports: Reports): Promise<LiveOutcome> {
  const whole = synthesise({ hours: (BEGIN + seconds + 60) / 3600, seed: 10, leads, rate: sampleRate });
  const truth = whole.annotations().flatMap(({ sample, symbol }) => ('NLRejAaJSVEF/fQ'.includes(symbol) ? [sample] : []));
  let length = 0;
  const source: SampleSource = {
    sampleRate,
    leadNames: whole.header.leads.map(({ name }) => name),
    get length() {
      return length;
    },
    read: (from, to) => {
      const there = Math.max(0, Math.min(to, length) - Math.max(0, from));
      const adu = there > 0 ? whole.readAdu(Math.max(0, from), Math.max(0, from) + there) : [];
      return whole.header.leads.map(({ gain, baseline }, l) => {
        const out = new Float32Array(Math.max(0, to - from)).fill(Number.NaN);
        adu[l]?.forEach((value, i) => (out[i + Math.max(0, -from)] = (value - baseline) / gain));
        return out;
      });
    },
  };
  const model = await loadModel(modelFolder(program().folder));
  const classifier = await openClassifier(model, 'cpu', probeInputs());
  const labels = new ProvisionalLabels(source);
  const outcome: LiveOutcome = { cores: [], behind: [], kept: 0 };
  const told = new Map<number, Told>();
  let latest = new Map<number, string>();
  for (let second = 0; second <= seconds; second++) {
    length = (BEGIN + second) * sampleRate;
    const before = process.cpuUsage();
    const { sample, code } = await labels.update(settledBlocks(Math.floor(length / (300 * sampleRate)) * 300 * sampleRate, sampleRate), classifier, model.manifest.operatingPoint);
    const { user, system } = process.cpuUsage(before);
    // The first makes everything that is kept afterwards.
    if (second > 0) outcome.cores.push((user + system) / 1e6);
    latest = new Map(truth.flatMap((peak) => {
      const at = sample.findIndex((found) => Math.abs(found - peak) < SAME * sampleRate);
      return at < 0 ? [] : [[peak, classOfCode(code[at]!)] as const];
    }));
    const came = truth.filter((peak) => peak < length);
    for (const [peak, beatClass] of latest) if (!told.has(peak)) told.set(peak, { behind: came.filter((later) => later > peak).length, beatClass });
    reports.progress(second / seconds);
  }
  await classifier.close();
  // Beats that came and were told while it grew, and had time to settle.
  const looked = [...told].filter(([peak]) => peak >= BEGIN * sampleRate && peak < length - 5 * sampleRate && latest.has(peak));
  outcome.behind = looked.map(([, { behind }]) => behind);
  outcome.kept = looked.filter(([peak, { beatClass }]) => latest.get(peak) === beatClass).length / Math.max(1, looked.length);
  return outcome;
}
