/** A small app of Electron for the contract's trials: a page that calls, a utility process that serves. */
import { dirname, join } from 'node:path';
import { app, BrowserWindow, ipcMain, MessageChannelMain, protocol, utilityProcess } from 'electron';
import { readFile } from 'node:fs/promises';

const folder = import.meta.dirname;
protocol.registerSchemesAsPrivileged([{ scheme: 'isoline', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);

// Awaiting this at the top would hold up what it waits for: Electron is ready only once this file has run.
void app.whenReady().then(open);

async function open(): Promise<void> {
  protocol.handle('isoline', async (request) => {
    const page = new URL(request.url).pathname.endsWith('.js');
    return page
      ? new Response(await readFile(join(folder, 'page.js'), 'utf8'), { headers: { 'Content-Type': 'text/javascript' } })
      : new Response('<!doctype html><title>trials</title><script type="module" src="/page.js"></script>', { headers: { 'Content-Type': 'text/html' } });
  });
  const service = utilityProcess.fork(join(folder, 'service.js'), [], { stdio: 'inherit' });
  ipcMain.on('isoline-connect', (event) => {
    const { port1, port2 } = new MessageChannelMain();
    service.postMessage('serve', [port1]);
    event.sender.postMessage('isoline-port', null, [port2]);
  });
  app.on('window-all-closed', () => app.quit());
  const preload = join(dirname(dirname(folder)), 'out/preload/preload.cjs');
  const window = new BrowserWindow({ webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false } });
  await window.loadURL('isoline://trials/');
}
