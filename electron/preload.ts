/**
 * The only bridge between the page and Electron: a port to the backend and
 * three named verbs. Nothing of Electron itself reaches the page.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';

/** As much of the page's window as is used here: the preload is no page and has no other business with it. */
declare const window: { postMessage(message: string, origin: string, ports: readonly unknown[]): void; location: { origin: string } };

ipcRenderer.on('isoline-port', (event) => {
  window.postMessage('isoline-port', window.location.origin, event.ports);
});

contextBridge.exposeInMainWorld('isoline', {
  requestPort: () => ipcRenderer.send('isoline-connect'),
  openFiles: () => ipcRenderer.invoke('isoline-open-files'),
  saveFile: (name: unknown) => ipcRenderer.invoke('isoline-save-file', String(name)),
  pathOf: (file: Parameters<typeof webUtils.getPathForFile>[0]) => webUtils.getPathForFile(file),
});
