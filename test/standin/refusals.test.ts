/** The stand-in refuses what Electron refuses, so that a mistake shows without one. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { MessageChannelMain, MessagePortMain } from './ports.ts';
import { protocol } from './web.ts';
import { BrowserWindow } from './windows.ts';

describe('the stand-in for Electron', () => {
  it('clones messages, refuses buffers to move and what cannot be cloned', async () => {
    const { port1, port2 } = new MessageChannelMain();
    const samples = Float32Array.of(1, 2, 3);
    const got = once(port2, 'message');
    port2.start();
    port1.postMessage({ samples });
    const [event] = await got;
    expect(event.data).toEqual({ samples });
    expect(event.data.samples).not.toBe(samples);
    expect(() => port1.postMessage(samples, [samples.buffer])).toThrow('Port at index 0 is not a valid port');
    expect(() => port1.postMessage(() => 1)).toThrow();
    port1.close();
  });

  it('keeps messages until a port is started, and tells both ends of the closing', async () => {
    const { port1, port2 } = new MessageChannelMain();
    expect(port1).toBeInstanceOf(MessagePortMain);
    const seen: unknown[] = [];
    port2.on('message', ({ data }) => seen.push(data));
    port1.postMessage('early');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual([]);
    port2.start();
    await expect.poll(() => seen).toEqual(['early']);
    const closed = once(port2, 'close');
    port1.close();
    await closed;
  });

  it('opens no window and serves no scheme before the app is ready', () => {
    expect(() => new BrowserWindow()).toThrow('before app is ready');
    expect(() => protocol.handle('isoline', () => new Response())).toThrow('before app is ready');
  });
});
