/**
 * What runs the classifier: a device of this computer, or an inference server
 * that somebody named.
 */
import { z } from 'zod';
import { AppError } from './errors.ts';

/** `triton:https://host:port`: a server that speaks the open inference protocol, version 2. */
export const SERVER_PREFIX = 'triton:';

/** Devices of this computer that the program knows by name. Which of them are there is asked of the runtime and tried, never assumed. */
export const LOCAL_DEVICES = ['cpu', 'webgpu', 'cuda', 'tensorrt', 'coreml', 'dml'] as const;
export type LocalDevice = (typeof LOCAL_DEVICES)[number];

/** What stands for "whichever is the fastest right one" on command lines, and the names beside it. */
export const DEVICE_WORDS = ['auto', ...LOCAL_DEVICES] as const;

/** How people call them. */
export const DEVICE_NAMES: Readonly<Record<LocalDevice, string>> = { cpu: 'processor', webgpu: 'WebGPU', cuda: 'CUDA', tensorrt: 'TensorRT', coreml: 'CoreML', dml: 'DirectML' };

export const deviceSchema = z.union([z.enum(DEVICE_WORDS), z.templateLiteral([SERVER_PREFIX, z.string().max(300)])]);

/** `auto` chooses among the devices of this computer only. */
export type DeviceWish = z.infer<typeof deviceSchema>;
export type RemoteDevice = Extract<DeviceWish, `${typeof SERVER_PREFIX}${string}`>;

export function isRemote(device: DeviceWish): device is RemoteDevice {
  return device.startsWith(SERVER_PREFIX);
}

export function isLocalDevice(name: string): name is LocalDevice {
  return LOCAL_DEVICES.some((device) => device === name);
}

/** What a run's device is asked for by when the run goes on. */
export function deviceNamed(device: string): LocalDevice | RemoteDevice {
  const named = deviceSchema.safeParse(device);
  return named.success && named.data !== 'auto' ? named.data : 'cpu';
}

/** Setting of the workplace: the address of the server that analyses here, empty for none. */
export const SERVER_SETTING = 'inference-server';

/** The device of a server's address, as a person writes it with or without the prefix; null where there is none. */
export function remoteOf(address: string): RemoteDevice | null {
  const text = address.trim();
  if (text === '') return null;
  const device: RemoteDevice = `${SERVER_PREFIX}${text.startsWith(SERVER_PREFIX) ? text.slice(SERVER_PREFIX.length) : text}`;
  return `${SERVER_PREFIX}${serverAddress(device)}`;
}

/** Scheme, host, port and path; no name, password, query or fragment. */
const ADDRESS = /^(https?):\/\/(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?((?:\/[\w.~%-]+)*)\/?$/i;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * The server's address, without a slash at its end. What is sent are windows of a
 * patient's signal, so only a server of the same computer is spoken to in plain.
 *
 * @throws AppError `invalid-input` where it is no address, carries a name or a password, or is plain and elsewhere
 */
export function serverAddress(device: RemoteDevice): string {
  const text = device.slice(SERVER_PREFIX.length);
  const [, scheme = '', host = '', port = '', path = ''] = ADDRESS.exec(text) ?? [];
  if (scheme === '') throw refused(text, 'is no host with a port');
  if (scheme.toLowerCase() === 'http' && !LOOPBACK.test(host)) throw refused(text, 'is not encrypted');
  return `${scheme.toLowerCase()}://${host.toLowerCase()}${port}${path}`;
}

function refused(text: string, why: string): AppError {
  return new AppError('invalid-input', `The address of the inference server ${why}: ${text}`, { hint: 'Name it like https://host:8000; http only for a server of this computer.', details: { address: text } });
}
