/** WebSockets of Node in the form that a carrier takes; on loopback, a Unix socket or a named pipe. */
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { AppError } from '../../core/contract/errors.ts';
import { byteCarrier, type ByteSocket, type TextCodec } from '../../core/contract/rpc/bytes.ts';
import type { Carrier } from '../../core/contract/rpc/frames.ts';

/** Largest message that is accepted: large arrays come in parts, so this bounds the rest. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

export const utf8: TextCodec = { encode: (text) => encoder.encode(text), decode: (bytes) => decoder.decode(bytes) };

/** Carrier over an open WebSocket. Text messages close it: the protocol is binary. */
export function webSocketCarrier(socket: WebSocket): Carrier {
  const bytes: ByteSocket = {
    send: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(message);
    },
    onBytes: (listener) =>
      void socket.on('message', (data, isBinary) => {
        if (!isBinary || !Buffer.isBuffer(data)) return socket.close(1003);
        listener(data);
      }),
    onClose: (listener) => {
      socket.once('close', listener);
      // An error is always followed by `close`, which is where the other side learns of it.
      socket.on('error', () => undefined);
    },
    close: () => socket.close(),
  };
  return byteCarrier(bytes, utf8);
}

/** Connects to a WebSocket server on a Unix socket or named pipe. Throws AppError `closed` where nobody listens. */
export function dialLocal(path: string): Promise<Carrier> {
  return dial(new WebSocket('ws://isoline.local/', { createConnection: (): Socket => connect(path), maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false }), path);
}

/** Connects to a WebSocket server by address, with the Origin that a window of it would have. */
export function dialUrl(url: string, origin: string): Promise<Carrier> {
  return dial(new WebSocket(url, { maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false, origin }), url);
}

function dial(socket: WebSocket, where: string): Promise<Carrier> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(webSocketCarrier(socket)));
    socket.once('error', (cause) => reject(new AppError('closed', `Nobody answers at ${where}`, { cause })));
  });
}
