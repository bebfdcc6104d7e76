/** What the import of a recording hands to the analysis that goes on beside it. */
import type { CallContext } from '../../core/contract/define.ts';
import type { DeviceWish } from '../../core/contract/device.ts';
import type { Beside } from '../engine/host.ts';

export interface BesideReading {
  beside: Beside;
  device: DeviceWish;
  model: string;
  /** Resolves when the recording is in the store and its case ready, rejects where it never will be. */
  read: Promise<void>;
  /** Called when the first hour is labelled, or when it will not be before the recording is in: the rest of the recording waits for that. */
  onFirstHour(): void;
  signal: CallContext<never>['signal'];
}
