/** `MessageChannelMain` and `MessagePortMain`: they clone, move ports only, and keep messages until started. */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** What a port of any origin can do; real ones of Electron fit too. */
export interface AnyPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export class MessagePortMain extends EventEmitter {
  readonly #port: MessagePort;
  #started = false;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.once('close', () => this.emit('close'));
    port.unref();
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    refuseBuffers(transfer);
    if (transfer.length > 0) throw new TypeError('the stand-in hands ports over from main only');
    this.#port.postMessage(message);
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }

  close(): void {
    this.#port.close();
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

/** Electron's words for a list that holds anything but ports. */
export function refuseBuffers(transfer: readonly unknown[]): void {
  for (const [index, entry] of transfer.entries()) {
    if (typeof entry !== 'object' || entry === null || !('start' in entry)) throw new TypeError(`Port at index ${index} is not a valid port`);
  }
}
