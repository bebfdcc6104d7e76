/** Locks every page in: no other page, no other window, no permission, no network. */
import { app, protocol, session } from 'electron';
import { windowFile } from '../backend/window/files.ts';
import { windowHeaders } from '../backend/window/policy.ts';

/** The scheme of the window's own files; a real origin, unlike `file:`. */
export const SCHEME = 'isoline';
export const WINDOW_URL = `${SCHEME}://window/`;

/** Must be called before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
}

/** True for what the window shows of itself, and for the developer tools. */
function isOurs(url: string): boolean {
  return url.startsWith(WINDOW_URL) || url.startsWith(`blob:${SCHEME}://window/`) || url.startsWith('data:') || url.startsWith('devtools:');
}

/** Serves the window's files from `folder` and refuses everything else. Call once the app is ready. */
export function harden(folder: string): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOurs(details.url) }));
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const file = url.hostname === 'window' && request.method === 'GET' ? await windowFile(folder, url.pathname) : undefined;
    if (file === undefined) return new Response('There is no such file.', { status: 404, headers: { 'Content-Type': 'text/plain' } });
    return new Response(file.bytes, { headers: { ...windowHeaders(), 'Content-Type': file.type } });
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(WINDOW_URL)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!isOurs(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}
