/** An edit applies only where what it replaces still stands. */
import { PROBABILITIES } from '../beats/columns.ts';
import { rowOf } from './beat-rows.ts';
import type { Change } from './edit.ts';
import { applyAll, apply, valuesOf } from './state.ts';
import type { EditState } from './state.ts';

/** What stands in the way. */
export interface Conflict {
  entity: Change['entity'];
  /** The first beat (its key) or the name of the value. */
  what: string;
  /** How many beats or values. */
  count: number;
  /** Each beat, by key; none where it is a value. */
  keys: number[];
}

/** The first thing that a change replaces and that no longer stands, or null where it applies. */
export function findConflict(state: EditState, change: Change): Conflict | null {
  if (change.op === 'set') {
    const current = valuesOf(state, change.entity).get(change.name) ?? null;
    return current === change.before ? null : { entity: change.entity, what: change.name, count: 1, keys: [] };
  }
  const keys = Array.from(change.keys).filter((_, i) => !stands(state, change, i));
  return keys.length === 0 ? null : { entity: change.entity, what: String(keys[0]), count: keys.length, keys };
}

/** As `findConflict` for changes that follow each other. */
export function findConflictOfAll(state: EditState, changes: readonly Change[]): Conflict | null {
  let current = state;
  for (const change of changes) {
    const conflict = findConflict(current, change);
    if (conflict) return conflict;
    if (changes.length > 1) current = apply(current, change);
  }
  return null;
}

/** The state after changes, or what stands in their way. */
export function applyWhereStanding(state: EditState, changes: readonly Change[]): { state: EditState } | { conflict: Conflict } {
  const conflict = findConflictOfAll(state, changes);
  return conflict ? { conflict } : { state: applyAll(state, changes) };
}

function stands(state: EditState, change: Exclude<Change, { op: 'set' }>, i: number): boolean {
  const { beats } = state;
  const row = rowOf(beats, change.keys[i]!);
  if (change.op === 'insert') return row < 0;
  if (row < 0) return false;
  switch (change.op) {
    case 'reclass':
      return beats.code[row] === change.before[i] && beats.source[row] === change.sourceBefore[i];
    case 'move':
      return beats.sample[row] === change.before[i] && beats.source[row] === change.sourceBefore[i];
    case 'regroup':
      return beats.template[row] === change.before[i];
    case 'delete':
      return (
        beats.sample[row] === change.samples[i] &&
        beats.code[row] === change.codes[i] &&
        beats.template[row] === change.templates[i] &&
        beats.source[row] === change.sources[i] &&
        beats.likeness[row] === change.likeness[i] &&
        sameProbabilities(beats.probability, row, change.probabilities, i)
      );
  }
}

function sameProbabilities(a: Uint8Array, rowA: number, b: Uint8Array, rowB: number): boolean {
  for (let p = 0; p < PROBABILITIES; p++) if (a[rowA * PROBABILITIES + p] !== b[rowB * PROBABILITIES + p]) return false;
  return true;
}

/** What changes touch: beats by key, values by `entity/name`. */
export interface Touched {
  keys: Set<number>;
  values: Set<string>;
}

/** Adds what changes touch. */
export function touch(changes: Iterable<Change>, into: Touched = { keys: new Set(), values: new Set() }): Touched {
  for (const change of changes) {
    if (change.op === 'set') into.values.add(`${change.entity}/${change.name}`);
    else for (const key of change.keys) into.keys.add(key);
  }
  return into;
}

/** Whether changes touch anything that is touched already. */
export function meets(changes: Iterable<Change>, touched: Touched): boolean {
  for (const change of changes) {
    if (change.op === 'set') {
      if (touched.values.has(`${change.entity}/${change.name}`)) return true;
    } else if (change.keys.some((key) => touched.keys.has(key))) return true;
  }
  return false;
}
