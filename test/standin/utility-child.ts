/** Loaded before a utility process's own file: gives it `process.parentPort`. */
import { EventEmitter } from 'node:events';
import { isMainThread } from 'node:worker_threads';
import { refuseBuffers } from './ports.ts';
import { isUtilityMessage, type UtilityMessage } from './utility.ts';

/** Undefined in a worker thread of a utility process, which inherits what is loaded first but has no parent of its own. */
const send = isMainThread ? process.send?.bind(process) : undefined;
/** A parent that has ended hears nothing; Electron drops such messages too. */
const tell = (message: UtilityMessage): void => void send?.(message, undefined, undefined, () => undefined);

/** The near end of a port whose other end is bridged by the parent. */
class ChildPort extends EventEmitter {
  readonly #id: number;
  readonly #waiting: unknown[] = [];
  #started = false;
  #closed = false;

  constructor(id: number) {
    super();
    this.#id = id;
  }

  postMessage(data: unknown, transfer: readonly unknown[] = []): void {
    refuseBuffers(transfer);
    if (!this.#closed) tell({ kind: 'port-message', port: this.#id, data });
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] });
  }

  close(): void {
    if (this.#closed) return;
    tell({ kind: 'port-close', port: this.#id });
    this.closed();
  }

  take(data: unknown): void {
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#waiting.push(data);
  }

  closed(): void {
    if (this.#closed) return;
    this.#closed = true;
    ports.delete(this.#id);
    this.emit('close');
  }
}

const ports = new Map<number, ChildPort>();

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    tell({ kind: 'message', data, ports: [] });
  }
}

if (send !== undefined) {
  const parentPort = new ParentPort();
  Object.defineProperty(process, 'parentPort', { value: parentPort });
  process.on('message', (message: unknown) => {
    if (!isUtilityMessage(message)) return;
    if (message.kind === 'port-message') return ports.get(message.port)?.take(message.data);
    if (message.kind === 'port-close') return ports.get(message.port)?.closed();
    const handed = message.ports.map((id) => {
      const port = new ChildPort(id);
      ports.set(id, port);
      return port;
    });
    parentPort.emit('message', { data: message.data, ports: handed });
  });
  // Electron ends its utility processes when main ends.
  process.on('disconnect', () => process.exit(0));
}
