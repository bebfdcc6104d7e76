/**
 * Stands for the `electron` module under the built, unmodified main process:
 * enough of it for Isoline, refusing what Electron refuses. Pages are opened in
 * a real Chromium by the test that starts this.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannelMain } from './ports.ts';
import { needsReady, onHarness, state, tellHarness } from './state.ts';
import { UtilityProcess } from './utility.ts';
import { protocol, session, startWeb } from './web.ts';
import { appEvents, attachPage, BrowserWindow, ipcMain } from './windows.ts';

export { BrowserWindow, ipcMain, MessageChannelMain, protocol, session };

const ready = startWeb(attachPage).then(() => {
  state.ready = true;
  appEvents.emit('ready');
});

const paths = new Map<string, string>([['userData', join(process.env['STANDIN_USER_DATA'] ?? join(tmpdir(), `isoline-standin-${process.pid}`))]]);
let lockFile: string | undefined;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const app = Object.assign(appEvents, {
  isPackaged: false,
  name: 'Isoline',
  whenReady: () => ready,
  isReady: () => state.ready,
  getVersion: () => '0.0.0-standin',
  getPath(name: string): string {
    const path = paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  },
  setPath(name: string, path: string): void {
    paths.set(name, path);
  },
  requestSingleInstanceLock(): boolean {
    const folder = app.getPath('userData');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'SingletonLock');
    for (;;) {
      try {
        const handle = openSync(file, 'wx');
        writeSync(handle, String(process.pid));
        closeSync(handle);
        lockFile = file;
        return true;
      } catch {
        const pid = Number(readFileSync(file, 'utf8'));
        if (isAlive(pid)) {
          process.kill(pid, 'SIGUSR2');
          return false;
        }
        rmSync(file, { force: true });
      }
    }
  },
  quit(): void {
    let prevented = false;
    appEvents.emit('before-quit', { preventDefault: () => (prevented = true) });
    if (prevented) return;
    state.quitting = true;
    for (const window of BrowserWindow.getAllWindows()) window.close();
    appEvents.emit('will-quit', { preventDefault: () => undefined });
    app.exit(0);
  },
  exit(code = 0): void {
    if (lockFile !== undefined) rmSync(lockFile, { force: true });
    process.exit(code);
  },
});

process.on('SIGUSR2', () => appEvents.emit('second-instance', {}, [], ''));

/** A computer on mains power at which somebody sits. */
export const powerMonitor = {
  isOnBatteryPower(): boolean {
    needsReady('powerMonitor');
    return false;
  },
  getSystemIdleState(_seconds: number): 'active' {
    needsReady('powerMonitor');
    return 'active';
  },
  on(_event: string, _listener: () => void): void {
    needsReady('powerMonitor');
  },
};

export const utilityProcess = {
  fork(file: string, words: readonly string[] = []): UtilityProcess {
    needsReady('utilityProcess');
    return new UtilityProcess(file, words, process.execPath, join(import.meta.dirname, 'utility-child.ts'));
  },
};

interface MenuItem {
  role?: string;
  label?: string;
  type?: string;
  submenu?: readonly MenuItem[];
}

const ROLES = ['quit', 'appMenu', 'undo', 'redo', 'cut', 'copy', 'paste', 'selectAll', 'minimize', 'close', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen', 'reload', 'toggleDevTools'];

export class Menu {
  readonly items: readonly MenuItem[];

  constructor(items: readonly MenuItem[]) {
    this.items = items;
  }

  static buildFromTemplate(template: readonly MenuItem[]): Menu {
    for (const { role, label, type, submenu } of template) {
      if (role === undefined && label === undefined && type !== 'separator') throw new Error('Invalid submenu template');
      if (role !== undefined && !ROLES.includes(role)) throw new Error(`the stand-in knows no menu role ${role}`);
      if (submenu !== undefined) Menu.buildFromTemplate(submenu);
    }
    return new Menu(template);
  }

  static setApplicationMenu(_menu: Menu | null): void {
    needsReady('Menu');
  }
}

const dialogs = new Map<number, (value: string[] | string | null) => void>();
let nextDialog = 1;

function ask(type: 'open' | 'save', title: string, content: string): Promise<string[] | string | null> {
  needsReady('dialog');
  const id = nextDialog++;
  tellHarness({ kind: 'dialog', id, type, title, content });
  return new Promise((resolve) => dialogs.set(id, resolve));
}

export const dialog = {
  showErrorBox(title: string, content: string): void {
    console.error(`${title}: ${content}`);
    tellHarness({ kind: 'dialog', id: 0, type: 'error', title, content });
  },
  async showOpenDialog(_window: BrowserWindow, options: { title?: string }) {
    const chosen = await ask('open', options.title ?? '', '');
    return { canceled: chosen === null, filePaths: Array.isArray(chosen) ? chosen : [] };
  },
  async showSaveDialog(_window: BrowserWindow, options: { title?: string; defaultPath?: string }) {
    const chosen = await ask('save', options.title ?? '', options.defaultPath ?? '');
    return { canceled: chosen === null, filePath: typeof chosen === 'string' ? chosen : '' };
  },
};

export const shell = {
  openExternal(url: string): Promise<void> {
    return Promise.reject(new Error(`the stand-in opens nothing outside: ${url}`));
  },
  showItemInFolder(_path: string): void {},
};

const KEY_FILE = 'standin-key';

function storageKey(): Buffer {
  const file = join(app.getPath('userData'), KEY_FILE);
  mkdirSync(app.getPath('userData'), { recursive: true });
  try {
    return readFileSync(file);
  } catch {
    const key = randomBytes(32);
    writeFileSync(file, key, { mode: 0o600 });
    return key;
  }
}

export const safeStorage = {
  isEncryptionAvailable: () => state.ready,
  encryptString(text: string): Buffer {
    needsReady('safeStorage');
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', storageKey(), nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  },
  decryptString(sealed: Buffer): string {
    needsReady('safeStorage');
    const decipher = createDecipheriv('aes-256-gcm', storageKey(), sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
  },
};

onHarness((message) => {
  if (message.kind === 'dialog-answer') {
    dialogs.get(message.id)?.(message.value);
    dialogs.delete(message.id);
  } else if (message.kind === 'quit') {
    app.quit();
  }
});
