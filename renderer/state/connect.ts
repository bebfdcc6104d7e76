/**
 * How the window finds its program: over the port that Electron's preload hands
 * in, else over a WebSocket to the server that the page came from, with the
 * token from the address's fragment.
 */
import { contract, type Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { byteCarrier, type TextCodec } from '../../core/contract/rpc/bytes.ts';
import { connect as connectCarrier } from '../../core/contract/rpc/client.ts';
import type { Carrier } from '../../core/contract/rpc/frames.ts';
import { portCarrier } from '../../core/contract/rpc/port.ts';
import type { Host } from './host.ts';

/** What the preload puts on the window; see electron/preload.ts. */
export interface Bridge {
  /** Asks for a port to the backend; it comes as a message `isoline-port`. */
  requestPort(): void;
  openFiles(): Promise<string[]>;
  saveFile(name: string): Promise<string | null>;
  pathOf(file: File): string;
}

declare global {
  interface Window {
    readonly isoline?: Bridge;
  }
}

export interface Connected {
  client: Client<Contract>;
  host: Host;
  /** Version of the program on the other side. */
  version: string;
  /** Calls back once when the program has gone away; then connect again. */
  onClose(listener: () => void): void;
}

const TOKEN = 'isoline-token';

/** Connects. Throws AppError: `closed` where nobody answers, `unauthorised` where the token is missing or wrong. */
export async function connect(): Promise<Connected> {
  const bridge = window.isoline;
  const carrier = bridge === undefined ? await openSocket() : await receivePort(bridge);
  const connection = connectCarrier(contract, carrier, bridge === undefined ? token() : '');
  // Said on the page itself: what is asked for and not answered yet may still change the picture.
  connection.onWaiting((calls) => document.documentElement.toggleAttribute('data-waiting', calls > 0));
  const version = await connection.version;
  return { client: connection.client, host: bridge === undefined ? browserHost : electronHost(bridge), version, onClose: connection.onClose };
}

/** The token of this session: in the address at first, kept by the tab for when the address changes. */
function token(): string {
  const given = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (given !== null) window.sessionStorage.setItem(TOKEN, given);
  return given ?? window.sessionStorage.getItem(TOKEN) ?? '';
}

const utf8: TextCodec = {
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
};

function openSocket(): Promise<Carrier> {
  const socket = new WebSocket(`${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/contract`);
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () =>
      resolve(
        byteCarrier(
          {
            send: (bytes) => socket.send(bytes),
            onBytes: (listener) =>
              socket.addEventListener('message', ({ data }) => {
                if (data instanceof ArrayBuffer) listener(new Uint8Array(data));
                else socket.close();
              }),
            onClose: (listener) => socket.addEventListener('close', listener, { once: true }),
            close: () => socket.close(),
          },
          utf8,
        ),
      ),
    );
    socket.addEventListener('error', () => reject(new AppError('closed', 'The program does not answer.', { hint: 'Start it again with `isoline serve` and open the address that it prints.' })));
  });
}

/** The carrier over the port that the preload hands in. */
export function receivePort(bridge: Bridge): Promise<Carrier> {
  return new Promise((resolve) => {
    const receive = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports;
      if (event.source !== window || event.data !== 'isoline-port' || port === undefined) return;
      window.removeEventListener('message', receive);
      resolve(
        portCarrier({
          postMessage: (message) => port.postMessage(message),
          onMessage: (listener) => {
            port.addEventListener('message', ({ data }) => listener(data));
            port.start();
          },
          onClose: (listener) => port.addEventListener('close', listener, { once: true }),
          close: () => port.close(),
        }),
      );
    };
    window.addEventListener('message', receive);
    bridge.requestPort();
  });
}

function electronHost(bridge: Bridge): Host {
  return { kind: 'electron', openFiles: () => bridge.openFiles(), saveFile: (name) => bridge.saveFile(name), pathOf: (file) => bridge.pathOf(file) };
}

const browserHost: Host = { kind: 'browser', openFiles: () => Promise.resolve([]), saveFile: () => Promise.resolve(null), pathOf: () => '' };
