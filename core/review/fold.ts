/**
 * What many edits come to, as one difference from the state that they began
 * with: as long as what was changed, however often it was changed.
 */
import { differences } from './differences.ts';
import type { Change, ValueEntity } from './edit.ts';
import { valuesOf } from './state.ts';
import type { EditState } from './state.ts';

/** Changes with which `replay` makes `to` of `from`. They say nothing of what stood before a value. */
export function foldedChanges(from: EditState, to: EditState): Change[] {
  const entities = [...new Set<ValueEntity>([...from.values.keys(), ...to.values.keys()])];
  return [...differences(from.beats, to.beats), ...entities.flatMap((entity) => valueChanges(entity, valuesOf(from, entity), valuesOf(to, entity)))];
}

/** In the order in which the values were set; those that are what they were are left out. */
function valueChanges(entity: ValueEntity, from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>): Change[] {
  const set = (name: string, after: string | null): Change => ({ entity, op: 'set', name, before: null, after });
  const gone = [...from.keys()].filter((name) => !to.has(name)).map((name) => set(name, null));
  const other = [...to].filter(([name, value]) => from.get(name) !== value).map(([name, value]) => set(name, value));
  return [...gone, ...other];
}
