/** Which device analyses: the fastest of those that give the processor's results, and why, in words. */
import { DEVICE_NAMES, type LocalDevice } from './device.ts';
import type { DeviceChange, DeviceChoice, DeviceLine } from './devices.ts';

/** Largest difference of a probability from the processor's that is still the same result. */
export const SAME_PROBABILITY = 1e-3;
/** A device is worth its start only where it is this many times as fast as the processor. */
const WORTH = 1.1;

/** How many times as fast as the processor a device was, both measured by one process; 0 where it may not be taken. */
function gain({ name, state, beatsPerSecond, besideProcessor }: DeviceLine): number {
  if (name === 'cpu') return 1;
  return state === 'right' && beatsPerSecond !== null && besideProcessor !== null && besideProcessor > 0 ? beatsPerSecond / besideProcessor : 0;
}

/**
 * The device to analyse on. A pinned one is taken as long as nothing is known against it; what gave other
 * results, crashed or was lost is never taken. `others`: whether anything beside the processor can be here, asked while nothing was tried.
 */
export function chooseDevice(lines: readonly DeviceLine[], pinned: LocalDevice | null, others = true): DeviceChoice {
  if (pinned !== null) {
    const line = lines.find(({ name }) => name === pinned);
    const fits = pinned === 'cpu' || line === undefined || ['right', 'untried', 'trying'].includes(line.state);
    return fits ? { device: pinned, why: 'pinned' } : { device: 'cpu', why: 'pin-failed' };
  }
  const best = lines.filter((line) => gain(line) >= WORTH).toSorted((a, b) => gain(b) - gain(a))[0];
  if (best) return { device: best.name, why: 'fastest' };
  const rest = lines.filter(({ name }) => name !== 'cpu');
  if (lines.length === 0) return { device: 'cpu', why: others ? 'untried' : 'only' };
  if (rest.every(({ state }) => state === 'unavailable')) return { device: 'cpu', why: 'only' };
  if (rest.some(({ state }) => state === 'untried' || state === 'trying')) return { device: 'cpu', why: 'untried' };
  return { device: 'cpu', why: 'fastest' };
}

/** `36,000`: three digits that mean something. */
export function figure(beatsPerSecond: number): string {
  const digits = Math.max(0, Math.floor(Math.log10(Math.max(1, beatsPerSecond))) - 2);
  const rounded = Math.round(beatsPerSecond / 10 ** digits) * 10 ** digits;
  return String(rounded).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

function named({ name, adapter }: Pick<DeviceLine, 'name' | 'adapter'>): string {
  return adapter === '' || name === 'cpu' ? DEVICE_NAMES[name] : `${DEVICE_NAMES[name]} on ${adapter}`;
}

/** What is to be said of a device that was not taken; empty where there is nothing. */
function passedOver({ name, state, reason, software, beatsPerSecond }: DeviceLine): string {
  const device = DEVICE_NAMES[name];
  switch (state) {
    case 'right':
      return `${device} answered but ${software ? 'is a software adapter at' : 'reaches'} ${figure(beatsPerSecond ?? 0)}`;
    case 'differs':
      return `${device} answered with other results`;
    case 'crashed':
      return `${device} crashed when tried (${reason})`;
    case 'silent':
      return `${device} did not answer in time`;
    case 'lost':
      return `${device} failed in the middle of an analysis (${reason})`;
    case 'unavailable':
      return `no ${device} (${reason})`;
    case 'untried':
    case 'trying':
      return `${device} was not tried yet`;
  }
}

/** Why this device, in English: `WebGPU on …: 210,000 beats/s against 36,000 on the processor`. */
export function choiceWords({ device, why }: DeviceChoice, lines: readonly DeviceLine[]): string {
  const line = lines.find(({ name }) => name === device) ?? { name: device, adapter: '', beatsPerSecond: null, besideProcessor: null };
  if (why === 'pinned') return `${named(line)}, pinned in the settings`;
  if (device !== 'cpu') return `${named(line)}: ${figure(line.beatsPerSecond ?? 0)} beats/s against ${figure(line.besideProcessor ?? 0)} on the processor`;
  const own = line.beatsPerSecond === null ? 'processor' : `processor: ${figure(line.beatsPerSecond)} beats/s`;
  const others = lines.filter(({ name }) => name !== 'cpu').map(passedOver);
  if (why === 'only' && others.length === 0) return `${own}; there is no other device`;
  if (why === 'untried' && others.length === 0) return `${own}; no other device was tried yet`;
  return [why === 'pin-failed' ? `${own}; the pinned device cannot be used` : own, ...others].join('; ');
}

/** `WebGPU until block 57, then processor: device lost`; the device's own name where it never changed. */
export function deviceWords(device: string, changes: readonly DeviceChange[]): string {
  const [first] = changes;
  if (!first) return device;
  return `${first.from} until block ${first.block}, then ${device}: ${first.why}`;
}
