/** Devices of a computer with a GPU that is the fastest, one that crashed, and one that is not there. */
import type { Client } from '../../core/contract/define.ts';
import type { Contract } from '../../core/contract/contract.ts';
import { chooseDevice, choiceWords } from '../../core/contract/device-choice.ts';
import type { DeviceLine, DevicesReport } from '../../core/contract/devices.ts';

const line = (name: DeviceLine['name'], state: DeviceLine['state'], more: Partial<DeviceLine> = {}): DeviceLine => ({ name, state, reason: '', adapter: '', software: false, beatsPerSecond: null, besideProcessor: null, compared: 0, differing: 0, largestDifference: null, triedAt: '2026-11-20T08:00:00.000Z', ...more });

const LINES: readonly DeviceLine[] = [
  line('cpu', 'right', { beatsPerSecond: 36_400, besideProcessor: 36_400, compared: 324, largestDifference: 0 }),
  line('webgpu', 'right', { adapter: 'Demo Graphics 900', beatsPerSecond: 212_000, besideProcessor: 36_100, compared: 324, largestDifference: 3e-6 }),
  line('cuda', 'unavailable', { reason: 'Failed to load shared library' }),
  line('tensorrt', 'crashed', { reason: 'SIGSEGV' }),
];

export function fakeDevices(settings: () => Readonly<Record<string, string>>): Client<Contract>['devices'] {
  const report = (): DevicesReport => {
    const pinned = LINES.find(({ name }) => name === settings()['analysis.device'])?.name ?? null;
    const choice = chooseDevice(LINES, pinned);
    return { devices: [...LINES], choice, words: choiceWords(choice, LINES), pinned, trying: false, adapters: ['Demo Graphics 900, 31.2'], knowsPower: false };
  };
  return {
    report: async () => report(),
    changes: () => ({ items: (async function* () { yield report(); })(), result: Promise.resolve(), cancel: () => undefined }),
    try: async () => report(),
  };
}
