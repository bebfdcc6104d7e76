/** Strips chosen for the report, as they are stored among the values of a case. */
import type { StripChoice } from '../../core/contract/types.ts';

/** A strip from its stored value; null where the value was erased. */
export function stripOf(id: string, value: string): StripChoice | null {
  if (!value.startsWith('{')) return null;
  const { from, to, caption } = JSON.parse(value) as Omit<StripChoice, 'id'>;
  return { id, from, to, caption };
}
