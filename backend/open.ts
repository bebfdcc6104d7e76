/**
 * A running backend with its doors: a plain one for this process, one for each
 * carrier that a shell brings, and one for a second program on the same folder.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { contract, type Contract } from '../core/contract/contract.ts';
import { AppError } from '../core/contract/errors.ts';
import { connect, type Connection } from '../core/contract/rpc/client.ts';
import type { Carrier } from '../core/contract/rpc/frames.ts';
import { plainCarriers } from '../core/contract/rpc/plain.ts';
import { createServer, type ServerOptions } from '../core/contract/rpc/server.ts';
import { createBackend } from './backend.ts';
import { openLocalDoor, removeStaleDoor } from './carriers/local.ts';
import { dialLocal } from './carriers/sockets.ts';
import { startCompanion } from './companions.ts';
import { readHolder } from './database/lock.ts';
import type { Environment } from './environment.ts';
import { door } from './people/door.ts';
import { program } from './program.ts';

export interface OpenBackend {
  /** Serves the contract over a carrier until it closes. */
  serve(carrier: Carrier, options?: Pick<ServerOptions, 'authorise'>): void;
  /** A connection within this process. */
  connect(): Connection<Contract>;
  close(): Promise<void>;
}

/** The environment of the command line and of `serve`. */
export function nodeEnvironment(dataFolder: string): Environment {
  const { folder, version } = program();
  return { dataFolder, programFolder: folder, version, now: () => Date.now(), start: startCompanion, author: personName() };
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

/** Opens the backend and its door for second programs. Throws what `createBackend` throws. */
export async function openBackend(environment: Environment): Promise<OpenBackend> {
  const token = randomBytes(24).toString('base64url');
  const serve: OpenBackend['serve'] = (carrier, options) => {
    const { session, handlers } = backend.visit();
    carrier.onClose(() => session.end());
    createServer(contract, handlers, carrier, {
      version: environment.version,
      author: environment.author,
      through: door(session),
      onBug: (thrown, procedure) => console.error(`isoline: ${procedure}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`),
      ...options,
    });
  };
  const local = await openLocalDoor((carrier) => serve(carrier, { authorise: (given) => given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token)) }));
  const before = readHolder(environment.dataFolder)?.socket;
  const backend = await createBackend(environment, { socket: local.path, token }).catch(async (thrown: unknown) => {
    await local.close();
    throw thrown;
  });
  if (before) removeStaleDoor(before);
  return {
    serve,
    connect() {
      const [near, far] = plainCarriers();
      serve(far);
      return connect(contract, near);
    },
    async close() {
      await local.close();
      await backend.close();
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

/** Opens the data folder, or goes through the program that holds it. Throws AppError: `data-folder-held` where that one cannot be reached. */
export async function connectOrOpen(environment: Environment): Promise<Reached> {
  try {
    const backend = await openBackend(environment);
    const connection = backend.connect();
    return {
      connection,
      throughOther: false,
      async close() {
        connection.close();
        await backend.close();
      },
    };
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'data-folder-held') throw thrown;
    const holder = await holderOf(environment.dataFolder);
    if (holder === undefined) throw thrown;
    const connection = connect(contract, await dialLocal(holder.socket), holder.token);
    await connection.version;
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

/** How long a program that has just taken the folder may need to leave word where it is reached. */
const HOLDER_LIMIT_MS = 3_000;

async function holderOf(dataFolder: string): Promise<{ socket: string; token: string } | undefined> {
  for (const from = Date.now(); Date.now() - from < HOLDER_LIMIT_MS; await sleep(50)) {
    const holder = readHolder(dataFolder);
    if (holder !== null && holder.socket !== '') return holder;
  }
  return undefined;
}
