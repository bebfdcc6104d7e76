import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BEFORE_THREADS } from './backend/threads.ts';

/** Everything but the end-to-end tests, which Playwright runs (test/e2e). */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/e2e/**'],
    setupFiles: ['test/helpers/seed.ts'],
    pool: 'forks',
    // Tests start threads that strip types, many at once.
    execArgv: [...BEFORE_THREADS],
    // Programs that tests start keep what Node made of their sources: a third less time on the cores.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/compiled', import.meta.url)) },
    // As many as there are cores, three at least: tests that start programs wait more than they work.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
