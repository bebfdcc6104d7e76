/**
 * Tests on real recordings. They are never committed: `ISOLINE_DATA` names the
 * folder that holds the sets (`<folder>/mitdb/100.hea` and so on). Without it
 * these tests are skipped by name, so that a reader of the results sees what
 * was not tried.
 */
import { existsSync } from 'node:fs';
import { describe } from 'vitest';

/** Folder of the real recordings, or undefined where none is named. */
export const dataFolder: string | undefined = process.env['ISOLINE_DATA'] || undefined;

/**
 * Registers `describe(name)` with the folder of the real recordings.
 * Throws where the folder is named but is not there: a wrong path must not look like a skip.
 */
export function withData(name: string, body: (dataFolder: string) => void): void {
  if (dataFolder === undefined) {
    describe.skip(`${name} (skipped: ISOLINE_DATA is not set)`, () => body('ISOLINE_DATA-is-not-set'));
    return;
  }
  if (!existsSync(dataFolder)) throw new Error(`ISOLINE_DATA names ${dataFolder}, which is not there`);
  const folder = dataFolder;
  describe(name, () => body(folder));
}
