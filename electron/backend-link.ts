/** Main's side of the backend: starts it and its companions, hands ports over, starts it again when it was lost. */
import { join } from 'node:path';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { CompanionKind, Power } from '../backend/environment.ts';
import { COMPANION_FILES, withoutSecrets } from '../backend/companions.ts';
import type { ErrorShape } from '../core/contract/errors.ts';
import { COMPANION_PORT } from '../backend/parent.ts';
import { isMessage, type FromAsker, type FromBackend, type ToAsker, type ToBackend } from './messages.ts';

/** A backend that is lost more often than this within a minute is not started again. */
const LOSSES_PER_MINUTE = 3;

/** The benchmark's process as it is here: one that asks for companions in its turn. */
const BENCHMARK_FILE = join(import.meta.dirname, './benchmark-process.ts');

export class BackendLink {
  readonly #dataFolder: string;
  readonly #onFailure: (error: ErrorShape) => void;
  #backend: UtilityProcess;
  /** Who asked for companions, and those by the number under which they were asked for. */
  #companions = new Map<UtilityProcess, Map<number, UtilityProcess>>();
  #losses: number[] = [];
  #closing = false;
  #power: Power | null = null;

  /** Starts the backend. `onFailure` is told once, when the data folder cannot be opened or the backend is lost again and again. */
  constructor(dataFolder: string, onFailure: (error: ErrorShape) => void) {
    this.#dataFolder = dataFolder;
    this.#onFailure = onFailure;
    this.#backend = this.#start();
  }

  /** Tells the backend how power stands, now and each time it is lost and started again. */
  tellPower(power: Power): void {
    this.#power = power;
    if (this.#backend.pid !== undefined) this.#tell({ type: 'power', ...power });
  }

  /** A port for a window, on which the backend speaks the contract. */
  portForWindow(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    this.#tell({ type: 'window' }, port1);
    return port2;
  }

  /** Lets the backend finish; ends it where it takes longer than `limitMs`. */
  close(limitMs: number): Promise<void> {
    this.#closing = true;
    const backend = this.#backend;
    return new Promise((settle) => {
      const limit = setTimeout(() => backend.kill(), limitMs);
      backend.once('exit', () => {
        clearTimeout(limit);
        this.#endCompanions();
        settle();
      });
      if (backend.pid === undefined) settle();
      else this.#tell({ type: 'close' });
    });
  }

  #start(): UtilityProcess {
    const backend = utilityProcess.fork(join(import.meta.dirname, './backend-process.ts'), [this.#dataFolder], { serviceName: 'Isoline backend', stdio: 'inherit' });
    backend.on('message', (message: unknown) => {
      if (isFromBackend(message)) this.#hear(message);
    });
    backend.once('spawn', () => {
      if (this.#power) this.tellPower(this.#power);
    });
    backend.once('exit', (code) => this.#lost(code));
    return backend;
  }

  #lost(code: number): void {
    this.#endCompanions();
    if (this.#closing) return;
    const now = Date.now();
    this.#losses = [...this.#losses.filter((time) => now - time < 60_000), now];
    if (this.#losses.length > LOSSES_PER_MINUTE) {
      this.#closing = true;
      return this.#onFailure({ code: 'bug', message: `The program's backend ended ${this.#losses.length} times within a minute, at last with code ${code}`, hint: 'Everything that was saved is in the data folder. Start the program again.', details: { code } });
    }
    // Windows see their ports close and ask for new ones.
    this.#backend = this.#start();
  }

  #hear(message: FromBackend): void {
    switch (message.type) {
      case 'open':
        return;
      case 'failed':
        this.#closing = true;
        return this.#onFailure(message.error);
      case 'start-companion':
      case 'kill-companion':
        this.#hearAsker(this.#backend, message);
    }
  }

  #hearAsker(asker: UtilityProcess, message: FromAsker): void {
    if (message.type === 'start-companion') this.#startCompanion(asker, message.id, message.kind);
    else this.#companions.get(asker)?.get(message.id)?.kill();
  }

  /** Starts a companion of the backend, or of the benchmark, which is itself one. */
  #startCompanion(asker: UtilityProcess, id: number, kind: CompanionKind): void {
    const companion = utilityProcess.fork(kind === 'benchmark' ? BENCHMARK_FILE : COMPANION_FILES[kind], [], { serviceName: `Isoline ${kind}`, stdio: 'inherit', env: withoutSecrets(process.env) });
    const own = this.#companions.get(asker) ?? new Map<number, UtilityProcess>();
    this.#companions.set(asker, own.set(id, companion));
    const tell = (message: ToAsker, ports: MessagePortMain[] = []): void => asker.postMessage(message, ports);
    companion.once('spawn', () => {
      const { port1, port2 } = new MessageChannelMain();
      companion.postMessage(COMPANION_PORT, [port2]);
      tell({ type: 'companion-started', id, pid: companion.pid }, [port1]);
    });
    if (kind === 'benchmark') {
      companion.on('message', (message: unknown) => {
        if (isFromAsker(message)) this.#hearAsker(companion, message);
      });
    }
    companion.once('exit', (code) => {
      for (const below of this.#companions.get(companion)?.values() ?? []) below.kill();
      this.#companions.delete(companion);
      if (own.get(id) !== companion) return;
      own.delete(id);
      tell({ type: 'companion-gone', id, reason: `the ${kind} ended with code ${code}` });
    });
  }

  #endCompanions(): void {
    const all = [...this.#companions.values()].flatMap((own) => [...own.values()]);
    for (const own of this.#companions.values()) own.clear();
    this.#companions.clear();
    for (const companion of all) companion.kill();
  }

  #tell(message: ToBackend, port?: MessagePortMain): void {
    this.#backend.postMessage(message, port === undefined ? [] : [port]);
  }
}

function isFromAsker(value: unknown): value is FromAsker {
  return isMessage(value) && ['start-companion', 'kill-companion'].includes(value.type);
}

function isFromBackend(value: unknown): value is FromBackend {
  return isFromAsker(value) || (isMessage(value) && ['open', 'failed'].includes(value.type));
}
