/** What the model said of a beat, beside the class that the beat bears. */
import { CLASSES, codeOf, type BeatClass } from '../../core/beats/classes.ts';
import { BEAT_SOURCE, PROBABILITIES, type BeatColumns } from '../../core/beats/columns.ts';

/** Paced beats are of class Q by the spike before them: no model gave that, and nothing about them is unclassified. */
export const PACED = codeOf('/');

export interface ModelSaid {
  /** Class that the figure belongs to: that of the beat where the model gave it, else the most probable one. */
  of: BeatClass;
  /** 0…1. */
  value: number;
  /** The beat's class is the model's and not the most probable one: rare classes weigh more (`classOf` in core/beats/decide.ts). */
  weighed: boolean;
}

/** Null where no model has seen the beat. `beatClass`: the class that it bears. */
export function modelSaid(beats: Pick<BeatColumns, 'probability' | 'source' | 'code'>, row: number, beatClass: BeatClass): ModelSaid | null {
  const values = beats.probability.subarray(row * PROBABILITIES, (row + 1) * PROBABILITIES);
  const largest = Math.max(...values);
  if (!(largest > 0)) return null;
  const own = CLASSES.indexOf(beatClass);
  const byModel = beats.source[row] !== BEAT_SOURCE.person && beats.code[row] !== PACED && own < PROBABILITIES;
  const at = byModel ? own : values.indexOf(largest);
  return { of: CLASSES[at]!, value: values[at]! / 255, weighed: byModel && values[own]! < largest };
}
