/**
 * AAMI classes (ANSI/AAMI EC57) with the artefact that is no beat, and the
 * finer codes a person or a model may give a beat. Codes are WFDB mnemonics.
 */

/** Classes in the order of every probability vector and of every column of a table. */
export const CLASSES = ['N', 'S', 'V', 'F', 'Q', 'X'] as const;
/** N normal, S supraventricular, V ventricular, F fusion, Q unclassifiable, X artefact (no beat). */
export type BeatClass = (typeof CLASSES)[number];

/** Index of a class in `CLASSES`; what beat columns store. */
export const CLASS_INDEX: Readonly<Record<BeatClass, number>> = { N: 0, S: 1, V: 2, F: 3, Q: 4, X: 5 };

/**
 * Finer codes and the class each belongs to. The position in this list is the
 * number stored in the `code` column, so entries are only ever appended.
 * Escape beats `e j n` belong to S here, as in EC57; the literature protocol
 * regroups them when it scores.
 */
export const CODES = [
  ['N', 'N'], // normal
  ['S', 'S'], // supraventricular premature, origin not told
  ['V', 'V'], // ventricular premature
  ['F', 'F'], // fusion of ventricular and normal
  ['Q', 'Q'], // unclassifiable
  ['|', 'X'], // artefact
  ['L', 'N'], // left bundle branch block
  ['R', 'N'], // right bundle branch block
  ['B', 'N'], // bundle branch block, side not told
  ['e', 'S'], // atrial escape
  ['j', 'S'], // nodal escape
  ['n', 'S'], // supraventricular escape
  ['A', 'S'], // atrial premature
  ['a', 'S'], // aberrated atrial premature
  ['J', 'S'], // nodal premature
  ['E', 'V'], // ventricular escape
  ['r', 'V'], // R-on-T ventricular premature
  ['/', 'Q'], // paced
  ['f', 'Q'], // fusion of paced and normal
  ['?', 'Q'], // beat not classified during learning
] as const satisfies readonly (readonly [string, BeatClass])[];

/** Number of a WFDB mnemonic in `CODES`, or -1 where the symbol is no beat we know. */
export function codeOf(symbol: string): number {
  return CODES.findIndex(([name]) => name === symbol);
}

/** Class of a code number. Throws RangeError for a number outside `CODES`. */
export function classOfCode(code: number): BeatClass {
  const entry = CODES[code];
  if (!entry) throw new RangeError(`no beat code ${code}`);
  return entry[1];
}

/** The plain code of a class: what a key press or the model gives when nothing finer is told. */
export function plainCode(beatClass: BeatClass): number {
  return CLASS_INDEX[beatClass];
}
