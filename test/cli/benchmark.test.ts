import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { command } from '../../cli/benchmark.ts';
import { benchmarkReport, type BenchmarkReport, type BenchmarkResult } from '../../core/contract/benchmark-report.ts';
import { parseCommandLine, UsageError, type CommandIo } from '../../cli/command.ts';

const out: string[] = [];
const io = (cwd: string, signal = new AbortController().signal): CommandIo => ({ out: (text) => out.push(text), err: (text) => out.push(text), progress: () => {}, isTerminal: false, cwd, signal });

describe('isoline benchmark --quick --json', () => {
  let folder = '';
  let report: BenchmarkReport;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isoline-benchmark-test-'));
    // Its recordings and data folders come into this one, so that what it leaves behind is seen.
    vi.stubEnv('TMPDIR', folder);
    expect(await command.run(parseCommandLine(command, ['--quick', '--device', 'cpu', '--json', 'figures.json']), io(folder))).toBe(0);
    report = benchmarkReport.parse(JSON.parse(await readFile(join(folder, 'figures.json'), 'utf8')));
    // `npm test` prints it at the end of its stage.
    const kept = process.env['ISOLINE_BENCHMARK_REPORT'];
    if (kept) await copyFile(join(folder, 'figures.json'), kept);
  }, 300_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  const named = (name: string): BenchmarkResult => {
    const found = report.results.find((result) => result.name === name);
    if (!found) throw new Error(`there is no figure ${name}`);
    return found;
  };

  it('measures what it says, by name', () => {
    expect(report.quick).toBe(true);
    expect(report.results.map(({ name }) => name)).toEqual([
      '3h-1lead-classify',
      '3h-1lead-warm',
      'unfused-3h',
      '3h-1lead',
      'strip-10s',
      'live-update',
      '24h-3lead',
      '24h-3lead-findings',
      'open-case',
      'read-window',
      'commit-10000',
      'relabel-50000',
      'preview-100000',
      'findings-after-edit',
      'render-pdf',
      'export-labels',
      'wait-open',
      'wait-commit',
      'wait-backup',
      'wait-verify',
      'wait-export',
      'encrypt-24h',
      '3h-1lead-encrypted',
      'open-case-encrypted',
      'read-window-encrypted',
      'commit-10000-encrypted',
      '24h-1lead',
      '14d-1lead',
      'open-14d',
      'wait-open-14d',
      'open-14d-edited',
      'wait-open-14d-edited',
      'worklist-10000',
      'key-at-rest',
      'key-importing',
    ]);
    for (const { name, seconds, repetitions, spread } of report.results) {
      expect(seconds).toBeGreaterThan(0);
      // Others wait as often as there is something to wait for; a recording grows, and keys are struck, as long as that takes.
      if (/^(?:wait-|key-|live-)/.test(name)) expect(repetitions).toBeGreaterThan(0);
      else expect([name, repetitions, spread]).toEqual([name, 1, 0]);
    }
    expect(report.machine).toMatchObject({ node: process.versions.node });
  });

  it('says what the recordings were', () => {
    expect(named('3h-1lead').recording).toEqual({ hours: 0.1, leads: 1, sampleRate: 360 });
    expect(named('24h-3lead').recording).toEqual({ hours: 0.2, leads: 3, sampleRate: 250 });
    expect(named('24h-3lead').beats).toBeGreaterThan(500);
    expect(named('commit-10000').note).toMatch(/no more than \d+ beats/);
  });

  it('takes the way from file to case apart: the stages that follow each other are the whole', () => {
    for (const name of ['3h-1lead', '24h-3lead']) {
      const { stages, seconds, device } = named(name);
      expect(device).toBe('cpu');
      expect(Object.keys(stages)).toEqual(expect.arrayContaining(['start', 'import', 'analyse', 'seal', 'filter', 'detect', 'context', 'classify', 'templates']));
      const { start, import: reading, analyse, seal } = stages;
      expect(start! + reading! + analyse! + seal!).toBeCloseTo(seconds, 2);
    }
  });

  it('draws each report anew', () => {
    const { first, warm } = named('render-pdf').stages;
    expect(first).toBeGreaterThan(0.05);
    expect(warm).toBeGreaterThan(0.05);
  });

  it('counts memory and core-seconds of backend and engine where the system tells', () => {
    expect(report.idleMb !== null).toBe(platform() === 'linux');
    if (report.idleMb === null) return;
    expect(report.idleMb).toBeGreaterThan(20);
    expect(named('24h-3lead').coreSeconds).toBeGreaterThan(0.2);
    const { peakMb, peakAboveIdleMb } = named('24h-3lead');
    expect(peakMb).toBeGreaterThan(report.idleMb);
    expect(peakAboveIdleMb).toBeCloseTo(peakMb! - report.idleMb, 0);
  });

  it('states a ratio only beside a baseline that is fast enough', () => {
    const { ratioToUnfused, note } = named('3h-1lead-classify');
    const { beats, stages } = named('unfused-3h');
    const fastEnough = beats! / stages['cwt']! >= 1000;
    expect(ratioToUnfused !== null).toBe(fastEnough);
    expect(note).toMatch(fastEnough ? /transform alone/ : /void/);
  });

  it('prints ratios and medians first and ends with the notice', () => {
    const text = out.join('\n');
    expect(text).toContain('Quick run');
    expect(text.indexOf('3h-1lead-classify')).toBeLessThan(text.indexOf('24h-3lead'));
    expect(out.at(-1)).toMatch(/not cleared as a medical device/);
  });

  it('leaves no recordings and no cases behind', async () => {
    const left = await readdir(folder);
    expect(left.filter((name) => name.startsWith('isoline') || name.endsWith('.dat'))).toEqual([]);
    expect(left).toContain('figures.json');
  });
});

describe('what benchmark refuses', () => {
  const asked = (words: string[], signal?: AbortSignal): Promise<number> => command.run(parseCommandLine(command, words), io(tmpdir(), signal));

  it('words that make no sense', async () => {
    await expect(asked(['24h'])).rejects.toThrow(UsageError);
    await expect(asked(['--device', 'abacus'])).rejects.toThrow(UsageError);
    await expect(asked(['--only', '24h-3lead,25h'])).rejects.toThrow(/no figure "25h"/);
  });

  it('to go on after Ctrl-C', async () => {
    await expect(asked(['--quick'], AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
