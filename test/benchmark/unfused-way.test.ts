/** The unfused way asks the very network that the graph holds, and says of the beats what the graph says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchOf, type Stretch } from '../../core/beats/stretches.ts';
import { MODEL_CLASSES } from '../../core/beats/decide.ts';
import { subgraph } from '../../backend/benchmark/subgraph.ts';
import { openUnfused } from '../../backend/benchmark/unfused-way.ts';
import type { Classifier } from '../../backend/engine/classifier.ts';
import { loadModel, modelFolder, type LoadedModel } from '../../backend/engine/model.ts';
import { preparedBlocks } from '../../backend/engine/prepared-blocks.ts';
import { probeInputs } from '../../backend/engine/probe.ts';
import { openClassifier, openOnRuntime } from '../../backend/engine/session.ts';
import { program } from '../../backend/program.ts';
import type { SampleSource } from '../../core/study/recording.ts';
import { openRecording } from '../../backend/formats/open.ts';
import { memorySource } from '../../backend/formats/source.ts';
import { makeWfdb, removeTemporaryFolders, temporaryFolder } from '../services/helpers.ts';

const BANKS = ['s_coefficients1', 's_coefficients2', 's_coefficients3'];
let model: LoadedModel;
let classifier: Classifier;
let stretches: Stretch[];

/** Twelve minutes of so many leads. */
async function recording(leads: number): Promise<SampleSource> {
  const reader = await openRecording(await makeWfdb(temporaryFolder(), 'made', { minutes: 12, seed: 5, leads }));
  try {
    return await memorySource(reader);
  } finally {
    await reader.close();
  }
}

const part = (from: readonly string[], to: readonly string[]): Promise<Classifier> => openOnRuntime({ ...model, graph: subgraph(model.graph, from, to), manifest: { ...model.manifest, inputs: [], outputs: [] } }, 'cpu');

beforeAll(async () => {
  model = await loadModel(modelFolder(program().folder));
  classifier = await openClassifier(model, 'cpu', probeInputs());
  stretches = [];
  for await (const block of preparedBlocks(await recording(1), { firstBlock: 0, peakBefore: undefined, givenPeaks: null })) stretches.push(...block.stretches);
});
afterAll(async () => {
  await classifier.close();
  removeTemporaryFolders();
});

describe('a part of a graph', () => {
  it('gives with the other part what the whole gives, to the bit', async () => {
    const [stretch] = stretches;
    const inputs = batchOf([stretch!]);
    const wavelets = await part([], BANKS);
    const behind = await part(BANKS, ['logits', 'embedding']);
    const coefficients = await wavelets.run(inputs);
    const length = stretch!.signal.length;
    const banks = Object.fromEntries(BANKS.map((name, bank) => [name, { data: coefficients[name]!, dims: [1, coefficients[name]!.length / (length / 2 ** (bank + 1)), 1, length / 2 ** (bank + 1)] }]));
    expect(await behind.run({ ...inputs, ...banks })).toEqual(await classifier.run(inputs));
    await wavelets.close();
    await behind.close();
  });

  it('holds nothing that it does not need', () => {
    expect(subgraph(model.graph, [], ['signal_clipped']).length).toBeLessThan(model.graph.length / 20);
  });

  it('says which tensor there is not, and that a file is no graph', () => {
    expect(() => subgraph(model.graph, [], ['spectrogram'])).toThrow(new RangeError('the graph has no spectrogram'));
    expect(() => subgraph(Buffer.from('no graph'), [], ['logits'])).toThrow(RangeError);
  });
});

describe('the unfused way', () => {
  it('gives nearly every beat the class that the whole graph gives it', async () => {
    const way = await openUnfused(model);
    const { logits } = await way.label(await recording(1));
    await way.close();
    const theirs = logits.map(largest);
    const ours: number[] = [];
    for (const stretch of stretches) {
      const { logits: all } = await classifier.run(batchOf([stretch]));
      for (let i = 0; i < stretch.beats.length; i++) ours.push(largest(all!.subarray(i * MODEL_CLASSES.length, (i + 1) * MODEL_CLASSES.length)));
    }
    expect(theirs).toHaveLength(ours.length);
    expect(new Set(ours).size).toBeGreaterThan(1);
    // Windows of 1.8 s cut what the slowest wavelets see, as they did in the original work.
    const same = theirs.filter((beatClass, beat) => beatClass === ours[beat]).length;
    expect(same / ours.length).toBeGreaterThan(0.98);
    // Not because nearly all are of one class.
    const other = ours.flatMap((beatClass, beat) => (beatClass === 0 ? [] : [beat]));
    expect(other.filter((beat) => theirs[beat] === ours[beat]).length / other.length).toBeGreaterThan(0.9);
  });

  it('labels the blocks that it is asked for, of one lead', async () => {
    const way = await openUnfused(model);
    const { logits, segmentation, cwt, network } = await way.label(await recording(1), 1);
    expect(logits).toHaveLength(stretches.filter((_, i) => i < 2).reduce((sum, { beats }) => sum + beats.length, 0));
    for (const seconds of [segmentation, cwt, network]) expect(seconds).toBeGreaterThan(0);
    await expect(way.label(await recording(2))).rejects.toThrow('the unfused way is one of a single lead');
    await way.close();
  });
});

function largest(logits: Float32Array): number {
  return logits.indexOf(Math.max(...logits));
}
