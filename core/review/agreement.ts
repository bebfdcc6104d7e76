/**
 * Two readings of one recording beside each other: what each reader said of
 * every beat, where they differ, and how far they agree beyond chance.
 *
 * Beats of the two are matched one to one, nearest first, within 75 ms. A beat
 * inside a stretch that either reader calls unreadable is left out: the stretch
 * itself is what they differ on. Artefacts are no beats.
 */
import { CLASSES, CLASS_INDEX, CODES } from '../beats/classes.ts';
import type { BeatColumns } from '../beats/columns.ts';
import { cohenKappa, type Kappa } from '../scoring/kappa.ts';
import { normalised, subtract, union, within } from '../study/spans.ts';
import { eventDifferences, type EventDifference, type ReadEvent } from './agreement-events.ts';
import type { ValueEntity } from './edit.ts';
import { MATCH_SECONDS, nearestFirst } from './match.ts';
import { valuesOf } from './state.ts';
import type { EditState } from './state.ts';
import { conclusionAsRead } from '../study/conclusion.ts';
import { SECTIONS_SETTING } from '../study/report-sections.ts';
import { STRIP_ORDER_SETTING } from '../study/strip-order.ts';

/** A reading as it is compared. */
export interface Reading {
  state: Pick<EditState, 'beats' | 'values'>;
  /** Unreadable spans in force, from, to pairs. */
  unreadable: ArrayLike<number>;
  /** Findings of the day and how each was decided. */
  events: readonly ReadEvent[];
}

/** Names of the rows and columns of the table: the AAMI classes, and that a reader has no beat there. */
export const SAID = ['N', 'S', 'V', 'F', 'Q', 'none'] as const;
const NONE = 5;

/**
 * How beats differ. `label`: of different classes. `finer-label`: of one class,
 * under different codes of it. `place`: alike, but their R peaks differ.
 * `only-first`, `only-second`: the other reader has no beat there.
 */
export type BeatDifferenceKind = 'label' | 'finer-label' | 'place' | 'only-first' | 'only-second';

/** Beats that differ in one way: of one template and one pair of labels, or one by one where they are of no template. */
export interface BeatDifference {
  /** The same for the same two readings. */
  id: string;
  kind: BeatDifferenceKind;
  /** Codes that the two gave; null where a reader has no beat. */
  first: number | null;
  second: number | null;
  /** Template of the run or of people that the beats are of, 0 for none. */
  template: number;
  /** Where they are: R peaks as the first reader has them, as the second where the first has none. Ascending. */
  samples: Float64Array;
  /** Keys in each reading, beside `samples`; `NO_BEAT` where there is none. */
  firstKeys: Int32Array;
  secondKeys: Int32Array;
}

/** Stands for a beat that a reader does not have. No key is so small. */
export const NO_BEAT = -2_147_483_648;

/** A stretch that one reader calls unreadable and the other does not. */
export interface SpanDifference {
  id: string;
  /** Who calls it unreadable. */
  unreadableFor: 'first' | 'second';
  from: number;
  to: number;
}

/** Entities of which a reading has a value by name that the other may have otherwise. */
export const COMPARED_VALUES = ['text', 'setting', 'fact'] as const satisfies readonly ValueEntity[];

export interface ValueDifference {
  id: string;
  entity: (typeof COMPARED_VALUES)[number];
  name: string;
  /** Null where a reader has none. */
  first: string | null;
  second: string | null;
}

export interface Agreement {
  counts: {
    /** Beats of each reading that were compared; artefacts are none. */
    first: number;
    second: number;
    /** Beats that both have. */
    both: number;
    /** Beats of either that lie where one of the two calls the signal unreadable. */
    leftOut: number;
    /** Beats that differ in anything. */
    differing: number;
  };
  /** Counts by `SAID`: row = first, column = second. Its last cell is empty: where neither has a beat, there is nothing to count. */
  table: number[][];
  /** Of the classes of beats that both have. */
  kappa: Kappa;
  /** Most beats first. */
  beats: BeatDifference[];
  /** In order of time. */
  spans: SpanDifference[];
  events: EventDifference[];
  values: ValueDifference[];
}

/** Compares two readings. The same two give the same answer, in the same order. */
export function agreementOf(first: Reading, second: Reading, sampleRate: number): Agreement {
  const unreadable = { first: normalised(first.unreadable), second: normalised(second.unreadable) };
  const shut = union(unreadable.first, unreadable.second);
  const a = first.state.beats;
  const b = second.state.beats;
  const rowsA = rowsOutside(a, shut);
  const rowsB = rowsOutside(b, shut);
  const partner = nearestFirst(
    Float64Array.from(rowsA, (row) => a.sample[row]!),
    new Uint8Array(rowsA.length),
    Float64Array.from(rowsB, (row) => b.sample[row]!),
    MATCH_SECONDS * sampleRate,
  );
  const table = SAID.map(() => SAID.map(() => 0));
  const groups = new Groups();
  const counts = { first: 0, second: 0, both: 0, leftOut: a.key.length - rowsA.length + b.key.length - rowsB.length, differing: 0 };
  const taken = new Uint8Array(rowsB.length);
  const compare = (rowA: number | null, rowB: number | null): void => {
    const saidA = rowA === null ? NONE : saidOf(a.code[rowA]!);
    const saidB = rowB === null ? NONE : saidOf(b.code[rowB]!);
    if (saidA === NONE && saidB === NONE) return;
    table[saidA]![saidB]! += 1;
    if (saidA !== NONE) counts.first++;
    if (saidB !== NONE) counts.second++;
    if (saidA !== NONE && saidB !== NONE) counts.both++;
    const kind = kindOf(saidA, saidB, rowA !== null && rowB !== null && a.code[rowA] !== b.code[rowB], rowA !== null && rowB !== null && a.sample[rowA] !== b.sample[rowB]);
    if (kind === null) return;
    counts.differing++;
    groups.add(kind, { beats: a, row: rowA }, { beats: b, row: rowB });
  };
  for (let i = 0; i < rowsA.length; i++) {
    const j = partner[i]!;
    if (j >= 0) taken[j] = 1;
    compare(rowsA[i]!, j >= 0 ? rowsB[j]! : null);
  }
  for (let j = 0; j < rowsB.length; j++) if (taken[j] === 0) compare(null, rowsB[j]!);
  return {
    counts,
    table,
    kappa: cohenKappa(table.slice(0, NONE).map((row) => row.slice(0, NONE))),
    beats: groups.list(),
    spans: [...spansOf('first', subtract(unreadable.first, unreadable.second)), ...spansOf('second', subtract(unreadable.second, unreadable.first))].toSorted((x, y) => x.from - y.from || x.to - y.to),
    events: eventDifferences(first.events, second.events, MATCH_SECONDS * sampleRate),
    values: COMPARED_VALUES.flatMap((entity) => valueDifferences(entity, valuesOf(first.state, entity), valuesOf(second.state, entity))),
  };
}

/** Whether the two readings differ in nothing. */
export function isUnanimous(agreement: Pick<Agreement, 'beats' | 'spans' | 'events' | 'values'>): boolean {
  return agreement.beats.length + agreement.spans.length + agreement.events.length + agreement.values.length === 0;
}

function rowsOutside(beats: BeatColumns, shut: Float64Array): number[] {
  const rows: number[] = [];
  for (let row = 0; row < beats.key.length; row++) if (!within(shut, beats.sample[row]!)) rows.push(row);
  return rows;
}

function saidOf(code: number): number {
  const of = CLASS_INDEX[CODES[code]?.[1] ?? 'Q'];
  return CLASSES[of] === 'X' ? NONE : of;
}

function kindOf(saidA: number, saidB: number, otherCode: boolean, otherPlace: boolean): BeatDifferenceKind | null {
  if (saidB === NONE) return 'only-first';
  if (saidA === NONE) return 'only-second';
  if (saidA !== saidB) return 'label';
  if (otherCode) return 'finer-label';
  return otherPlace ? 'place' : null;
}

interface Side {
  beats: BeatColumns;
  row: number | null;
}

/** Beats that differ, gathered by how they do. */
class Groups {
  readonly #groups = new Map<string, { kind: BeatDifferenceKind; first: number | null; second: number | null; template: number; members: [sample: number, firstKey: number, secondKey: number][] }>();

  add(kind: BeatDifferenceKind, a: Side, b: Side): void {
    const first = a.row === null ? null : a.beats.code[a.row]!;
    const second = b.row === null ? null : b.beats.code[b.row]!;
    const sample = a.row === null ? b.beats.sample[b.row!]! : a.beats.sample[a.row]!;
    const template = (a.row === null ? 0 : a.beats.template[a.row]!) || (b.row === null ? 0 : b.beats.template[b.row]!);
    const alike = `${kind} ${first ?? '-'} ${second ?? '-'} ${template}`;
    // Beats of no template have nothing in common but their labels: each is looked at alone.
    const name = template === 0 ? `${alike} ${sample}` : alike;
    let group = this.#groups.get(name);
    if (!group) this.#groups.set(name, (group = { kind, first, second, template, members: [] }));
    group.members.push([sample, a.row === null ? NO_BEAT : a.beats.key[a.row]!, b.row === null ? NO_BEAT : b.beats.key[b.row]!]);
  }

  list(): BeatDifference[] {
    const list = Array.from(this.#groups.values(), ({ members, kind, first, second, template }): BeatDifference => {
      members.sort((x, y) => x[0] - y[0] || x[1] - y[1] || x[2] - y[2]);
      return {
        id: `beats/${kind}/${first ?? '-'}/${second ?? '-'}/${template}/${members[0]![0]}`,
        kind,
        first,
        second,
        template,
        samples: Float64Array.from(members, ([sample]) => sample),
        firstKeys: Int32Array.from(members, ([, key]) => key),
        secondKeys: Int32Array.from(members, ([, , key]) => key),
      };
    });
    return list.sort((x, y) => y.samples.length - x.samples.length || x.samples[0]! - y.samples[0]! || (x.id < y.id ? -1 : 1));
  }
}

function spansOf(unreadableFor: SpanDifference['unreadableFor'], spans: Float64Array): SpanDifference[] {
  return Array.from({ length: spans.length / 2 }, (_, i) => {
    const from = spans[2 * i]!;
    const to = spans[2 * i + 1]!;
    return { id: `span/${unreadableFor}/${from}-${to}`, unreadableFor, from, to };
  });
}

function valueDifferences(entity: ValueDifference['entity'], first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>): ValueDifference[] {
  const names = [...new Set([...first.keys(), ...second.keys()])].toSorted();
  // A text that was emptied says as much as one that was never written.
  const said = (values: ReadonlyMap<string, string>, name: string): string | null => values.get(name) || null;
  return names
    .map((name): ValueDifference => ({ id: `value/${entity}/${name}`, entity, name, first: said(first, name), second: said(second, name) }))
    // How a report is laid out is no reading, and of a sentence its words count, not when they were confirmed.
    .filter((difference) => difference.name !== SECTIONS_SETTING && difference.name !== STRIP_ORDER_SETTING && asRead(difference.first) !== asRead(difference.second));
}

const asRead = (text: string | null): string | null => text && conclusionAsRead(text);
