/**
 * What a process and all it has started take: memory as the sum of PSS, in which
 * a page that several processes share is counted once, and time on the cores.
 * Linux tells it, others do not.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  /** PSS, MB. */
  mb: number;
  /** Seconds on a core so far, children that have ended included. */
  coreSeconds: number;
}

/** What a process and its descendants take; null where this system does not tell. */
export function usageOf(pid: number): Usage | null {
  const sum: Usage = { mb: 0, coreSeconds: 0 };
  const ids = [pid];
  for (let i = 0; i < ids.length; i++) {
    const children = childrenOf(ids[i]!);
    const mb = pssMb(ids[i]!);
    // A child may end between being listed and being read; the root that cannot be read means that nothing can.
    if (i === 0 && (mb === null || children === null)) return null;
    sum.mb += mb ?? 0;
    sum.coreSeconds += coreSecondsOf(ids[i]!);
    ids.push(...(children ?? []));
  }
  return sum;
}

/** Ticks a second of the times in `/proc`, the same on every Linux. */
const TICKS = 100;

/** Own time and that of ended children, in user and kernel. */
function coreSecondsOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`) ?? '';
  // The name before the last parenthesis may hold anything; the fields after it are counted from 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [14, 15, 16, 17].reduce((sum, field) => sum + Number(fields[field - 3] ?? 0), 0) / TICKS;
}

function pssMb(pid: number): number | null {
  const kb = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return kb === undefined ? null : Number(kb) / 1024;
}

/** A child is listed under the thread that started it. */
function childrenOf(pid: number): number[] | null {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return null;
  }
  const lists = threads.map((thread) => read(`/proc/${pid}/task/${thread}/children`)).filter((list) => list !== null);
  if (lists.length === 0) return null;
  return lists.flatMap((list) => list.split(' ').filter((word) => word !== '').map(Number));
}

/** Null where there is no such file: another system, or the process has ended. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Looks at the memory begin this far apart at least; ms. */
const EVERY_MS = 100;
/**
 * Share of the time that looking may take: to tell its PSS the system walks all
 * pages of a process and holds them meanwhile, which on a small computer would
 * slow what is measured.
 */
const LOOKING_SHARE = 0.04;

/** Watches a process tree until it is stopped. */
export class UsageWatch {
  readonly #pid: number;
  #timer: NodeJS.Timeout;
  #peak: number | null = null;
  #coreSeconds: number | null = null;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setTimeout(() => this.#goOn(), EVERY_MS);
  }

  /** Largest sum since the last lap, MB; begins the next one. Null where it cannot be measured. */
  lap(): number | null {
    this.#look();
    const peak = this.#peak;
    this.#peak = null;
    return peak;
  }

  /** Seconds on the cores so far, to a tenth or so; null where it cannot be measured. */
  get coreSeconds(): number | null {
    return this.#coreSeconds;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #goOn(): void {
    const start = performance.now();
    this.#look();
    const took = performance.now() - start;
    this.#timer = setTimeout(() => this.#goOn(), Math.max(EVERY_MS, took / LOOKING_SHARE));
  }

  #look(): void {
    const now = usageOf(this.#pid);
    if (now === null) return;
    this.#peak = Math.max(this.#peak ?? 0, now.mb);
    // A child that has ended is for a moment in no list.
    this.#coreSeconds = Math.max(this.#coreSeconds ?? 0, now.coreSeconds);
  }
}
