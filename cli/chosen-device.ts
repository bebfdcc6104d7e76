/** `--device auto` of commands that measure or score: they wait for the trial, so that the whole of their work is one device's. */
import { join } from 'node:path';
import { startCompanion } from '../backend/companions.ts';
import { DEVICES_FILE } from '../backend/engine/device-memory.ts';
import { DeviceKeeper } from '../backend/engine/device-keeper.ts';
import { othersThinkable } from '../backend/engine/machine.ts';
import { loadModel, modelFolder } from '../backend/engine/model.ts';
import { defaultDataFolder, program } from '../backend/program.ts';
import type { LocalDevice } from '../core/contract/device.ts';
import type { CommandIo } from './command.ts';

export interface ChosenDevice {
  device: LocalDevice;
  /** Why, in words. */
  reason: string;
}

/** File in which commands without a data folder remember trials: that of the program's own one, where there is one. */
export function ownDeviceFile(): string {
  return join(defaultDataFolder(), DEVICES_FILE);
}

/** The device that was named, or the fastest right one. Throws AppError of the model. */
export async function chosenDevice(word: LocalDevice | 'auto', io: CommandIo): Promise<ChosenDevice> {
  if (word !== 'auto') return { device: word, reason: 'asked for' };
  const { folder, version } = program();
  const model = await loadModel(modelFolder(folder));
  const keeper = new DeviceKeeper({ start: () => startCompanion('probe'), file: ownDeviceFile(), programVersion: version, now: () => Date.now(), pinned: () => null });
  const end = (): void => keeper.close();
  io.signal.addEventListener('abort', end, { once: true });
  try {
    if (othersThinkable() && (await keeper.report(model)).devices.length === 0) {
      io.progress('trying the devices of this computer');
      await keeper.try(model, null);
    }
    const { choice, words } = await keeper.report(model);
    return { device: choice.device, reason: words };
  } finally {
    io.signal.removeEventListener('abort', end);
    keeper.close();
    io.progress('');
  }
}
