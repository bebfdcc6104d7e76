/** The one list of trials over all three carriers. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { nodePort } from '../../backend/carriers/ports.ts';
import { dialLocal, dialUrl, webSocketCarrier } from '../../backend/carriers/sockets.ts';
import { plainCarriers } from '../../core/contract/rpc/plain.ts';
import { portCarrier } from '../../core/contract/rpc/port.ts';
import { connect } from '../../core/contract/rpc/client.ts';
import type { Frame } from '../../core/contract/rpc/frames.ts';
import { sampleContract, serveSample } from './sample-contract.ts';
import { TRIALS, type OpenCarrier } from './suite.ts';

/** The trials throw by themselves, as they run in a browser, too. */
function tryAll(open: OpenCarrier): void {
  for (const trial of TRIALS) it(trial.name, () => expect(trial.run(open)).resolves.toBeUndefined());
}

function suite(name: string, open: OpenCarrier): void {
  describe(name, () => tryAll(open));
}

suite('within one process', () => {
  const [near, far] = plainCarriers();
  serveSample(far);
  return Promise.resolve(near);
});

suite('over a message port', () => {
  const { port1, port2 } = new MessageChannel();
  serveSample(portCarrier(nodePort(port2)));
  return Promise.resolve(portCarrier(nodePort(port1)));
});

describe('over a message port to another thread', () => {
  let worker: Worker;
  beforeAll(() => {
    worker = new Worker(new URL('./sample-worker.ts', import.meta.url));
  });
  afterAll(() => worker.terminate());
  const open: OpenCarrier = () => {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ port: port2 }, [port2]);
    return Promise.resolve(portCarrier(nodePort(port1)));
  };
  tryAll(open);

  it('rejects everything outstanding when the other side dies', async () => {
    const doomed = new Worker(new URL('./sample-worker.ts', import.meta.url));
    const { port1, port2 } = new MessageChannel();
    doomed.postMessage({ port: port2 }, [port2]);
    const { client } = connect(sampleContract, portCarrier(nodePort(port1)));
    await client.values.add({ a: 1, b: 1 });
    const running = client.work.forever({});
    await doomed.terminate();
    await expect(running.result).rejects.toMatchObject({ code: 'closed' });
  });
});

for (const kind of ['loopback', 'Unix socket'] as const) {
  describe(`over a WebSocket on a ${kind}`, () => {
    const http = createServer();
    const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
    const folder = mkdtempSync(join(tmpdir(), 'isoline-'));
    const path = process.platform === 'win32' ? `\\\\.\\pipe\\isoline-${process.pid}` : join(folder, 'socket');
    let largest = 0;
    beforeAll(async () => {
      sockets.on('connection', (socket) => {
        socket.on('message', (data) => {
          if (Buffer.isBuffer(data)) largest = Math.max(largest, data.byteLength);
        });
        serveSample(webSocketCarrier(socket));
      });
      await new Promise<void>((resolve) => (kind === 'loopback' ? http.listen(0, '127.0.0.1', resolve) : http.listen(path, resolve)));
    });
    afterAll(() => {
      for (const socket of sockets.clients) socket.terminate();
      http.close();
      rmSync(folder, { recursive: true });
    });
    const open: OpenCarrier = () => {
      const address = http.address();
      return typeof address === 'object' && address !== null ? dialUrl(`ws://127.0.0.1:${address.port}/`, 'http://127.0.0.1') : dialLocal(path);
    };
    tryAll(open);

    it('keeps every message under a megabyte', () => {
      expect(largest).toBeGreaterThan(500_000);
      expect(largest).toBeLessThan(1_000_000);
    });

    it('closes on bytes that are no frame', async () => {
      for (const bytes of [new Uint8Array(3), new Uint8Array([255, 255, 255, 255, 1]), new TextEncoder().encode('\u0002\u0000\u0000\u0000{}')]) {
        const raw = await openRaw(http.address(), path);
        const closed = new Promise((resolve) => raw.once('close', resolve));
        raw.send(bytes);
        expect(await closed, `closed by ${bytes.length} bytes`).toBeGreaterThan(0);
      }
    });
  });
}

async function openRaw(address: ReturnType<ReturnType<typeof createServer>['address']>, path: string) {
  const { WebSocket } = await import('ws');
  const { connect: dial } = await import('node:net');
  const raw = typeof address === 'object' && address !== null ? new WebSocket(`ws://127.0.0.1:${address.port}/`) : new WebSocket('ws://isoline.local/', { createConnection: () => dial(path) });
  await new Promise((resolve) => raw.once('open', resolve));
  return raw;
}

describe('a carrier that is given nonsense', () => {
  it('closes a port on a message that is no frame', async () => {
    for (const message of ['text', null, { body: null, arrays: [] }, { body: { kind: 'hello' }, arrays: [{ part: 1, path: ['a'], type: 'Uint8Array', bytes: 4 }] }]) {
      const { port1, port2 } = new MessageChannel();
      const frames: Frame[] = [];
      const carrier = portCarrier(nodePort(port2));
      carrier.onFrame((frame) => frames.push(frame));
      const closed = new Promise<void>((resolve) => carrier.onClose(resolve));
      port1.postMessage(message);
      await closed;
      expect(frames).toEqual([]);
      port1.close();
    }
  });
});
