/** The asks of an open case. The groups of alike beats are made once a run; what follows from an answer is made anew each time. */
import { askGround, type AskGround } from '../../core/review/asks/asker.ts';
import { beatFeatures } from '../../core/review/asks/features.ts';
import { askView, type AskView } from '../../core/review/asks/view.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { OpenCase } from './open-case.ts';
import type { StoredRun } from './runs.ts';

const grounds = new WeakMap<OpenCase, { of: string; ground: AskGround }>();

/** Names of a run's settings under which the operating point of its model is kept. */
const BIASES = { N: 'bias.N', S: 'bias.S', V: 'bias.V', F: 'bias.F' } as const;

/** The operating point of a model as settings of a run that it made. */
export function biasSettings(point: { bias: { N: number; S: number; V: number }; fusionBias: number }): Record<string, number> {
  return { [BIASES.N]: point.bias.N, [BIASES.S]: point.bias.S, [BIASES.V]: point.bias.V, [BIASES.F]: point.fusionBias };
}

function biasOf({ settings }: StoredRun): { N: number; S: number; V: number; F: number } {
  const number = (name: string): number => {
    const value = settings[name];
    return typeof value === 'number' ? value : 0;
  };
  return { N: number(BIASES.N), S: number(BIASES.S), V: number(BIASES.V), F: number(BIASES.F) };
}

/** Throws AppError `not-ready` where the case is not analysed to its end. */
export function asksOf(open: OpenCase): AskView {
  const run = open.state.run && open.db.runs.get(open.state.run.runId);
  if (!run || run.sealedAt === null) throw new AppError('not-ready', 'The machine asks once the whole recording is analysed.', { details: { caseId: open.recording.caseId } });
  const of = `${run.runId}`;
  let held = grounds.get(open);
  if (held?.of !== of) {
    const { beats } = open.db.runs.columns(run.runId);
    const features = beatFeatures({
      sample: beats.sample,
      sampleRate: open.recording.header.sampleRate,
      probability: beats.probability,
      embedding: open.db.runs.embedding(run.runId),
      bias: biasOf(run),
    });
    held = { of, ground: askGround(features) };
    grounds.set(open, held);
  }
  return askView(held.ground, open.state.edit, run.runId);
}
