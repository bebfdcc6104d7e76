/**
 * The order of the strips that were chosen for the report: by time, until a
 * reader puts them in another. That order is one setting of the study, ids
 * parted by commas; a strip that it does not name stands behind the others.
 */
import type { StripChoice } from '../contract/types.ts';

/** Setting of the study that holds the order. */
export const STRIP_ORDER_SETTING = 'report.strips';
/** Most letters of a setting's value. */
const MOST = 2000;

/** Strips in the order in which they are printed. Never throws. */
export function orderedStrips<Strip extends Pick<StripChoice, 'id' | 'from'>>(strips: readonly Strip[], order: string | undefined): Strip[] {
  const places = new Map((order ?? '').split(',').map((id, place) => [id, place]));
  const placeOf = ({ id }: Strip): number => places.get(id) ?? places.size;
  return strips.toSorted((a, b) => placeOf(a) - placeOf(b) || a.from - b.from);
}

/** The setting's value for strips in this order; null where it is that of time. What it has no room for stands behind, by time. */
export function orderOf(strips: readonly Pick<StripChoice, 'id' | 'from'>[]): string | null {
  if (strips.every(({ from }, i) => i === 0 || strips[i - 1]!.from <= from)) return null;
  const value = strips.map(({ id }) => id).join(',');
  return value.length <= MOST ? value : value.slice(0, value.lastIndexOf(',', MOST));
}

/** A list with the element at `from` put at `to`. */
export function movedTo<T>(list: readonly T[], from: number, to: number): T[] {
  const one = list[from];
  if (one === undefined) return [...list];
  return list.toSpliced(from, 1).toSpliced(Math.max(0, Math.min(list.length - 1, to)), 0, one);
}
