/** Puts the result of `isoline evaluate` together, as data. */
import type { ErrorShape } from '../../core/contract/errors.ts';
import type { Protocol } from '../../core/scoring/protocol.ts';
import { summarise, type NamedScore } from '../../core/scoring/set.ts';
import type { Adapt } from './adapt.ts';
import { fibrillationOf, rhythmReport, runsOf, ventricularOf } from './rhythm.ts';
import { noiseOf, trustOf } from './trust.ts';
import { falseAlarms } from './ventricular.ts';
import { wasTrainedOn, type TrainedOn } from './model-facts.ts';
import type { EvaluationReport } from './result.ts';
import type { ScoredRecord } from './score.ts';

/** A record that was to be scored: its result, or why there is none. */
export interface RecordOutcome {
  /** `set/record`. */
  id: string;
  record: string;
  /** Group of the cross-validation whose model labelled it; null for the shipped or named model. */
  fold: number | null;
  result: ScoredRecord | { failed: ErrorShape };
}

/** How the set was scored. */
export interface RunFacts {
  set: string;
  list: string | null;
  protocol: Protocol;
  /** `own`, `reference`, `annotations`, or the extension of the file that gave the R peaks. */
  beats: string;
  /** Extension of the reference annotations. */
  reference: string;
  /** Extension of the annotation files scored, null where the machine's output was. */
  annotator: string | null;
  folds: boolean;
  leads: string;
  excluded: string[];
  /** Who answered the machine's asks. */
  adapt: Adapt;
}

/** Puts the outcomes of a set together. */
export function reportOf(facts: RunFacts, training: ReadonlyMap<string, TrainedOn>, outcomes: readonly RecordOutcome[]): EvaluationReport {
  const scored: (NamedScore & { outcome: RecordOutcome; result: ScoredRecord })[] = [];
  const failed: EvaluationReport['failed'] = [];
  for (const outcome of outcomes) {
    const { record, result } = outcome;
    if ('failed' in result) failed.push({ record, code: result.failed.code, message: result.failed.message, hint: result.failed.hint });
    else scored.push({ record, score: result.score, outcome, result });
  }
  const { records, ...figures } = summarise(scored, facts.protocol);
  const without = facts.set === 'ds2' ? summarise(scored.filter(({ record }) => record !== '232'), facts.protocol).gross : null;
  return {
    ...facts,
    ...modelsOf(scored.map(({ result }) => result), training),
    seenInTraining: scored
      .filter(({ outcome, result }) => result.machine !== null && wasTrainedOn(training.get(result.machine.modelSha256), outcome.id))
      .map(({ record }) => record),
    asks: scored.reduce((sum, { result }) => sum + (result.asks ?? 0), 0),
    ...figures,
    without232: without,
    trust: trustOf(scored.map(({ result }) => result), facts.protocol),
    noise: noiseOf(facts.set, scored, (part) => {
      const { gross } = summarise(part.map(({ record, result }) => ({ record, score: result.score })), facts.protocol);
      return { qrs: gross.qrs, S: gross.S, V: gross.V };
    }),
    ...rhythmReport(scored.flatMap(({ outcome, result }) => (result.rhythm ? [{ id: outcome.id, ...result.rhythm }] : []))),
    falseAlarms: falseAlarms(scored.flatMap(({ result }) => result.alarms ?? [])),
    records: records.map((line, i) => {
      const { outcome, result } = scored[i]!;
      return { ...line, fold: outcome.fold, leads: result.machine?.leads ?? null, seconds: result.machine?.seconds ?? null, AF: fibrillationOf(result.rhythm), ventricular: ventricularOf(result.rhythm), runs: runsOf(result.rhythm) };
    }),
    failed,
  };
}

/** The models behind the results. */
function modelsOf(results: readonly ScoredRecord[], training: ReadonlyMap<string, TrainedOn>): Pick<EvaluationReport, 'model' | 'modelSha256' | 'trainedOn'> {
  const models = new Map(results.flatMap(({ machine }): [string, string][] => (machine === null ? [] : [[machine.modelSha256, machine.modelName]])));
  const hashes = [...models.keys()];
  const sets = hashes.flatMap((hash) => training.get(hash) ?? []);
  return {
    model: hashes.length === 0 ? null : [...new Set(models.values())].join(', '),
    modelSha256: hashes.length === 1 ? hashes[0]! : null,
    trainedOn: hashes.length > 1 ? sets : (sets[0] ?? null),
  };
}

/** The JSON text, numbers to four decimals. */
export function jsonOf(report: EvaluationReport): string {
  return `${JSON.stringify(report, (_key, value: unknown) => (typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1e4) / 1e4 : value), 1)}\n`;
}
