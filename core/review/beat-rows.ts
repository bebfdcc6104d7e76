/**
 * Rows of beat columns: found by key, taken out, woven in. Columns are never
 * changed in place here; a day of beats is copied in a few milliseconds.
 */
import { PROBABILITIES } from '../beats/columns.ts';
import type { BeatColumns } from '../beats/columns.ts';

interface RowIndex {
  /** Row by key where keys are 0 or more, −1 where there is none. */
  ofRun: Int32Array;
  /** Row by minus key, for beats that a person inserted. */
  inserted: Map<number, number>;
}

/** An index belongs to one key column and lives as long as it. */
const indexes = new WeakMap<Int32Array, RowIndex>();

function indexOf(keys: Int32Array): RowIndex {
  const known = indexes.get(keys);
  if (known) return known;
  let largest = -1;
  for (const key of keys) if (key > largest) largest = key;
  const index: RowIndex = { ofRun: new Int32Array(largest + 1).fill(-1), inserted: new Map() };
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row]!;
    if (key >= 0) index.ofRun[key] = row;
    else index.inserted.set(-key, row);
  }
  indexes.set(keys, index);
  return index;
}

/** Row of the beat with this key, or −1 where there is none. */
export function rowOf(beats: BeatColumns, key: number): number {
  const index = indexOf(beats.key);
  return (key >= 0 ? index.ofRun[key] : index.inserted.get(-key)) ?? -1;
}

/** The rows named, in the order named. */
export function pick(beats: BeatColumns, rows: ArrayLike<number>): BeatColumns {
  const n = rows.length;
  const out: BeatColumns = {
    key: new Int32Array(n),
    sample: new Float64Array(n),
    code: new Uint8Array(n),
    template: new Uint16Array(n),
    probability: new Uint8Array(n * PROBABILITIES),
    likeness: new Int8Array(n),
    source: new Uint8Array(n),
  };
  for (let i = 0; i < n; i++) {
    const row = rows[i]!;
    out.key[i] = beats.key[row]!;
    out.sample[i] = beats.sample[row]!;
    out.code[i] = beats.code[row]!;
    out.template[i] = beats.template[row]!;
    out.likeness[i] = beats.likeness[row]!;
    out.source[i] = beats.source[row]!;
    for (let p = 0; p < PROBABILITIES; p++) out.probability[i * PROBABILITIES + p] = beats.probability[row * PROBABILITIES + p]!;
  }
  return out;
}

/** All rows but those named. */
export function without(beats: BeatColumns, rows: ArrayLike<number>): BeatColumns {
  const gone = new Uint8Array(beats.key.length);
  for (let i = 0; i < rows.length; i++) gone[rows[i]!] = 1;
  const stay = new Int32Array(beats.key.length - rows.length);
  let n = 0;
  for (let row = 0; row < gone.length; row++) if (gone[row] === 0) stay[n++] = row;
  return pick(beats, stay);
}

function joined<T extends Int32Array | Float64Array | Uint8Array | Uint16Array | Int8Array>(out: T, a: T, b: T): T {
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** One set of columns behind the other. */
export function concat(a: BeatColumns, b: BeatColumns): BeatColumns {
  const n = a.key.length + b.key.length;
  return {
    key: joined(new Int32Array(n), a.key, b.key),
    sample: joined(new Float64Array(n), a.sample, b.sample),
    code: joined(new Uint8Array(n), a.code, b.code),
    template: joined(new Uint16Array(n), a.template, b.template),
    probability: joined(new Uint8Array(n * PROBABILITIES), a.probability, b.probability),
    likeness: joined(new Int8Array(n), a.likeness, b.likeness),
    source: joined(new Uint8Array(n), a.source, b.source),
  };
}

/** Columns with more beats woven in, ascending by sample, equal samples by key. `beats` is sorted, `more` need not be. */
export function weave(beats: BeatColumns, more: BeatColumns): BeatColumns {
  const all = concat(beats, more);
  const { sample, key } = all;
  const order = (a: number, b: number): number => sample[a]! - sample[b]! || key[a]! - key[b]!;
  const n = beats.key.length;
  const come = Int32Array.from({ length: more.key.length }, (_, i) => n + i).sort(order);
  const rows = new Int32Array(n + come.length);
  let a = 0;
  let b = 0;
  for (let i = 0; i < rows.length; i++) {
    rows[i] = b >= come.length || (a < n && order(a, come[b]!) <= 0) ? a++ : come[b++]!;
  }
  return pick(all, rows);
}

/** First row whose sample is `sample` or later. */
export function rowAt(beats: BeatColumns, sample: number): number {
  let low = 0;
  let high = beats.sample.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (beats.sample[middle]! < sample) low = middle + 1;
    else high = middle;
  }
  return low;
}
