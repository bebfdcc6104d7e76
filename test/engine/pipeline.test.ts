import { mkdtemp, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../core/contract/errors.ts';
import { analyseSource } from '../../backend/engine/analyse.ts';
import { loadModel, modelFolder, type LoadedModel } from '../../backend/engine/model.ts';
import { leadSubset } from '../../backend/engine/lead-subset.ts';
import { preparedBlocks } from '../../backend/engine/prepared-blocks.ts';
import { runPipeline, type AnalysedPart, type PipelineResult } from '../../backend/engine/pipeline.ts';
import { program } from '../../backend/program.ts';
import { madeSource } from './source.ts';

let model: LoadedModel;
beforeAll(async () => {
  model = await loadModel(modelFolder(program().folder));
});

async function run(source: ReturnType<typeof madeSource>, firstBlock = 0, carried: Uint8Array | null = null, leads: number[] | null = null): Promise<PipelineResult & { parts: AnalysedPart[] }> {
  const parts: AnalysedPart[] = [];
  const seen = leadSubset(source, leads);
  const result = await runPipeline(seen.leadNames.length, model, (from) => preparedBlocks(seen, from), {
    device: 'cpu',
    firstBlock,
    carried,
    onStart: async () => {},
    onSegment: async (part) => void parts.push(structuredClone(part)),
  });
  return { ...result, parts };
}

describe('the pipeline', () => {
  const source = madeSource(5400, { gap: { from: 2050, to: 2180 } });
  let whole: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    whole = await run(source);
  });

  it('covers the recording block by block, with every beat once and in order', () => {
    expect(whole.parts.map((part) => part.segment.index)).toEqual(Array.from({ length: 18 }, (_, i) => i));
    let end = 0;
    let last = -1;
    for (const { segment } of whole.parts) {
      expect(segment.from).toBe(end);
      end = segment.to;
      for (const sample of segment.sample) {
        expect(sample).toBeGreaterThan(last);
        expect(sample).toBeGreaterThanOrEqual(segment.from);
        expect(sample).toBeLessThan(segment.to);
        last = sample;
      }
      expect(segment.probability.length).toBe(segment.sample.length * 5);
      expect(segment.embedding.length).toBe(segment.sample.length * 32);
    }
    expect(end).toBe(source.length);
    const outsideGap = source.peaks.filter((peak) => peak < 2050 * 250 || peak > 2180 * 250).length;
    const found = whole.parts.reduce((sum, part) => sum + part.segment.sample.length, 0);
    expect(Math.abs(found - outsideGap)).toBeLessThan(outsideGap * 0.01);
  });

  it.each([1, 2, 3, 7, 8, 17])('taken up at block %i it gives the very same segments and templates', async (block) => {
    const resumed = await run(source, block, whole.parts[block - 1]!.carried);
    expect(resumed.parts).toEqual(whole.parts.slice(block));
    expect(resumed.templates).toEqual(whole.templates);
  });

  it('refuses a carried state that is none, by name', async () => {
    await expect(run(source, 1, new TextEncoder().encode('{}'))).rejects.toMatchObject({ code: 'analysis-failed' });
  });

  it('analyses chosen leads only, and says which there are where one is not', async () => {
    const short = madeSource(320);
    const one = await run(short, 0, null, [1]);
    expect(one.templates[0]!.average.length).toBe(1);
    await expect(run(short, 0, null, [5])).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('L0') });
  });

  it('labels R peaks that are given, all of them and no others', async () => {
    const short = madeSource(400);
    const given = Float64Array.from(short.peaks);
    const { peaks, classes } = await analyseSource(short, { givenPeaks: given });
    expect(peaks).toEqual(given);
    expect(classes.length).toBe(given.length);
    expect([...classes].every((beatClass) => beatClass < 5)).toBe(true);
  });

  it.each([1, 20, 301])('takes a recording of %i seconds', async (seconds) => {
    const result = await run(madeSource(seconds));
    expect(result.parts.at(-1)!.segment.to).toBe(seconds * 250);
  });
});

describe('a model on disk', () => {
  const made: string[] = [];
  afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))));

  async function copy(): Promise<string> {
    made.push(await mkdtemp(join(tmpdir(), 'isoline-model-')));
    const folder = join(made.at(-1)!, 'm');
    await cp(modelFolder(program().folder), folder, { recursive: true });
    return folder;
  }

  it('is refused by name when it is missing', async () => {
    await expect(loadModel('/nowhere/at-all')).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('is refused when a byte of the graph is another', async () => {
    const folder = await copy();
    const path = join(folder, '1', 'model.onnx');
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'model-damaged' });
  });

  it('is refused when its manifest is no manifest or wants another signal', async () => {
    const folder = await copy();
    const path = join(folder, 'manifest.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"sampleRate": 125', '"sampleRate": 250'));
    const error = await loadModel(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).message).toContain('250 Hz');
    await writeFile(path, '{');
    await expect(loadModel(folder)).rejects.toMatchObject({ code: 'model-damaged' });
  });
});
