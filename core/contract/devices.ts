/** What crosses the contract about the devices of this computer: which there are, how each did when it was tried, which is taken and why. */
import { z } from 'zod';
import { command, query, subscription } from './define.ts';
import { LOCAL_DEVICES, type LocalDevice } from './device.ts';

/**
 * `right`: ran the model with the processor's results. `differs`: ran it with others. `unavailable`: cannot be opened here.
 * `crashed`: took its process with it. `silent`: did not answer in time. `lost`: failed in the middle of an analysis.
 */
export const DEVICE_STATES = ['untried', 'trying', 'right', 'differs', 'unavailable', 'crashed', 'silent', 'lost'] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

/** One device that the runtime offers. */
export interface DeviceLine {
  name: LocalDevice;
  state: DeviceState;
  /** What the library or the system said, in its own words; empty where nothing is wrong. */
  reason: string;
  /** Which GPU it runs on as far as the system tells; empty where it does not. */
  adapter: string;
  /** The adapter is a program, not a GPU. */
  software: boolean;
  /** Beats a second through the classifier, warm; null where it was not measured. */
  beatsPerSecond: number | null;
  /** The processor's, measured in the same minute by the same process. */
  besideProcessor: number | null;
  /** Beats whose results were compared with the processor's, how many labels differ, and the largest difference of a probability. */
  compared: number;
  differing: number;
  largestDifference: number | null;
  /** UTC, ISO 8601; null until it was tried. */
  triedAt: string | null;
}

/** Why a device is taken. `only`: nothing else can be here. `untried`: the others were not tried yet. `pin-failed`: the one that was pinned cannot be used. */
export const CHOICE_REASONS = ['pinned', 'pin-failed', 'fastest', 'only', 'untried'] as const;

export interface DeviceChoice {
  device: LocalDevice;
  why: (typeof CHOICE_REASONS)[number];
}

export interface DevicesReport {
  devices: DeviceLine[];
  choice: DeviceChoice;
  /** The choice in English words, as runs and commands tell it. */
  words: string;
  pinned: LocalDevice | null;
  /** Devices are being tried right now. */
  trying: boolean;
  /** Graphics adapters that the system names. */
  adapters: string[];
  /** Whether this shell is told about power and idleness; else analysing cannot wait for them. */
  knowsPower: boolean;
}

/** A run changed its device: blocks before `block` are the first one's, the others the processor's. */
export interface DeviceChange {
  from: string;
  block: number;
  why: string;
}

export const devicesGroup = {
  /** How things stand. Devices that were never tried are tried from then on, in the background. */
  report: query<DevicesReport>()(z.object({})),
  /** The report whenever it changes. */
  changes: subscription<DevicesReport>()(z.object({})),
  /** Tries one again, or all; answers when it is done. */
  try: command<DevicesReport>()(z.object({ name: z.enum(LOCAL_DEVICES).nullable().default(null) })),
};
