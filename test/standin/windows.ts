/** `BrowserWindow`, its contents, and `ipcMain`: the page itself is opened by the test that started us. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { WebSocket } from 'ws';
import type { AnyPort } from './ports.ts';
import { refuseBuffers } from './ports.ts';
import { needsReady, onHarness, state, tellHarness } from './state.ts';
import { mayRequest, mayUse, toHttp, toScheme } from './web.ts';
import { decodeWire, encodeWire, type Wire } from './wire.ts';

interface WebPreferences {
  preload?: string;
  contextIsolation?: boolean;
  sandbox?: boolean;
  nodeIntegration?: boolean;
}

type Listener = (event: unknown, ...values: unknown[]) => unknown;

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, Listener>();

  handle(channel: string, listener: Listener): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.handlers.set(channel, listener);
  }
}

export const ipcMain = new IpcMain();
export const appEvents = new EventEmitter();

class WebFrameMain {
  url = '';
}

class WebContents extends EventEmitter {
  readonly mainFrame = new WebFrameMain();
  readonly #window: number;
  #socket: WebSocket | undefined;
  readonly #waiting: Wire[] = [];
  readonly #ports = new Map<number, AnyPort>();
  #nextPort = 1;
  openHandler: ((details: { url: string }) => { action: 'allow' | 'deny' }) | undefined;

  constructor(window: number) {
    super();
    this.#window = window;
  }

  getURL(): string {
    return this.mainFrame.url;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'allow' | 'deny' }): void {
    this.openHandler = handler;
  }

  send(channel: string, value: unknown): void {
    this.#tell({ kind: 'ipc', channel, value });
  }

  postMessage(channel: string, value: unknown, transfer: readonly AnyPort[] = []): void {
    refuseBuffers(transfer);
    this.#tell({ kind: 'ipc', channel, value, ports: transfer.map((port) => this.#bridge(port)) });
  }

  reload(): void {
    tellHarness({ kind: 'reload', window: this.#window });
  }

  /** A page has loaded our script: the one before it, and its ports, are gone. */
  attach(socket: WebSocket): void {
    this.detach();
    this.#socket = socket;
    for (const wire of this.#waiting.splice(0)) socket.send(encodeWire(wire));
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) this.#take(decodeWire(data.toString('utf8')));
    });
    socket.once('close', () => {
      if (this.#socket === socket) this.detach();
    });
  }

  detach(): void {
    this.#socket = undefined;
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  #bridge(port: AnyPort): number {
    const id = this.#nextPort++;
    this.#ports.set(id, port);
    port.on('message', ({ data }) => this.#tell({ kind: 'port-message', id, value: data }));
    port.on('close', () => {
      if (this.#ports.delete(id)) this.#tell({ kind: 'port-close', id });
    });
    port.start();
    return id;
  }

  #take(wire: Wire): void {
    const { channel = '', id = 0 } = wire;
    const event = { sender: this, senderFrame: this.mainFrame, ports: [] };
    switch (wire.kind) {
      case 'send':
        ipcMain.emit(channel, event, wire.value);
        return;
      case 'invoke':
        void this.#invoke(channel, id, event, wire.value);
        return;
      case 'port-message':
        return this.#ports.get(id)?.postMessage(wire.value);
      case 'port-close': {
        const port = this.#ports.get(id);
        this.#ports.delete(id);
        return port?.close();
      }
      case 'answer':
      case 'ipc':
        throw new Error(`a page does not send ${wire.kind}`);
    }
  }

  async #invoke(channel: string, id: number, event: object, value: unknown): Promise<void> {
    const handler = ipcMain.handlers.get(channel);
    try {
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      this.#tell({ kind: 'answer', id, value: await handler(event, value) });
    } catch (thrown) {
      this.#tell({ kind: 'answer', id, error: String(thrown) });
    }
  }

  #tell(wire: Wire): void {
    if (this.#socket === undefined) {
      // Only what came before the page; a port of a page that is gone has closed.
      if (wire.kind === 'ipc') this.#waiting.push(wire);
      return;
    }
    this.#socket.send(encodeWire(wire));
  }
}

let nextWindow = 1;
const windows = new Map<number, BrowserWindow>();

export class BrowserWindow extends EventEmitter {
  readonly id = nextWindow++;
  readonly webContents = new WebContents(this.id);
  readonly #preferences: WebPreferences;
  readonly #size: { width: number; height: number };

  constructor(options: { width?: number; height?: number; webPreferences?: WebPreferences } = {}) {
    super();
    needsReady('BrowserWindow');
    const preferences = options.webPreferences ?? {};
    if (preferences.sandbox !== false && preferences.preload?.endsWith('.cjs') !== true) throw new Error('a sandboxed preload must be CommonJS');
    if (preferences.contextIsolation === false || preferences.nodeIntegration === true || preferences.sandbox === false) throw new Error('the stand-in knows only isolated, sandboxed pages');
    this.#preferences = preferences;
    this.#size = { width: options.width ?? 800, height: options.height ?? 600 };
    windows.set(this.id, this);
    appEvents.emit('web-contents-created', {}, this.webContents);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows.values()];
  }

  static fromWebContents(contents: unknown): BrowserWindow | null {
    return [...windows.values()].find((window) => window.webContents === contents) ?? null;
  }

  loadURL(url: string): Promise<void> {
    const http = toHttp(url);
    this.webContents.mainFrame.url = url;
    const socket = `${new URL(http).origin.replace('http:', 'ws:')}/?window=${this.id}`;
    const preload = this.#preferences.preload === undefined ? '' : readFileSync(this.#preferences.preload, 'utf8');
    const page = stripTypeScriptTypes(readFileSync(new URL('./page.ts', import.meta.url), 'utf8')).replace('export {};', '');
    const script = `(() => {\nconst socketUrl = ${JSON.stringify(socket)};\nconst runPreload = (require, module, exports) => {\n${preload}\n};\n${page}\n})();`;
    tellHarness({ kind: 'load', window: this.id, url: http, script, ...this.#size });
    setImmediate(() => this.emit('ready-to-show'));
    return Promise.resolve();
  }

  show(): void {}
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }

  close(): void {
    tellHarness({ kind: 'close-window', window: this.id });
    this.closed();
  }

  closed(): void {
    if (!windows.delete(this.id)) return;
    this.webContents.detach();
    this.emit('closed');
    if (windows.size === 0 && !state.quitting) appEvents.emit('window-all-closed');
  }
}

/** A page has come up and asks to be connected. */
export function attachPage(window: number, socket: WebSocket): void {
  const found = windows.get(window);
  if (found === undefined) socket.close();
  else found.webContents.attach(socket);
}

/** Whether the app lets the page go somewhere, as its listeners say. */
function mayNavigate(contents: WebContents, url: string, mainFrame: boolean): boolean {
  let prevented = false;
  const event = { url: toScheme(url), isMainFrame: mainFrame, preventDefault: () => (prevented = true) };
  if (mainFrame) contents.emit('will-navigate', event);
  contents.emit('will-frame-navigate', event);
  return !prevented;
}

onHarness((message) => {
  const contents = 'window' in message ? windows.get(message.window)?.webContents : undefined;
  const answer = (id: number, value: unknown): void => tellHarness({ kind: 'answer', id, value });
  switch (message.kind) {
    case 'window-closed':
      return windows.get(message.window)?.closed();
    case 'may-navigate':
      return answer(message.id, contents !== undefined && mayNavigate(contents, message.url, message.mainFrame));
    case 'may-open':
      // Electron opens a window where no handler was set.
      return answer(message.id, contents?.openHandler === undefined || contents.openHandler({ url: toScheme(message.url) }).action === 'allow');
    case 'may-request':
      return void mayRequest(message.url).then((value) => answer(message.id, value));
    case 'may-use':
      return void mayUse(message.permission).then((value) => answer(message.id, value));
    case 'dialog-answer':
    case 'second-instance':
    case 'quit':
      return;
  }
});
