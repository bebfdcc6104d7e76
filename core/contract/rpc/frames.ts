/**
 * What crosses a carrier. Frames are matched by `id`, never by order. The
 * caller's first frame is a `hello`; the server answers `ack` or `fail` with id 0.
 */
import type { ErrorShape } from '../errors.ts';

/** Raised whenever an older program on the other side would misunderstand. */
export const PROTOCOL = 1;

/** Items that a caller takes before it has to grant more. */
export const INITIAL_CREDIT = 16;

export type CallerFrame =
  | { kind: 'hello'; protocol: number; token: string }
  | { kind: 'call'; id: number; group: string; name: string; input: unknown; credit: number }
  /** Room for so many more items. */
  | { kind: 'credit'; id: number; more: number }
  | { kind: 'cancel'; id: number };

export type ServerFrame =
  | { kind: 'ack'; protocol: number; version: string }
  /** An item of a job, an event of a subscription. */
  | { kind: 'item' | 'event'; id: number; value: unknown }
  | { kind: 'done'; id: number; output: unknown }
  | { kind: 'fail'; id: number; error: ErrorShape };

export type Frame = CallerFrame | ServerFrame;

/**
 * One end of a connection that brings whole frames across, in order, as clones.
 * A carrier never hands over the sender's own buffers, nor moves them: Electron
 * loses moved buffers between processes, so a list of them is refused everywhere.
 */
export interface Carrier {
  /** Throws AppError `bug` for what cannot be cloned, and for any list of buffers to move. After `close` it does nothing. */
  send(frame: Frame, transfer?: readonly unknown[]): void;
  /** One listener; frames that came before it was set are kept for it. */
  onFrame(listener: (frame: Frame) => void): void;
  /** Called once when either side has closed; at once where that has happened already. */
  onClose(listener: () => void): void;
  close(): void;
}

/** True where a message has the outer form of a frame; what is inside is checked by who reads it. */
export function isFrame(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}
