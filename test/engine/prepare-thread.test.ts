import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecordingHeader } from '../../core/study/recording.ts';
import { openStoredSource } from '../../backend/store/source.ts';
import { leadSubset } from '../../backend/engine/lead-subset.ts';
import type { PreparedBlock } from '../../backend/engine/prepared-block.ts';
import { preparedBlocks } from '../../backend/engine/prepared-blocks.ts';
import { preparedOnThread, type PrepareOrder } from '../../backend/engine/prepare-thread.ts';
import { stageMaterial } from '../../backend/engine/read-recording.ts';
import { syntheticDay } from '../../backend/engine/synthetic-day.ts';

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
  beforeAll(async () => {
    const samples = await mkdtemp(join(tmpdir(), 'isoline-prepare-'));
    let header: RecordingHeader | undefined;
    let segments = 0;
    const { sampleCount } = await stageMaterial(syntheticDay({ hours: 0.6, seed: 3 }), samples, {
      onHeader: async (given) => {
        header = given;
      },
      onSegment: async () => {
        segments++;
      },
    });
    expect(segments).toBe(8);
    order = { samples, seal: null, segments, header: { ...header!, sampleCount }, leads: [2, 0], firstBlock: 0, peakBefore: undefined, givenPeaks: null };
  });

  afterAll(() => rm(order.samples, { recursive: true, force: true }));

  it('are those prepared here', async () => {
    const source = openStoredSource({ folder: order.samples, header: order.header, segmentCount: () => order.segments });
    const here = await gather(preparedBlocks(leadSubset(source, order.leads), order));
    expect(here.length).toBe(8);
    expect(await gather(preparedOnThread(order))).toEqual(here);
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
