/** The device of each analysis, and what analysing may take of the computer: what the services of both ask. */
import { join } from 'node:path';
import { limitsOf, pinnedOf, type AnalysisLimits } from '../../core/contract/analysis-limits.ts';
import { deviceNamed, isLocalDevice, isRemote, type DeviceWish, type LocalDevice, type RemoteDevice } from '../../core/contract/device.ts';
import type { DeviceChange, DevicesReport } from '../../core/contract/devices.ts';
import type { Cases } from '../database/cases.ts';
import { DEVICES_FILE } from '../engine/device-memory.ts';
import { DeviceKeeper, type KeptModel } from '../engine/device-keeper.ts';
import { loadModel, modelFolder } from '../engine/model.ts';
import type { Environment } from '../environment.ts';

/** A run that is to go on: its device so far, why it was taken, and the block that is next. */
export interface RunSoFar {
  device: string;
  reason: string;
  nextBlock: number;
}

export interface RunDevice {
  device: LocalDevice | RemoteDevice;
  deviceReason: string;
  insist: boolean;
  /** The run was begun on a device that is known to fail here: the processor has it from this block on. */
  change: DeviceChange | null;
}

export interface DeviceDesk {
  limits(): AnalysisLimits;
  /** What runs an analysis. `wish` is permitted already. Never waits for a trial. */
  forRun(model: KeptModel, wish: DeviceWish, soFar: RunSoFar | null): Promise<RunDevice>;
  /** A device failed an analysis. */
  failed(model: KeptModel, device: string, why: string): Promise<void>;
  /** How things stand with the shipped model. */
  report(): Promise<DevicesReport>;
  /** Begins to try what was never tried. */
  begin(): Promise<void>;
  /** Tries one again, or all, and waits for the end of it. */
  try(name: LocalDevice | null): Promise<void>;
  /** Whoever is told of changes; listeners are put in and taken out. */
  readonly listeners: Set<() => void>;
  /** What was set may have changed. */
  changed(): void;
  close(): void;
}

export function openDeviceDesk({ cases, environment }: { cases: Cases; environment: Environment }): DeviceDesk {
  const settings = (): Record<string, string> => cases.workplace.settings();
  const keeper = new DeviceKeeper({
    start: () => environment.start('probe'),
    file: environment.deviceFile ?? join(environment.dataFolder, DEVICES_FILE),
    programVersion: environment.version,
    now: () => environment.now(),
    pinned: () => pinnedOf(settings()),
    knowsPower: environment.power !== undefined,
  });
  const shipped = (): Promise<KeptModel> => loadModel(modelFolder(environment.programFolder));
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  keeper.onChange(tell);
  return {
    limits: () => limitsOf(settings(), environment.window === true),
    async forRun(model, wish, soFar) {
      const before = soFar === null ? null : deviceNamed(soFar.device);
      if (soFar !== null && before !== null && !isRemote(before)) {
        // A run goes on where it was begun; a device that is gone meanwhile is not waited for.
        const line = (await keeper.report(model)).devices.find(({ name }) => name === before);
        const bad = before !== 'cpu' && line !== undefined && ['unavailable', 'crashed', 'silent', 'lost', 'differs'].includes(line.state);
        if (bad) return { device: 'cpu', deviceReason: soFar.reason, insist: false, change: { from: before, block: soFar.nextBlock, why: line.reason || line.state } };
        return { device: before, deviceReason: soFar.reason, insist: false, change: null };
      }
      const device = before ?? wish;
      if (device !== 'auto') return { device, deviceReason: 'asked for', insist: true, change: null };
      const choice = await keeper.choice(model);
      return { device: choice.device, deviceReason: choice.words, insist: false, change: null };
    },
    async failed(model, device, why) {
      if (isLocalDevice(device) && device !== 'cpu') await keeper.lost(model, device, why);
    },
    listeners,
    changed: tell,
    close: () => keeper.close(),
    async report() {
      return keeper.report(await shipped());
    },
    async begin() {
      await keeper.begin(await shipped());
    },
    async try(name) {
      await keeper.try(await shipped(), name);
    },
  };
}
