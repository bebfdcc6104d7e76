/**
 * End-to-end tests on a real recording: what `data.ts` is to the others. They
 * run where `ISOLINE_DATA` names the recordings and are skipped by name where it
 * does not.
 */
import { test, type Fixtures } from '../e2e/shells.ts';

/** Registers an end-to-end test on `recording`, which is undefined where `ISOLINE_DATA` is not set. */
export function withRecording<T>(name: string, recording: T | undefined, body: (recording: T, fixtures: Fixtures) => Promise<void>): void {
  if (recording === undefined) {
    test.skip(`${name} (skipped: ISOLINE_DATA is not set)`, () => undefined);
    return;
  }
  test(name, async ({ start, dataFolder, scratch }) => body(recording, { start, dataFolder, scratch }));
}
