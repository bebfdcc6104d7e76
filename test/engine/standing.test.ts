/** A device that fails in the middle of an analysis costs no beat. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceChange } from '../../core/contract/devices.ts';
import { loadModel, modelFolder, type LoadedModel } from '../../backend/engine/model.ts';
import { preparedBlocks } from '../../backend/engine/prepared-blocks.ts';
import { runPipeline, type AnalysedPart } from '../../backend/engine/pipeline.ts';
import type { AnalysisStart } from '../../backend/engine/protocol.ts';
import { openOnRuntime, useSessionOpener } from '../../backend/engine/session.ts';
import { program } from '../../backend/program.ts';
import { withFault, type Fault } from './failing-session.ts';
import { madeSource } from './source.ts';

const source = madeSource(1500);
let model: LoadedModel;
let undisturbed: Ran;

interface Ran {
  parts: AnalysedPart[];
  changes: DeviceChange[];
  /** Blocks that were told when the device was said to have failed. */
  before: number[];
  start: AnalysisStart | null;
  templates: unknown;
}

async function run(device: 'cpu' | 'cuda', { firstBlock = 0, carried = null as Uint8Array | null, insist = false, lanes = 0 } = {}): Promise<Ran> {
  const ran: Ran = { parts: [], changes: [], before: [], start: null, templates: null };
  const { templates } = await runPipeline(2, model, (from) => preparedBlocks(source, from), {
    device,
    insist,
    ...(lanes > 0 && { lanes: { threads: lanes, each: 2 } }),
    firstBlock,
    carried,
    onStart: async (start) => void (ran.start = start),
    onDevice: async (change) => {
      ran.changes.push(change);
      ran.before.push(ran.parts.length);
    },
    onSegment: async (part) => void ran.parts.push(structuredClone(part)),
  });
  return { ...ran, templates };
}

beforeAll(async () => {
  model = await loadModel(modelFolder(program().folder));
  undisturbed = await run('cpu');
});
afterEach(() => useSessionOpener(openOnRuntime));

const fault = (how: Fault['how'], after: number): void => withFault({ device: 'cuda', how, after });

describe('a device that fails in mid-run', () => {
  // Each block is two stretches; the first run of all is the one with which the device is tried.
  it.each([
    ['throws', 1, 0],
    ['throws', 4, 1],
    ['throws', 7, 3],
    ['no-number', 5, 2],
  ] as const)('and %s after %i runs: block %i is done again on the processor, and nothing differs', async (how, after, block) => {
    fault(how, after);
    const ran = await run('cuda');
    expect(ran.start).toMatchObject({ device: 'cuda', change: null });
    expect(ran.changes).toEqual([{ from: 'cuda', block, why: expect.stringMatching(/device lost|no number/) }]);
    expect(ran.parts).toEqual(undisturbed.parts);
    expect(ran.templates).toEqual(undisturbed.templates);
  });

  it.each([
    ['none', 0, []],
    ['throws', 4, [1]],
    ['no-number', 5, [2]],
  ] as const)('where waves are measured on several threads, %s after %i runs: blocks %j are the first of the processor, and nothing differs', async (how, after, blocks) => {
    fault(how, after);
    const ran = await run('cuda', { lanes: 2 });
    expect(ran.start).toMatchObject({ device: 'cuda', change: null });
    expect(ran.changes.map(({ block }) => block)).toEqual(blocks);
    // Those before it may still be under way when it fails; what broke off then was the device's.
    expect(ran.before).toEqual(blocks);
    expect(ran.parts).toEqual(undisturbed.parts);
    expect(ran.templates).toEqual(undisturbed.templates);
  });

  it('and does not fail is left in peace', async () => {
    fault('none', 0);
    const ran = await run('cuda');
    expect(ran.changes).toEqual([]);
    expect(ran.parts).toEqual(undisturbed.parts);
  });

  it('and is not there when the run is taken up again: the processor goes on, and it is said', async () => {
    fault('refuses', 0);
    const ran = await run('cuda', { firstBlock: 2, carried: undisturbed.parts[1]!.carried });
    expect(ran.start).toMatchObject({ device: 'cpu', change: { from: 'cuda', block: 2, why: 'no such adapter' } });
    expect(ran.parts).toEqual(undisturbed.parts.slice(2));
  });

  it('and was named by a person is never replaced silently', async () => {
    fault('refuses', 0);
    await expect(run('cuda', { insist: true })).rejects.toMatchObject({ code: 'device-unavailable', details: { reason: 'no such adapter' } });
  });

  it('what the processor fails with passes through', async () => {
    useSessionOpener(async (of, device) => {
      const session = await openOnRuntime(of, device);
      return { ...session, run: () => Promise.reject(new Error('out of memory')) };
    });
    await expect(run('cpu')).rejects.toThrow('out of memory');
  });
});
