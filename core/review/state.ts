/**
 * The algebra of edits: a state, what a change makes of it, and the change
 * turned round. States are never changed in place, so an older one may still
 * be drawn while the next is made.
 */
import type { BeatColumns } from '../beats/columns.ts';
import { pick, rowOf, weave, without } from './beat-rows.ts';
import type { Change, PresenceChange, ValueEntity } from './edit.ts';

/** Values by entity and name, each map in the order in which its values were set. */
export type ValueTable = ReadonlyMap<ValueEntity, ReadonlyMap<string, string>>;

/** All that edits can change. */
export interface EditState {
  readonly beats: BeatColumns;
  readonly values: ValueTable;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** Values of one entity by name. */
export function valuesOf(state: Pick<EditState, 'values'>, entity: ValueEntity): ReadonlyMap<string, string> {
  return state.values.get(entity) ?? NOTHING;
}

/**
 * The state after a change. The caller has asked `findConflict` first: a change
 * that names beats that are not there throws RangeError.
 */
export function apply(state: EditState, change: Change): EditState {
  if (change.op === 'set') return { beats: state.beats, values: withValue(state.values, change.entity, change.name, change.after) };
  return { beats: applyToBeats(state.beats, change), values: state.values };
}

/** The state after changes, one after the other. */
export function applyAll(state: EditState, changes: Iterable<Change>): EditState {
  let next = state;
  for (const change of changes) next = apply(next, change);
  return next;
}

/** As `applyAll`, for the many changes of a whole journal. */
export function replay(base: EditState, changes: Iterable<Change>): EditState {
  const replaying = new Replaying(base);
  for (const change of changes) replaying.apply(change);
  return replaying.state;
}

/**
 * A state that goes through a whole journal: label columns and values are copied
 * once and then written in place. `state` is what it is now, and changes with
 * the next change.
 */
export class Replaying {
  #beats: BeatColumns;
  readonly #values: Map<ValueEntity, ReadonlyMap<string, string>>;
  readonly #owned = new Map<ValueEntity, Map<string, string>>();

  constructor(base: EditState) {
    this.#beats = own(base.beats);
    this.#values = new Map(base.values);
  }

  get state(): EditState {
    return { beats: this.#beats, values: this.#values };
  }

  apply(change: Change): void {
    if (change.op === 'set') setIn(this.#ownedValues(change.entity), change.name, change.after);
    else if (change.op === 'reclass' || change.op === 'regroup') label(this.#beats, change);
    else this.#beats = applyToBeats(this.#beats, change);
  }

  #ownedValues(entity: ValueEntity): Map<string, string> {
    const known = this.#owned.get(entity);
    if (known) return known;
    const named = new Map(this.#values.get(entity) ?? []);
    this.#owned.set(entity, named);
    this.#values.set(entity, named);
    return named;
  }
}

/** Beat columns after a change of beats: what a window needs to stay up to date. */
export function applyToBeats(beats: BeatColumns, change: Exclude<Change, { op: 'set' }>): BeatColumns {
  switch (change.op) {
    case 'reclass':
    case 'regroup': {
      const next = own(beats);
      label(next, change);
      return next;
    }
    case 'insert':
      return weave(beats, inserted(change));
    case 'delete':
      return without(beats, rowsOf(beats, change.keys));
    case 'move': {
      const rows = rowsOf(beats, change.keys);
      const [row, to] = [rows[0]!, change.after[0]!];
      if (rows.length === 1 && to > (beats.sample[row - 1] ?? Number.NEGATIVE_INFINITY) && to < (beats.sample[row + 1] ?? Number.POSITIVE_INFINITY)) {
        // Between its neighbours, as nearly every peak that is moved: the other columns, and the index of keys, stay.
        const next = { ...beats, sample: beats.sample.slice(), source: beats.source.slice() };
        next.sample[row] = to;
        next.source[row] = change.sourceAfter[0]!;
        return next;
      }
      const moved = pick(beats, rows);
      moved.sample.set(change.after);
      moved.source.set(change.sourceAfter);
      return weave(without(beats, rows), moved);
    }
  }
}

/** The change that takes this one back: `apply(apply(s, c), invert(c))` is `s`. */
export function invert(change: Change): Change {
  switch (change.op) {
    case 'reclass':
      return { ...change, before: change.after, after: change.before, sourceBefore: change.sourceAfter, sourceAfter: change.sourceBefore };
    case 'move':
      return { ...change, before: change.after, after: change.before, sourceBefore: change.sourceAfter, sourceAfter: change.sourceBefore };
    case 'regroup':
      return { ...change, before: change.after, after: change.before };
    case 'set':
      return { ...change, before: change.after, after: change.before };
    case 'insert':
      return { ...change, op: 'delete' };
    case 'delete':
      return { ...change, op: 'insert' };
  }
}

/** Changes that take these back, last first. */
export function invertAll(changes: readonly Change[]): Change[] {
  return changes.map(invert).toReversed();
}

/** Columns that may be written: those that labels touch are copied, the others shared. */
function own(beats: BeatColumns): BeatColumns {
  return { ...beats, code: beats.code.slice(), template: beats.template.slice(), source: beats.source.slice() };
}

function label(beats: BeatColumns, change: Extract<Change, { op: 'reclass' | 'regroup' }>): void {
  const rows = rowsOf(beats, change.keys);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (change.op === 'regroup') beats.template[row] = change.after[i]!;
    else {
      beats.code[row] = change.after[i]!;
      beats.source[row] = change.sourceAfter[i]!;
    }
  }
}

function rowsOf(beats: BeatColumns, keys: Int32Array): Int32Array {
  const rows = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const row = rowOf(beats, keys[i]!);
    if (row < 0) throw new RangeError(`there is no beat with key ${keys[i]}`);
    rows[i] = row;
  }
  return rows;
}

function inserted(change: PresenceChange): BeatColumns {
  return {
    key: change.keys,
    sample: change.samples,
    code: change.codes,
    template: change.templates,
    probability: change.probabilities,
    likeness: change.likeness,
    source: change.sources,
  };
}

function withValue(values: ValueTable, entity: ValueEntity, name: string, value: string | null): ValueTable {
  const named = new Map(values.get(entity) ?? []);
  setIn(named, name, value);
  return new Map(values).set(entity, named);
}

function setIn(named: Map<string, string>, name: string, value: string | null): void {
  // Taken out first: the order is that of the last setting, which spans need.
  named.delete(name);
  if (value !== null) named.set(name, value);
}
