/** `isoline serve`: the window for a browser on this computer, and nobody else's. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES, webSocketCarrier } from '../backend/carriers/sockets.ts';
import { sameSecret } from '../backend/same-secret.ts';
import { nodeEnvironment, openBackend, type OpenBackend } from '../backend/open.ts';
import { defaultDataFolder, program } from '../backend/program.ts';
import { windowFile, windowFolder } from '../backend/window/files.ts';
import { windowHeaders } from '../backend/window/policy.ts';
import { AppError } from '../core/contract/errors.ts';
import { UsageError, type Command } from './command.ts';

/** Names by which a browser on this computer reaches the loopback address. Others are refused, whatever a name server says. */
const HOSTS = ['127.0.0.1', 'localhost'];

export interface Served {
  /** The whole address, with the session's token after the #. */
  url: string;
  close(): Promise<void>;
}

/** Serves the window and the contract on 127.0.0.1. Port 0 takes a free one. Throws AppError. */
export async function serve(backend: OpenBackend, folder: string, port: number): Promise<Served> {
  const token = randomBytes(24).toString('base64url');
  const http = createServer((request, response) => {
    answer(request, response, folder, allowed()).catch((thrown: unknown) => {
      response.destroy(thrown instanceof Error ? thrown : undefined);
    });
  });
  const allowed = (): string[] => HOSTS.map((host) => `${host}:${portOf(http.address())}`);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });

  http.on('upgrade', (request, socket, head) => {
    const { host = '', origin = '' } = request.headers;
    const fits = request.url === '/contract' && allowed().includes(host) && origin === `http://${host}`;
    if (!fits) {
      // Nobody listens to such a socket any more: where its caller has gone, the answer's failure would end the program.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      backend.serve(webSocketCarrier(webSocket), { authorise: (given) => sameSecret(given, token), namesPlaces: false });
    });
  });

  await new Promise<void>((settle, refuse) => {
    http.once('error', (cause: NodeJS.ErrnoException) => {
      refuse(new AppError('closed', cause.code === 'EADDRINUSE' ? `Port ${port} of 127.0.0.1 is taken` : `Nothing can be served on port ${port}: ${cause.message}`, { hint: 'Leave --port out to take a free one.', cause }));
    });
    http.listen(port, '127.0.0.1', settle);
  });
  return {
    url: `http://127.0.0.1:${portOf(http.address())}/#token=${token}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      await new Promise<void>((settle) => http.close(() => settle()));
    },
  };
}

/** The port that a data folder's window is served on where it is free: what the browser keeps for the window is found again under the same address. */
export function portOfFolder(dataFolder: string): number {
  return 20_000 + (createHash('sha256').update(dataFolder).digest().readUInt32LE(0) % 12_000);
}

/** Serves on the folder's own port, or on a free one where that is taken. */
async function serveAnywhere(backend: OpenBackend, folder: string, dataFolder: string): Promise<Served> {
  try {
    return await serve(backend, folder, portOfFolder(dataFolder));
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'closed') throw thrown;
    return serve(backend, folder, 0);
  }
}

function portOf(address: string | AddressInfo | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answer(request: IncomingMessage, response: ServerResponse, folder: string, allowed: readonly string[]): Promise<void> {
  const { host = '' } = request.headers;
  const refuse = (status: number, words: string): void => {
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' }).end(words);
  };
  if (!allowed.includes(host)) return refuse(403, 'This address is not served.');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Files of the window are only read.');
  const [pathname = '/'] = (request.url ?? '/').split(/[?#]/, 1);
  // Browsers ask for the icon of every address.
  const file = pathname === '/favicon.ico' ? await windowFile(join(program().folder, 'resources/icons'), '/256x256.png') : await windowFile(folder, pathname);
  if (file === undefined) return refuse(404, 'There is no such file.');
  response.writeHead(200, { ...windowHeaders([`ws://${host}`]), 'Content-Type': file.type, 'Content-Length': file.bytes.byteLength });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

export const command: Command = {
  name: 'serve',
  summary: 'Serves the window on 127.0.0.1 and prints its address.',
  usage: '[--port N] [--data FOLDER]',
  options: {
    port: { value: 'N', help: 'port to listen on; where it is left out the one of the data folder, or a free one' },
    data: { value: 'FOLDER', help: 'data folder' },
  },
  details: 'Prints one line: the address, with a token after the # that opens it for this session. Ends on Ctrl-C. Where the data folder is encrypted the window asks for its passphrase, unless ISOLINE_PASSPHRASE or ISOLINE_PASSPHRASE_FILE gives it.',
  async run(args, io) {
    if (args.positionals.length > 0) throw new UsageError(`serve takes no ${args.positionals[0]}`);
    const port = args.number('port');
    if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65535)) throw new UsageError('--port is between 0 and 65535');
    const folder = windowFolder(program().folder);
    const dataFolder = resolve(io.cwd, args.text('data') ?? defaultDataFolder());
    const backend = await openBackend({ ...nodeEnvironment(dataFolder), whileLocked: 'wait', window: true });
    try {
      const served = await (port === undefined ? serveAnywhere(backend, folder, dataFolder) : serve(backend, folder, port));
      io.out(served.url);
      await new Promise<void>((settle) => {
        if (io.signal.aborted) settle();
        io.signal.addEventListener('abort', () => settle(), { once: true });
      });
      await served.close();
    } finally {
      await backend.close();
    }
    return 0;
  },
};
