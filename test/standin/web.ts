/** `protocol`, `session` and the server that stands for the custom scheme: Chromium without Electron knows only http. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { needsReady, state } from './state.ts';

type SchemeHandler = (request: Request) => Response | Promise<Response>;

const privileged = new Set<string>();
const handlers = new Map<string, SchemeHandler>();

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly { scheme: string; privileges?: { standard?: boolean; secure?: boolean } }[]): void {
    if (state.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of schemes) if (privileges?.standard === true && privileges.secure === true) privileged.add(scheme);
  },
  handle(scheme: string, handler: SchemeHandler): void {
    needsReady('protocol.handle');
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
};

type PermissionHandler = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
type RequestListener = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void;

let permissionHandler: PermissionHandler | null = null;
let requestListener: RequestListener | null = null;

const defaultSession = {
  setPermissionRequestHandler(handler: PermissionHandler | null): void {
    permissionHandler = handler;
  },
  setPermissionCheckHandler(_handler: unknown): void {
    needsReady('session');
  },
  setDevicePermissionHandler(_handler: unknown): void {
    needsReady('session');
  },
  webRequest: {
    onBeforeRequest(listener: RequestListener | null): void {
      requestListener = listener;
    },
  },
};

export const session = {
  get defaultSession() {
    needsReady('session');
    return defaultSession;
  },
};

/** Electron grants every permission where no handler was set. */
export function mayUse(permission: string): Promise<boolean> {
  return new Promise((resolve) => (permissionHandler === null ? resolve(true) : permissionHandler(null, permission, resolve)));
}

export function mayRequest(url: string): Promise<boolean> {
  return new Promise((resolve) => (requestListener === null ? resolve(true) : requestListener({ url: toScheme(url) }, ({ cancel }) => resolve(cancel !== true))));
}

let port = 0;
const schemeOf = new Map<string, string>();

/** The address in Chromium that stands for `scheme://host/`; each scheme and host has its own origin. */
export function toHttp(url: string): string {
  const parsed = new URL(url);
  const scheme = parsed.protocol.slice(0, -1);
  if (!handlers.has(scheme) || !privileged.has(scheme)) throw new Error(`ERR_UNKNOWN_URL_SCHEME (-302) loading '${url}'`);
  const origin = `http://${parsed.host}.${scheme}.localhost:${port}`;
  schemeOf.set(origin, `${scheme}://${parsed.host}`);
  return `${origin}${parsed.pathname}${parsed.search}${parsed.hash}`;
}

/** Turns the address in Chromium back into that of the custom scheme. */
export function toScheme(url: string): string {
  for (const [origin, scheme] of schemeOf) if (url.includes(origin)) return url.replace(origin, scheme);
  return url;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = toScheme(`http://${request.headers.host ?? ''}${request.url ?? '/'}`);
  const handler = handlers.get(new URL(url).protocol.slice(0, -1));
  if (handler === undefined || !(await mayRequest(url))) return void response.writeHead(403).end();
  const made = await handler(new Request(url, { method: request.method ?? 'GET' }));
  response.writeHead(made.status, Object.fromEntries(made.headers));
  response.end(Buffer.from(await made.arrayBuffer()));
}

/** Starts the server. Sockets of pages are told by the window's number. */
export async function startWeb(onPage: (window: number, socket: WebSocket) => void): Promise<void> {
  const http = createServer((request, response) => {
    answer(request, response).catch((thrown: unknown) => {
      console.error(thrown);
      response.destroy();
    });
  });
  const sockets = new WebSocketServer({ server: http, maxPayload: 256 * 1024 * 1024 });
  sockets.on('connection', (socket, request) => onPage(Number(new URL(request.url ?? '', 'http://x').searchParams.get('window')), socket));
  await new Promise<void>((settle) => http.listen(0, '127.0.0.1', settle));
  http.unref();
  const address = http.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
}
