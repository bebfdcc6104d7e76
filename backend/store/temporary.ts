/**
 * Folders of this program in the computer's temporary folder. Each bears the id
 * of the process that made it: what a killed program left there is cleared away
 * when the next one starts, and nothing that another one uses.
 */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What they are for. */
const PURPOSES = ['door', 'view', 'analyze', 'benchmark', 'chromium', 'reading', 'window'] as const;
export type Purpose = (typeof PURPOSES)[number];

const OURS = new RegExp(`^isoline-(?:${PURPOSES.join('|')})-(\\d+)-[A-Za-z0-9]{6}$`);
/** Younger ones are left alone, whoever made them. */
const LEAST_AGE_MS = 3_600_000;

/** Makes a folder that only its owner reaches, and gives its path. Whoever made it removes it. */
export function temporaryFolder(purpose: Purpose): string {
  return mkdtempSync(join(tmpdir(), `isoline-${purpose}-${process.pid}-`));
}

/** Whether a process is there, whoever's it is. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return !(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH');
  }
}

/**
 * Removes what killed programs of this person left: folders of the names above,
 * an hour old and older, of processes that are gone. What cannot be removed stays.
 *
 * @param now milliseconds since 1970
 * @returns the paths that are gone
 */
export function clearTemporary(now: number, folder = tmpdir()): string[] {
  const gone: string[] = [];
  for (const name of namesIn(folder)) {
    const pid = OURS.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(folder, name);
    try {
      const { mtimeMs, uid } = lstatSync(path);
      // A link of that name, or another person's folder, is nobody's to remove here.
      if (!lstatSync(path).isDirectory() || (process.getuid && uid !== process.getuid()) || now - mtimeMs < LEAST_AGE_MS) continue;
      rmSync(path, { recursive: true, force: true });
      gone.push(path);
    } catch (thrown) {
      // Another program that starts just now clears it, too, or it is held: neither keeps this one from starting.
      if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    }
  }
  return gone;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return [];
    throw thrown;
  }
}
