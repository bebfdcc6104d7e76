/** A Chromium of this computer, steered through its DevTools protocol: the window is measured in what people run it in. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { temporaryFolder } from '../../backend/store/temporary.ts';
import { AppError } from '../../core/contract/errors.ts';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
/** Headless, off the network, and at full pace although nobody looks. */
const FLAGS = ['--headless=new', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows', '--window-size=1600,1000', '--remote-debugging-port=0'];
const PATIENCE_MS = 30_000;

/** The Chromium named by CHROMIUM_PATH, else the system's. Throws `device-unavailable` where there is none that answers. */
export function chromiumPath(): string {
  const named = process.env['CHROMIUM_PATH'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = named ? [named] : [...COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command))), ...ELSEWHERE];
  const path = places.find((place) => existsSync(place) && spawnSync(place, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0);
  if (path === undefined) {
    throw new AppError('device-unavailable', named ? `CHROMIUM_PATH names ${named}, which does not start.` : 'No Chromium was found to measure the window in.', { hint: 'Install one (Debian: apt-get install chromium) or name one in CHROMIUM_PATH.' });
  }
  return path;
}

const answer = z.object({ id: z.number().optional(), result: z.record(z.string(), z.unknown()).optional(), error: z.object({ message: z.string() }).optional() });
type Answer = Record<string, unknown>;

/** One connection of the protocol. */
class Line {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { done: (result: Answer) => void; lost: (error: Error) => void }>();
  #next = 1;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const { id, result, error } = answer.parse(JSON.parse(data.toString('utf8')));
      const waiting = id === undefined ? undefined : this.#waiting.get(id);
      if (id === undefined || !waiting) return;
      this.#waiting.delete(id);
      if (error) waiting.lost(new AppError('device-unavailable', `Chromium refused: ${error.message}`));
      else waiting.done(result ?? {});
    });
    socket.on('close', () => {
      for (const { lost } of this.#waiting.values()) lost(new AppError('device-unavailable', 'Chromium has ended.'));
      this.#waiting.clear();
    });
  }

  send(method: string, params: Record<string, unknown>, session?: string): Promise<Answer> {
    const id = this.#next++;
    return new Promise((done, lost) => {
      this.#waiting.set(id, { done, lost });
      this.#socket.send(JSON.stringify({ id, method, params, ...(session === undefined ? {} : { sessionId: session }) }));
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** Names of keys that are no letters, with their codes. */
const KEYS: Readonly<Record<string, number>> = { Enter: 13, Escape: 27, Space: 32, ArrowLeft: 37, ArrowRight: 39, Home: 36, End: 35, PageDown: 34 };
const MODIFIERS: Readonly<Record<string, number>> = { Alt: 1, Control: 2, Shift: 8 };

/** A page of the browser. */
export class ChromiumPage {
  readonly #line: Line;
  readonly #session: string;

  constructor(line: Line, session: string) {
    this.#line = line;
    this.#session = session;
  }

  /** The value of an expression, promises waited for. Throws where it throws. */
  async evaluate<T>(expression: string, shape: z.ZodType<T>): Promise<T> {
    const said = await this.#line.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, this.#session);
    const { result, exceptionDetails } = z.object({ result: z.object({ value: z.unknown().optional() }), exceptionDetails: z.object({ exception: z.object({ description: z.string().optional() }).optional(), text: z.string() }).optional() }).parse(said);
    if (exceptionDetails) throw new AppError('device-unavailable', `The window could not be measured: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return shape.parse(result.value);
  }

  /** Presses a key as a person does: `v`, `Enter`, `Shift+ArrowRight`. */
  async press(chord: string): Promise<void> {
    const parts = chord.split('+');
    const key = parts.at(-1)!;
    const modifiers = parts.slice(0, -1).reduce((sum, name) => sum + (MODIFIERS[name] ?? 0), 0);
    const named = KEYS[key];
    const event = { key: key === 'Space' ? ' ' : key, code: named === undefined ? `Key${key.toUpperCase()}` : key, windowsVirtualKeyCode: named ?? key.toUpperCase().charCodeAt(0), modifiers };
    await this.#line.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event }, this.#session);
    await this.#line.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event }, this.#session);
  }

  async click(x: number, y: number, shift = false): Promise<void> {
    const event = { x, y, button: 'left', clickCount: 1, modifiers: shift ? MODIFIERS['Shift'] : 0 };
    await this.#line.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...event }, this.#session);
    await this.#line.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...event }, this.#session);
  }

  /** Turns the wheel at a place for some seconds, a step every 16 ms. */
  async wheel(x: number, y: number, pixels: number, seconds: number): Promise<void> {
    const end = performance.now() + 1000 * seconds;
    while (performance.now() < end) {
      await Promise.all([this.#line.send('Input.dispatchMouseEvent', { type: 'mouseWheel', x, y, deltaX: 0, deltaY: pixels }, this.#session), sleep(16)]);
    }
  }

  async navigate(url: string): Promise<void> {
    await this.#line.send('Page.navigate', { url }, this.#session);
  }
}

export interface Chromium {
  page: ChromiumPage;
  version: string;
  /** Process of the page, null where the system does not tell. */
  rendererPid(): Promise<number | null>;
  close(): Promise<void>;
}

/** Starts a browser of its own, with a profile of its own. Throws AppError `device-unavailable`. */
export async function startChromium(): Promise<Chromium> {
  const path = chromiumPath();
  const profile = temporaryFolder('chromium');
  const child = spawn(path, [...FLAGS, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), `--user-data-dir=${profile}`, 'about:blank'], { stdio: 'ignore' });
  const end = async (): Promise<void> => {
    child.kill();
    await gone(child);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const line = new Line(await connected(await address(profile, child)));
    const { targetInfos } = z.object({ targetInfos: z.array(z.object({ targetId: z.string(), type: z.string() })) }).parse(await line.send('Target.getTargets', {}));
    const target = targetInfos.find(({ type }) => type === 'page');
    if (!target) throw new AppError('device-unavailable', 'Chromium opened no page.');
    const { sessionId } = z.object({ sessionId: z.string() }).parse(await line.send('Target.attachToTarget', { targetId: target.targetId, flatten: true }));
    const { product } = z.object({ product: z.string() }).parse(await line.send('Browser.getVersion', {}));
    return {
      page: new ChromiumPage(line, sessionId),
      version: product,
      async rendererPid() {
        const { processInfo } = z.object({ processInfo: z.array(z.object({ type: z.string(), id: z.number(), cpuTime: z.number() })) }).parse(await line.send('SystemInfo.getProcessInfo', {}));
        // A spare process waits beside the page's; the page's has worked.
        return processInfo.filter(({ type }) => type === 'renderer').toSorted((a, b) => b.cpuTime - a.cpuTime)[0]?.id ?? null;
      },
      async close() {
        line.close();
        await end();
      },
    };
  } catch (thrown) {
    await end();
    throw thrown;
  }
}

function gone(child: ChildProcess): Promise<void> {
  return new Promise((settle) => (child.exitCode !== null || child.signalCode !== null ? settle() : void child.once('exit', () => settle())));
}

/** Where the browser listens: it writes that into its profile. */
async function address(profile: string, child: ChildProcess): Promise<string> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end && child.exitCode === null) {
    const text = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port, path] = text.split('\n');
    if (port && path) return `ws://127.0.0.1:${port}${path}`;
    await sleep(50);
  }
  throw new AppError('device-unavailable', 'Chromium did not start.', { hint: 'Start it by hand to see why, or name another one in CHROMIUM_PATH.' });
}

function connected(url: string): Promise<WebSocket> {
  return new Promise((done, lost) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once('open', () => done(socket));
    socket.once('error', (cause) => lost(new AppError('device-unavailable', 'Chromium does not answer.', { cause })));
  });
}
