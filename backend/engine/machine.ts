/**
 * What of a computer decides how fast its devices are and whether they answer:
 * processor, graphics adapters, their drivers. Read from what the system shows
 * to everybody; where it shows nothing, nothing is made up.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, platform, release } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalDevice } from '../../core/contract/device.ts';
import { missingLoader } from './vulkan.ts';

export interface Adapter {
  name: string;
  driver: string;
  /** The adapter is a program. */
  software: boolean;
}

export interface Machine {
  processor: string;
  /** Cores that programs may use. */
  cores: number;
  system: string;
  adapters: Adapter[];
}

/** Makers of GPUs by their PCI number; others' adapters (those of virtual machines) compute nothing. */
const MAKERS: Readonly<Record<string, string>> = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel', '0x106b': 'Apple', '0x5143': 'Qualcomm', '0x13b5': 'Arm' };
/** Vulkan drivers that compute on the processor, by a part of their file's name. */
const SOFTWARE: readonly (readonly [string, string])[] = [['swiftshader', 'SwiftShader'], ['lvp', 'llvmpipe']];

/** This computer. Takes a few milliseconds; on Windows it asks the registry. */
export async function thisMachine(): Promise<Machine> {
  const [first] = cpus();
  return { processor: first?.model.trim() ?? arch(), cores: cpus().length, system: `${platform()} ${arch()} ${release()}`, adapters: await adapters() };
}

/** Names a computer, a program and a model: what was measured holds as long as this stays the same. */
export function machineKey(machine: Machine, programVersion: string, modelSha256: string): string {
  const { LD_LIBRARY_PATH = '', VK_ICD_FILENAMES = '', VK_DRIVER_FILES = '', CUDA_VISIBLE_DEVICES = '' } = process.env;
  return createHash('sha256').update(JSON.stringify([machine, programVersion, modelSha256, LD_LIBRARY_PATH, VK_ICD_FILENAMES, VK_DRIVER_FILES, CUDA_VISIBLE_DEVICES])).digest('hex').slice(0, 32);
}

/** Whether anything beside the processor can be here at all, told from files alone; where not, nothing need be tried before an analysis. */
export function othersThinkable(): boolean {
  return platform() !== 'linux' || missingLoader() === '' || existsSync(join(runtimeFolder(), 'libonnxruntime_providers_shared.so'));
}

/** The adapter that a device computes on, as far as the system tells; null for the processor and where none is named. */
export function adapterOf(device: LocalDevice, { adapters: all }: Machine): Adapter | null {
  if (device === 'cpu') return null;
  if (device === 'cuda' || device === 'tensorrt') return all.find(({ name }) => name.startsWith('NVIDIA')) ?? null;
  return all.find(({ software }) => !software) ?? all[0] ?? null;
}

/** Folder of the runtime's native libraries. */
function runtimeFolder(): string {
  const inside = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(inside), '..', 'bin', 'napi-v6', platform(), arch());
}

async function adapters(): Promise<Adapter[]> {
  if (platform() === 'win32') return adaptersOfRegistry();
  if (platform() === 'darwin') return [{ name: cpus()[0]?.model.trim() ?? 'GPU', driver: release(), software: false }];
  const real = [...nvidiaOfProc(), ...adaptersOfSys()];
  const hardware = real.filter((one, i) => real.findIndex(({ name }) => name.split(' ')[0] === one.name.split(' ')[0]) === i);
  const programs = softwareDrivers();
  // Vulkan takes the drivers that are named to it and no others.
  return namedDrivers().length > 0 && programs.length === namedDrivers().length ? programs : [...hardware, ...programs];
}

/** What a file says, or nothing where it cannot be read: these are looked at, not relied upon. */
function said(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    // Not there, or not for us: then the system does not tell.
    return '';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    // No such folder: nothing in it.
    return [];
  }
}

function nvidiaOfProc(): Adapter[] {
  const driver = /Module\s+([\d.]+)/.exec(said('/proc/driver/nvidia/version'))?.[1] ?? '';
  const gpus = '/proc/driver/nvidia/gpus';
  return namesIn(gpus).map((gpu) => ({ name: /Model:\s*(.+)/.exec(said(join(gpus, gpu, 'information')))?.[1]?.trim() ?? 'NVIDIA', driver, software: false })).map((one) => (one.name.startsWith('NVIDIA') ? one : { ...one, name: `NVIDIA ${one.name}` }));
}

function adaptersOfSys(): Adapter[] {
  const cards = '/sys/class/drm';
  return namesIn(cards)
    .filter((name) => /^card\d+$/.test(name))
    .flatMap((card) => {
      const device = join(cards, card, 'device');
      const maker = MAKERS[said(join(device, 'vendor'))];
      if (maker === undefined) return [];
      const driver = driverOf(device);
      return [{ name: `${maker} ${said(join(device, 'device')).replace('0x', '')}`.trim(), driver: `${driver} ${said(`/sys/module/${driver}/version`)}`.trim(), software: false }];
    });
}

function driverOf(device: string): string {
  try {
    return basename(readlinkSync(join(device, 'driver')));
  } catch {
    // No driver is bound to it.
    return '';
  }
}

/** Files of the Vulkan drivers that the environment names in place of the system's. */
function namedDrivers(): string[] {
  return (process.env['VK_DRIVER_FILES'] ?? process.env['VK_ICD_FILENAMES'] ?? '').split(':').filter(Boolean);
}

function softwareDrivers(): Adapter[] {
  const folders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d'];
  const drivers = namedDrivers().length > 0 ? namedDrivers() : folders.flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
  return drivers.flatMap((path) => {
    const known = SOFTWARE.find(([part]) => basename(path).includes(part));
    return known ? [{ name: known[1], driver: /"api_version"\s*:\s*"([^"]+)"/.exec(said(path))?.[1] ?? '', software: true }] : [];
  });
}

const DISPLAY_CLASS = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}';

async function adaptersOfRegistry(): Promise<Adapter[]> {
  try {
    const { stdout } = await promisify(execFile)('reg', ['query', DISPLAY_CLASS, '/s', '/v', 'Driver*'], { windowsHide: true, timeout: 5000 });
    return registryAdapters(stdout);
  } catch {
    // A part of the registry that may not be read ends the command with a failure: then the system does not tell.
    return [];
  }
}

/** Adapters out of what `reg query` prints. */
export function registryAdapters(printed: string): Adapter[] {
  return printed
    .split(/\r?\n\r?\n/)
    .map((part) => ({ name: /DriverDesc\s+REG_SZ\s+(.+?)\s*$/m.exec(part)?.[1] ?? '', driver: /DriverVersion\s+REG_SZ\s+(\S+)/.exec(part)?.[1] ?? '' }))
    .filter(({ name }) => name !== '')
    .map((one) => ({ ...one, software: /Basic (Render|Display)/.test(one.name) }));
}
