/** Devices that fail under the whole program, and what analysing may take. */
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PINNED_SETTING } from '../../core/contract/analysis-limits.ts';
import { forkProcess } from '../../backend/companions.ts';
import type { CompanionKind, Environment, Power } from '../../backend/environment.ts';
import { FAULT, type Fault } from '../engine/failing-session.ts';
import { csvOf, failure, finished, importFile, makeWfdb, openProgram, removeTemporaryFolders, temporaryFolder, type TestProgram } from './helpers.ts';

afterAll(removeTemporaryFolders);
afterEach(() => {
  delete process.env[FAULT];
});

const MINUTES = 12;
const file = (name: string): string => fileURLToPath(new URL(`../engine/${name}.ts`, import.meta.url));

let recording: string;
let undisturbed: string;

/** A program whose computer has a device called CUDA that fails as told. */
async function withDevice(fault: Fault, changed: Partial<Environment> = {}): Promise<TestProgram> {
  process.env[FAULT] = JSON.stringify(fault);
  return openProgram(temporaryFolder(), { start: (kind: CompanionKind) => forkProcess(file(kind === 'probe' ? 'failing-probe' : 'failing-engine'), kind), ...changed });
}

beforeAll(async () => {
  recording = await makeWfdb(temporaryFolder(), 'day', { minutes: MINUTES, seed: 9 });
  const program = await openProgram();
  const caseId = await importFile(program, recording);
  await finished(program.client.analysis.start({ caseId, device: 'cpu' }));
  undisturbed = await csvOf(program, caseId);
  await program.close();
});

describe('a device that fails in mid-run', () => {
  it.each([
    ['throws', 'device lost', 4],
    ['dies', 'SIGSEGV', 4],
  ] as const)('and %s: the run ends on the processor with the same labels, says so, and the device is not taken again', async (how, why, after) => {
    const program = await withDevice({ device: 'cuda', how, after });
    const { client } = program;
    const caseId = await importFile(program, recording);
    const { result } = await finished(client.analysis.start({ caseId, device: 'cuda' }));
    expect(result.device).toBe('cpu');
    expect(result.deviceWords).toMatch(new RegExp(`^cuda until block \\d, then cpu: .*${why}`));
    const { run } = await client.library.study({ caseId });
    expect(run).toMatchObject({ device: 'cpu', deviceChanges: [{ from: 'cuda', why: expect.stringContaining(why) }] });
    expect(await csvOf(program, caseId)).toBe(undisturbed);
    expect((await finished(client.library.verify({ caseId }))).result).toMatchObject({ ok: true });
    const { devices } = await client.devices.report({});
    expect(devices.find(({ name }) => name === 'cuda')).toMatchObject({ state: 'lost', reason: expect.stringContaining(why) });
    await program.close();
  });

  it.each([
    ['is gone', 'refuses', 'no such adapter'],
    // Before the engine could say on which device it is.
    ['takes the engine with it', 'dies', 'SIGSEGV'],
  ] as const)('and %s when the run is taken up again: the processor ends it', async (_, how, why) => {
    const program = await withDevice({ device: 'cuda', how: 'none', after: 0 });
    const caseId = await importFile(program, recording);
    const running = program.client.analysis.start({ caseId, device: 'cuda' });
    for await (const _ of running.items) break;
    running.cancel();
    await failure(running.result, 'cancelled', { hint: false });
    const begun = (await program.client.library.study({ caseId })).run!;
    expect(begun.device).toBe('cuda');
    process.env[FAULT] = JSON.stringify({ device: 'cuda', how, after: 0 } satisfies Fault);
    const { result } = await finished(program.client.analysis.start({ caseId }));
    expect(result.runId).toBe(begun.runId);
    expect(result.deviceWords).toMatch(new RegExp(`^cuda until block \\d, then cpu: .*${why}`));
    expect(await csvOf(program, caseId)).toBe(undisturbed);
    await program.close();
  });
});

describe('devices of a program', () => {
  it('are tried in processes that may crash, one that crashed is said to have, and a pin holds', async () => {
    const program = await withDevice({ device: 'cuda', how: 'dies', after: 1 });
    const { client } = program;
    const { devices, choice } = await client.devices.try({});
    const cuda = devices.find(({ name }) => name === 'cuda');
    // Only where the installed runtime offers it at all.
    if (cuda) expect(cuda).toMatchObject({ state: 'crashed', reason: 'SIGSEGV' });
    expect(devices.find(({ name }) => name === 'cpu')).toMatchObject({ state: 'right', differing: 0, compared: expect.any(Number) });
    expect(choice.device).toBe('cpu');
    await failure(client.settings.set({ name: PINNED_SETTING, value: 'abacus' }), 'invalid-input');
    await failure(client.settings.set({ name: 'analysis.atOnce', value: '9' }), 'invalid-input');
    await client.settings.set({ name: PINNED_SETTING, value: 'cpu' });
    expect(await client.devices.report({})).toMatchObject({ pinned: 'cpu', choice: { device: 'cpu', why: 'pinned' } });
    await program.close();
  });
});

describe('what analysing may take', () => {
  it('one thread, two at once, behind everything else: the same labels', async () => {
    const program = await openProgram();
    const { client } = program;
    for (const [name, value] of [['analysis.threads', '1'], ['analysis.ahead', '1'], ['analysis.atOnce', '2'], ['analysis.priority', 'behind']] as const) await client.settings.set({ name, value });
    const ids = [await importFile(program, recording), await importFile(program, await makeWfdb(temporaryFolder(), 'other', { minutes: MINUTES, seed: 10 }))];
    const both = await Promise.all(ids.map((caseId) => finished(client.analysis.start({ caseId, device: 'cpu' }))));
    expect(both.map(({ result }) => result.caseId)).toEqual(ids);
    expect(program.started.filter(({ kind }) => kind === 'engine').length).toBe(2);
    expect(await csvOf(program, ids[0]!)).toBe(undisturbed);
    expect(await client.analysis.engine({})).toMatchObject({ state: 'idle' });
    await program.close();
  });

  it('waits for mains power where that is set, says so, rests in the middle, and can be called back', async () => {
    let power: Power = { onBattery: true, idle: false };
    const listeners = new Set<() => void>();
    const stand = (now: Power): void => {
      power = now;
      for (const listener of listeners) listener();
    };
    const program = await openProgram(temporaryFolder(), { power: { now: () => power, onChange: (listener) => (listeners.add(listener), () => listeners.delete(listener)) } });
    const { client } = program;
    await client.settings.set({ name: 'analysis.when', value: 'mains' });
    const caseId = await importFile(program, recording);
    const unwanted = client.analysis.start({ caseId, device: 'cpu' });
    for await (const { state } of client.analysis.engineChanges({}).items) if (state === 'waiting') break;
    unwanted.cancel();
    await failure(unwanted.result, 'cancelled', { hint: false });
    const running = client.analysis.start({ caseId, device: 'cpu' });
    stand({ onBattery: false, idle: false });
    for await (const _ of running.items) {
      stand({ onBattery: true, idle: false });
      break;
    }
    for await (const { state } of client.analysis.engineChanges({}).items) if (state === 'waiting') break;
    await client.settings.set({ name: 'analysis.when', value: 'always' });
    await running.result;
    expect(await csvOf(program, caseId)).toBe(undisturbed);
    await program.close();
  });
});
