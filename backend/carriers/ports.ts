/** Node's kinds of message port in the form that a carrier takes. */
import type { MessagePort } from 'node:worker_threads';
import type { Port } from '../../core/contract/rpc/port.ts';

/** One end of a `MessageChannel` of Node, also across worker threads. */
export function nodePort(port: MessagePort): Port {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  };
}

/** As much of Electron's `MessagePortMain` as is used; backend does not know Electron. */
export interface PortMain {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** A port that Electron handed over. Starts it. */
export function mainPort(port: PortMain): Port {
  return {
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
