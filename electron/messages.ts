/** What main says to the backend's process and to the benchmark's, and they to it. Ports travel beside the messages. */
import type { CompanionKind } from '../backend/environment.ts';
import type { ErrorShape } from '../core/contract/errors.ts';

/** To any process that may ask for companions. */
export type ToAsker =
  /** With the port to the companion that was asked for. */
  | { type: 'companion-started'; id: number; pid: number | undefined }
  | { type: 'companion-gone'; id: number; reason: string };

export type FromAsker = { type: 'start-companion'; id: number; kind: CompanionKind } | { type: 'kill-companion'; id: number };

export type ToBackend =
  | ToAsker
  /** With the port of a window that wants to speak the contract. */
  | { type: 'window' }
  /** How power and the person at the computer stand, when the backend starts and whenever it changes. */
  | { type: 'power'; onBattery: boolean; idle: boolean }
  /** Finish and exit. */
  | { type: 'close' };

export type FromBackend = FromAsker | { type: 'open' } | { type: 'failed'; error: ErrorShape };

/** True where a value has the outer form of one of the messages above. */
export function isMessage(value: unknown): value is { type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
