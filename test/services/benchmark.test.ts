/** Measuring from a window: a process of its own, folders of its own, a result that stays. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { benchmarkReport, type BenchmarkReport } from '../../core/contract/benchmark-report.ts';
import type { BenchmarkState, BenchmarkStep } from '../../core/contract/benchmark.ts';
import type { DevicesReport } from '../../core/contract/devices.ts';
import type { FromBenchmark } from '../../backend/benchmark/protocol.ts';
import { startCompanion } from '../../backend/companions.ts';
import type { Companion, Environment } from '../../backend/environment.ts';
import { BENCHMARK_FILE, createBenchmarkService } from '../../backend/services/benchmark.ts';
import { failure, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

afterAll(removeTemporaryFolders);

let temporary: string;
let program: TestProgram;
beforeEach(async () => {
  // What is measured comes into this one, so that what it leaves behind is seen.
  temporary = temporaryFolder();
  vi.stubEnv('TMPDIR', temporary);
  program = await openProgram();
});
afterEach(async () => {
  await program.close();
  vi.unstubAllEnvs();
});

const scratches = (): string[] => readdirSync(temporary).filter((name) => name.startsWith('isoline-benchmark-'));

/** The states from now on until one is as asked. */
async function until(asked: (state: BenchmarkState) => boolean): Promise<BenchmarkState[]> {
  const changes = program.client.benchmark.changes({});
  const seen: BenchmarkState[] = [];
  for await (const state of changes.items) {
    seen.push(state);
    if (asked(state)) break;
  }
  changes.cancel();
  return seen;
}

/** Engines whose answers wait from `hold` to `letGo`, however fast the computer is; `asked` once one has work meanwhile. */
function engineThatWaits(): { start: Environment['start']; hold(): void; letGo(): void; asked: Promise<void> } {
  let letGo: () => void = () => undefined;
  let beAsked: () => void = () => undefined;
  let gate = Promise.resolve();
  let holding = false;
  const asked = new Promise<void>((told) => (beAsked = told));
  return {
    asked,
    hold: () => {
      holding = true;
      gate = new Promise((open) => (letGo = open));
    },
    letGo: () => letGo(),
    start: async (kind) => {
      const companion = await startCompanion(kind);
      if (kind !== 'engine') return companion;
      return {
        pid: companion.pid,
        send: (message) => {
          if (holding) beAsked();
          companion.send(message);
        },
        onMessage: (listener) => companion.onMessage((message) => void gate.then(() => listener(message))),
        onExit: (listener) => companion.onExit(listener),
        kill: () => companion.kill(),
      };
    },
  };
}

const FIGURES: BenchmarkReport = { takenAt: '2026-11-22T20:00:00.000Z', machine: { cpu: 'one', cores: 2, memoryGb: 4, os: 'Linux', node: '24', program: '0.1.0', kernels: 'wasm' }, quick: true, idleMb: null, loadBefore: null, results: [], notice: '' };

describe('measuring from a window', () => {
  it('measures what is asked for in folders of its own, tells what it is at, and keeps the result', async () => {
    const { client, dataFolder } = program;
    const before = await program.holdings();
    expect(await client.benchmark.state({})).toEqual({ running: null, last: null, trouble: '' });
    await failure(client.benchmark.save({ path: join(temporary, 'nothing.json') }), 'not-ready');
    const begun = await client.benchmark.start({ quick: true, only: ['3h-1lead', '3h-1lead-classify', 'unfused-3h'] });
    expect(begun.running).toMatchObject({ quick: true, device: 'cpu', step: null });
    await failure(client.benchmark.start({ quick: true }), 'not-ready');
    const seen = await until(({ running }) => running === null);
    expect(seen.at(-1)!.trouble).toBe('');
    const steps = seen.flatMap(({ running }) => (running?.step ? [running.step] : []));
    const doings = new Set(steps.map(({ doing }) => doing));
    expect([...doings]).toEqual(expect.arrayContaining(['idle', 'case', 'unfused']));
    expect(steps.at(-1)).toMatchObject({ doing: 'unfused', row: 'unfused', part: 2, parts: 2, recording: { hours: 0.1, leads: 1 } });
    const { last } = await client.benchmark.state({});
    const report = benchmarkReport.parse(last);
    expect(report).toMatchObject({ quick: true, disturbed: false, device: { name: 'cpu' } });
    expect(report.results.map(({ name }) => name)).toEqual(['3h-1lead-classify', 'unfused-3h', '3h-1lead']);
    // Of the reader's folder only the file of the result is another one.
    expect(await program.holdings()).toEqual(before);
    expect(readdirSync(dataFolder)).toContain(BENCHMARK_FILE);
    await vi.waitFor(() => expect(scratches()).toEqual([]));
    const path = join(temporary, 'figures.json');
    expect(await client.benchmark.save({ path })).toEqual({ path });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(report);
    await program.close();
    program = await openProgram(dataFolder);
    expect((await program.client.benchmark.state({})).last).toEqual(report);
  });

  it('is stopped in the middle: nothing of it is left, and the last result stays', async () => {
    const { client } = program;
    await client.benchmark.start({ quick: true, only: ['24h-3lead'] });
    await until(({ running }) => running?.step?.doing === 'case');
    expect(scratches()).toHaveLength(1);
    expect(await client.benchmark.stop({})).toMatchObject({ running: null, trouble: '' });
    expect(scratches()).toEqual([]);
    expect(existsSync(join(program.dataFolder, BENCHMARK_FILE))).toBe(false);
    // And again where nothing goes on.
    expect(await client.benchmark.stop({})).toMatchObject({ running: null, last: null });
  });

  it('says so when its process dies', async () => {
    await program.client.benchmark.start({ quick: true });
    await until(({ running }) => running?.step != null);
    program.killCompanion('benchmark');
    const [last] = (await until(({ running }) => running === null)).slice(-1);
    expect(last!.trouble).toMatch(/^The process that measures ended before its answer: .*SIGKILL/);
    await vi.waitFor(() => expect(scratches()).toEqual([]), 10_000);
  });

  it('is not begun while a recording is analysed', async () => {
    const heard = engineThatWaits();
    await program.close();
    program = await openProgram(undefined, { start: heard.start });
    const { client } = program;
    const caseId = await importFile(program, await makeWfdb(temporaryFolder(), 'short', { minutes: 2, seed: 9 }));
    heard.hold();
    const analysing = finished(client.analysis.start({ caseId, device: 'cpu' }));
    await heard.asked;
    await failure(client.benchmark.start({ quick: true }), 'not-ready');
    heard.letGo();
    await analysing;
    expect((await client.benchmark.state({})).running).toBeNull();
  });

  it.each([false, true])('tells with the figures whether the program worked meanwhile: %s', async (worked) => {
    let atWork = false;
    let say: (message: FromBenchmark) => void = () => undefined;
    const exits: string[] = [];
    const companion: Companion = { send: () => undefined, onMessage: (listener) => (say = listener), onExit: () => undefined, kill: () => exits.push('killed'), pid: undefined };
    const report: DevicesReport = await program.client.devices.report({});
    const { handlers, close } = createBenchmarkService({ desk: { report: () => Promise.resolve(report) }, environment: { dataFolder: temporary, now: () => 0, start: () => Promise.resolve(companion) }, atWork: () => atWork });
    const context = { signal: new AbortController().signal, emit: () => Promise.resolve(), author: 'A' };
    await handlers.start({ quick: true, only: [] }, context);
    const step: BenchmarkStep = { doing: 'idle', recording: null, turn: 1, turns: 1, share: 0, row: null, part: 0, parts: 1 };
    atWork = worked;
    say({ type: 'step', step });
    atWork = false;
    expect(await handlers.state({}, context)).toMatchObject({ running: { step, startedAt: '1970-01-01T00:00:00.000Z' } });
    say({ type: 'done', report: FIGURES });
    expect(await handlers.state({}, context)).toMatchObject({ running: null, last: { disturbed: worked } });
    expect(exits).toEqual(['killed']);
    await close();
  });

  it('begins without a result where the kept one is damaged', async () => {
    const { dataFolder } = program;
    await program.close();
    writeFileSync(join(dataFolder, BENCHMARK_FILE), '{"machine":');
    program = await openProgram(dataFolder);
    expect((await program.client.benchmark.state({})).last).toBeNull();
  });
});
