/** The backend in a utility process of Electron: only main can start companions, so it asks main. */
import { mainPort } from '../backend/carriers/ports.ts';
import type { Power } from '../backend/environment.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeEnvironment, openBackend, type OpenBackend } from '../backend/open.ts';
import { AppError, errorShape } from '../core/contract/errors.ts';
import { portCarrier } from '../core/contract/rpc/port.ts';
import { askedCompanions } from './asked-companions.ts';
import { isMessage, type FromBackend, type ToAsker, type ToBackend } from './messages.ts';

const [dataFolder] = process.argv.slice(2);
if (dataFolder === undefined) throw new Error('the data folder is missing');

const parent = process.parentPort;
const tell = (message: FromBackend): void => parent.postMessage(message);

const startCompanion = askedCompanions(parent);

function isToBackend(value: unknown): value is Exclude<ToBackend, ToAsker> {
  return isMessage(value) && ['window', 'power', 'close'].includes(value.type);
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
      // Where it does not open, that is told once, below.
      if (port !== undefined) void opening.then((backend) => backend.serve(portCarrier(mainPort(port))), () => undefined);
      return;
    case 'power':
      standing = { onBattery: data.onBattery, idle: data.idle };
      for (const listener of watching) listener();
      return;
    case 'close':
      void opening.then((backend) => backend.close(), () => undefined).finally(() => process.exit(0));
  }
});

opening.then(
  () => tell({ type: 'open' }),
  (thrown: unknown) => tell({ type: 'failed', error: errorShape(thrown) }),
);
