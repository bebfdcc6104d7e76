/** What plans of every kind of edit are made from. */
import { AppError } from '../contract/errors.ts';
import type { Finding, FindingSettings } from '../rhythm/finding.ts';
import type { DiaryMark } from './diary.ts';
import type { Change, ValueEntity } from './edit.ts';
import { valuesOf } from './state.ts';
import type { EditState } from './state.ts';

/** What planning needs to know besides the state. */
export interface PlanContext {
  /** Serial of the next beat that a person inserts, 1 first; never used twice in a case. */
  nextSerial: number;
  /** Id of the next new template, larger than any that was ever there. */
  nextTemplate: number;
  /** Samples analysed to the end: only before it may beats be edited. */
  analysedTo: number;
  /** Whether more is still to be analysed behind that. */
  goesOn?: boolean;
  sampleRate: number;
  /** The active run; 0 where there is none. */
  runId?: number;
  /** Name of a template, for the words. */
  templateName(id: number): string;
  /** Whether the run has a template of this id, with beats or without any more; where it is not given, those that hold beats are all. */
  knowsTemplate?(id: number): boolean;
  /** Findings of the present state; asked for only where an event is marked. */
  findings?(): readonly Finding[];
  /** The diary as it stands; asked for only where it is edited. */
  diary?(): readonly DiaryMark[];
  /** Samples of the recording, as far as it has come in. */
  sampleCount?: number;
  /** Thresholds that the findings were found with; those shipped where they are not given. */
  settings?: FindingSettings;
  /** A new id that is nowhere else in the case. */
  newId(): string;
}

export interface Plan {
  kind: string;
  label: string;
  changes: Change[];
  reason: string;
}

export function refuse(message: string, details: Record<string, string | number> = {}): AppError {
  return new AppError('edit-refused', message, { details });
}

/** A span in whole samples, its ends in order and inside the recording. Throws `edit-refused` where it holds nothing. */
export function bounds(from: number, to: number, end: number): { from: number; to: number } {
  const first = Math.max(0, Math.round(Math.min(from, to)));
  const last = Math.min(end, Math.round(Math.max(from, to)));
  if (last <= first) throw refuse('The span holds no samples.', { from, to });
  return { from: first, to: last };
}

/**
 * As `bounds`, of what is analysed. While the analysis goes on nothing is cut where it happens to stand:
 * what is accepted now is what would be accepted in the end.
 *
 * @throws AppError `edit-refused`
 */
export function analysedBounds(from: number, to: number, { analysedTo, goesOn = false }: Pick<PlanContext, 'analysedTo' | 'goesOn'>): { from: number; to: number } {
  if (goesOn && Math.round(Math.max(from, to)) > analysedTo) {
    throw new AppError('edit-refused', 'This reaches beyond what is analysed so far.', { hint: 'Wait until the analysis has come there.', details: { from, to, analysedTo } });
  }
  return bounds(from, to, analysedTo);
}

/** A value under a name. Throws `edit-refused` where it is what it was. */
export function value(state: EditState, entity: ValueEntity, name: string, after: string | null): Change {
  const before = valuesOf(state, entity).get(name) ?? null;
  if (before === after) throw refuse('This changes nothing.', { entity });
  return { entity, op: 'set', name, before, after };
}
