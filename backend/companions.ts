/**
 * Companions of a program that is its own backend: the command line, `serve`,
 * tests. Forks of this very Node, unless the shell has a way of its own.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ToEngine } from './engine/protocol.ts';
import type { Companion, CompanionKind } from './environment.ts';
import { BEFORE_THREADS } from './threads.ts';
import { SECRET_VARIABLES } from './vault/secrets.ts';

/** What every companion finds in its environment: ONNX Runtime reads this before any of our code runs there. */
const COMPANION_ENVIRONMENT: Readonly<Record<string, string>> = { ORT_DISABLE_TELEMETRY: '1' };

/**
 * A heap of this many MB before the first full collection: a companion's own data is small beside the
 * buffers that it hands on, and every few of them would else have the whole heap looked through. Measured
 * on a day of three leads: a tenth less time on the cores.
 */
const ROOM_BEFORE_COLLECTION = '--initial-old-space-size=32';

/** This process's flags of Node, but for what only companions have: a whole program that is started with them is one like any other. */
export function ownArguments(): string[] {
  return process.execArgv.filter((flag) => flag !== ROOM_BEFORE_COLLECTION);
}

/** The file that each kind of companion runs. */
export const COMPANION_FILES: Readonly<Record<CompanionKind, string>> = {
  engine: fileURLToPath(new URL('./engine/entry.ts', import.meta.url)),
  printer: fileURLToPath(new URL('./report/entry.ts', import.meta.url)),
  probe: fileURLToPath(new URL('./engine/probe-entry.ts', import.meta.url)),
  benchmark: fileURLToPath(new URL('./benchmark/entry.ts', import.meta.url)),
};

/**
 * How a shell starts a process of ours: the module that it runs, and the name it has in words.
 * The module speaks through `parentLine`.
 */
export type ProcessStarter = (file: string, name: string) => Promise<Companion>;

/** What reads foreign files knows no passphrase and no password; it is given the keys of what it works on. */
export function withoutSecrets(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET_VARIABLES.some((secret) => secret === name)));
}

/** Starts a process as a fork. Messages are structured clones, so typed arrays arrive as such. */
export const forkProcess: ProcessStarter = (file, name) => {
  const child = fork(file, [], { env: { ...withoutSecrets(process.env), ...COMPANION_ENVIRONMENT }, serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [...ownArguments(), ROOM_BEFORE_COLLECTION, ...BEFORE_THREADS] });
  let gone = '';
  const exitListeners: ((reason: string) => void)[] = [];
  const leave = (reason: string): void => {
    if (gone !== '') return;
    gone = reason;
    for (const listener of exitListeners) listener(reason);
  };
  child.on('error', (error) => leave(`the ${name} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => leave(signal === null ? `the ${name} ended with code ${code}` : `the ${name} was ended by ${signal}`));
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
};

let starter: ProcessStarter = forkProcess;

/** Sets how processes are started: Electron's main process has no Node to fork. */
export function useProcessStarter(start: ProcessStarter): void {
  starter = start;
}

/** True where a process that was started can start others in its turn: forks can, utility processes cannot. */
export function startsByFork(): boolean {
  return starter === forkProcess;
}

/** Starts a process of ours in the way of this shell. */
export function startProcess(file: string, name: string): Promise<Companion> {
  return starter(file, name);
}

let engineAhead: Promise<Companion> | null = null;

/**
 * Starts the engine that is asked for first, for who knows that a recording will be analysed: it loads while this program
 * does. Who started it ends it, by `leaveEngine`, where nobody asked.
 */
export function startEngineAhead(): void {
  if (!startsByFork() || engineAhead) return;
  engineAhead = startCompanion('engine').then((engine) => {
    engine.send({ type: 'prepare' } satisfies ToEngine);
    return engine;
  });
}

/** Ends an engine that was started ahead and that nobody has taken. */
export async function leaveEngine(): Promise<void> {
  const left = engineAhead;
  engineAhead = null;
  (await left)?.kill();
}

/** Starts a companion in the way of this shell. */
export function startCompanion(kind: CompanionKind): Promise<Companion> {
  const ahead = kind === 'engine' ? engineAhead : null;
  if (!ahead) return starter(COMPANION_FILES[kind], kind);
  engineAhead = null;
  return ahead;
}
