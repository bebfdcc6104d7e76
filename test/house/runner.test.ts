import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { builtProgram } from '../../resources/scripts/built.mjs';
import { findChromium } from '../run/chromium.ts';
import { benchmarkLines, playwrightCounts, vitestCounts } from '../run/stages.ts';
import { root } from './sources.ts';

const run = (...words: string[]): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'resources/scripts/on-node-24.mjs'), ...words], { cwd: root, encoding: 'utf8' });
  return { status, output: stderr + stdout };
};

describe('the sums of npm test', () => {
  it('come from the reports of the runners', () => {
    expect(vitestCounts('{"numPassedTests":3,"numFailedTests":1,"numPendingTests":2,"numTodoTests":1}')).toEqual({ passed: 3, failed: 1, skipped: 3 });
    expect(playwrightCounts('{"stats":{"expected":4,"unexpected":1,"flaky":0,"skipped":2}}')).toEqual({ passed: 4, failed: 1, skipped: 2 });
  });

  it('count a test that passed only when tried again as failed', () => {
    expect(playwrightCounts('{"stats":{"expected":4,"unexpected":0,"flaky":1,"skipped":0}}').failed).toBe(1);
  });

  it('come with the figures of the quick benchmark, where a test has run it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'isoline-runner-'));
    const file = join(folder, 'benchmark.json');
    expect(benchmarkLines(file)).toEqual([]);
    const figure = { name: '24h-3lead', device: 'cpu', seconds: 2, ratioToUnfused: null, peakMb: 300, peakAboveIdleMb: 200, coreSeconds: 3, joules: 40, beatsPerSecond: 900, spread: 0, repetitions: 1, beats: 1800, recording: { hours: 0.2, leads: 3, sampleRate: 250 }, stages: {}, note: '' };
    writeFileSync(file, JSON.stringify({ takenAt: '2026-11-22T20:00:00.000Z', machine: { cpu: 'one', cores: 2, memoryGb: 8, os: 'here', node: '24', program: '0', kernels: 'wasm' }, quick: true, idleMb: 100, loadBefore: 0, results: [figure], notice: 'nobody' }));
    const lines = benchmarkLines(file).join('\n');
    expect(lines).toMatch(/24h-3lead +2\.000 +0\.000 +1 +3\.00 +900 +300 +200/);
    expect(lines).toContain('40.0 J');
    rmSync(folder, { recursive: true });
  });

  it('end with one plain line', () => {
    const { status, output } = run('test/run/main.ts', 'layers');
    expect(output.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, \d+ failed(, \d+ skipped)?$/);
    expect(status).toBe(output.includes(' 0 failed') ? 0 : 1);
  });

  it('refuse a stage that is not there', () => expect(run('test/run/main.ts', 'layerz')).toMatchObject({ status: 2 }));
});

describe('the command line from a checkout', () => {
  const keptIn = (folder: string): number => readdirSync(folder).flatMap((version) => readdirSync(join(folder, version))).length;
  beforeEach(() => vi.stubEnv('NODE_COMPILE_CACHE', undefined));
  afterEach(() => vi.unstubAllEnvs());

  it('runs from its bundle, and keeps what Node made of that for the next start', async () => {
    expect(run('cli/main.ts', '--version')).toMatchObject({ status: 0 });
    const built = await builtProgram(root, (error) => expect.fail(error.message));
    expect(keptIn(join(built!, 'compiled'))).toBeGreaterThan(3);
  });

  it('runs its sources as they are where that is asked for, and keeps what Node made of them', () => {
    vi.stubEnv('ISOLINE_SOURCES', '1');
    expect(run('cli/main.ts', '--version')).toMatchObject({ status: 0 });
    expect(keptIn(join(root, '.cache', 'compiled'))).toBeGreaterThan(10);
  });
});

describe('finding a Chromium', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'isoline-chromium-'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const program = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it('takes the one that is named, if it starts', () => {
    vi.stubEnv('CHROMIUM_PATH', program('mine', 'echo Chromium 1'));
    expect(findChromium()).toEqual({ path: join(folder, 'mine'), from: 'CHROMIUM_PATH' });
    vi.stubEnv('CHROMIUM_PATH', join(folder, 'none'));
    expect(() => findChromium()).toThrow(/does not start/);
  });

  it('passes over a command that is only a note', () => {
    vi.stubEnv('CHROMIUM_PATH', '');
    vi.stubEnv('PATH', folder);
    program('chromium-browser', 'echo install the snap >&2; exit 10');
    const chrome = program('google-chrome', 'exit 0');
    expect(findChromium()).toEqual({ path: chrome, from: 'the system' });
  });
});
