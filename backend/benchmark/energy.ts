/**
 * Energy that the processors' own counters tell (RAPL, on Linux and where the
 * system lets it be read): of the whole package, whoever used it. Where there
 * are none, seconds on the cores stand for it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = '/sys/class/powercap';

interface Counter {
  /** Microjoules, beginning anew at `most`. */
  file: string;
  most: number;
}

/** Reads the counters now; what it returns tells the joules since. Null where they are not offered. `root`: where the system lists them. */
export function energyMeter(root = ROOT): (() => number | null) | null {
  const counters = countersIn(root);
  const began = counters.map(({ file }) => read(file));
  if (counters.length === 0 || began.includes(null)) return null;
  return () =>
    counters.reduce<number | null>((sum, { file, most }, i) => {
      const now = read(file);
      if (sum === null || now === null) return null;
      const spent = now - began[i]!;
      return sum + (spent < 0 ? spent + most : spent) / 1e6;
    }, 0);
}

/** Counters of whole packages: `intel-rapl:0` and its like; those below them are parts of it. */
function countersIn(root: string): Counter[] {
  let names: string[];
  try {
    names = readdirSync(root);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^[a-z-]*rapl:\d+$/.test(name))
    .map((name) => ({ file: join(root, name, 'energy_uj'), most: read(join(root, name, 'max_energy_range_uj')) ?? 0 }));
}

/** Null where there is no such file, or it may not be read. */
function read(file: string): number | null {
  try {
    const value = Number(readFileSync(file, 'utf8'));
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}
