/**
 * A running backend with its doors: a plain one for this process, one for each
 * carrier that a shell brings, and one for a second program on the same folder.
 */
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { contract, type Contract } from '../core/contract/contract.ts';
import { AppError } from '../core/contract/errors.ts';
import { connect, type Connection } from '../core/contract/rpc/client.ts';
import type { Carrier } from '../core/contract/rpc/frames.ts';
import { plainCarriers } from '../core/contract/rpc/plain.ts';
import { createServer, type ServerOptions } from '../core/contract/rpc/server.ts';
import { createBackend, type Backend } from './backend.ts';
import { openLocalDoor, removeStaleDoor } from './carriers/local.ts';
import { dialLocal } from './carriers/sockets.ts';
import { startCompanion } from './companions.ts';
import { lockDataFolder, readHolder } from './database/lock.ts';
import type { Environment, Secret } from './environment.ts';
import { lockedHandlers } from './locked.ts';
import { door } from './people/door.ts';
import { program } from './program.ts';
import { sameSecret } from './same-secret.ts';
import { placeless } from './services/placeless.ts';
import { clearIncoming } from './services/import.ts';
import { clearTemporary } from './store/temporary.ts';
import { secretOfEnvironment } from './vault/secrets.ts';
import { unlockFolder, vaultLocked, vaultState } from './vault/unlock.ts';

export interface OpenBackend {
  /** Serves the contract over a carrier until it closes. `namesPlaces`: whether the caller may name files of this computer, as all but a browser may. */
  serve(carrier: Carrier, options?: Pick<ServerOptions, 'authorise'> & { namesPlaces?: boolean }): void;
  /** A connection within this process. */
  connect(): Connection<Contract>;
  close(): Promise<void>;
}

/** The environment of the command line and of `serve`. */
export function nodeEnvironment(dataFolder: string): Environment {
  const { folder, version } = program();
  return { dataFolder, programFolder: folder, version, now: () => Date.now(), start: startCompanion, author: personName(), secret: () => Promise.resolve().then(secretOfEnvironment) };
}

/** Name of who is logged in on this computer. */
export function personName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in some containers.
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}

/**
 * Opens the backend and its door for second programs. An encrypted data folder is
 * unlocked by the secret that the environment has, or waits for one.
 *
 * @throws what `createBackend` throws, and AppError `vault-locked`, `passphrase-wrong`, `key-lost`, `key-damaged`
 */
export async function openBackend(environment: Environment): Promise<OpenBackend> {
  const { dataFolder } = environment;
  const token = randomBytes(24).toString('base64url');
  let backend: Backend | null = null;
  const serve: OpenBackend['serve'] = (carrier, { namesPlaces = true, ...options } = {}) => {
    const common: ServerOptions = {
      version: environment.version,
      author: environment.author,
      onBug: (thrown, procedure) => console.error(`isoline: ${procedure}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`),
      ...options,
    };
    if (!backend) return createServer(contract, locked, carrier, common);
    const { session, handlers } = backend.visit();
    carrier.onClose(() => session.end());
    createServer(contract, namesPlaces ? handlers : placeless(handlers), carrier, { through: door(session), ...common });
  };
  const local = await openLocalDoor((carrier) => serve(carrier, { authorise: (given) => sameSecret(given, token) }));
  const before = readHolder(dataFolder)?.socket;
  const here = { socket: local.path, token };
  let lockVault = (): void => undefined;
  /** One after the other: the second finds the folder open. */
  let unlocking = Promise.resolve();
  const locked = lockedHandlers(dataFolder, () => backend !== null, (secret) => {
    const next = unlocking.then(() => open(secret));
    unlocking = next.catch(() => undefined);
    return next;
  });
  const open = async (secret: Secret | null): Promise<void> => {
    if (backend) return;
    if (secret) lockVault = await unlockFolder(dataFolder, secret);
    try {
      backend = await createBackend(environment, here, lock);
    } catch (thrown) {
      lockVault();
      throw thrown;
    }
  };
  const start = async (): Promise<void> => {
    if (vaultState(dataFolder) !== 'locked') return open(null);
    // What a broken-off import left lies there in plain.
    await clearIncoming(dataFolder);
    const secret = (await environment.secret?.()) ?? null;
    if (secret) return open(secret);
    if (environment.whileLocked !== 'wait') throw vaultLocked(dataFolder);
    lock.announce({ pid: process.pid, ...here });
  };
  const closeLocal = async (thrown: unknown): Promise<never> => {
    await local.close();
    throw thrown;
  };
  const lock = await Promise.resolve()
    .then(() => lockDataFolder(dataFolder))
    .catch(closeLocal);
  await start().catch((thrown: unknown) => {
    lock.release();
    return closeLocal(thrown);
  });
  if (before) removeStaleDoor(before);
  clearTemporary(environment.now());
  return {
    serve,
    connect() {
      const [near, far] = plainCarriers();
      serve(far);
      return connect(contract, near);
    },
    async close() {
      await local.close();
      if (backend) await backend.close();
      else lock.release();
      lockVault();
    },
  };
}

/** A connection to whichever program may write to a data folder. */
export interface Reached {
  connection: Connection<Contract>;
  /** True where another program holds the folder and the work goes through it. */
  throughOther: boolean;
  close(): Promise<void>;
}

/** Opens the data folder in this program. `after` is done once it is closed again. */
export async function reachedHere(environment: Environment, after: () => void = () => undefined): Promise<Reached> {
  const backend = await openBackend(environment);
  const connection = backend.connect();
  return {
    connection,
    throughOther: false,
    async close() {
      connection.close();
      await backend.close();
      after();
    },
  };
}

/** Opens the data folder, or goes through the program that holds it. Throws AppError: `data-folder-held` where that one cannot be reached. */
export async function connectOrOpen(environment: Environment): Promise<Reached> {
  try {
    return await reachedHere(environment);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'data-folder-held') throw thrown;
    const holder = await holderOf(environment.dataFolder);
    if (holder === undefined) throw thrown;
    const dial = async (): Promise<Connection<Contract>> => {
      const dialled = connect(contract, await dialLocal(holder.socket), holder.token);
      // A program that hangs keeps its door open and says nothing.
      const silent = sleep(ANSWER_LIMIT_MS, null, { ref: false });
      if ((await Promise.race([dialled.version, silent])) === null) {
        dialled.close();
        throw thrown;
      }
      return dialled;
    };
    const first = await dial();
    const connection = (await unlockedBy(first, environment)) ? await dial() : first;
    return {
      connection,
      throughOther: true,
      close() {
        connection.close();
        return Promise.resolve();
      },
    };
  }
}

/** Unlocks the data folder of the program at the other end, if it waits for that. True where it did: a new connection finds everything. */
async function unlockedBy({ client, close }: Connection<Contract>, environment: Environment): Promise<boolean> {
  const { state } = await client.vault.status({});
  if (state !== 'locked') return false;
  const secret = (await environment.secret?.()) ?? null;
  if (!secret) throw vaultLocked(environment.dataFolder);
  await client.vault.unlock(secret);
  close();
  return true;
}

/** How long the program that holds the folder may take to answer the first word. */
const ANSWER_LIMIT_MS = 10_000;

/** How long a program that has just taken the folder may need to leave word where it is reached. */
const HOLDER_LIMIT_MS = 3_000;

async function holderOf(dataFolder: string): Promise<{ socket: string; token: string } | undefined> {
  for (const from = Date.now(); Date.now() - from < HOLDER_LIMIT_MS; await sleep(50)) {
    const holder = readHolder(dataFolder);
    if (holder !== null && holder.socket !== '') return holder;
  }
  return undefined;
}
