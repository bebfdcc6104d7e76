/**
 * `npm start`: builds the program and opens it, in an Electron window where
 * that can be had, else in a browser: the same window, served on 127.0.0.1.
 * Says in one line which, and why. Words after `--` go to the program, for
 * instance `npm start -- --data FOLDER`.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { electronVersion, fetchElectron, findElectron, noDisplay, type Machine } from './find-electron.ts';

const root = join(import.meta.dirname, '..');
const FETCH_LIMIT_MS = 90_000;
/** An Electron that ends this soon with an error never showed its window: a library is missing, or the sandbox is refused. */
const START_LIMIT_MS = 15_000;

const words = process.argv.slice(2);
const machine: Machine = {
  platform: process.platform,
  env: process.env,
  electronPackage: dirname(createRequire(import.meta.url).resolve('electron/package.json')),
};

function say(line: string): void {
  console.log(`isoline: ${line}`);
}

/** The program that runs just now: what ends the launcher ends it too, and nothing is started after it. */
let running: ChildProcess | undefined;
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopped = true;
    running?.kill(signal);
  });
}

/** Exit code of the child when it ends. */
function ended(child: ChildProcess): Promise<number> {
  running = child;
  return new Promise((settle) => {
    child.on('error', (error) => {
      console.error(error.message);
      settle(127);
    });
    child.on('exit', (status) => settle(status ?? (stopped ? 0 : 1)));
  });
}

function build(): Promise<number> {
  return ended(spawn(process.execPath, [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' }));
}

/** The Electron binary, or why there is none. */
async function provideElectron(): Promise<{ binary: string } | { why: string }> {
  const blind = noDisplay(machine);
  if (blind !== undefined) return { why: blind };
  const there = findElectron(machine);
  if (there !== undefined) return { binary: there };
  if (process.env['ELECTRON_OVERRIDE_DIST_PATH']) return { why: 'ELECTRON_OVERRIDE_DIST_PATH names a folder without Electron' };
  say(`fetching Electron ${electronVersion(machine.electronPackage)} …`);
  await fetchElectron(machine, FETCH_LIMIT_MS);
  const fetched = findElectron(machine);
  return fetched === undefined ? { why: 'the Electron binary is not here and could not be fetched' } : { binary: fetched };
}

/** Runs the window; undefined where Electron could not start, so that the served one takes its place. */
async function openWindow(binary: string): Promise<number | undefined> {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  say(`opening the Electron window (${binary}${asRoot ? "; without Chromium's sandbox, which refuses root" : ''})`);
  const started = performance.now();
  const status = await ended(spawn(binary, [...(asRoot ? ['--no-sandbox'] : []), root, ...words], { cwd: root, stdio: 'inherit' }));
  return status !== 0 && !stopped && performance.now() - started < START_LIMIT_MS ? undefined : status;
}

/** Opens the address in the person's browser, where there is a screen and a way to ask for one. */
function openBrowser(url: string): void {
  if (noDisplay(machine) !== undefined) return;
  const [command, ...before] = process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  if (command === undefined) return;
  if (command === 'xdg-open' && !(process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)))) return;
  const child = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  child.on('error', (error) => say(`no browser could be opened (${error.message}); open the address by hand`));
  child.unref();
}

async function serve(why: string): Promise<number> {
  say(`serving the window on 127.0.0.1 instead of opening Electron, because ${why}`);
  const child = spawn(process.execPath, [join(root, 'resources/scripts/on-node-24.mjs'), 'cli/main.ts', 'serve', ...words], { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] });
  let printed = '';
  let opened = false;
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    process.stdout.write(text);
    if (opened) return;
    printed += text;
    const url = /http:\/\/(?:127\.0\.0\.1|localhost):\S+/.exec(printed)?.[0];
    // A chunk may end in the middle of the address.
    if (url === undefined || printed.endsWith(url)) return;
    opened = true;
    openBrowser(url);
  });
  return ended(child);
}

async function start(): Promise<number> {
  const built = await build();
  if (stopped) return 130;
  if (built !== 0) {
    console.error('isoline: the build failed, see above');
    return built;
  }
  const electron = await provideElectron();
  if (stopped) return 130;
  if ('why' in electron) return serve(electron.why);
  return (await openWindow(electron.binary)) ?? serve('Electron could not start here, see above');
}

process.exitCode = await start();
