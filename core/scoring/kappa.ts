/**
 * Cohen's kappa: how far two readers agree beyond what chance would give.
 *
 * J. Cohen, "A coefficient of agreement for nominal scales", Educational and
 * Psychological Measurement 20 (1960) 37–46; its standard error where kappa is
 * not 0 by J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard
 * errors of kappa and weighted kappa", Psychological Bulletin 72 (1969) 323–327.
 */

export interface Kappa {
  /** −1…1; null where it is not defined, then `why` says so. */
  value: number | null;
  /** Bounds of the 95 % interval, within −1…1; null where there is no value. */
  low: number | null;
  high: number | null;
  /** Share of things that both called the same, 0…1; null where there are none. */
  observed: number | null;
  /** Share on which chance alone would make them agree, from how often each used each name. */
  expected: number | null;
  /** Things that both named. */
  n: number;
  /** `empty`: there is nothing that both named. `one-class`: both used one and the same name throughout, so chance alone explains all. */
  why: 'empty' | 'one-class' | null;
}

/** Half the width of a 95 % interval in standard errors. */
const Z = 1.96;

/** @param table counts, square: row = what the first reader said, column = what the second said */
export function cohenKappa(table: readonly (readonly number[])[]): Kappa {
  const size = table.length;
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = Array.from({ length: size }, (_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  const n = rows.reduce((sum, count) => sum + count, 0);
  if (n === 0) return { value: null, low: null, high: null, observed: null, expected: null, n, why: 'empty' };
  const agreed = table.reduce((sum, row, i) => sum + row[i]!, 0);
  const observed = agreed / n;
  // Whole numbers until the last step: one class must be told exactly.
  const chance = rows.reduce((sum, count, i) => sum + count * columns[i]!, 0);
  const expected = chance / (n * n);
  if (chance === n * n) return { value: null, low: null, high: null, observed, expected, n, why: 'one-class' };
  const value = (n * agreed - chance) / (n * n - chance);
  let spread = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const share = table[i]![j]! / n;
      spread += i === j ? share * (1 - expected - ((rows[i]! + columns[i]!) / n) * (1 - observed)) ** 2 : (1 - observed) ** 2 * share * ((columns[i]! + rows[j]!) / n) ** 2;
    }
  }
  const variance = (spread - (observed * expected - 2 * expected + observed) ** 2) / (n * (1 - expected) ** 4);
  const half = Z * Math.sqrt(Math.max(0, variance));
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half), observed, expected, n, why: null };
}
