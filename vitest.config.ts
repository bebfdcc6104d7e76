import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BEFORE_THREADS } from './backend/threads.ts';

/**
 * Rooms whose tests compute and leave nothing behind: one process runs file after file of them, which takes half the work.
 * Tests of the window share its stores, those of backend and command line start programs: each of their files has a process.
 */
const COMPUTING = ['beats', 'formats', 'people', 'review', 'rhythm', 'scoring', 'signal', 'study', 'synthesis', 'waves', 'words'].map((room) => `test/${room}/**/*.test.ts`);

/** Everything but the end-to-end tests, which Playwright runs (test/e2e). */
export default defineConfig({
  test: {
    setupFiles: ['test/helpers/seed.ts'],
    // A test that asserts nothing (a loop over an empty list, an expectation that nobody calls) cannot fail.
    expect: { requireAssertions: true },
    pool: 'forks',
    // Tests start threads that strip types, many at once.
    execArgv: [...BEFORE_THREADS],
    // Programs that tests start keep what Node made of their sources: a third less time on the cores.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/compiled', import.meta.url)) },
    // As many as there are cores, three at least: tests that start programs wait more than they work.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts', 'test/**/*.test.tsx'], exclude: ['test/e2e/**', ...COMPUTING] } },
      { extends: true, test: { name: 'computing', include: COMPUTING, isolate: false } },
    ],
  },
});
