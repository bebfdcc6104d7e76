/**
 * `utilityProcess`: a fork of Node. Ports that are handed to it stay here and
 * are bridged, message by message. Also used under a real Electron that is too
 * old for the program's utility processes, to run those on Node instead.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { refuseBuffers, type AnyPort } from './ports.ts';

/** What passes between a utility process and its stand-in parent. */
export type UtilityMessage =
  | { kind: 'message'; data: unknown; ports: number[] }
  | { kind: 'port-message'; port: number; data: unknown }
  | { kind: 'port-close'; port: number };

export function isUtilityMessage(value: unknown): value is UtilityMessage {
  return typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'message' || value.kind === 'port-message' || value.kind === 'port-close');
}

export class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess;
  readonly #ports = new Map<number, AnyPort>();
  #nextPort = 1;
  pid: number | undefined;

  /** `childModule` is loaded before `file` and gives it `process.parentPort`. */
  constructor(file: string, words: readonly string[], execPath: string, childModule: string) {
    super();
    this.#child = fork(file, words, {
      execPath,
      execArgv: ['--import', childModule],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.once('spawn', () => {
      this.pid = this.#child.pid;
      this.emit('spawn');
    });
    this.#child.once('exit', (code, signal) => {
      this.pid = undefined;
      for (const port of this.#ports.values()) port.close();
      this.#ports.clear();
      this.emit('exit', code ?? (signal === 'SIGKILL' ? 9 : 15));
    });
    this.#child.on('message', (message: unknown) => {
      if (!isUtilityMessage(message)) return;
      if (message.kind === 'message') this.emit('message', message.data);
      else if (message.kind === 'port-message') this.#ports.get(message.port)?.postMessage(message.data);
      else this.#ports.get(message.port)?.close();
    });
  }

  postMessage(data: unknown, transfer: readonly AnyPort[] = []): void {
    refuseBuffers(transfer);
    this.#send({ kind: 'message', data, ports: transfer.map((port) => this.#bridge(port)) });
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM');
  }

  #bridge(port: AnyPort): number {
    const id = this.#nextPort++;
    this.#ports.set(id, port);
    port.on('message', ({ data }) => this.#send({ kind: 'port-message', port: id, data }));
    port.on('close', () => {
      this.#ports.delete(id);
      this.#send({ kind: 'port-close', port: id });
    });
    port.start();
    return id;
  }

  #send(message: UtilityMessage): void {
    // A process that has ended hears nothing; Electron drops such messages too.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
