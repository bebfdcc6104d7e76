/** What the served window refuses: other hosts, other origins, other tokens, other files. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect as dialPort } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialUrl } from '../../backend/carriers/sockets.ts';
import { nodeEnvironment, openBackend, type OpenBackend } from '../../backend/open.ts';
import { serve, type Served } from '../../cli/serve.ts';
import { contract } from '../../core/contract/contract.ts';
import { connect } from '../../core/contract/rpc/client.ts';

const folder = mkdtempSync(join(tmpdir(), 'isoline-serve-'));
let backend: OpenBackend;
let served: Served;
let url: URL;

beforeAll(async () => {
  mkdirSync(join(folder, 'window'));
  writeFileSync(join(folder, 'window/index.html'), '<!doctype html><title>Isoline</title>');
  writeFileSync(join(folder, 'secret.html'), 'secret');
  backend = await openBackend(nodeEnvironment(join(folder, 'data')));
  served = await serve(backend, join(folder, 'window'), 0);
  url = new URL(served.url);
});
afterAll(async () => {
  await served.close();
  await backend.close();
  rmSync(folder, { recursive: true });
});

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((settle, refuse) => {
    const asked = request({ host: '127.0.0.1', port: url.port, path, method, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => settle({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    asked.on('error', refuse);
    asked.end();
  });
}

const socketUrl = (path = '/contract'): string => `ws://127.0.0.1:${url.port}${path}`;

describe('isoline serve', () => {
  it('serves the window on 127.0.0.1 with a strict policy', async () => {
    expect(url.hostname).toBe('127.0.0.1');
    const { status, headers, body } = await get('/');
    expect(status).toBe(200);
    expect(body).toContain('Isoline');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('refuses a name that only points here', async () => {
    expect((await get('/', { Host: `evil.example:${url.port}` })).status).toBe(403);
    expect((await get('/', { Host: '127.0.0.1:1' })).status).toBe(403);
    expect((await get('/', { Host: `localhost:${url.port}` })).status).toBe(200);
  });

  it('serves nothing outside its folder and takes nothing in', async () => {
    for (const path of ['/../secret.html', '/%2e%2e/secret.html', '/..%2fsecret.html', '/%00', '/%zz', '//secret.html', '/package.json']) expect((await get(path)).status).toBe(404);
    expect((await get('/', {}, 'POST')).status).toBe(405);
  });

  it('opens the contract only to its own page with its token', async () => {
    const { client, close } = connect(contract, await dialUrl(socketUrl(), url.origin), url.hash.replace('#token=', ''));
    expect(await client.library.list({})).toEqual([]);
    close();
    const stranger = connect(contract, await dialUrl(socketUrl(), url.origin), 'x'.repeat(32));
    await expect(stranger.client.library.list({})).rejects.toMatchObject({ code: 'unauthorised' });
    await expect(dialUrl(socketUrl(), 'http://evil.example')).rejects.toMatchObject({ code: 'closed' });
    await expect(dialUrl(socketUrl('/other'), url.origin)).rejects.toMatchObject({ code: 'closed' });
  });

  it('lets a browser name no place on this computer, whatever its role', async () => {
    const target = join(folder, 'taken.pdf');
    writeFileSync(target, 'kept');
    const { client, close } = connect(contract, await dialUrl(socketUrl(), url.origin), url.hash.replace('#token=', ''));
    const caseId = 'X';
    const calls = [
      () => client.report.save({ caseId, path: target }),
      () => client.report.disclosure({ caseId, from: 0, to: 1, lead: 0, seconds: 60, path: target }).result,
      () => client.export.whole({ caseId, path: target }),
      () => client.export.sqlite({ caseId, path: target }),
      () => client.benchmark.save({ path: target }),
      () => client.library.receive({ path: target }),
      () => client.import.recordings({ paths: [target] }),
      () => client.import.file({ path: target }).result,
      () => client.live.look({ path: target }),
      () => client.live.start({ path: target }),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'not-allowed' });
    // What it is handed as a download names none.
    await expect(client.report.disclosure({ caseId, from: 0, to: 1, lead: 0, seconds: 60 }).result).rejects.toMatchObject({ code: 'case-missing' });
    close();
    expect(readFileSync(target, 'utf8')).toBe('kept');
    // Who works on this computer names files as ever.
    const near = backend.connect();
    await expect(near.client.report.save({ caseId, path: target })).rejects.toMatchObject({ code: 'case-missing' });
    near.close();
  });

  it('refuses every input of the contract that names a place', () => {
    const naming = Object.entries(contract).flatMap(([group, procedures]) => Object.entries(procedures).flatMap(([name, { input }]) => Object.keys(input.shape).filter((key) => /^(?:paths?|folders?|files?|targets?)$/i.test(key)).map((key) => `${group}.${name} ${key}`)));
    expect(naming.map((one) => one.split(' ')[1]).filter((key) => key !== 'path' && key !== 'paths')).toEqual([]);
    expect(naming).toHaveLength(10);
  });

  it('goes on where a refused caller is gone before it hears of that', async () => {
    const faults: unknown[] = [];
    const fault = (thrown: unknown): void => void faults.push(thrown);
    process.on('uncaughtException', fault);
    try {
      for (let i = 0; i < 20; i++) {
        const socket = dialPort(Number(url.port), '127.0.0.1');
        await new Promise<void>((settle) => socket.once('connect', settle));
        socket.on('error', () => undefined);
        socket.write(`GET /contract HTTP/1.1\r\nHost: ${url.host}\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
        await new Promise((settle) => setImmediate(settle));
        socket.resetAndDestroy();
      }
      expect((await get('/')).status).toBe(200);
    } finally {
      process.off('uncaughtException', fault);
    }
    expect(faults).toEqual([]);
  });

  it('says so where the port is taken', async () => {
    await expect(serve(backend, join(folder, 'window'), Number(url.port))).rejects.toMatchObject({ code: 'closed', message: `Port ${url.port} of 127.0.0.1 is taken` });
  });
});
