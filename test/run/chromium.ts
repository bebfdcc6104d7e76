/**
 * Finds the Chromium that the end-to-end tests drive, or installs one where
 * that can be done without asking, or says in one line what to do.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { chromium } from '@playwright/test';

const root = resolve(import.meta.dirname, '../..');
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const ELSEWHERE: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')]),
};

export interface FoundChromium {
  path: string;
  /** Where it came from, in words. */
  from: string;
}

/** What a person should do where no Chromium is found and none can be installed. */
export const ADVICE =
  'no Chromium was found: install one (Debian: `apt-get install chromium`; elsewhere: `npx playwright install chromium`) or name one in CHROMIUM_PATH';

/** A path counts only if it answers: Ubuntu's `chromium-browser` may be a note that tells to install a snap. */
function answers(path: string): boolean {
  if (!existsSync(path)) return false;
  if (process.platform === 'win32') return true;
  const { status } = spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore' });
  return status === 0;
}

/** The Chromium named by CHROMIUM_PATH, else the system's, else Playwright's own; undefined where none answers. */
export function findChromium(): FoundChromium | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!answers(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not start`);
    return { path: named, from: 'CHROMIUM_PATH' };
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const system = [...COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command))), ...(ELSEWHERE[process.platform] ?? [])];
  const path = system.find(answers);
  if (path !== undefined) return { path, from: 'the system' };
  const own = chromium.executablePath();
  return answers(own) ? { path: own, from: "Playwright's own" } : undefined;
}

function attempt(what: string, command: string, parameters: string[], timeout: number): void {
  console.log(`no Chromium yet: ${what}`);
  const { status } = spawnSync(command, parameters, { cwd: root, timeout, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (status !== 0) console.log(`that did not work: ${command} ${parameters.join(' ')}`);
}

/** As `findChromium`, but installs one where there is none: by apt as root, else Playwright's own. */
export function provideChromium(): FoundChromium | undefined {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    attempt('installing it by apt-get', 'apt-get', ['update', '-qq'], 180_000);
    attempt('installing it by apt-get', 'apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium'], 420_000);
    const installed = findChromium();
    if (installed) return installed;
  }
  attempt("fetching Playwright's own", process.execPath, [join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'], 180_000);
  return findChromium();
}
