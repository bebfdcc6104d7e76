/** What the parts of the stand-in share: readiness, the harness, and where windows are served. */
import type { FromHarness, ToHarness } from './harness-messages.ts';
import { isFromHarness } from './harness-messages.ts';

export const state = { ready: false, quitting: false };

/** Electron throws so for everything that needs the app to be ready. */
export function needsReady(what: string): void {
  if (!state.ready) throw new Error(`${what} cannot be used before app is ready`);
}

export function tellHarness(message: ToHarness): void {
  process.send?.(message);
}

const listeners: ((message: FromHarness) => void)[] = [];

export function onHarness(listener: (message: FromHarness) => void): void {
  listeners.push(listener);
}

process.on('message', (message: unknown) => {
  if (isFromHarness(message)) for (const listener of listeners) listener(message);
});
// Whoever started the stand-in is gone: nobody will look at it again.
process.on('disconnect', () => process.exit(0));
