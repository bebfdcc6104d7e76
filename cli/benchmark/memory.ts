/**
 * Memory of a process and all it has started, as the sum of PSS: each page that
 * several processes share is counted once. Linux tells it, others do not.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** PSS of a process and its descendants in MB; null where this system does not tell. */
export function treeMb(pid: number): number | null {
  let sum = 0;
  const ids = [pid];
  for (let i = 0; i < ids.length; i++) {
    const children = childrenOf(ids[i]!);
    const mb = pssMb(ids[i]!);
    // A child may end between being listed and being read; the root that cannot be read means that nothing can.
    if (i === 0 && (mb === null || children === null)) return null;
    sum += mb ?? 0;
    ids.push(...(children ?? []));
  }
  return sum;
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

const EVERY_MS = 100;

/** Watches the memory of a process tree until it is stopped. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  #peak: number | null = null;

  constructor(pid: number) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** Largest sum since the last lap, MB; begins the next one. Null where it cannot be measured. */
  lap(): number | null {
    this.#look();
    const peak = this.#peak;
    this.#peak = null;
    return peak;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = treeMb(this.#pid);
    if (now !== null) this.#peak = Math.max(this.#peak ?? 0, now);
  }
}
