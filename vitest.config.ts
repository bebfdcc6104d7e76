import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Everything but the end-to-end tests, which Playwright runs (test/e2e). */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/e2e/**'],
    setupFiles: ['test/helpers/seed.ts'],
    pool: 'forks',
    // V8's guard of compiled code loses its count where threads come and go beside WebAssembly: see backend/companions.ts.
    execArgv: ['--no-memory-protection-keys'],
    // As many as there are cores, two at least: tests that start programs wait more than they work.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
