/** What is found out about devices, how it is remembered, and which device is taken. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_DEVICES, type LocalDevice } from '../../core/contract/device.ts';
import { chooseDevice, choiceWords, deviceWords, figure } from '../../core/contract/device-choice.ts';
import { DEVICE_STATES, type DeviceLine } from '../../core/contract/devices.ts';
import { DEVICES_FILE, rememberDevices, rememberedDevices } from '../../backend/engine/device-memory.ts';
import { DeviceKeeper, type KeeperOptions } from '../../backend/engine/device-keeper.ts';
import { registryAdapters } from '../../backend/engine/machine.ts';
import type { FromProbe, ToProbe } from '../../backend/engine/protocol.ts';
import type { Companion } from '../../backend/environment.ts';
import { files } from '../../backend/store/files.ts';

const folders: string[] = [];
const folder = (): string => {
  folders.push(mkdtempSync(join(tmpdir(), 'isoline-devices-')));
  return folders.at(-1)!;
};
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

const MODEL = { folder: 'm', sha256: 'abc' };
const RIGHT: FromProbe = { type: 'tried', trial: { beatsPerSecond: 200_000, besideProcessor: 40_000, compared: 324, differing: 0, largestDifference: 1e-6 } };
const PROCESSOR: FromProbe = { type: 'tried', trial: { beatsPerSecond: 40_000, besideProcessor: 40_000, compared: 324, differing: 0, largestDifference: 0 } };

type Answer = FromProbe | { exit: string } | 'silent';

/** A process that gives one answer, or ends, or neither. */
class FakeProbe implements Companion {
  readonly pid = 1;
  killed = false;
  #message: (message: unknown) => void = () => undefined;
  #exit: (reason: string) => void = () => undefined;
  readonly #answer: (question: ToProbe) => Answer;

  constructor(answer: (question: ToProbe) => Answer) {
    this.#answer = answer;
  }

  send(question: unknown): void {
    const answer = this.#answer(question as ToProbe);
    if (answer === 'silent') return;
    queueMicrotask(() => ('exit' in answer ? this.#exit(answer.exit) : this.#message(answer)));
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }
  onExit(listener: (reason: string) => void): void {
    this.#exit = listener;
  }
  kill(): void {
    this.killed = true;
  }
}

interface Kept {
  keeper: DeviceKeeper;
  /** Questions so far. */
  asked: string[];
  probes: FakeProbe[];
}

function keep(answers: Partial<Record<LocalDevice, Answer>>, options: Partial<KeeperOptions> = {}): Kept {
  const asked: string[] = [];
  const probes: FakeProbe[] = [];
  const keeper = new DeviceKeeper({
    start: () => {
      probes.push(
        new FakeProbe((question) => {
          asked.push(question.type === 'offered' ? 'offered' : question.device);
          if (question.type === 'offered') return { type: 'offered', devices: LOCAL_DEVICES.filter((name) => name in answers) };
          return answers[question.device] ?? { type: 'refused', reason: 'nothing' };
        }),
      );
      return Promise.resolve(probes.at(-1)!);
    },
    file: join(folder(), DEVICES_FILE),
    programVersion: '1',
    now: () => Date.parse('2026-11-22T00:00:00Z'),
    pinned: () => null,
    othersThinkable: () => true,
    limitMs: 20,
    ...options,
  });
  return { keeper, asked, probes };
}

describe('trying devices', () => {
  it('lists each as it did, the one that crashed with its signal, and takes the fastest right one', async () => {
    const { keeper, asked, probes } = keep({
      cpu: PROCESSOR,
      cuda: RIGHT,
      tensorrt: { exit: 'the probe was ended by SIGSEGV' },
      coreml: { type: 'tried', trial: { beatsPerSecond: 900_000, besideProcessor: 40_000, compared: 324, differing: 3, largestDifference: 0.2 } },
      dml: 'silent',
    });
    await keeper.try(MODEL, null);
    expect(asked).toEqual(['offered', 'cpu', 'cuda', 'tensorrt', 'coreml', 'dml']);
    const { devices, choice, words } = await keeper.report(MODEL);
    expect(devices.map(({ name, state, reason }) => [name, state, reason])).toEqual([
      ['cpu', 'right', ''],
      ['cuda', 'right', ''],
      ['tensorrt', 'crashed', 'SIGSEGV'],
      ['coreml', 'differs', ''],
      ['dml', 'silent', ''],
    ]);
    expect(choice).toEqual({ device: 'cuda', why: 'fastest' });
    expect(words).toContain('200,000 beats/s against 40,000 on the processor');
    // Nothing that was started for a question lives on.
    expect(probes.every(({ killed }) => killed)).toBe(true);
  });

  it('labels that differ, and probabilities that differ by more than 1e-3, are other results', async () => {
    const trial = { beatsPerSecond: 1e6, besideProcessor: 1, compared: 100, differing: 0, largestDifference: 0 };
    const { keeper } = keep({ cpu: PROCESSOR, cuda: { type: 'tried', trial: { ...trial, differing: 1 } }, tensorrt: { type: 'tried', trial: { ...trial, largestDifference: 1.1e-3 } }, coreml: { type: 'tried', trial: { ...trial, largestDifference: 0.9e-3 } } });
    await keeper.try(MODEL, null);
    expect((await keeper.report(MODEL)).devices.map(({ state }) => state)).toEqual(['right', 'differs', 'differs', 'right']);
  });

  it('a process that does not start is a crash of that device alone', async () => {
    let started = 0;
    const { keeper } = keep({ cpu: PROCESSOR, cuda: RIGHT });
    const failing = new DeviceKeeper({
      start: () => (++started === 1 ? Promise.resolve(new FakeProbe(() => ({ type: 'offered', devices: ['cpu', 'cuda'] }))) : Promise.reject(new Error('the probe ended with code 127'))),
      file: join(folder(), DEVICES_FILE),
      programVersion: '1',
      now: () => 0,
      pinned: () => null,
      othersThinkable: () => true,
    });
    await failing.try(MODEL, null);
    expect((await failing.report(MODEL)).devices.map(({ state, reason }) => [state, reason])).toEqual([['crashed', 'code 127'], ['crashed', 'code 127']]);
    keeper.close();
  });

  it('no analysis waits for it: the first one has the processor at once, the next one what was found', async () => {
    const { keeper, asked } = keep({ cpu: PROCESSOR, cuda: RIGHT });
    const first = await keeper.choice(MODEL);
    expect(first).toMatchObject({ device: 'cpu', words: expect.stringContaining('tried yet') });
    while ((await keeper.report(MODEL)).trying) await new Promise((resolve) => setImmediate(resolve));
    expect(await keeper.choice(MODEL)).toMatchObject({ device: 'cuda' });
    expect(asked).toEqual(['offered', 'cpu', 'cuda']);
  });

  it('where nothing else can be here nothing is tried before an analysis', async () => {
    const { keeper, asked } = keep({ cpu: PROCESSOR }, { othersThinkable: () => false });
    expect(await keeper.choice(MODEL)).toEqual({ device: 'cpu', words: 'processor; there is no other device' });
    expect(asked).toEqual([]);
  });

  it('one is tried again by itself', async () => {
    const { keeper, asked } = keep({ cpu: PROCESSOR, cuda: RIGHT });
    await keeper.try(MODEL, null);
    await keeper.lost(MODEL, 'cuda', 'device lost');
    expect(await keeper.choice(MODEL)).toMatchObject({ device: 'cpu', words: expect.stringContaining('failed in the middle of an analysis (device lost)') });
    await keeper.try(MODEL, 'cuda');
    expect(await keeper.choice(MODEL)).toMatchObject({ device: 'cuda' });
    expect(asked).toEqual(['offered', 'cpu', 'cuda', 'cuda']);
  });

  it('ends with the program', async () => {
    const { keeper, probes } = keep({ cpu: 'silent' }, { limitMs: 60_000 });
    await keeper.choice(MODEL);
    while (probes.length < 2) await new Promise((resolve) => setImmediate(resolve));
    keeper.close();
    expect(probes.at(-1)!.killed).toBe(true);
  });
});

describe('what was found out', () => {
  it('is remembered for this program and this model, and found out again for others', async () => {
    const file = join(folder(), DEVICES_FILE);
    const first = keep({ cpu: PROCESSOR, cuda: RIGHT }, { file });
    await first.keeper.try(MODEL, null);
    const again = keep({ cpu: PROCESSOR }, { file });
    expect(await again.keeper.choice(MODEL)).toMatchObject({ device: 'cuda' });
    expect(again.asked).toEqual([]);
    for (const [model, programVersion] of [[{ ...MODEL, sha256: 'other' }, '1'], [MODEL, '2']] as const) {
      const other = keep({ cpu: PROCESSOR }, { file, programVersion });
      expect(await other.keeper.choice(model)).toMatchObject({ device: 'cpu' });
      other.keeper.close();
    }
  });

  it('is found out again where its file is damaged in whatever way', () => {
    const file = join(folder(), DEVICES_FILE);
    rememberDevices(file, 'k', [line('cpu', 'right')]);
    const whole = readFileSync(file);
    const kept = new Set<number>();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), fc.oneof(fc.nat(whole.length), fc.constant(whole.length)), (at, byte, length) => {
        const bytes = Buffer.from(whole.subarray(0, length));
        if (at < length) bytes[at] = byte;
        writeFileSync(file, bytes);
        const lines = rememberedDevices(file, 'k');
        kept.add(lines.length);
        for (const { name, state } of lines) expect([LOCAL_DEVICES.includes(name), DEVICE_STATES.includes(state)]).toEqual([true, true]);
      }),
      { numRuns: 200 },
    );
    // Some damage leaves a file that can be read.
    expect(kept).toEqual(new Set([0, 1]));
  });

  it('is not kept where the disk takes nothing, and nothing is left behind', () => {
    const file = join(folder(), DEVICES_FILE);
    const full = { ...files, write: () => { throw Object.assign(new Error('no room'), { code: 'ENOSPC' }); } };
    expect(rememberDevices(file, 'k', [line('cpu', 'right')], full)).toContain('disk is full');
    expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
    expect(rememberDevices(join(folder(), 'not-there', DEVICES_FILE), 'k', [])).toBe('');
  });

  it('a trial that was broken off counts for nothing', () => {
    const file = join(folder(), DEVICES_FILE);
    rememberDevices(file, 'k', [line('cpu', 'right'), line('cuda', 'trying')]);
    expect(rememberedDevices(file, 'k')).toEqual([]);
  });
});

function line(name: LocalDevice, state: DeviceLine['state'], beatsPerSecond: number | null = null, besideProcessor: number | null = null): DeviceLine {
  return { name, state, reason: '', adapter: '', software: false, beatsPerSecond, besideProcessor, compared: 0, differing: 0, largestDifference: null, triedAt: null };
}

const anyLine = (name: LocalDevice): fc.Arbitrary<DeviceLine> =>
  fc.record({ state: fc.constantFrom(...DEVICE_STATES), speed: fc.option(fc.double({ min: 1, max: 1e7, noNaN: true })), beside: fc.option(fc.double({ min: 1, max: 1e6, noNaN: true })) }).map(({ state, speed, beside }) => line(name, state, speed, beside));
const anyLines = fc.subarray([...LOCAL_DEVICES]).chain((names) => fc.tuple(...names.map(anyLine)));

describe('the choice', () => {
  it('never takes what gave other results, crashed, was lost or was not measured, and never a slower one', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const { device } = chooseDevice(lines, null);
        if (device === 'cpu') return;
        const taken = lines.find(({ name }) => name === device)!;
        expect(taken.state).toBe('right');
        const gain = taken.beatsPerSecond! / taken.besideProcessor!;
        expect(gain).toBeGreaterThanOrEqual(1.1);
        for (const other of lines) if (other.state === 'right' && other.name !== 'cpu' && other.beatsPerSecond && other.besideProcessor) expect(other.beatsPerSecond / other.besideProcessor).toBeLessThanOrEqual(gain);
      }),
    );
  });

  it('takes what is pinned unless something is known against it', () => {
    fc.assert(
      fc.property(anyLines, fc.constantFrom(...LOCAL_DEVICES), (lines, pinned) => {
        const { device, why } = chooseDevice(lines, pinned);
        const state = lines.find(({ name }) => name === pinned)?.state ?? 'untried';
        const fits = pinned === 'cpu' || ['right', 'untried', 'trying'].includes(state);
        expect([device, why]).toEqual(fits ? [pinned, 'pinned'] : ['cpu', 'pin-failed']);
      }),
    );
  });

  it('is said in words', () => {
    const processor = line('cpu', 'right', 36_312, 36_312);
    const gpu = { ...line('webgpu', 'right', 210_400, 36_021), adapter: 'Demo Graphics 900' };
    const said = (lines: DeviceLine[]): string => choiceWords(chooseDevice(lines, null), lines);
    expect(said([processor, gpu])).toBe('WebGPU on Demo Graphics 900: 210,000 beats/s against 36,000 on the processor');
    expect(said([processor, { ...line('webgpu', 'right', 4012, 36_021), adapter: 'SwiftShader', software: true }])).toBe('processor: 36,300 beats/s; WebGPU answered but is a software adapter at 4,010');
    expect(said([processor, { ...line('cuda', 'crashed'), reason: 'SIGSEGV' }])).toBe('processor: 36,300 beats/s; CUDA crashed when tried (SIGSEGV)');
    expect(figure(9.84)).toBe('10');
    expect(figure(1_234_567)).toBe('1,230,000');
    expect(deviceWords('cpu', [{ from: 'webgpu', block: 57, why: 'device lost' }])).toBe('webgpu until block 57, then cpu: device lost');
    expect(deviceWords('cpu', [])).toBe('cpu');
  });
});

describe('graphics adapters of Windows', () => {
  it('are read from what the registry prints', () => {
    const printed = ['HKEY_LOCAL_MACHINE\\SYSTEM\\…\\0000', '    DriverDesc    REG_SZ    NVIDIA RTX 4000', '    DriverVersion    REG_SZ    31.0.15.3623', '', 'HKEY_LOCAL_MACHINE\\SYSTEM\\…\\0001', '    DriverDesc    REG_SZ    Microsoft Basic Display Adapter', '    DriverVersion    REG_SZ    10.0.1', '', 'End of search: 4 match(es) found.', ''].join('\r\n');
    expect(registryAdapters(printed)).toEqual([
      { name: 'NVIDIA RTX 4000', driver: '31.0.15.3623', software: false },
      { name: 'Microsoft Basic Display Adapter', driver: '10.0.1', software: true },
    ]);
    expect(registryAdapters('')).toEqual([]);
  });
});
