/** Units and names of leads, common to all formats. */

/** adu per millivolt from adu per unit; null where the unit is no voltage. */
export function perMillivolt(perUnit: number, unit: string): number | null {
  switch (unit.trim().toLowerCase().replace(/^âµ|^μ|^µ/, 'u').replace(/^microv(olts?)?$/, 'uv').replace(/^milliv(olts?)?$/, 'mv')) {
    case 'mv':
      return perUnit;
    case 'uv':
      return perUnit * 1e3;
    case 'nv':
      return perUnit * 1e6;
    case 'v':
      return perUnit / 1e3;
    default:
      return null;
  }
}

/** Names made unique by a number, and never empty: a lead is chosen by its name. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((raw, i) => {
    const base = raw.trim() === '' ? `Lead ${i + 1}` : raw.trim();
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base} ${n}`;
    taken.add(name);
    return name;
  });
}

/** The most common number of a list, the larger one where two are as common. */
export function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best = 0;
  let bestCount = 0;
  for (const [value, count] of counts) {
    if (count > bestCount || (count === bestCount && value > best)) [best, bestCount] = [value, count];
  }
  return best;
}
