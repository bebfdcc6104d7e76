/** The named verbs that the preload offers to the window, and who may use them. */
import { basename, extname } from 'node:path';
import { BrowserWindow, dialog, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type MessagePortMain } from 'electron';
import { WINDOW_URL } from './harden.ts';
import { systemWords } from './words.ts';

/** Only the window's own page, and only its main frame. */
function isWindow(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return event.senderFrame !== null && event.senderFrame === event.sender.mainFrame && event.senderFrame.url.startsWith(WINDOW_URL);
}

function windowOf(event: IpcMainInvokeEvent): BrowserWindow {
  const window = isWindow(event) ? BrowserWindow.fromWebContents(event.sender) : null;
  if (window === null) throw new Error('refused');
  return window;
}

/** Answers `requestPort`, `openFiles` and `saveFile` of the preload. */
export function answerVerbs(portForWindow: () => MessagePortMain): void {
  ipcMain.on('isoline-connect', (event) => {
    if (isWindow(event)) event.sender.postMessage('isoline-port', null, [portForWindow()]);
  });
  ipcMain.handle('isoline-open-files', async (event) => {
    const words = systemWords();
    const { filePaths, canceled } = await dialog.showOpenDialog(windowOf(event), {
      title: words.importTitle,
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: words.recordings, extensions: ['hea', 'edf', 'bdf', 'ecg', 'ishne'] },
        { name: words.allFiles, extensions: ['*'] },
      ],
    });
    return canceled ? [] : filePaths;
  });
  ipcMain.handle('isoline-save-file', async (event, name: unknown) => {
    const defaultPath = basename(String(name));
    const ending = extname(defaultPath).slice(1);
    // A name that is typed without its ending gets it, and what is there by that name is asked about.
    const filters = ending === '' ? [] : [{ name: ending.toUpperCase(), extensions: [ending] }];
    const { filePath, canceled } = await dialog.showSaveDialog(windowOf(event), { defaultPath, filters });
    return canceled || filePath === '' ? null : filePath;
  });
}
