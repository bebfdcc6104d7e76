/**
 * Where the Electron binary is, and whether a window can be opened at all. For
 * the launcher of a checkout: the packed program brings its own.
 * Never imports `electron`, which would start a download.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the search looks at; given, so that a test can give another. */
export interface Machine {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** Folder of the `electron` package. */
  electronPackage: string;
}

const BINARY: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** Why no window can be opened here, in words; undefined where one can. */
export function noDisplay({ platform, env }: Machine): string | undefined {
  if (platform === 'darwin' || platform === 'win32') return undefined;
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? undefined : 'there is no display';
}

/** The binary named by `ELECTRON_OVERRIDE_DIST_PATH`, else the one that Electron's own installer has put in its package. */
export function findElectron({ platform, env, electronPackage }: Machine): string | undefined {
  const name = BINARY[platform] ?? 'electron';
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    const named = join(override, name);
    return existsSync(named) ? named : undefined;
  }
  // The installer writes path.txt last, so without it the folder may be half unpacked.
  const installed = join(electronPackage, 'dist', name);
  return existsSync(join(electronPackage, 'path.txt')) && existsSync(installed) ? installed : undefined;
}

/** Version of the Electron that the lockfile asks for. */
export function electronVersion(electronPackage: string): string {
  const described: { version: string } = JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8'));
  return described.version;
}

/** Runs Electron's own installer; true where the binary is there afterwards. Gives up after `limitMs`. */
export function fetchElectron(machine: Machine, limitMs: number): Promise<boolean> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [join(machine.electronPackage, 'install.js')], { stdio: 'ignore' });
    const clock = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const end = (): void => {
      clearTimeout(clock);
      settle(findElectron(machine) !== undefined);
    };
    child.on('error', end);
    child.on('exit', end);
  });
}
