/** `isoline devices` on a computer whose devices were tried before. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeviceLine, DevicesReport } from '../../core/contract/devices.ts';
import { DEVICES_FILE, rememberDevices } from '../../backend/engine/device-memory.ts';
import { machineKey, thisMachine } from '../../backend/engine/machine.ts';
import { loadModel, modelFolder } from '../../backend/engine/model.ts';
import { program } from '../../backend/program.ts';
import type { CommandIo } from '../../cli/command.ts';
import { runCli } from '../../cli/main.ts';

let folder: string;

const line = (name: DeviceLine['name'], state: DeviceLine['state'], more: Partial<DeviceLine> = {}): DeviceLine => ({ name, state, reason: '', adapter: '', software: false, beatsPerSecond: null, besideProcessor: null, compared: 0, differing: 0, largestDifference: null, triedAt: '2026-11-22T00:00:00.000Z', ...more });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoline-cli-devices-'));
  mkdirSync(join(folder, 'data'));
  const { folder: installed, version } = program();
  const { sha256 } = await loadModel(modelFolder(installed));
  rememberDevices(join(folder, 'data', DEVICES_FILE), machineKey(await thisMachine(), version, sha256), [
    line('cpu', 'right', { beatsPerSecond: 36_412, besideProcessor: 36_412, compared: 324, largestDifference: 0 }),
    line('webgpu', 'right', { adapter: 'SwiftShader', software: true, beatsPerSecond: 4012, besideProcessor: 36_100, compared: 24, largestDifference: 3e-6 }),
    line('tensorrt', 'crashed', { reason: 'SIGSEGV' }),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...words: string[]): Promise<{ code: number; out: string[]; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const io: CommandIo = { out: (text) => out.push(text), err: (text) => err.push(text), progress: () => undefined, secret: () => Promise.resolve(undefined), isTerminal: false, cwd: folder, signal: new AbortController().signal };
  return { code: await runCli(['devices', ...words, '--data', join(folder, 'data')], io), out, err: err.join('\n') };
}

describe('isoline devices', () => {
  it('prints a table from what is remembered, the taken one marked, and why', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out.map((text) => text.replaceAll(/ {2,}/g, ' | ').trim())).toEqual([
      '| device | state | beats/s | processor | difference',
      '* | cpu | right | 36,400',
      '| webgpu | right | 4,010 | 36,100 | 3e-6 | on SwiftShader, a software adapter',
      '| tensorrt | crashed | SIGSEGV',
      '',
      'Taken: processor: 36,400 beats/s; WebGPU answered but is a software adapter at 4,010; TensorRT crashed when tried (SIGSEGV)',
      ...out.slice(6),
    ]);
  });

  it('writes it as JSON, all or one, and ends with 1 for one that cannot be used', async () => {
    const { code, out } = await run('--json', '-');
    const report = JSON.parse(out.join('\n')) as DevicesReport;
    expect([code, report.choice, report.devices.map(({ name }) => name)]).toEqual([0, { device: 'cpu', why: 'fastest' }, ['cpu', 'webgpu', 'tensorrt']]);
    expect((await run('webgpu', '--json', 'one.json')).code).toBe(0);
    expect((JSON.parse(readFileSync(join(folder, 'one.json'), 'utf8')) as DevicesReport).devices.map(({ name }) => name)).toEqual(['webgpu']);
    expect((await run('tensorrt')).code).toBe(1);
    expect((await run('coreml')).code).toBe(1);
  });

  it('refuses a name that it does not know, by name', async () => {
    for (const words of [['abacus'], ['cpu', 'webgpu']]) expect((await run(...words)).code).toBe(2);
    expect((await run('abacus')).err).toContain('cpu, webgpu, cuda');
  });

  it('tries the one that is named again', async () => {
    const { code, out, err } = await run('cpu', '--again', '--json', '-');
    expect([code, err]).toEqual([0, '']);
    const { devices } = JSON.parse(out.join('\n')) as DevicesReport;
    expect(devices).toMatchObject([{ name: 'cpu', state: 'right', differing: 0 }]);
    expect(devices[0]!.triedAt).not.toBe('2026-11-22T00:00:00.000Z');
  });
});
