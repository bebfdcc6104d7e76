import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { scorePeaks } from '../../core/scoring/record.ts';
import { blockCount, detectBlock, joinBlocks, type BlockDetection } from '../../core/signal/detect.ts';
import { resample, windowOf } from '../../core/signal/resample.ts';
import type { Annotation, SampleSource } from '../../core/study/recording.ts';
import { withData } from '../helpers/data.ts';

async function detect(source: SampleSource, blockSeconds: number): Promise<ReturnType<typeof joinBlocks>> {
  const blocks: BlockDetection[] = [];
  for (let block = 0; block < blockCount(source, blockSeconds); block++) blocks.push(await detectBlock({ source, block, blockSeconds }));
  return joinBlocks(blocks, source.sampleRate);
}

async function open(path: string, leads?: readonly number[]): Promise<{ source: SampleSource; annotations: readonly Annotation[] }> {
  const reader = await openRecording(path);
  const source = await memorySource(reader, leads);
  await reader.close();
  return { source, annotations: reader.annotations };
}

withData('R peaks of real records', (data) => {
  // Sensitivity and PPV (EC57, from 5 minutes) that must not be lost; what is reached stands in docs/detection.md.
  it.each([
    ['mitdb/100', undefined, 99.9, 99.9],
    ['mitdb/208', undefined, 99.3, 99.3],
    ['mitdb/114', [0], 99.5, 99.5],
    ['svdb/800', undefined, 99.7, 99.7],
    ['nstdb/118e12', undefined, 99.5, 99],
  ] as const)('%s in leads %s', async (record, leads, se, ppv) => {
    const { source, annotations } = await open(join(data, record), leads);
    const score = scorePeaks(await detect(source, 300), annotations, source);
    expect(score.figures.qrs.se).toBeGreaterThanOrEqual(se);
    expect(score.figures.qrs.ppv).toBeGreaterThanOrEqual(ppv);
    expect(score.abstainedSeconds).toBeLessThan(10);
  });

  it('are the same whether cut into blocks of 100 or of 300 s', async () => {
    const { source } = await open(join(data, 'mitdb/119'));
    expect((await detect(source, 100)).peaks).toEqual((await detect(source, 300)).peaks);
  });

  it('stay in place at another rate', async () => {
    const { source } = await open(join(data, 'mitdb/213'), [0]);
    const part = (await source.read(0, 360 * 300))[0]!;
    const slow = resample(part, 360, 250);
    const at360 = await detect({ sampleRate: 360, leadNames: ['a'], length: part.length, read: (from, to) => [windowOf(part, from, to)] }, 300);
    const at250 = await detect({ sampleRate: 250, leadNames: ['a'], length: slow.length, read: (from, to) => [windowOf(slow, from, to)] }, 300);
    expect(at250.peaks.length).toBe(at360.peaks.length);
    at360.peaks.forEach((peak, i) => expect(Math.abs(peak / 360 - at250.peaks[i]! / 250)).toBeLessThan(0.02));
  });
});
