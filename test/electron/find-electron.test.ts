import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electronVersion, fetchElectron, findElectron, noDisplay, type Machine } from '../../electron/find-electron.ts';

describe('finding Electron', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'isoline-electron-'));
    writeFileSync(join(folder, 'package.json'), '{"version":"45.4.1"}');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const machine = (env: Machine['env'] = {}, platform: NodeJS.Platform = 'linux'): Machine => ({ platform, env, electronPackage: folder });

  it('wants a display where windows need one', () => {
    expect(noDisplay(machine())).toBe('there is no display');
    expect(noDisplay(machine({ DISPLAY: ':0' }))).toBeUndefined();
    expect(noDisplay(machine({ WAYLAND_DISPLAY: 'wayland-0' }))).toBeUndefined();
    expect(noDisplay(machine({}, 'darwin'))).toBeUndefined();
    expect(noDisplay(machine({}, 'win32'))).toBeUndefined();
  });

  it('takes the installed binary only once the installer has finished', () => {
    expect(findElectron(machine())).toBeUndefined();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist/electron'), '');
    expect(findElectron(machine())).toBeUndefined();
    writeFileSync(join(folder, 'path.txt'), 'electron');
    expect(findElectron(machine())).toBe(join(folder, 'dist/electron'));
  });

  it('takes the folder that is named, and no other', () => {
    const named = join(folder, 'named');
    mkdirSync(named);
    expect(findElectron(machine({ ELECTRON_OVERRIDE_DIST_PATH: named }))).toBeUndefined();
    writeFileSync(join(named, 'electron.exe'), '');
    expect(findElectron(machine({ ELECTRON_OVERRIDE_DIST_PATH: named }, 'win32'))).toBe(join(named, 'electron.exe'));
  });

  it('knows the version that the lockfile asks for', () => expect(electronVersion(folder)).toBe('45.4.1'));

  it('fetches by the installer of the package', async () => {
    const install = `const fs = require('node:fs'); const d = __dirname; fs.mkdirSync(d + '/dist'); fs.writeFileSync(d + '/dist/electron', ''); fs.writeFileSync(d + '/path.txt', 'electron');`;
    writeFileSync(join(folder, 'install.js'), install);
    expect(await fetchElectron(machine(), 20_000)).toBe(true);
    expect(findElectron(machine())).toBe(join(folder, 'dist/electron'));
  });

  it('gives up on an installer that fails or hangs', async () => {
    writeFileSync(join(folder, 'install.js'), 'process.exit(1)');
    expect(await fetchElectron(machine(), 20_000)).toBe(false);
    writeFileSync(join(folder, 'install.js'), 'setInterval(() => {}, 1000)');
    expect(await fetchElectron(machine(), 300)).toBe(false);
  });
});
