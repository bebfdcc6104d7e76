import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoredSource } from '../../backend/store/source.ts';
import { segmentFrames } from '../../backend/store/segment.ts';
import { Growth } from '../../backend/engine/growth.ts';
import { leadSubset } from '../../backend/engine/lead-subset.ts';
import type { PreparedBlock } from '../../backend/engine/prepared-block.ts';
import { leaveThreads } from '../../backend/engine/thread-ahead.ts';
import { preparedBlocks } from '../../backend/engine/prepared-blocks.ts';
import { prepareAhead, preparedOnThread, type PrepareOrder } from '../../backend/engine/prepare-thread.ts';
import { readWhole } from '../../backend/engine/read-here.ts';

/** All but the times, which are never the same twice. */
async function gather(blocks: AsyncIterable<PreparedBlock>): Promise<Omit<PreparedBlock, 'seconds'>[]> {
  const all: Omit<PreparedBlock, 'seconds'>[] = [];
  for await (const { seconds, ...block } of blocks) {
    expect(Object.keys(seconds)).toEqual(['filter', 'detect', 'pacing', 'context', 'evidence']);
    all.push(structuredClone(block));
  }
  return all;
}

describe('blocks prepared on a thread', () => {
  let order: PrepareOrder;
  /** As prepared without a thread. */
  let here: Omit<PreparedBlock, 'seconds'>[];
  beforeAll(async () => {
    const samples = await mkdtemp(join(tmpdir(), 'isoline-prepare-'));
    const staged = await readWhole({ kind: 'synthesise', hours: 0.6, seed: 3, staging: samples, seal: null });
    expect(staged.segments).toBe(8);
    order = { ...staged, leads: [2, 0], firstBlock: 0, peakBefore: undefined, givenPeaks: null };
    const source = openStoredSource({ folder: order.samples, header: order.header, segmentCount: () => order.segments });
    here = await gather(preparedBlocks(leadSubset(source, order.leads), order));
  });

  afterAll(() => rm(order.samples, { recursive: true, force: true }));

  it('are those prepared here', async () => {
    expect(here.length).toBe(8);
    expect(await gather(preparedOnThread(order))).toEqual(here);
  });

  it('are the same while the recording still comes in, segment by segment', async () => {
    const growth = new Growth({ segments: 0, samples: 0, whole: false });
    const growing = gather(preparedOnThread({ ...order, header: { ...order.header, sampleCount: order.header.sampleCount + 9000 } }, growth));
    for (let segments = 1; segments <= order.segments; segments++) {
      const samples = Math.min(order.header.sampleCount, segments * segmentFrames(order.header.sampleRate));
      growth.take({ segments, samples, whole: false });
      await new Promise((resolve) => setImmediate(resolve));
    }
    growth.take({ segments: order.segments, samples: order.header.sampleCount, whole: true });
    // What is to come was a guess while it came.
    expect((await growing).map((block) => ({ ...block, blocks: here.length }))).toEqual(here);
  });

  it('wait until everything that a block looks at is there', async () => {
    const frames = segmentFrames(order.header.sampleRate);
    const growth = new Growth({ segments: 4, samples: 4 * frames, whole: false });
    const blocks = preparedOnThread(order, growth);
    const first = blocks.next();
    const early = Promise.race([first, new Promise((resolve) => setTimeout(resolve, 50, 'nothing'))]);
    expect(await early).toBe('nothing');
    growth.take({ segments: 5, samples: 5 * frames, whole: false });
    expect((await first).value).toMatchObject({ index: 0 });
    await blocks.return(undefined);
  });

  it('come from a thread that was there before anybody had an order, once; one that nobody wants ends', async () => {
    prepareAhead();
    prepareAhead();
    expect(await gather(preparedOnThread({ ...order, until: 1 }))).toEqual(here.slice(0, 1));
    prepareAhead();
    await leaveThreads();
    expect(await gather(preparedOnThread({ ...order, until: 1 }))).toEqual(here.slice(0, 1));
  });

  it('come from one thread for recording after recording, which are nothing to each other', async () => {
    let started = 0;
    const count = (): void => void started++;
    process.on('worker', count);
    expect(await gather(preparedOnThread(order))).toEqual(here);
    const before = started;
    const other = await gather(preparedOnThread({ ...order, leads: [1] }));
    expect(other.map(({ span }) => span.leads.length)).toEqual(here.map(() => 1));
    await leaveThreads();
    expect(await gather(preparedOnThread(order))).toEqual(here);
    expect(started).toBe(before);
    // One that was broken off takes no further order.
    for await (const block of preparedOnThread(order)) if (block.index === 0) break;
    expect(await gather(preparedOnThread(order))).toEqual(here);
    expect(started).toBe(before + 1);
    process.off('worker', count);
  });

  it('end when nobody wants more', async () => {
    for await (const block of preparedOnThread(order)) {
      expect(block.index).toBe(0);
      break;
    }
  });

  it('bring the failure of the store by name', async () => {
    await expect(gather(preparedOnThread({ ...order, samples: join(order.samples, 'gone') }))).rejects.toMatchObject({ code: 'store-damaged' });
  });
});
