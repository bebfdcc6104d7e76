/**
 * Many lines of the worklist in one piece: a text for what they say and one
 * array for all their sketches. Ten thousand lines as objects of their own cost
 * more to carry from one process to another than to read.
 */
import type { StudyRow } from '../contract/types.ts';

/** Lines as they are carried. */
export interface PackedLines {
  /** A JSON array of the lines without their sketches. */
  text: string;
  /** Parts of each sketch, line by line; 0 where a line has none. */
  parts: Uint16Array;
  /** Rates of all sketches, one behind the other. */
  rates: Uint8Array;
  /** S and V of each sketch in turn. */
  counts: Uint16Array;
}

/** A line's own text: made once, as long as the line is the same object. */
const texts = new WeakMap<StudyRow, string>();

/** Notes the text of a line that was read from it. */
export function knowText(row: StudyRow, text: string): StudyRow {
  texts.set(row, text);
  return row;
}

function textOf(row: StudyRow): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const { sketch: _sketch, ...said } = row;
  const text = JSON.stringify(said);
  texts.set(row, text);
  return text;
}

/** Packs lines. A line is never changed in place: one that says something else is another object. */
export function packLines(rows: readonly StudyRow[]): PackedLines {
  const parts = Uint16Array.from(rows, ({ sketch }) => sketch?.rate.length ?? 0);
  const all = parts.reduce((sum, n) => sum + n, 0);
  const rates = new Uint8Array(all);
  const counts = new Uint16Array(2 * all);
  let at = 0;
  for (const { sketch } of rows) {
    if (!sketch) continue;
    const n = sketch.rate.length;
    rates.set(sketch.rate, at);
    counts.set(sketch.S, 2 * at);
    counts.set(sketch.V, 2 * at + n);
    at += n;
  }
  return { text: `[${rows.map(textOf).join(',')}]`, parts, rates, counts };
}

/** The lines that were packed. */
export function unpackLines({ text, parts, rates, counts }: PackedLines): StudyRow[] {
  const said = JSON.parse(text) as Omit<StudyRow, 'sketch'>[];
  let at = 0;
  return said.map((line, i) => {
    const n = parts[i]!;
    if (n === 0) return { ...line, sketch: null };
    const from = at;
    at += n;
    return { ...line, sketch: { rate: rates.subarray(from, at), S: counts.subarray(2 * from, 2 * from + n), V: counts.subarray(2 * from + n, 2 * from + 2 * n) } };
  });
}
