/** One list of trials of the login over every carrier: each connection is a session of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { nodePort } from '../../backend/carriers/ports.ts';
import { dialUrl, webSocketCarrier } from '../../backend/carriers/sockets.ts';
import { connectOrOpen, nodeEnvironment, openBackend, type OpenBackend } from '../../backend/open.ts';
import { needOf } from '../../core/contract/access.ts';
import { contract, type Contract } from '../../core/contract/contract.ts';
import { AppError } from '../../core/contract/errors.ts';
import { ROLES, type Role } from '../../core/contract/people.ts';
import { connect, type Connection } from '../../core/contract/rpc/client.ts';
import type { Carrier } from '../../core/contract/rpc/frames.ts';
import { portCarrier } from '../../core/contract/rpc/port.ts';
import { COST, PASSWORD } from '../people/laboratory.ts';

let folder: string;
let backend: OpenBackend;
const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isoline-login-'));
  backend = await openBackend({ ...nodeEnvironment(folder), passwordCost: COST });
  sockets.on('connection', (socket) => backend.serve(webSocketCarrier(socket)));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const first = backend.connect();
  await first.client.people.begin({ name: 'Ada', password: PASSWORD });
  for (const role of ROLES) await first.client.people.add({ name: `a ${role}`, role, password: PASSWORD });
  first.close();
});
afterAll(async () => {
  for (const socket of sockets.clients) socket.terminate();
  http.close();
  await backend.close();
  rmSync(folder, { recursive: true });
});

const over = async (carrier: Carrier): Promise<Connection<Contract>> => connect(contract, carrier);
const carriers: Readonly<Record<string, () => Promise<Connection<Contract>>>> = {
  'a plain call': async () => backend.connect(),
  'a message port': () => {
    const { port1, port2 } = new MessageChannel();
    backend.serve(portCarrier(nodePort(port2)));
    return over(portCarrier(nodePort(port1)));
  },
  'a WebSocket': async () => {
    const address = http.address();
    return over(await dialUrl(`ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`, 'http://127.0.0.1'));
  },
  'a second program': async () => (await connectOrOpen(nodeEnvironment(folder))).connection,
};

interface Names {
  group: keyof Contract;
  name: string;
}

const procedures: readonly Names[] = Object.entries(contract).flatMap(([group, names]) => Object.keys(names).map((name) => ({ group: group as keyof Contract, name })));

/** Inputs of procedures that an empty one calls in earnest: devices would be tried in processes, a dozen times over. */
const UNFIT: Readonly<Record<string, unknown>> = { 'devices.try': { name: 'no device' } };

/** How the door answers a procedure: with a code, or `through` where the call passed it. An input that fits nothing is asked, so that nothing is done. */
async function answer(connection: Connection<Contract>, { group, name }: Names): Promise<string> {
  const calls: Readonly<Record<string, unknown>> = connection.client[group];
  const call = calls[name];
  if (typeof call !== 'function') throw new Error(`no ${group}.${name}`);
  try {
    const made: unknown = call.call(calls, UNFIT[`${group}.${name}`] ?? {});
    if (typeof made === 'object' && made !== null && 'cancel' in made && typeof made.cancel === 'function') {
      const { result } = made as { result?: Promise<unknown> };
      setTimeout(made.cancel, 20);
      await result;
    } else await made;
    return 'through';
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return ['login-needed', 'not-allowed'].includes(thrown.code) ? thrown.code : 'through';
  }
}

/** Procedures that an empty input calls in earnest, or that end the session. */
const EARNEST: ReadonlySet<string> = new Set(['people.lock', 'people.logout', 'import.demo', 'library.rebuild']);
const asked = procedures.filter(({ group, name }) => !EARNEST.has(`${group}.${name}`));

describe.each(Object.entries(carriers))('over %s', (_, open) => {
  it('nobody who is not logged in passes, but to log in', async () => {
    const connection = await open();
    const passed: string[] = [];
    for (const procedure of procedures) if ((await answer(connection, procedure)) !== 'login-needed') passed.push(`${procedure.group}.${procedure.name}`);
    expect(passed.toSorted()).toEqual(['people.lock', 'people.login', 'people.logout', 'people.stay', 'people.unlock', 'people.who', 'vault.status', 'vault.unlock']);
    connection.close();
  });

  it.each(ROLES)('%s: passes where the table says so, and nowhere else', async (role: Role) => {
    const connection = await open();
    await connection.client.people.login({ name: `a ${role}`, password: PASSWORD });
    const wrong: string[] = [];
    for (const procedure of asked) {
      const need = needOf(procedure.group, procedure.name);
      const wanted = need === 'anyone' || ROLES.indexOf(role) >= ROLES.indexOf(need) ? 'through' : 'not-allowed';
      const found = await answer(connection, procedure);
      if (found !== wanted) wrong.push(`${procedure.group}.${procedure.name}: ${found}`);
    }
    expect(wrong).toEqual([]);
    connection.close();
  });

  it('a session is of one connection: another beside it is locked, logged out and let in alone', async () => {
    const [one, two] = [await open(), await open()];
    await one.client.people.login({ name: 'a reader', password: PASSWORD });
    expect(await one.client.library.list({})).toEqual([]);
    expect((await two.client.people.who({})).person).toBeNull();
    expect(await answer(two, { group: 'library', name: 'list' })).toBe('login-needed');
    await two.client.people.login({ name: 'a reader', password: PASSWORD });
    await one.client.people.lock({});
    expect(await answer(one, { group: 'library', name: 'list' })).toBe('login-needed');
    expect(await two.client.library.list({})).toEqual([]);
    await one.client.people.unlock({ password: PASSWORD });
    expect(await one.client.library.list({})).toEqual([]);
    await one.client.people.logout({});
    expect(await answer(one, { group: 'library', name: 'list' })).toBe('login-needed');
    expect(await two.client.library.list({})).toEqual([]);
    one.close();
    two.close();
    const again = await open();
    expect((await again.client.people.who({})).person).toBeNull();
    again.close();
  });
});
