/** Starts the program in each of its shells and gives the window as a page. */
import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { _electron, chromium, test as base, expect, type Browser, type Page } from '@playwright/test';
import { buildBridged } from '../standin/trials/build.ts';
import { isToHarness, type FromHarness } from '../standin/harness-messages.ts';

export const root = resolve(import.meta.dirname, '../..');

export interface ShellOptions {
  shell: 'served' | 'standin' | 'electron';
}

/** A program that runs, with its window. */
export interface Program {
  page: Page;
  /** What was written to standard error, and every message of the page's console that is an error. */
  troubles: string[];
  /** Answers the next dialog that asks for files or for a path; Electron's shells only. */
  chooses(answer: string[] | string | null): void;
  /** Does `click`, and gives the file that the window then hands out. */
  handsOut(click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }>;
  /** Process id of the engine, undefined while there is none. */
  enginePid(): Promise<number | undefined>;
  /** Process id of the program itself. */
  pid: number;
  /** Closes as a person would. */
  close(): Promise<void>;
  /** Ends it by SIGKILL, without a chance to save anything. */
  kill(): Promise<void>;
}

/** Flags under which a Debian Chromium runs headless, also as root, and stays off the network. */
export const CHROMIUM_FLAGS = ['--disable-background-networking', '--disable-component-update', '--no-first-run', '--disable-sync', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

export const VIEWPORT = { width: 1600, height: 1000 };

function ended(child: ChildProcess): Promise<void> {
  return new Promise((settle) => (child.exitCode !== null || child.signalCode !== null ? settle() : void child.once('exit', () => settle())));
}

async function newPage(browser: Browser, size: { width: number; height: number }, troubles: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: size, acceptDownloads: true, timezoneId: 'UTC', locale: 'en-GB' });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  watch(page, troubles);
  return page;
}

/** Keeps what goes wrong in a page. */
function watch(page: Page, troubles: string[]): void {
  page.on('pageerror', (error) => troubles.push(`page: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
}

async function startServed(dataFolder: string, browser: Browser): Promise<Program> {
  const troubles: string[] = [];
  const words = [join(root, 'resources/scripts/on-node-24.mjs'), 'cli/main.ts', 'serve', '--data', dataFolder];
  // On Linux a disk can be full for it: files that may not grow (`fullDisk`) must be refused, as there, and not end the program by a signal.
  const child = process.platform === 'linux' ? spawn('bash', ['-c', `trap '' XFSZ; exec "$0" "$@"`, process.execPath, ...words], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }) : spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.setEncoding('utf8').on('data', (text: string) => troubles.push(text));
  const url = await new Promise<string>((found, lost) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      const line = text.indexOf('\n');
      if (line >= 0) found(text.slice(0, line));
    });
    child.once('exit', () => lost(new Error(`isoline serve ended at once: ${troubles.join('')}`)));
  });
  const page = await newPage(browser, VIEWPORT, troubles);
  await page.goto(url);
  const leave = async (signal: 'SIGINT' | 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await ended(child);
    await page.context().close();
  };
  return { page, troubles, chooses: () => undefined, handsOut: (click) => downloaded(page, click), enginePid: () => engineBelow(child.pid), pid: child.pid ?? 0, close: () => leave('SIGINT'), kill: () => leave('SIGKILL') };
}

/** A process of ours and all that descend from it, with their command lines. */
function familyOf(pid: number | undefined): ReadonlyMap<number | undefined, string> {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  const processes = stdout.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
  const family = new Map([[pid, '']]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const found of processes) {
      if (found === null || family.has(Number(found[1])) || !family.has(Number(found[2]))) continue;
      family.set(Number(found[1]), found[3] ?? '');
      grown = true;
    }
  }
  return family;
}

/** The engine among the processes that descend from one of ours. */
function engineBelow(pid: number | undefined): Promise<number | undefined> {
  return Promise.resolve([...familyOf(pid)].findLast(([, words]) => words.includes('engine/entry'))?.[0]);
}

/** Lets no file of a served program grow, as on a disk that is full, or lets them grow again. Linux only. */
export function fullDisk(program: Pick<Program, 'pid'>, full: boolean): void {
  for (const pid of familyOf(program.pid).keys()) {
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${full ? 0 : 'unlimited'}:unlimited`], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`prlimit: ${stderr}`);
  }
}

/** A download of a page in Chromium. */
async function downloaded(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Starts an app's built main process on the stand-in. `words` follow the app's path on its command line. */
export async function startStandin(main: string, words: string[], userData: string, browser: Browser): Promise<Program> {
  const troubles: string[] = [];
  const child = fork(main, words, {
    cwd: root,
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', join(root, 'test/standin/register.ts')],
    env: { ...process.env, STANDIN_USER_DATA: userData },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => troubles.push(text));
  const asked = new Map<number, (value: unknown) => void>();
  const choices: (string[] | string | null)[] = [];
  let nextId = 1;
  // A child that is ending is told of by its exit: a message that comes too late for it is no failure.
  const tell = (message: FromHarness): void => void (child.connected && child.send(message, () => undefined));
  const ask = (make: (id: number) => FromHarness): Promise<unknown> =>
    new Promise((answer) => {
      const id = nextId++;
      asked.set(id, answer);
      tell(make(id));
    });

  const page = await new Promise<Page>((opened, lost) => {
    child.once('exit', () => lost(new Error(`the program ended at once: ${troubles.join('')}`)));
    child.on('message', (message: unknown) => {
      if (!isToHarness(message)) return;
      switch (message.kind) {
        case 'load':
          void open(message.window, message.url, message.script, { width: message.width, height: message.height }).then(opened, lost);
          return;
        case 'close-window':
          void page.context().close();
          return;
        case 'reload':
          void page.reload();
          return;
        case 'dialog':
          if (message.type === 'error') troubles.push(`dialog: ${message.title}: ${message.content}`);
          else tell({ kind: 'dialog-answer', id: message.id, value: choices.shift() ?? null });
          return;
        case 'answer':
          asked.get(message.id)?.(message.value);
          asked.delete(message.id);
      }
    });

    async function open(window: number, url: string, script: string, size: { width: number; height: number }): Promise<Page> {
      const made = await newPage(browser, size, troubles);
      await made.addInitScript({ content: script });
      await made.context().route('**/*', async (route) => {
        const request = route.request();
        const mainFrame = request.isNavigationRequest() && request.frame() === made.mainFrame();
        const first = mainFrame && made.url() === 'about:blank';
        const may = (request.isNavigationRequest() && !first ? await ask((id) => ({ kind: 'may-navigate', id, window, url: request.url(), mainFrame })) : true) === true && (await ask((id) => ({ kind: 'may-request', id, url: request.url() }))) === true;
        await (may ? route.continue() : route.abort('blockedbyclient'));
      });
      made.context().on('page', (popup) => {
        if (popup !== made) void ask((id) => ({ kind: 'may-open', id, window, url: popup.url() })).then((may) => (may === true ? undefined : popup.close()));
      });
      made.once('close', () => tell({ kind: 'window-closed', window }));
      await made.goto(url);
      return made;
    }
  });
  return {
    page,
    troubles,
    chooses: (answer) => choices.push(answer),
    handsOut: (click) => downloaded(page, click),
    enginePid: () => engineBelow(child.pid),
    pid: child.pid ?? 0,
    async close() {
      tell({ kind: 'quit' });
      await ended(child);
      await page.context().close();
    },
    async kill() {
      child.kill('SIGKILL');
      await ended(child);
      await page.context().close();
    },
  };
}

/**
 * An Electron without its default app takes no path to an app on its command
 * line: it runs `resources/app`, so a few lines are put there that go on with
 * the app named by the environment.
 */
function placeBoot(executablePath: string): void {
  const resources = join(dirname(executablePath), 'resources');
  if (existsSync(join(resources, 'default_app.asar'))) return;
  mkdirSync(join(resources, 'app'), { recursive: true });
  writeFileSync(join(resources, 'app/package.json'), JSON.stringify({ name: 'isoline-boot', type: 'module', main: 'boot.js' }));
  copyFileSync(join(root, 'test/standin/boot.js'), join(resources, 'app/boot.js'));
}

/** True where the Electron of `ELECTRON_BIN` cannot load the database's native part, which wants Node-API 10; its Node is too old for the other processes, too. */
function hasOldElectron(): boolean {
  const { stdout } = spawnSync(process.env['ELECTRON_BIN'] ?? '', ['-p', 'process.versions.napi'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, encoding: 'utf8' });
  return Number(stdout) < 10;
}

/** Starts an app in the real Electron of `ELECTRON_BIN`. */
export async function startElectron(appFolder: string, words: string[], configFolder: string): Promise<Program> {
  const executablePath = process.env['ELECTRON_BIN'];
  if (executablePath === undefined) throw new Error('ELECTRON_BIN names no Electron');
  placeBoot(executablePath);
  const troubles: string[] = [];
  const app = await _electron.launch({
    executablePath,
    // Without bars, as in the headless browser that the pictures are of.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--hide-scrollbars', appFolder, ...words],
    cwd: root,
    env: {
      ...process.env,
      XDG_CONFIG_HOME: configFolder,
      ISOLINE_TEST_APP: appFolder,
      ISOLINE_TEST_WORDS: JSON.stringify(words),
      ISOLINE_TEST_NODE: process.execPath,
      ISOLINE_TEST_BUILT: root,
      ISOLINE_TEST_CHILD: join(root, 'test/standin/utility-child.ts'),
    },
  });
  const child = app.process();
  // What Chromium itself writes to standard error (no bus, no settings) is no trouble of the program.
  const page = await app.firstWindow();
  watch(page, troubles);
  await page.setViewportSize(VIEWPORT);
  page.setDefaultTimeout(20_000);
  return {
    page,
    troubles,
    chooses: (answer) =>
      void app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: chosen === null, filePaths: Array.isArray(chosen) ? chosen : [] });
        dialog.showSaveDialog = () => Promise.resolve({ canceled: chosen === null, filePath: typeof chosen === 'string' ? chosen : '' });
      }, answer),
    async handsOut(click) {
      const saved = app.evaluate(
        ({ session }, folder) =>
          new Promise<string>((done) => {
            session.defaultSession.once('will-download', (_event, item) => {
              item.setSavePath(`${folder}/${item.getFilename()}`);
              item.once('done', () => done(item.getSavePath()));
            });
          }),
        configFolder,
      );
      await click();
      const path = await saved;
      return { name: basename(path), bytes: readFileSync(path) };
    },
    enginePid: () => app.evaluate(({ app: electronApp }) => electronApp.getAppMetrics().find(({ name, serviceName }) => name === 'Isoline engine' || serviceName === 'Isoline engine')?.pid),
    pid: child.pid ?? 0,
    close: () => app.close(),
    async kill() {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
}

export interface Fixtures {
  /** A fresh data folder, gone after the test. */
  dataFolder: string;
  /** A fresh folder for what a test writes itself. */
  scratch: string;
  /** Starts the program of this project's shell on a data folder. */
  start(dataFolder: string): Promise<Program>;
}

interface WorkerFixtures {
  chromium: Browser;
}

/** Playwright's `test` with the program. */
export const test = base.extend<Fixtures & ShellOptions, WorkerFixtures>({
  shell: ['served', { option: true }],
  chromium: [
    async ({}, use) => {
      const executablePath = process.env['CHROMIUM_PATH'];
      const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: CHROMIUM_FLAGS });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  scratch: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'isoline-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  dataFolder: async ({ scratch }, use) => use(join(scratch, 'data')),
  start: async ({ shell, chromium: browser }, use, info) => {
    const running: Program[] = [];
    await use(async (dataFolder) => {
      const words = ['--data', dataFolder];
      const program =
        shell === 'served'
          ? await startServed(dataFolder, browser)
          : shell === 'standin'
            ? await startStandin(join(root, 'out/main/electron/main.js'), words, join(dataFolder, '..', 'user-data'), browser)
            : await startElectron(hasOldElectron() ? await buildBridged() : root, words, join(dataFolder, '..', 'config'));
      running.push(program);
      return program;
    });
    for (const program of running) {
      if (info.status !== info.expectedStatus && program.troubles.length > 0) console.log(program.troubles.join('\n'));
      if (isAlive(program.pid)) await program.kill();
    }
  },
});

export { expect };

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
