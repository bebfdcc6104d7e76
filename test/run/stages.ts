/** The stages of `npm test`: each is one check by itself, and some bring the counts of their own tests. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { BEFORE_THREADS } from '../../backend/threads.ts';
import { benchmarkReport } from '../../core/contract/benchmark-report.ts';
import { tableOf } from '../../cli/benchmark/table.ts';

export const root = resolve(import.meta.dirname, '../..');
const results = join(root, '.cache/results');

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Outcome extends Counts {
  /** Whether the stage itself passed; it counts as one check beside its tests. */
  ok: boolean;
}

export interface Stage {
  name: string;
  /** Stage that must have passed before this one makes sense. */
  needs?: string;
  run(): Promise<Outcome>;
}

/** A stage that hangs is a failure too. */
const LONGEST_MS = 12 * 60_000;

/** Runs a tool of `node_modules` under this very Node, output on the terminal; true where it ended with 0. */
function tool(script: string, parameters: string[], environment: Record<string, string> = {}): Promise<boolean> {
  return new Promise((settle) => {
    // Tools that start forks of their own hand the flags on: Playwright's workers start threads.
    const child = spawn(process.execPath, [...BEFORE_THREADS, join(root, script), ...parameters], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`, ...environment },
    });
    const clock = setTimeout(() => {
      console.error(`${script} did not end within ${LONGEST_MS / 60_000} minutes`);
      child.kill('SIGKILL');
    }, LONGEST_MS);
    child.on('error', (error) => {
      console.error(error.message);
      clearTimeout(clock);
      settle(false);
    });
    child.on('exit', (status) => {
      clearTimeout(clock);
      settle(status === 0);
    });
  });
}

const plain = (name: string, script: string, parameters: string[]): Stage => ({
  name,
  run: async () => ({ ok: await tool(script, parameters), passed: 0, failed: 0, skipped: 0 }),
});

/** Path of a fresh result file; an old one must not be taken for this run's. */
function freshResult(name: string): string {
  mkdirSync(results, { recursive: true });
  const file = join(results, name);
  rmSync(file, { force: true });
  return file;
}

/** Counts of vitest's JSON report. */
export function vitestCounts(text: string): Counts {
  const report: { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests?: number } = JSON.parse(text);
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + (report.numTodoTests ?? 0) };
}

/** Counts of Playwright's JSON report; a test that passed only when tried again has failed once. */
export function playwrightCounts(text: string): Counts {
  const { stats }: { stats: { expected: number; unexpected: number; flaky: number; skipped: number } } = JSON.parse(text);
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

function readCounts(file: string, read: (text: string) => Counts): Counts {
  return existsSync(file) ? read(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
}

/** Lines of the quick benchmark that one of the tests has run: a report of what was seen, which nothing passes or fails by. Empty where there is none. */
export function benchmarkLines(file: string): string[] {
  return existsSync(file) ? tableOf(benchmarkReport.parse(JSON.parse(readFileSync(file, 'utf8')))) : [];
}

const E2E_CONFIG = 'test/e2e/playwright.config.ts';

/** Runs the end-to-end tests on the built program. `chromium` is the browser's path. */
export async function runEndToEnd(chromium: string, parameters: string[] = []): Promise<Outcome> {
  const file = freshResult('playwright.json');
  const ok = await tool('node_modules/@playwright/test/cli.js', ['test', '--config', E2E_CONFIG, '--reporter', 'list,json', ...parameters], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  const counts = readCounts(file, playwrightCounts);
  return { ...counts, ok: ok && counts.failed === 0 && counts.passed > 0 };
}

export const runBuild = (): Promise<boolean> => tool('node_modules/electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn']);

/** All stages in order. `chromium` is undefined where none was found and none could be installed. */
export function stages(chromium: string | undefined): Stage[] {
  return [
    plain('types', 'node_modules/typescript/bin/tsc', ['-b']),
    plain('lint', 'node_modules/oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']),
    plain('layers', 'test/run/layers.ts', []),
    { name: 'build', run: async () => ({ ok: await runBuild(), passed: 0, failed: 0, skipped: 0 }) },
    {
      name: 'unit',
      run: async () => {
        const file = freshResult('vitest.json');
        const parameters = ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
        const benchmark = freshResult('benchmark.json');
        const ok = await tool('node_modules/vitest/vitest.mjs', parameters, { ISOLINE_BENCHMARK_REPORT: benchmark, ...(chromium === undefined ? {} : { CHROMIUM_PATH: chromium }) });
        for (const line of benchmarkLines(benchmark)) console.log(line);
        const counts = readCounts(file, vitestCounts);
        return { ...counts, ok: ok && counts.passed > 0 };
      },
    },
    {
      name: 'e2e',
      needs: 'build',
      run: async () => (chromium === undefined ? { ok: false, passed: 0, failed: 0, skipped: 0 } : runEndToEnd(chromium)),
    },
  ];
}
