/**
 * Tests of what not every computer lets a test do: make a small disk, trace a program, stop one for a while. Where it
 * does not they are skipped by name, so that a reader of the results sees what was not tried.
 */
import { it } from 'vitest';

/** Registers tests where `able`; elsewhere they are skipped, with `why` behind their names. */
export function itWhere(able: boolean, why: string): (name: string, body: () => Promise<void> | void, timeoutMs?: number) => void {
  return (name, body, timeoutMs) => {
    if (able) it(name, body, timeoutMs);
    else it.skip(`${name} (skipped: ${why})`, body, timeoutMs);
  };
}
