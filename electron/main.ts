/**
 * The main process, kept almost empty: it opens the window, starts the backend
 * and hands the window a port to it. `isoline <command>` runs without a window.
 */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, BrowserWindow, dialog } from 'electron';
import { useProcessStarter } from '../backend/companions.ts';
import { defaultDataFolder, program } from '../backend/program.ts';
import { windowFolder } from '../backend/window/files.ts';
import { BackendLink } from './backend-link.ts';
import { askedFor } from './command-words.ts';
import { startProcessOfMain } from './companion-of-main.ts';
import { harden, registerScheme, WINDOW_URL } from './harden.ts';
import { setMenu } from './menu.ts';
import { watchPower } from './power.ts';
import { answerVerbs } from './verbs.ts';
import { systemWords } from './words.ts';

/** How long the backend may take to close its databases. */
const CLOSE_LIMIT_MS = 10_000;

const asked = askedFor(process.argv.slice(process.defaultApp ? 2 : 1));

async function runCommand(words: readonly string[]): Promise<void> {
  useProcessStarter(startProcessOfMain);
  const cli: { runProcess(words: readonly string[]): Promise<number> } = await import(pathToFileURL(join(import.meta.dirname, '../cli/main.ts')).href);
  app.exit(await cli.runProcess(words));
}

function openWindow(): void {
  const window = new BrowserWindow({
    title: 'Isoline',
    width: 1600,
    height: 1000,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    backgroundColor: '#ffffff',
    icon: join(program().folder, 'resources/icons/256x256.png'),
    webPreferences: {
      preload: join(program().folder, 'out/preload/preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  // Electron asks nobody by itself: a page that may not be left would stay without a word.
  window.webContents.on('will-prevent-unload', (event) => {
    const { unsaved, unsavedHint, stay, closeAnyway } = systemWords();
    if (dialog.showMessageBoxSync(window, { type: 'warning', message: unsaved, detail: unsavedHint, buttons: [stay, closeAnyway], defaultId: 0, cancelId: 0 }) === 1) event.preventDefault();
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(WINDOW_URL);
}

async function runWindow(dataFolder: string): Promise<void> {
  await app.whenReady();
  let folder: string;
  try {
    folder = windowFolder(program().folder);
  } catch (thrown) {
    dialog.showErrorBox('Isoline', thrown instanceof Error ? thrown.message : String(thrown));
    return app.exit(1);
  }
  harden(folder);
  setMenu(!app.isPackaged);
  const backend = new BackendLink(dataFolder, ({ message, hint }) => {
    dialog.showErrorBox('Isoline', hint === '' ? message : `${message}\n\n${hint}`);
    app.exit(1);
  });
  watchPower((power) => backend.tellPower(power));
  answerVerbs(() => backend.portForWindow());

  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void backend.close(CLOSE_LIMIT_MS).then(() => {
      closed = true;
      app.quit();
    });
  });
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow();
  });
  app.on('window-all-closed', () => app.quit());
  openWindow();
}

if (asked.command !== undefined) {
  const words = asked.command;
  void app.whenReady().then(() => runCommand(words));
} else {
  const dataFolder = resolve(asked.dataFolder ?? defaultDataFolder());
  // One instance for each data folder: Electron's lock lies in the user data, so each folder has its own.
  if (asked.dataFolder !== undefined) app.setPath('userData', join(app.getPath('userData'), createHash('sha256').update(dataFolder).digest('hex').slice(0, 16)));
  registerScheme();
  if (app.requestSingleInstanceLock()) void runWindow(dataFolder);
  else app.quit();
}
