/** What trials of devices found, kept in a file of the data folder: computer by computer, program by program, model by model. */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { LOCAL_DEVICES } from '../../core/contract/device.ts';
import { DEVICE_STATES, type DeviceLine } from '../../core/contract/devices.ts';
import { AppError } from '../../core/contract/errors.ts';
import { files, writeWhole, type FileCalls } from '../store/files.ts';

/** Name of the file. It says nothing of any recording, so it lies in plain in an encrypted folder, too. */
export const DEVICES_FILE = 'devices.json';
/** Computers that are remembered: a folder that is carried about is opened on a few. */
const KEPT = 8;

const lineSchema = z.object({
  name: z.enum(LOCAL_DEVICES),
  state: z.enum(DEVICE_STATES),
  reason: z.string().max(2000),
  adapter: z.string().max(300),
  software: z.boolean(),
  beatsPerSecond: z.number().nonnegative().nullable(),
  besideProcessor: z.number().nonnegative().nullable(),
  compared: z.number().int().nonnegative(),
  differing: z.number().int().nonnegative(),
  largestDifference: z.number().nonnegative().nullable(),
  triedAt: z.string().max(40).nullable(),
});
const fileSchema = z.object({ version: z.literal(1), machines: z.array(z.object({ key: z.string().max(64), devices: z.array(lineSchema).max(20) })) });
type Machines = z.infer<typeof fileSchema>['machines'];

function machinesIn(path: string): Machines {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).machines;
  } catch {
    // Not there, damaged, of another version: all of it can be found out again, so it is.
    return [];
  }
}

/** What is remembered under this key; empty where nothing is. */
export function rememberedDevices(path: string, key: string): DeviceLine[] {
  const devices = machinesIn(path).find((one) => one.key === key)?.devices ?? [];
  return devices.some(({ state }) => state === 'untried' || state === 'trying') ? [] : devices;
}

/** Remembers, the newest first; nothing where the folder is not there. A disk that takes nothing only means that devices are tried again: returns why, or empty words. */
export function rememberDevices(path: string, key: string, devices: readonly DeviceLine[], calls: FileCalls = files): string {
  if (!calls.exists(dirname(path))) return '';
  const machines = [{ key, devices: [...devices] }, ...machinesIn(path).filter((one) => one.key !== key)].slice(0, KEPT);
  try {
    writeWhole(path, new TextEncoder().encode(`${JSON.stringify({ version: 1, machines }, null, 1)}\n`), calls);
    return '';
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return thrown.message;
  }
}
