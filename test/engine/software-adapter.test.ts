/** The software WebGPU adapter that comes with Chromium: the model gives the processor's results on it, and it is never chosen. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SAME_PROBABILITY } from '../../core/contract/device-choice.ts';
import { forkProcess, COMPANION_FILES } from '../../backend/companions.ts';
import { DEVICES_FILE } from '../../backend/engine/device-memory.ts';
import { DeviceKeeper } from '../../backend/engine/device-keeper.ts';
import { loadModel, modelFolder } from '../../backend/engine/model.ts';
import { program } from '../../backend/program.ts';
import { withSoftwareAdapter } from '../helpers/software-adapter.ts';

const before = { LD_LIBRARY_PATH: process.env['LD_LIBRARY_PATH'], VK_ICD_FILENAMES: process.env['VK_ICD_FILENAMES'] };
const folder = mkdtempSync(join(tmpdir(), 'isoline-adapter-'));
afterAll(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(folder, { recursive: true, force: true });
});

withSoftwareAdapter('a software WebGPU adapter', ({ loader, driver }) => {
  it('gives the labels and, within 1e-3, the probabilities of the processor; it is named, measured and not chosen', async () => {
    // Read by the loader as a process starts: the probe finds them, this process does not.
    process.env['LD_LIBRARY_PATH'] = loader;
    process.env['VK_ICD_FILENAMES'] = driver;
    const model = await loadModel(modelFolder(program().folder));
    const keeper = new DeviceKeeper({ start: () => forkProcess(COMPANION_FILES.probe, 'probe'), file: join(folder, DEVICES_FILE), programVersion: 'test', now: () => 0, pinned: () => null });
    // One that was lost is tried again by itself: the others are not in question here.
    await keeper.lost(model, 'webgpu', 'not tried yet');
    await keeper.try(model, 'webgpu');
    const { devices, choice, words } = await keeper.report(model);
    keeper.close();
    const webgpu = devices.find(({ name }) => name === 'webgpu');
    expect(webgpu).toMatchObject({ state: 'right', adapter: 'SwiftShader', software: true, differing: 0 });
    expect(webgpu!.compared).toBeGreaterThan(20);
    expect(webgpu!.largestDifference).toBeLessThan(SAME_PROBABILITY);
    expect(choice).toEqual({ device: 'cpu', why: 'fastest' });
    expect(words).toContain('is a software adapter at');
  }, 170_000);
});
