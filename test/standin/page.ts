/**
 * Runs in the page before anything else: the renderer's half of Electron.
 * A plain script without imports, stripped of its types and injected by the
 * harness. Messages to and from the stand-in
 * main process go over a WebSocket, as text with base64 for bytes.
 */
/** Filled in by the harness: the built preload as a function, and the address of the stand-in main process. */
declare const runPreload: (require: (name: string) => unknown, module: { exports: object }, exports: object) => void;
declare const socketUrl: string;

(() => {
  interface Wire {
    kind: 'send' | 'invoke' | 'answer' | 'ipc' | 'port-message' | 'port-close';
    id?: number;
    channel?: string;
    value?: unknown;
    error?: string;
    ports?: number[];
  }

  type Arrays = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
  const makers = { Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array };
  const isMaker = (name: string): name is keyof typeof makers => name in makers;

  const toBase64 = (array: Arrays): string => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    let text = '';
    for (let from = 0; from < bytes.length; from += 32768) text += String.fromCharCode(...bytes.subarray(from, from + 32768));
    return btoa(text);
  };
  const encode = (value: unknown): string =>
    JSON.stringify(value, (_key, entry: unknown) => {
      if (ArrayBuffer.isView(entry) && !(entry instanceof DataView)) {
        const name = Object.prototype.toString.call(entry).slice(8, -1);
        return { $array: name, data: toBase64(new Uint8Array(entry.buffer, entry.byteOffset, entry.byteLength)) };
      }
      if (typeof entry === 'number' && (!Number.isFinite(entry) || Object.is(entry, -0))) return { $number: Object.is(entry, -0) ? '-0' : String(entry) };
      return entry === undefined ? { $undefined: true } : entry;
    });
  const revive = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(revive);
    if ('$undefined' in value) return undefined;
    if ('$number' in value) return Number(value.$number);
    if ('$array' in value && 'data' in value && typeof value.$array === 'string' && typeof value.data === 'string' && isMaker(value.$array)) {
      const text = atob(value.data);
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
      return new makers[value.$array](bytes.buffer);
    }
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, revive(entry)]));
  };

  // Electron loses buffers that are moved between processes; here they are refused at once.
  const postMessage = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function refuseMoving(this: MessagePort, message: unknown, transfer?: unknown): void {
    if (Array.isArray(transfer) && transfer.length > 0) throw new TypeError('a buffer that is moved to another process arrives empty');
    postMessage.call(this, message);
  };

  const socket = new WebSocket(socketUrl);
  const waiting: string[] = [];
  const tell = (wire: Wire): void => {
    const text = encode(wire);
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
    else waiting.push(text);
  };
  socket.addEventListener('open', () => {
    for (const text of waiting.splice(0)) socket.send(text);
  });

  const answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, value: unknown) => void)[]>();
  const ports = new Map<number, MessagePort>();
  let nextId = 1;

  /** The page's end of a real channel; the other end is bridged. */
  const openPort = (id: number): MessagePort => {
    const channel = new MessageChannel();
    ports.set(id, channel.port2);
    channel.port2.addEventListener('message', ({ data }) => tell({ kind: 'port-message', id, value: data }));
    channel.port2.addEventListener('close', () => {
      if (ports.delete(id)) tell({ kind: 'port-close', id });
    });
    channel.port2.start();
    return channel.port1;
  };

  socket.addEventListener('message', ({ data }) => {
    const wire = revive(JSON.parse(String(data))) as Wire;
    const id = wire.id ?? 0;
    if (wire.kind === 'answer') {
      const answer = answers.get(id);
      answers.delete(id);
      if (wire.error === undefined) answer?.resolve(wire.value);
      else answer?.reject(new Error(`Error invoking remote method: ${wire.error}`));
    } else if (wire.kind === 'ipc') {
      const handed = (wire.ports ?? []).map(openPort);
      for (const listener of listeners.get(wire.channel ?? '') ?? []) listener({ ports: handed }, wire.value);
    } else if (wire.kind === 'port-message') {
      ports.get(id)?.postMessage(wire.value);
    } else if (wire.kind === 'port-close') {
      const port = ports.get(id);
      ports.delete(id);
      port?.close();
    }
  });
  socket.addEventListener('close', () => {
    for (const port of ports.values()) port.close();
    ports.clear();
  });

  const ipcRenderer = {
    on(channel: string, listener: (event: { ports: MessagePort[] }, value: unknown) => void) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      return ipcRenderer;
    },
    send: (channel: string, value: unknown) => tell({ kind: 'send', channel, value: structuredClone(value) }),
    invoke: (channel: string, value: unknown) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        answers.set(id, { resolve, reject });
        tell({ kind: 'invoke', id, channel, value: structuredClone(value) });
      }),
  };

  /** What crosses into the page: clones, and functions that clone what they are given. */
  const bridged = (value: unknown): unknown => {
    if (typeof value === 'function') {
      return (...given: unknown[]): unknown => {
        const result: unknown = value(...given.map((one) => structuredClone(one)));
        return result instanceof Promise ? result.then((settled: unknown) => structuredClone(settled)) : structuredClone(result);
      };
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, bridged(entry)])));
  };
  const electron = {
    contextBridge: {
      exposeInMainWorld(name: string, api: unknown): void {
        if (name in window) throw new Error(`Cannot bind an API on top of an existing property on the window object: ${name}`);
        Object.defineProperty(window, name, { value: bridged(api), writable: false, configurable: false, enumerable: true });
      },
    },
    ipcRenderer,
    // A page in a browser never learns where a file lies.
    webUtils: { getPathForFile: () => '' },
  };

  const require = (name: string): unknown => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name} (a sandboxed preload has only electron)`);
  };
  const module = { exports: {} };
  runPreload(require, module, module.exports);
})();

export {};
