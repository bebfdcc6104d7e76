/**
 * Companions of a program that is its own backend: the command line, `serve`,
 * tests. Forks of this very Node, unless the shell has a way of its own.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Companion, CompanionKind } from './environment.ts';

/** What every companion finds in its environment: ONNX Runtime reads this before any of our code runs there. */
const COMPANION_ENVIRONMENT: Readonly<Record<string, string>> = { ORT_DISABLE_TELEMETRY: '1' };

/** The file that each kind of companion runs. */
export const COMPANION_FILES: Readonly<Record<CompanionKind, string>> = {
  engine: fileURLToPath(new URL('./engine/entry.ts', import.meta.url)),
  printer: fileURLToPath(new URL('./report/entry.ts', import.meta.url)),
};

/** Starts a companion as a fork. Messages are structured clones, so typed arrays arrive as such. */
export function forkCompanion(kind: CompanionKind): Promise<Companion> {
  const child = fork(COMPANION_FILES[kind], [], { env: { ...process.env, ...COMPANION_ENVIRONMENT }, serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let gone = '';
  const exitListeners: ((reason: string) => void)[] = [];
  const leave = (reason: string): void => {
    if (gone !== '') return;
    gone = reason;
    for (const listener of exitListeners) listener(reason);
  };
  child.on('error', (error) => leave(`the ${kind} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => leave(signal === null ? `the ${kind} ended with code ${code}` : `the ${kind} was ended by ${signal}`));
  return Promise.resolve({
    send: (message) => {
      // A child that is gone is told of by its exit, not by every message after it.
      if (child.connected && typeof message === 'object' && message !== null) child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      if (gone === '') exitListeners.push(listener);
      else listener(gone);
    },
    kill: () => void child.kill('SIGKILL'),
    pid: child.pid,
  });
}

let starter: (kind: CompanionKind) => Promise<Companion> = forkCompanion;

/** Sets how companions are started: Electron's main process has no Node to fork. */
export function useCompanionStarter(start: (kind: CompanionKind) => Promise<Companion>): void {
  starter = start;
}

/** Starts a companion in the way of this shell. */
export function startCompanion(kind: CompanionKind): Promise<Companion> {
  return starter(kind);
}
