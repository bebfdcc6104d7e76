/**
 * The numbers of an array at some of its rows, as arrays of their own. Not `from` with a function: one that is made with
 * each call loses what V8 compiled of it at each full collection, and is compiled anew, for a loop of one line
 * (docs/speed.md).
 */

export function pickedInts(values: ArrayLike<number>, rows: ArrayLike<number>): Int32Array {
  const picked = new Int32Array(rows.length);
  for (let i = 0; i < picked.length; i++) picked[i] = values[rows[i]!]!;
  return picked;
}

export function pickedSingles(values: ArrayLike<number>, rows: ArrayLike<number>): Float32Array {
  const picked = new Float32Array(rows.length);
  for (let i = 0; i < picked.length; i++) picked[i] = values[rows[i]!]!;
  return picked;
}

export function pickedDoubles(values: ArrayLike<number>, rows: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < picked.length; i++) picked[i] = values[rows[i]!]!;
  return picked;
}
