import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forkProcess, ownArguments, useProcessStarter } from '../../backend/companions.ts';
import { LOOK_MS } from '../../backend/benchmark/case-job.ts';
import { energyMeter } from '../../backend/benchmark/energy.ts';
import type { Job } from '../../backend/benchmark/jobs.ts';
import { measure } from '../../backend/benchmark/measure.ts';
import { recordingsFor } from '../../backend/benchmark/recordings.ts';
import { againResults, caseResults, unfusedResults } from '../../backend/benchmark/results.ts';
import { largest, median, medianStages, percentile, spread } from '../../backend/benchmark/statistics.ts';
import { morlet, strideOf, unfusedTransform, WINDOW } from '../../backend/benchmark/unfused-transform.ts';
import { usageOf, UsageWatch } from '../../backend/benchmark/usage.ts';
import { itWhere } from '../helpers/able.ts';
import { makeWfdb } from '../services/helpers.ts';

describe('median and spread', () => {
  it('hold for any order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 }), (values) => {
        const middle = median(values);
        expect(middle).toBe(median(values.toReversed()));
        expect(values.filter((value) => value <= middle).length * 2).toBeGreaterThanOrEqual(values.length);
        expect(values.filter((value) => value >= middle).length * 2).toBeGreaterThanOrEqual(values.length);
        expect(spread(values)).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(() => median([])).toThrow(RangeError);
  });

  it('of stages, also of one that a repetition lacks', () => {
    expect(medianStages([{ a: 1, b: 5 }, { a: 3 }, { a: 2, b: 7 }])).toEqual({ a: 2, b: 6 });
    expect(largest([null, 2, 1])).toBe(2);
    expect(largest([null])).toBeNull();
  });

  it('of the slowest: as many as the share asks are no slower', () => {
    const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, share) => {
        const at = percentile(list, share);
        expect(list).toContain(at);
        expect(list.filter((value) => value <= at).length).toBeGreaterThanOrEqual(share * list.length);
        expect(list.filter((value) => value < at).length).toBeLessThan(share * list.length);
      }),
    );
    expect(() => percentile([], 0.95)).toThrow(RangeError);
  });
});

describe('the unfused transform', () => {
  const frequencies = [0.7, 2, 4, 8, 12, 40];
  const signal = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i / 3) + Math.sin(i / 17) + (i % 50 === 0 ? 1 : 0));

  it('is the correlation of the window with each wavelet, written out, the fastest bank first', () => {
    const transform = unfusedTransform(frequencies, 4, 125);
    for (const first of [388, -82, 880]) {
      const banks = transform(signal, first);
      frequencies.forEach((hz, s) => {
        const wave = morlet(hz, 4, 125, WINDOW - 1);
        const bank = 2 - Math.floor(s / 2);
        const stride = strideOf(bank);
        const row = 2 * (s % 2) * (WINDOW / stride);
        for (const at of [0, 1, 20, WINDOW / stride - 1]) {
          let [re, im] = [0, 0];
          for (let m = 0; m < WINDOW; m++) {
            const lag = m - at * stride + WINDOW - 1;
            re += wave[2 * lag]! * (signal[first + m] ?? 0);
            im += wave[2 * lag + 1]! * (signal[first + m] ?? 0);
          }
          expect(banks[bank]![row + at]).toBeCloseTo(re, 4);
          expect(banks[bank]![row + WINDOW / stride + at]).toBeCloseTo(im, 4);
        }
      });
    }
  });

  it('has wavelets without a mean that tell the amplitude of what they see', () => {
    for (const hz of frequencies) {
      const wave = morlet(hz, 4, 125, 2000);
      const seen = (value: (n: number) => number, part: 0 | 1): number => wave.reduce((sum, weight, i) => (i % 2 === part ? sum + weight * value(Math.floor(i / 2) - 2000) : sum), 0);
      expect(seen(() => 1, 0)).toBeCloseTo(0, 9);
      expect(seen((n) => 3 * Math.cos((2 * Math.PI * hz * n) / 125), 0)).toBeCloseTo(3, 1);
      expect(seen((n) => 3 * Math.sin((2 * Math.PI * hz * n) / 125), 1)).toBeCloseTo(3, 1);
    }
  });
});

describe('figures of the comparison', () => {
  const { short, day } = recordingsFor(false);
  const ours = [{ classify: 0.5, filter: 1 }, { classify: 0.7, filter: 1 }, { classify: 0.6, filter: 1 }];
  const unfused = [6, 7, 6.6].map((cwt) => ({ segmentation: 1, cwt, network: 3 }));

  const spent = { unfused: [{ coreSeconds: 11, joules: 90 }], total: [{ coreSeconds: 2, joules: null }] };

  it('state the ratio of medians, and what both cost', () => {
    const [classify, warm, other] = unfusedResults(short, { beats: 10_600, unfused, ours, total: [2, 2, 3], spent }, 'cpu');
    // Transform and network over transform and network; all over all.
    expect(classify).toMatchObject({ name: '3h-1lead-classify', seconds: 0.6, ratioToUnfused: 16, beatsPerSecond: 17_667, spread: 0.2, note: expect.stringContaining('transform alone, without a network: 11 times') });
    expect(warm).toMatchObject({ name: '3h-1lead-warm', seconds: 2, ratioToUnfused: 5.3, coreSeconds: 2, joules: null, note: expect.stringMatching(/ 51 times as fast as the 102.67 s/) });
    expect(other).toMatchObject({ name: 'unfused-3h', seconds: 10.6, stages: { segmentation: 1, cwt: 6.6, network: 3 }, coreSeconds: 11, joules: 90 });
    expect(other!.note).toMatch(/segmentation 13.52 s, transform 80.52 s, network 8.63 s, 102.67 s in all/);
    // Minutes in place of the hours are held against nothing that was printed.
    for (const one of unfusedResults({ ...short, hours: 0.1 }, { beats: 350, unfused: [{ segmentation: 0.1, cwt: 0.2, network: 1 }], ours, total: [1], spent }, 'cpu')) expect(one.note).not.toContain('102.67');
  });

  it('are void beside a slow baseline', () => {
    const slow = [11, 12, 10.61].map((cwt) => ({ segmentation: 1, cwt, network: 3 }));
    for (const one of unfusedResults(short, { beats: 10_600, unfused: slow, ours, total: [2], spent }, 'cpu')) {
      expect(one.ratioToUnfused).toBeNull();
      expect(one.note).toContain('void: the unfused transform reached 964 beats a second');
    }
  });

  it('tell the first hour of the day alone, and memory above idle', () => {
    const outcome = { caseId: 'x', device: 'cpu', beats: 100, seconds: 4, stages: { start: 1 }, firstHour: 2, withFindings: 5, findings: 9 };
    const runs = [{ outcome, peakMb: 300, peaks: {}, coreSeconds: 7, joules: null }];
    expect(caseResults(day, runs, 100).map(({ name, seconds, peakAboveIdleMb }) => [name, seconds, peakAboveIdleMb])).toEqual([
      ['24h-3lead', 4, 200],
      ['24h-3lead-findings', 5, 200],
      ['first-hour', 2, null],
    ]);
    expect(againResults(day, runs, 100)).toMatchObject([{ name: 'first-hour-again', seconds: 2, peakAboveIdleMb: 200, stages: { whole: 4 } }]);
    expect(againResults(day, [{ ...runs[0]!, outcome: { ...outcome, firstHour: null } }], 100)).toEqual([]);
    expect(caseResults(short, runs, null).map(({ name, peakAboveIdleMb }) => [name, peakAboveIdleMb])).toEqual([['3h-1lead', null]]);
  });
});

describe('what a process takes', () => {
  it('is told where the system tells', () => expect(usageOf(process.pid) !== null).toBe(platform() === 'linux'));

  itWhere(platform() === 'linux', 'no /proc')('counts what it has started', async () => {
    const alone = usageOf(process.pid)!;
    const child = fork('-e', ['const end = Date.now() + 300; while (Date.now() < end); process.send("up"); setInterval(() => {}, 1000)'], { execArgv: [] });
    try {
      await new Promise((resolve) => child.once('message', resolve));
      const { mb, coreSeconds } = usageOf(child.pid!)!;
      expect(mb).toBeGreaterThan(5);
      expect(coreSeconds).toBeGreaterThan(0);
      expect(usageOf(process.pid)!.mb).toBeGreaterThan(mb);
      expect(usageOf(process.pid)!.coreSeconds).toBeGreaterThanOrEqual(alone.coreSeconds + coreSeconds);
      const watch = new UsageWatch(child.pid!);
      expect(watch.lap()).toBeGreaterThan(5);
      expect(watch.coreSeconds).toBeGreaterThanOrEqual(coreSeconds);
      watch.stop();
    } finally {
      child.kill();
    }
  });

  it('is not told of a process that is not there', () => expect(usageOf(2 ** 30)).toBeNull());
});

describe('energy', () => {
  let root = '';
  const counter = async (name: string, microjoules: number): Promise<void> => {
    await mkdir(join(root, name), { recursive: true });
    await writeFile(join(root, name, 'energy_uj'), `${microjoules}\n`);
    await writeFile(join(root, name, 'max_energy_range_uj'), '10000000\n');
  };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'isoline-energy-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('is that of all packages, parts of one not counted twice, also where a counter begins anew', async () => {
    await counter('intel-rapl:0', 1_000_000);
    await counter('intel-rapl:0:0', 1_000_000);
    await counter('intel-rapl:1', 9_500_000);
    const joules = energyMeter(root);
    await counter('intel-rapl:0', 3_000_000);
    await counter('intel-rapl:0:0', 2_500_000);
    await counter('intel-rapl:1', 500_000);
    expect(joules?.()).toBeCloseTo(3, 9);
    await rm(join(root, 'intel-rapl:1'), { recursive: true });
    expect(joules?.()).toBeNull();
  });

  it('is not told where the computer offers no counter', () => {
    expect(energyMeter(root)).toBeNull();
    expect(energyMeter(join(root, 'nothing'))).toBeNull();
  });
});

describe('a measured process', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isoline-measure-'));
  });
  // A process that was let go may still be writing: it is taken away until it stays away.
  afterEach(() =>
    vi.waitFor(
      async () => {
        await rm(folder, { recursive: true, force: true });
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(existsSync(folder)).toBe(false);
      },
      { timeout: 10_000 },
    ),
  );
  const quiet = { onProgress: () => {}, signal: new AbortController().signal };

  it('fails by the name of what failed', async () => {
    const recording = join(folder, 'empty.edf');
    await writeFile(recording, '');
    await expect(measure({ kind: 'case', data: join(folder, 'data'), recording, device: 'cpu' }, quiet)).rejects.toMatchObject({ code: 'file-empty' });
  });

  it('is this very one where a shell starts processes in its own way', async () => {
    useProcessStarter(() => Promise.reject(new Error('no process is wanted here')));
    try {
      expect(await measure({ kind: 'idle', data: join(folder, 'data'), waitMs: 10 }, quiet)).toEqual({ outcome: null, peakMb: null, peaks: {}, coreSeconds: null, joules: null });
    } finally {
      useProcessStarter(forkProcess);
    }
  });

  it('is not given the seconds that this one had run before', async () => {
    useProcessStarter((file, name) => forkProcess(file, name));
    try {
      const before = performance.now();
      const recording = await makeWfdb(folder, 'short', { minutes: 1 });
      const { outcome, peakMb } = await measure({ kind: 'case', data: join(folder, 'data'), recording, device: 'cpu' }, quiet);
      expect(outcome.seconds).toBeLessThanOrEqual((performance.now() - before) / 1000);
      expect(outcome.stages['start']).toBeLessThan(outcome.seconds);
      expect(peakMb).toBeNull();
    } finally {
      useProcessStarter(forkProcess);
    }
  });

  it('is let go when the benchmark is stopped', async () => {
    const stop = new AbortController();
    const idle = measure({ kind: 'idle', data: join(folder, 'data'), waitMs: 60_000 }, { ...quiet, signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    await expect(idle).rejects.toMatchObject({ code: 'cancelled' });
  });

  itWhere(platform() !== 'win32', 'Windows has no way to stop a process for a while')('whose parent is gone ends without a word, also where it learns of it by speaking', async () => {
    const data = await mkdtemp(join(tmpdir(), 'isoline-measured-'));
    const child = fork(fileURLToPath(new URL('../../backend/benchmark/measured.ts', import.meta.url)), [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: ownArguments() });
    try {
      let said = '';
      child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
      // There is no `close` where the line was ended from here.
      const ended = Promise.all([once(child, 'exit'), once(child.stderr!, 'end')]);
      child.send({ kind: 'idle', data, waitMs: 0 } satisfies Job);
      expect((await once(child, 'message'))[0]).toEqual({ type: 'phase', name: 'idle' });
      // It sleeps over the end of its line, and its next word is due before it can hear of it.
      child.kill('SIGSTOP');
      child.disconnect();
      await sleep(2 * LOOK_MS);
      child.kill('SIGCONT');
      const [exit] = await ended;
      expect([...exit, said]).toEqual([0, null, '']);
    } finally {
      child.kill('SIGKILL');
      await rm(data, { recursive: true, force: true });
    }
  });
});
