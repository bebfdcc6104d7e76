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
export function rowOf(beats: Pick<BeatColumns, 'key'>, key: number): number {
  const index = indexOf(beats.key);
  return (key >= 0 ? index.ofRun[key] : index.inserted.get(-key)) ?? -1;
}

/** Keys of rows, in their order. `map` and loops, never `from`: with a function that takes twelve times as long, a quarter of a second for a fortnight. */
export function keysOfRows(beats: Pick<BeatColumns, 'key'>, rows: Int32Array): Int32Array<ArrayBuffer> {
  const { key } = beats;
  return rows.map((row) => key[row]!);
}

/** Rows of keys, in their order; keys that no beat bears are left out. */
export function rowsOfKeys(beats: Pick<BeatColumns, 'key'>, keys: Int32Array): Int32Array {
  const { ofRun, inserted } = indexOf(beats.key);
  const rows = new Int32Array(keys.length);
  let n = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const row = (key >= 0 ? ofRun[key] : inserted.get(-key)) ?? -1;
    if (row >= 0) rows[n++] = row;
  }
  return n === rows.length ? rows : rows.slice(0, n);
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

/** Rows `[start, end)` of some columns. */
interface Piece {
  of: BeatColumns;
  start: number;
  end: number;
}

/** Columns put together from pieces; whole stretches are copied at once. */
function assemble(pieces: readonly Piece[]): BeatColumns {
  const n = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  const out: BeatColumns = {
    key: new Int32Array(n),
    sample: new Float64Array(n),
    code: new Uint8Array(n),
    template: new Uint16Array(n),
    probability: new Uint8Array(n * PROBABILITIES),
    likeness: new Int8Array(n),
    source: new Uint8Array(n),
  };
  let at = 0;
  for (const { of, start, end } of pieces) {
    out.key.set(of.key.subarray(start, end), at);
    out.sample.set(of.sample.subarray(start, end), at);
    out.code.set(of.code.subarray(start, end), at);
    out.template.set(of.template.subarray(start, end), at);
    out.probability.set(of.probability.subarray(start * PROBABILITIES, end * PROBABILITIES), at * PROBABILITIES);
    out.likeness.set(of.likeness.subarray(start, end), at);
    out.source.set(of.source.subarray(start, end), at);
    at += end - start;
  }
  return out;
}

const whole = (of: BeatColumns): Piece => ({ of, start: 0, end: of.key.length });

/** One set of columns behind the other. */
export function concat(a: BeatColumns, b: BeatColumns): BeatColumns {
  return assemble([whole(a), whole(b)]);
}

/** Bytes of a memory that a column fills, of those made by `behind`: whoever ends there may go on behind it. */
const filled = new WeakMap<ArrayBufferLike, number>();

/** Room behind a column that goes on, as a share of it, and in rows at least. */
const ROOM = { share: 0.25, rows: 4096 };

/**
 * A column with more rows behind it. Where there is room behind the column, and nobody has gone on from it before, the rows are
 * written there and the answer is a longer view: what the column itself shows never changes.
 */
function behind<T extends BeatColumns[keyof BeatColumns]>(column: T, more: T, view: (memory: ArrayBufferLike, length: number) => T): T {
  const length = column.length + more.length;
  const bytes = length * column.BYTES_PER_ELEMENT;
  const goesOn = column.byteOffset === 0 && filled.get(column.buffer) === column.byteLength && bytes <= column.buffer.byteLength;
  const memory = goesOn ? column.buffer : new ArrayBuffer((length + Math.max(ROOM.rows, Math.ceil(ROOM.share * length))) * column.BYTES_PER_ELEMENT);
  const whole = view(memory, length);
  if (!goesOn) whole.set(column);
  whole.set(more, column.length);
  filled.set(memory, bytes);
  return whole;
}

/** As `concat`, for columns that go on and on: a fortnight that comes hour by hour is not copied with every hour. */
export function goneOn(beats: BeatColumns, more: BeatColumns): BeatColumns {
  return {
    key: behind(beats.key, more.key, (memory, length) => new Int32Array(memory, 0, length)),
    sample: behind(beats.sample, more.sample, (memory, length) => new Float64Array(memory, 0, length)),
    code: behind(beats.code, more.code, (memory, length) => new Uint8Array(memory, 0, length)),
    template: behind(beats.template, more.template, (memory, length) => new Uint16Array(memory, 0, length)),
    probability: behind(beats.probability, more.probability, (memory, length) => new Uint8Array(memory, 0, length)),
    likeness: behind(beats.likeness, more.likeness, (memory, length) => new Int8Array(memory, 0, length)),
    source: behind(beats.source, more.source, (memory, length) => new Uint8Array(memory, 0, length)),
  };
}

/** All rows but those named. */
export function without(beats: BeatColumns, rows: ArrayLike<number>): BeatColumns {
  const pieces: Piece[] = [];
  let start = 0;
  for (const row of Int32Array.from(rows).sort()) {
    if (row > start) pieces.push({ of: beats, start, end: row });
    start = row + 1;
  }
  pieces.push({ of: beats, start, end: beats.key.length });
  return assemble(pieces);
}

/** Columns with more beats woven in, ascending by sample, equal samples by key. `beats` is sorted, `more` need not be. */
export function weave(beats: BeatColumns, more: BeatColumns): BeatColumns {
  const come = Int32Array.from(more.key.keys()).sort((a, b) => more.sample[a]! - more.sample[b]! || more.key[a]! - more.key[b]!);
  const pieces: Piece[] = [];
  let start = 0;
  for (const row of come) {
    const sample = more.sample[row]!;
    let end = Math.max(start, rowAt(beats, sample));
    while (beats.sample[end] === sample && beats.key[end]! < more.key[row]!) end++;
    if (end > start) pieces.push({ of: beats, start, end });
    pieces.push({ of: more, start: row, end: row + 1 });
    start = end;
  }
  pieces.push({ of: beats, start, end: beats.key.length });
  return assemble(pieces);
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
