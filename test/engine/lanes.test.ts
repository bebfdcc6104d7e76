import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { analyseTask } from '../../backend/engine/analyse-task.ts';
import { Growth } from '../../backend/engine/growth.ts';
import { lanesOf, type Lanes } from '../../backend/engine/lanes.ts';
import { modelFolder } from '../../backend/engine/model.ts';
import type { AnalyseTask, FromEngine } from '../../backend/engine/protocol.ts';
import { readWhole } from '../../backend/engine/read-here.ts';
import { Pace } from '../../backend/engine/underway.ts';
import { segmentFrames } from '../../backend/store/segment.ts';
import { program } from '../../backend/program.ts';

const NONE: Lanes = { networks: 0, signal: 0, each: 2 };
const SEVERAL: Lanes = { networks: 3, signal: 2, each: 2 };

describe('the division of an analysis', () => {
  it('leaves two cores as they are, gives more cores more threads, and shares them between analyses', () => {
    const of = (cores: number, atOnce: 1 | 2 | 4 = 1, threads: 'all' | 8 | 4 | 2 | 1 = 'all', blocks = 288): Lanes => lanesOf({ threads, atOnce, ahead: 3 }, cores, blocks);
    expect([1, 2].map((cores) => of(cores))).toEqual([NONE, NONE]);
    expect([3, 4, 6, 8, 16, 64].map((cores) => of(cores))).toEqual([
      { networks: 2, signal: 0, each: 2 },
      { networks: 2, signal: 1, each: 2 },
      { networks: 3, signal: 1, each: 2 },
      { networks: 4, signal: 2, each: 2 },
      { networks: 4, signal: 2, each: 2 },
      { networks: 4, signal: 2, each: 2 },
    ]);
    expect(of(8, 2)).toEqual(of(4));
    expect(of(8, 4)).toEqual(NONE);
    expect(of(16, 1, 4)).toEqual(of(4));
    expect(of(4, 1, 8)).toEqual(of(4));
    expect(of(16, 2, 4)).toEqual(of(4));
    expect(of(16, 1, 2)).toEqual(NONE);
    expect(of(16, 1, 1)).toEqual(NONE);
    expect(lanesOf({ threads: 'all', atOnce: 1, ahead: 1 }, 8, 288)).toEqual({ networks: 4, signal: 2, each: 1 });
    // Half an hour is done before the threads are.
    expect(of(16, 1, 'all', 6)).toEqual(NONE);
  });
});

describe('an analysis on several threads', () => {
  let task: AnalyseTask;
  /** As it comes without them. */
  let alone: FromEngine[];

  async function analysed(lanes: Lanes, { growth = null, change = {}, onSegment = async () => {} }: { growth?: Growth | null; change?: Partial<AnalyseTask>; onSegment?: (said: FromEngine) => Promise<void> } = {}): Promise<FromEngine[]> {
    const said: FromEngine[] = [];
    const pace = new Pace(async (message) => {
      said.push(structuredClone(message));
      await onSegment(message);
      setImmediate(() => pace.acknowledged());
    });
    await analyseTask({ id: 1, say: async (message) => void said.push(structuredClone(message)), pace, growth }, { ...task, ...change }, lanes);
    // Times are never the same twice.
    return said.map((message) => (message.type === 'analysis-done' ? { ...message, stages: {} } : message));
  }

  beforeAll(async () => {
    const samples = await mkdtemp(join(tmpdir(), 'isoline-lanes-'));
    const staged = await readWhole({ kind: 'synthesise', hours: 0.6, seed: 3, staging: samples, seal: null });
    task = {
      kind: 'analyse',
      ...staged,
      model: modelFolder(program().folder),
      device: 'cpu',
      deviceReason: '',
      insist: true,
      limits: { threads: 2, ahead: 3, atOnce: 1 },
      leads: null,
      firstBlock: 0,
      carried: null,
    };
    alone = await analysed(NONE);
    expect(alone.filter(({ type }) => type === 'run-segment').length).toBe(8);
  });

  afterAll(() => rm(task.samples, { recursive: true, force: true }));

  it.each<Lanes>([SEVERAL, { networks: 3, signal: 2, each: 1 }, { networks: 1, signal: 0, each: 2 }, { networks: 0, signal: 1, each: 2 }])('says the very same, in the same order: %o', async (lanes) => {
    expect(await analysed(lanes)).toEqual(alone);
  });

  it('says the same again on the threads that wait, and of other leads what those say', async () => {
    let started = 0;
    const count = (): void => void started++;
    process.on('worker', count);
    expect(await analysed({ networks: 2, signal: 1, each: 2 })).toEqual(alone);
    process.off('worker', count);
    expect(started).toBe(0);
    const change = { leads: [1] };
    expect(await analysed(SEVERAL, { change })).toEqual(await analysed(NONE, { change }));
  });

  it('says the same while the recording still comes in', async () => {
    const growth = new Growth({ segments: 0, samples: 0, whole: false });
    const { sampleRate, sampleCount } = task.header;
    const growing = analysed(SEVERAL, { growth });
    for (let segments = 1; segments <= task.segments; segments++) {
      growth.take({ segments, samples: Math.min(sampleCount, segments * segmentFrames(sampleRate)), whole: false });
      await after(5);
    }
    growth.take({ segments: task.segments, samples: sampleCount, whole: true });
    expect(await growing).toEqual(alone);
  });

  it('taken up at any block it says what is left, the same', async () => {
    const before = alone.filter((message) => message.type === 'run-segment')[4]!;
    const rest = await analysed(SEVERAL, { change: { firstBlock: 5, carried: before.carried } });
    expect(rest.filter(({ type }) => type === 'run-segment')).toEqual(alone.filter(({ type }) => type === 'run-segment').slice(5));
  });

  it('fails by name where samples or model are gone, or where nobody takes what it says, and the next one is whole', async () => {
    await expect(analysed(SEVERAL, { change: { samples: join(task.samples, 'gone') } })).rejects.toMatchObject({ code: 'store-damaged' });
    await expect(analysed(SEVERAL, { change: { model: join(task.samples, 'gone') } })).rejects.toMatchObject({ code: 'model-missing' });
    const full = new AppError('disk-full', 'The disk is full.');
    await expect(analysed(SEVERAL, { onSegment: () => Promise.reject(full) })).rejects.toBe(full);
    expect(await analysed(SEVERAL)).toEqual(alone);
  });

  it('fails at once while more of the recording is still to come', async () => {
    const growth = new Growth({ segments: 7, samples: 7 * segmentFrames(task.header.sampleRate), whole: false });
    const full = new AppError('disk-full', 'The disk is full.');
    await expect(analysed(SEVERAL, { growth, onSegment: () => Promise.reject(full) })).rejects.toBe(full);
    // Nobody waits for the thread that prepares: it ends when it hears of the recording again.
    growth.take({ ...growth.now, whole: true });
  });
});
