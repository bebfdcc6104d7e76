/** The backend in a utility process of Electron: only main can start companions, so it asks main. */
import type { MessagePortMain } from 'electron';
import { mainPort } from '../backend/carriers/ports.ts';
import type { Companion, CompanionKind, Power } from '../backend/environment.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeEnvironment, openBackend, type OpenBackend } from '../backend/open.ts';
import { AppError, errorShape } from '../core/contract/errors.ts';
import { portCarrier } from '../core/contract/rpc/port.ts';
import { isMessage, type FromBackend, type ToBackend } from './messages.ts';

const [dataFolder] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error('the data folder is missing');

const parent = process.parentPort;
const tell = (message: FromBackend): void => parent.postMessage(message);

interface Asked {
  started(port: MessagePortMain, pid: number | undefined): void;
  gone(reason: string): void;
}

const companions = new Map<number, Asked>();
let nextCompanion = 1;

function startCompanion(kind: CompanionKind): Promise<Companion> {
  const id = nextCompanion++;
  return new Promise((resolve, reject) => {
    const exitListeners: ((reason: string) => void)[] = [];
    let goneFor: string | undefined;
    companions.set(id, {
      started(port, pid) {
        resolve({
          send: (message) => port.postMessage(message),
          onMessage: (listener) => {
            port.on('message', ({ data }) => listener(data));
            port.start();
          },
          onExit: (listener) => (goneFor === undefined ? void exitListeners.push(listener) : listener(goneFor)),
          kill: () => tell({ type: 'kill-companion', id }),
          pid,
        });
      },
      gone(reason) {
        companions.delete(id);
        goneFor = reason;
        reject(new Error(reason));
        for (const listener of exitListeners) listener(reason);
      },
    });
    tell({ type: 'start-companion', id, kind });
  });
}

function isToBackend(value: unknown): value is ToBackend {
  return isMessage(value) && ['window', 'companion-started', 'companion-gone', 'power', 'close'].includes(value.type);
}

/** As main told it last. */
let standing: Power = { onBattery: false, idle: false };
const watching = new Set<() => void>();
const power = {
  now: () => standing,
  onChange(listener: () => void) {
    watching.add(listener);
    return () => watching.delete(listener);
  },
};

/** A program that was ended just now may hold the folder for a moment longer. */
const PATIENCE_MS = 3_000;

async function openPatiently(folder: string): Promise<OpenBackend> {
  for (const from = Date.now(); ; await sleep(100)) {
    try {
      return await openBackend({ ...nodeEnvironment(folder), start: startCompanion, whileLocked: 'wait', window: true, power });
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'data-folder-held' || Date.now() - from > PATIENCE_MS) throw thrown;
    }
  }
}

/** Windows may come while the data folder is still being opened; they wait for it. */
const opening = openPatiently(dataFolder);

parent.on('message', ({ data, ports }) => {
  if (!isToBackend(data)) return;
  const [port] = ports;
  switch (data.type) {
    case 'window':
      if (port !== undefined) void opening.then((backend) => backend.serve(portCarrier(mainPort(port))));
      return;
    case 'companion-started':
      if (port !== undefined) companions.get(data.id)?.started(port, data.pid);
      return;
    case 'companion-gone':
      return companions.get(data.id)?.gone(data.reason);
    case 'power':
      standing = { onBattery: data.onBattery, idle: data.idle };
      for (const listener of watching) listener();
      return;
    case 'close':
      void opening.then((backend) => backend.close()).finally(() => process.exit(0));
  }
});

opening.then(
  () => tell({ type: 'open' }),
  (thrown: unknown) => tell({ type: 'failed', error: errorShape(thrown) }),
);
