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
  sampleRate: number;
  /** The active run; 0 where there is none. */
  runId?: number;
  /** Name of a template, for the words. */
  templateName(id: number): string;
  /** Findings of the present state; asked for only where an event is marked. */
  findings?(): readonly Finding[];
  /** The diary as it stands; asked for only where it is edited. */
  diary?(): readonly DiaryMark[];
  /** Samples of the recording. */
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

/** A value under a name. Throws `edit-refused` where it is what it was. */
export function value(state: EditState, entity: ValueEntity, name: string, after: string | null): Change {
  const before = valuesOf(state, entity).get(name) ?? null;
  if (before === after) throw refuse('This changes nothing.', { entity });
  return { entity, op: 'set', name, before, after };
}
