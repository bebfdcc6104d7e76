/** What a shell gives to the backend: the only things in which the shells differ. */
import type { RemoteDevice } from '../core/contract/device.ts';

/** A process of ours that may crash at any moment. */
export interface Companion {
  /** Clones `message`; typed arrays arrive as such. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, with the reason in words, when the process is gone. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
  readonly pid: number | undefined;
}

/** The probe tries one device, on which it may crash; the benchmark measures, and starts programs of its own for that. */
export type CompanionKind = 'engine' | 'printer' | 'probe' | 'benchmark';

/** What analysing may wait for. */
export interface Power {
  onBattery: boolean;
  /** Nobody has touched the computer for some minutes. */
  idle: boolean;
}

/** Opens an encrypted data folder: its passphrase, or its recovery key. */
export type Secret = { passphrase: string } | { recoveryKey: string };

export interface Environment {
  /** Absolute path of the data folder. */
  dataFolder: string;
  /** Folder that holds `models/repository` and `resources`. */
  programFolder: string;
  version: string;
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Starts a companion process; in Electron only main can, elsewhere a fork will do. */
  start(kind: CompanionKind): Promise<Companion>;
  /** Name written into the journal where nobody is logged in. */
  author: string;
  /** Asked once where the data folder is encrypted; null where nobody can say. */
  secret?(): Promise<Secret | null>;
  /** Without a secret: `wait` answers nothing until a connection brings one, else opening fails with `vault-locked`. */
  whileLocked?: 'wait' | 'fail';
  /** An inference server that was named on the command line; others are used only where a lead reader switched one on. */
  server?: RemoteDevice;
  /** File in which trials of devices are remembered; one of the data folder where absent. */
  deviceFile?: string;
  /** Somebody may be at a window of this program: analysing lets everything else go first. */
  window?: boolean;
  /** Where the shell is told about power: how it stands, and a listener to changes. */
  power?: { now(): Power; onChange(listener: () => void): () => void };
  /** Milliseconds between two looks at a recording that is followed; the program's own where absent. */
  lookEvery?: number;
  /** What a password's hash costs; the program's own where absent. */
  passwordCost?: { N: number; r: number; p: number };
}
