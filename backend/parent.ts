/**
 * A companion process's line to the backend that started it, the same over a
 * fork of Node and an Electron utility process. In Electron the parent is main,
 * and the line is a port that main hands in first: so messages pass main by.
 */

/** The message that brings a utility process its port. */
export const COMPANION_PORT = 'isoline-companion-port';

/** As much of Electron's `MessagePortMain` as is used here. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
}

/** As much of Electron's `process.parentPort` as is used here. */
interface UtilityParent {
  on(event: 'message', listener: (event: { data: unknown; ports: UtilityPort[] }) => void): void;
}

export interface ParentLine {
  /** Sends a clone; resolves when the message has left this process. */
  send(message: unknown): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
}

function utilityParent(): UtilityParent | null {
  const parent: unknown = Reflect.get(process, 'parentPort');
  return typeof parent === 'object' && parent !== null && 'on' in parent ? (parent as UtilityParent) : null;
}

/** The line to the parent. Throws where this process was started by nobody. The process ends when its parent does. */
export function parentLine(): ParentLine {
  const parent = utilityParent();
  if (parent) {
    const port = new Promise<UtilityPort>((resolve) => {
      parent.on('message', ({ data, ports: [handed] }) => {
        if (data !== COMPANION_PORT || handed === undefined) return;
        handed.on('close', () => process.exit(0));
        resolve(handed);
      });
    });
    return {
      send: async (message) => (await port).postMessage(message),
      onMessage: (listener) =>
        void port.then((handed) => {
          handed.on('message', (event) => listener(event.data));
          handed.start();
        }),
    };
  }
  const send = process.send?.bind(process);
  if (!send) throw new Error('this file is started by the backend, not by hand');
  process.on('disconnect', () => process.exit(0));
  return {
    send: (message) =>
      new Promise((resolve, reject) =>
        send(message, undefined, {}, (error) => {
          if (!error) return resolve();
          // A parent that is gone is told by a broken pipe sooner than by `disconnect`.
          if (!process.connected || ('code' in error && error.code === 'EPIPE')) process.exit(0);
          reject(error);
        }),
      ),
    onMessage: (listener) => void process.on('message', listener),
  };
}
