/**
 * A companion process's line to the backend that started it, the same over a
 * fork of Node and an Electron utility process.
 */

/** As much of Electron's `process.parentPort` as is used here. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

export interface ParentLine {
  /** Sends a clone; resolves when the message has left this process. */
  send(message: unknown): Promise<void>;
  onMessage(listener: (message: unknown) => void): void;
}

function utilityPort(): UtilityPort | null {
  const port: unknown = Reflect.get(process, 'parentPort');
  return typeof port === 'object' && port !== null && 'postMessage' in port && 'on' in port ? (port as UtilityPort) : null;
}

/** The line to the parent. Throws where this process was started by nobody. The process ends when its parent does. */
export function parentLine(): ParentLine {
  const port = utilityPort();
  if (port) {
    return {
      send(message) {
        port.postMessage(message);
        return Promise.resolve();
      },
      onMessage: (listener) => port.on('message', (event) => listener(event.data)),
    };
  }
  const send = process.send?.bind(process);
  if (!send) throw new Error('this file is started by the backend, not by hand');
  process.on('disconnect', () => process.exit(0));
  return {
    send: (message) => new Promise((resolve, reject) => send(message, undefined, {}, (error) => (error ? reject(error) : resolve()))),
    onMessage: (listener) => void process.on('message', listener),
  };
}
