/** All that is told of ectopy by the order of the beats, found once for findings and tables, and after an edit only where it reaches. */
import { groupsOf, interpolatedOf, patternsOf, type EctopicGroup, type EctopyClass, type Pattern } from './ectopy-groups.ts';
import { earlyBeats, type EarlyBeat } from './r-on-t.ts';
import type { BeatSeries } from './series.ts';
import { isNormalRow, partOfSeries, partToLookAt, patched, type Part, type Unchanged } from './unchanged.ts';

/** Of one class; all lists ascend, rows are those of the series. */
export interface EctopyRows {
  groups: readonly EctopicGroup[];
  bigeminy: readonly Pattern[];
  trigeminy: readonly Pattern[];
  /** Rows of interpolated beats. */
  interpolated: readonly number[];
  /** Beats that fall on a T wave; none of S. */
  early: readonly EarlyBeat[];
}

export interface EctopyDay extends Record<EctopyClass, EctopyRows> {
  series: BeatSeries;
  /** Turns from which a pattern is one. */
  cycles: number;
}

function rowsOf(series: BeatSeries, name: EctopyClass, cycles: number): EctopyRows {
  const groups = groupsOf(series, name);
  return {
    groups,
    bigeminy: patternsOf(series, name, 1, cycles),
    trigeminy: patternsOf(series, name, 2, cycles),
    interpolated: interpolatedOf(series, groups),
    early: name === 'V' ? earlyBeats(series) : [],
  };
}

/** The ectopy of a day. `before`: that of an earlier state, and which rows are as they were. */
export function ectopyDay(series: BeatSeries, cycles: number, before?: { day: EctopyDay; same: Unchanged }): EctopyDay {
  if (!before || before.day.cycles !== cycles) return { series, cycles, V: rowsOf(series, 'V', cycles), S: rowsOf(series, 'S', cycles) };
  const part = partToLookAt(series, before.day.series, before.same, (row) => isNormalRow(series, row));
  const own = partOfSeries(series, part.from, part.to);
  const again = (name: EctopyClass): EctopyRows => joined(before.day[name], rowsOf(own, name, cycles), { series, was: before.day.series, part });
  return { series, cycles, V: again('V'), S: again('S') };
}

interface Seam {
  series: BeatSeries;
  was: BeatSeries;
  part: Part;
}

/** What was known outside the part and what was found in it. */
function joined(known: EctopyRows, found: EctopyRows, { series, was, part }: Seam): EctopyRows {
  const { shift, from } = part;
  const list = <T>(of: (rows: EctopyRows) => readonly T[], row: (item: T) => number, moved: (item: T, by: number) => T): T[] => {
    const here = from === 0 ? of(found) : of(found).map((item) => moved(item, from));
    return patched(of(known), here, part, (item, which) => (which === 'known' ? was : series).sample[row(item)]!, (item) => (shift === 0 ? item : moved(item, shift)));
  };
  const span = <T extends { first: number; last: number }>(item: T, by: number): T => ({ ...item, first: item.first + by, last: item.last + by });
  return {
    groups: list(({ groups }) => groups, ({ first }) => first, span),
    bigeminy: list(({ bigeminy }) => bigeminy, ({ first }) => first, span),
    trigeminy: list(({ trigeminy }) => trigeminy, ({ first }) => first, span),
    interpolated: list(({ interpolated }) => interpolated, (row) => row, (row, by) => row + by),
    early: list(({ early }) => early, ({ row }) => row, (item, by) => ({ ...item, row: item.row + by })),
  };
}
