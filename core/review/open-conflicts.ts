/** Conflicts of a new analysis that nobody has settled yet. */
import { decodeConflicts } from './carry.ts';
import type { CarryConflict } from './carry.ts';
import { valuesOf } from './state.ts';
import type { EditState } from './state.ts';

/** Names among the values of `active-run`: the run in force, and where people and it differ. */
export const ACTIVE_RUN = 'run';
export const CONFLICTS = 'conflicts';

/** Name of the value that says that a conflict is settled. A run's own, so that the next run begins a new list. */
export function settledName(state: Pick<EditState, 'values'>, { kind, sample }: Pick<CarryConflict, 'kind' | 'sample'>): string {
  return `settled/${valuesOf(state, 'active-run').get(ACTIVE_RUN) ?? ''}/${kind}/${sample}`;
}

/** Conflicts that are left, ascending by sample. */
export function openConflicts(state: Pick<EditState, 'values'>): CarryConflict[] {
  const values = valuesOf(state, 'active-run');
  return decodeConflicts(values.get(CONFLICTS)).filter((conflict) => !values.has(settledName(state, conflict)));
}
