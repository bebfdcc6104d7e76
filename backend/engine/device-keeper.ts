/**
 * Knows the devices of this computer: which the runtime offers, how each did
 * when it was tried in a process of its own, and which one is taken. What it
 * found out is remembered; nobody waits for a trial who did not ask for one.
 */
import type { LocalDevice } from '../../core/contract/device.ts';
import { chooseDevice, choiceWords, SAME_PROBABILITY } from '../../core/contract/device-choice.ts';
import type { DeviceLine, DevicesReport } from '../../core/contract/devices.ts';
import type { Companion } from '../environment.ts';
import { rememberDevices, rememberedDevices } from './device-memory.ts';
import { adapterOf, machineKey, othersThinkable, thisMachine, type Machine } from './machine.ts';
import type { LoadedModel } from './model.ts';
import type { FromProbe, ToProbe } from './protocol.ts';
import { missingLoader } from './vulkan.ts';

/** A model as far as the keeper needs it. */
export type KeptModel = Pick<LoadedModel, 'folder' | 'sha256'>;

export interface KeeperOptions {
  /** Starts a process for one question. */
  start(): Promise<Companion>;
  /** File of what was found out. */
  file: string;
  programVersion: string;
  now(): number;
  /** The device that somebody pinned, or null. */
  pinned(): LocalDevice | null;
  knowsPower?: boolean;
  /** How long a device may take to be tried, ms. */
  limitMs?: number;
  /** Whether anything beside the processor can be here; asked of the system where absent. */
  othersThinkable?: () => boolean;
}

/** A GPU's compiler may need a minute at the first run; what takes longer than this helps nobody. */
const LIMIT_MS = 180_000;

/** What is known for one model. */
interface Known {
  key: string;
  lines: DeviceLine[];
  /** The trial that is going on, if one is. */
  trying: Promise<void> | null;
}

export class DeviceKeeper {
  readonly #options: KeeperOptions;
  readonly #known = new Map<string, Known>();
  readonly #asked = new Set<Companion>();
  readonly #listeners = new Set<() => void>();
  #machine: Promise<Machine> | null = null;
  #closed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Calls `listener` whenever something was found out; returns what takes it off. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The device for an analysis that begins now, and why. Where the devices were never tried and there may be
   * others, it is the processor, and the trial begins in the background.
   */
  async choice(model: KeptModel): Promise<{ device: LocalDevice; words: string }> {
    const known = await this.#of(model);
    if (known.lines.length === 0 && this.#others()) void this.#begin(model, known, null);
    const { choice, words } = await this.report(model);
    return { device: choice.device, words };
  }

  /** How things stand. */
  async report(model: KeptModel): Promise<DevicesReport> {
    const { lines, trying } = await this.#of(model);
    const pinned = this.#options.pinned();
    const choice = chooseDevice(lines, pinned, this.#others());
    const { adapters } = await this.#thisMachine();
    return { devices: lines, choice, words: choiceWords(choice, lines), pinned, trying: trying !== null, adapters: adapters.map(({ name, driver }) => [name, driver].filter(Boolean).join(', ')), knowsPower: this.#options.knowsPower ?? false };
  }

  /** Begins to try what was never tried; nobody waits for it. */
  async begin(model: KeptModel): Promise<void> {
    const known = await this.#of(model);
    if (known.lines.length === 0) void this.#begin(model, known, null);
  }

  /** Tries one device again, or all, and waits for the end of it. */
  async try(model: KeptModel, name: LocalDevice | null): Promise<void> {
    const known = await this.#of(model);
    // A trial that is going on is not disturbed: its figures would be worth nothing.
    while (known.trying) await known.trying;
    await this.#begin(model, known, known.lines.some((line) => line.name === name) ? name : null);
  }

  /** A device failed in mid-run or took the engine with it: it is not chosen again until it was tried again. */
  async lost(model: KeptModel, name: LocalDevice, reason: string): Promise<void> {
    const known = await this.#of(model);
    const line = known.lines.find((one) => one.name === name);
    this.#set(known, { ...(line ?? (await this.#blank(name))), state: 'lost', reason });
    this.#remember(known);
  }

  /** Ends all trials. */
  close(): void {
    this.#closed = true;
    for (const companion of this.#asked) companion.kill();
  }

  #others(): boolean {
    return (this.#options.othersThinkable ?? othersThinkable)();
  }

  #thisMachine(): Promise<Machine> {
    return (this.#machine ??= thisMachine());
  }

  async #of({ sha256 }: KeptModel): Promise<Known> {
    const key = machineKey(await this.#thisMachine(), this.#options.programVersion, sha256);
    const there = this.#known.get(key);
    if (there) return there;
    const known: Known = { key, lines: rememberedDevices(this.#options.file, key), trying: null };
    this.#known.set(key, known);
    return known;
  }

  #begin(model: KeptModel, known: Known, name: LocalDevice | null): Promise<void> {
    if (known.trying || this.#closed) return known.trying ?? Promise.resolve();
    known.trying = this.#tryAll(model, known, name)
      .catch((thrown: unknown) => console.error(`isoline: trying devices: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`))
      .finally(() => {
        known.trying = null;
        this.#tell();
      });
    return known.trying;
  }

  async #tryAll(model: KeptModel, known: Known, name: LocalDevice | null): Promise<void> {
    const names = name === null ? await this.#offered(known) : [name];
    if (name === null) {
      const blank = await Promise.all(names.map((one) => this.#blank(one)));
      known.lines = blank;
    }
    for (const one of names) {
      if (this.#closed) return;
      const line = await this.#blank(one);
      this.#set(known, { ...line, state: 'trying' });
      const found = await this.#tried(model, line);
      if (this.#closed) return;
      this.#set(known, { ...found, triedAt: new Date(this.#options.now()).toISOString() });
    }
    this.#remember(known);
  }

  /** Devices that the runtime offers; where even asking took a process down, those that are known, and the processor. */
  async #offered(known: Known): Promise<LocalDevice[]> {
    const said = await this.#ask({ type: 'offered' });
    if (said.type === 'offered') return said.devices;
    return known.lines.length > 0 ? known.lines.map(({ name }) => name) : ['cpu'];
  }

  async #tried(model: KeptModel, line: DeviceLine): Promise<DeviceLine> {
    const missing = line.name === 'webgpu' ? missingLoader() : '';
    if (missing !== '') return { ...line, state: 'unavailable', reason: missing };
    const said = await this.#ask({ type: 'try', device: line.name, model: model.folder });
    switch (said.type) {
      case 'tried': {
        const { trial } = said;
        const same = trial.differing === 0 && trial.largestDifference <= SAME_PROBABILITY;
        return { ...line, ...trial, state: same ? 'right' : 'differs' };
      }
      case 'refused':
        return { ...line, state: 'unavailable', reason: said.reason };
      case 'gone':
        return { ...line, state: 'crashed', reason: said.reason };
      case 'silent':
        return { ...line, state: 'silent', reason: '' };
      case 'offered':
        throw new TypeError('a trial answered with what is offered');
    }
  }

  /** Asks one question of a process that is started for it and ended after it. */
  async #ask(question: ToProbe): Promise<FromProbe | { type: 'gone'; reason: string } | { type: 'silent' }> {
    let companion: Companion;
    try {
      companion = await this.#options.start();
    } catch (thrown) {
      return { type: 'gone', reason: endOf(thrown instanceof Error ? thrown.message : String(thrown)) };
    }
    this.#asked.add(companion);
    let limit: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve) => {
        limit = setTimeout(() => resolve({ type: 'silent' }), this.#options.limitMs ?? LIMIT_MS);
        companion.onMessage((message) => resolve(message as FromProbe));
        companion.onExit((reason) => resolve({ type: 'gone', reason: endOf(reason) }));
        companion.send(question);
      });
    } finally {
      clearTimeout(limit);
      this.#asked.delete(companion);
      companion.kill();
    }
  }

  async #blank(name: LocalDevice): Promise<DeviceLine> {
    const adapter = adapterOf(name, await this.#thisMachine());
    return { name, state: 'untried', reason: '', adapter: adapter?.name ?? '', software: adapter?.software ?? false, beatsPerSecond: null, besideProcessor: null, compared: 0, differing: 0, largestDifference: null, triedAt: null };
  }

  #set(known: Known, line: DeviceLine): void {
    const there = known.lines.some(({ name }) => name === line.name);
    known.lines = there ? known.lines.map((one) => (one.name === line.name ? line : one)) : [...known.lines, line];
    this.#tell();
  }

  #remember({ key, lines }: Known): void {
    const trouble = rememberDevices(this.#options.file, key, lines);
    if (trouble !== '') console.error(`isoline: devices are not remembered: ${trouble}`);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** How a process ended, without what it was called: `SIGSEGV`, `code 139`. */
function endOf(reason: string): string {
  return /ended by (\w+)$/.exec(reason)?.[1] ?? /ended with (code -?\d+)$/.exec(reason)?.[1] ?? reason;
}
