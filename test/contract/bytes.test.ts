/** What the carrier over bytes refuses of a stranger. */
import { expect, it } from 'vitest';
import { utf8 } from '../../backend/carriers/sockets.ts';
import { byteCarrier } from '../../core/contract/rpc/bytes.ts';

/** A message of the protocol: its head, and one section of bytes. */
function message(head: unknown, bytes = new Uint8Array(0)): Uint8Array {
  const json = utf8.encode(JSON.stringify(head));
  const from = (4 + json.length + 7) & ~7;
  const out = new Uint8Array(from + bytes.length);
  new DataView(out.buffer).setUint32(0, json.length, true);
  out.set(json, 4);
  out.set(bytes, from);
  return out;
}

function opened(): { hear(bytes: Uint8Array): void; closed: () => boolean; frames: unknown[] } {
  let listener: (bytes: Uint8Array) => void = () => undefined;
  let closed = false;
  const frames: unknown[] = [];
  const carrier = byteCarrier({ send: () => undefined, onBytes: (hear) => void (listener = hear), onClose: () => undefined, close: () => void (closed = true) }, utf8);
  carrier.onFrame((frame) => frames.push(frame));
  return { hear: (bytes) => listener(bytes), closed: () => closed, frames };
}

const HELLO = { body: { kind: 'hello', protocol: 1, token: 'x' }, sections: [], oddities: [], arrays: [] };

it('keeps nothing of a caller who has not said hello yet', () => {
  const stranger = opened();
  stranger.hear(message({ part: 1 }, new Uint8Array(1000)));
  expect(stranger.closed()).toBe(true);
  const known = opened();
  known.hear(message(HELLO));
  known.hear(message({ part: 1 }, new Uint8Array(1000)));
  expect(known.closed()).toBe(false);
  expect(known.frames).toEqual([HELLO.body]);
});
