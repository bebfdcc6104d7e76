/** The asks of an open case. The groups of alike beats are made once a run; what follows from an answer is made anew each time. */
import { askGround, type AskGround } from '../../core/review/asks/asker.ts';
import { alikeTo } from '../../core/review/asks/alike.ts';
import { beatFeatures, type BeatFeatures } from '../../core/review/asks/features.ts';
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

const known = new WeakMap<OpenCase, { of: string; features: BeatFeatures }>();

/** The run in force. Throws AppError `not-ready` where the case is not analysed to its end. */
function sealedRun(open: OpenCase, words: string): StoredRun {
  const run = open.state.run && open.db.runs.get(open.state.run.runId);
  if (!run || run.sealedAt === null) throw new AppError('not-ready', words, { details: { caseId: open.recording.caseId } });
  return run;
}

/** What is known of each beat of a run; read once. */
function featuresOf(open: OpenCase, run: StoredRun): BeatFeatures {
  const of = `${run.runId}`;
  let held = known.get(open);
  if (held?.of !== of) {
    const { beats } = open.db.runs.columns(run.runId);
    const features = beatFeatures({
      sample: beats.sample,
      sampleRate: open.recording.header.sampleRate,
      probability: beats.probability,
      embedding: open.db.runs.embedding(run.runId),
      bias: biasOf(run),
    });
    held = { of, features };
    known.set(open, held);
  }
  return held.features;
}

/** Throws AppError `not-ready` where the case is not analysed to its end. */
export function asksOf(open: OpenCase): AskView {
  const run = sealedRun(open, 'The machine asks once the whole recording is analysed.');
  const of = `${run.runId}`;
  let held = grounds.get(open);
  if (held?.of !== of) {
    held = { of, ground: askGround(featuresOf(open, run)) };
    grounds.set(open, held);
  }
  return askView(held.ground, open.state.edit, run.runId);
}

/**
 * Beats that are still there and most alike to some, the nearest first.
 *
 * @param elsewhere only beats of other templates than those of `keys`
 * @throws AppError `not-ready` where the case is not analysed to its end, `invalid-input` where the run knows none of the beats
 */
export function alikeOf(open: OpenCase, keys: Int32Array, elsewhere: boolean): { keys: Int32Array<ArrayBuffer>; likeness: Int8Array<ArrayBuffer> } {
  const run = sealedRun(open, 'Beats alike are found once the whole recording is analysed.');
  const features = featuresOf(open, run);
  const seeds = keys.filter((key) => key >= 0 && key < features.count);
  if (seeds.length === 0) throw new AppError('invalid-input', 'No analysis has seen these beats: they were added by hand.', { hint: 'Choose a beat that the program found.' });
  const { beats } = open.state.edit;
  const template = new Int32Array(features.count).fill(-1);
  for (let row = 0; row < beats.key.length; row++) if (beats.key[row]! >= 0) template[beats.key[row]!] = beats.template[row]!;
  const own = new Set(elsewhere ? Array.from(seeds, (key) => template[key]!) : []);
  // Taken out, or not to be named.
  const { rows, likeness } = alikeTo(features, seeds, (key) => template[key]! >= 0 && !own.has(template[key]!));
  return { keys: rows, likeness };
}
