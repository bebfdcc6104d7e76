/**
 * The door for a second program on the same data folder: a WebSocket on a Unix
 * socket or named pipe that only its owner reaches. Its path and token stand in
 * the lock of the data folder.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { Carrier } from '../../core/contract/rpc/frames.ts';
import { temporaryFolder } from '../store/temporary.ts';
import { MAX_MESSAGE_BYTES, webSocketCarrier } from './sockets.ts';

// Imported, all that the module offers would be looked at, and with it Node's own client of the web be loaded: 20 ms of each start.
const { createServer } = process.getBuiltinModule('node:http');

export interface LocalDoor {
  /** Path of the socket or name of the pipe. */
  path: string;
  close(): Promise<void>;
}

/** Listens for second programs and hands over the carrier of each. */
export async function openLocalDoor(onCarrier: (carrier: Carrier) => void): Promise<LocalDoor> {
  const windows = process.platform === 'win32';
  // A folder of its own, 0700 and with a short path: a socket's path may have about 100 characters.
  const path = windows ? `\\\\.\\pipe\\isoline-${randomBytes(12).toString('hex')}` : join(temporaryFolder('door'), 'socket');
  const http = createServer((_, response) => response.writeHead(404).end());
  const sockets = new WebSocketServer({ server: http, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  sockets.on('connection', (socket) => onCarrier(webSocketCarrier(socket)));
  await new Promise<void>((settle, refuse) => {
    http.once('error', refuse);
    http.listen(path, settle);
  });
  if (!windows) chmodSync(path, 0o600);
  return {
    path,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise<void>((settle) => http.close(() => settle()));
      if (!windows) rmSync(dirname(path), { recursive: true, force: true });
    },
  };
}

/** Removes the socket of a program that was killed and could not do so itself. Call only when its folder's lock is ours. */
export function removeStaleDoor(path: string): void {
  if (process.platform === 'win32' || basename(path) !== 'socket' || !basename(dirname(path)).startsWith('isoline-')) return;
  rmSync(dirname(path), { recursive: true, force: true });
}
