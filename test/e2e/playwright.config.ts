/**
 * The same specs on every shell: `served` is `isoline serve` in Chromium,
 * `standin` the built Electron main on the stand-in, `electron` a real Electron
 * where `ELECTRON_BIN` names one. Chromium is the one of `CHROMIUM_PATH`.
 */
import { defineConfig } from '@playwright/test';
import type { ShellOptions } from './shells.ts';

const specs = ['e2e/**/*.spec.ts', 'faults/**/*.spec.ts'];
const shells: ShellOptions['shell'][] = ['served', 'standin', ...(process.env['ELECTRON_BIN'] ? (['electron'] as const) : [])];

/** Specs that a shell leaves to another one. */
const ELSEWHERE: Record<ShellOptions['shell'], string[]> = {
  // It speaks over the WebSocket, which test/contract tries.
  served: ['**/contract.spec.ts', '**/command.spec.ts'],
  // They ask the page and the backend alone, which are the same ones: that they come to a window of the stand-in, the studies that are read there hold.
  standin: ['access', 'bad-days', 'disclosure', 'enlarged', 'languages', 'mouse', 'people', 'readers', 'screens', 'signing', 'unusual'].map((spec) => `**/${spec}.spec.ts`),
  electron: ['**/command.spec.ts'],
};

export default defineConfig<ShellOptions>({
  testDir: '..',
  outputDir: '../../test-results',
  // Each program has its own folder and port, and waits more than it works: two at a time take two thirds of the time, three no less.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  timeout: 360_000,
  // Long: how fast a machine is, is the benchmark’s business.
  expect: { timeout: 60_000 },
  reporter: [['list']],
  projects: shells.map((shell) => ({ name: shell, testMatch: specs, testIgnore: ELSEWHERE[shell], use: { shell } })),
});
