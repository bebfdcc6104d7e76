/**
 * The carrier over bytes: a WebSocket on the loopback interface, or one over a
 * Unix socket or named pipe. A message is
 *
 *     u32 length of the head | head as JSON, UTF-8 | sections, each from a multiple of 8
 *
 * little-endian. The head is `{ body, sections: [{ path, type, bytes }], oddities, arrays }`
 * for a frame, `{ part }` for a part of a large array. Arrays are never JSON numbers.
 */
import { isFrame, type Carrier, type Frame } from './frames.ts';
import { Inbox, refuseTransfer } from './inbox.ts';
import { budget, cutter, PartCollector, type PartedArray } from './parts.ts';
import { arrayFrom, isArrayType, oddValue, put, takeForJson, type ArrayType, type Oddity, type Path, type Section } from './values.ts';

/** What every kind of socket can do: whole messages of bytes, in order. */
export interface ByteSocket {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** UTF-8, given by the shell: the language itself has none. `decode` throws on damaged text. */
export interface TextCodec {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

interface Head {
  body: unknown;
  sections: { path: Path; type: ArrayType; bytes: number }[];
  oddities: Oddity[];
  arrays: PartedArray[];
}

const align = (offset: number): number => (offset + 7) & ~7;

function encode(head: unknown, sections: readonly Uint8Array[], text: TextCodec): Uint8Array<ArrayBuffer> {
  const json = text.encode(JSON.stringify(head));
  let size = 4 + json.byteLength;
  for (const section of sections) size = align(size) + section.byteLength;
  const message = new Uint8Array(size);
  new DataView(message.buffer).setUint32(0, json.byteLength, true);
  message.set(json, 4);
  let offset = 4 + json.byteLength;
  for (const section of sections) {
    offset = align(offset);
    message.set(section, offset);
    offset += section.byteLength;
  }
  return message;
}

/** Throws where the message is not of the form above. */
function decode(message: Uint8Array, text: TextCodec): { head: unknown; sectionsFrom: number } {
  if (message.byteLength < 4) throw new RangeError('a message without a head');
  const length = new DataView(message.buffer, message.byteOffset, message.byteLength).getUint32(0, true);
  if (4 + length > message.byteLength) throw new RangeError('a message shorter than its head');
  const head: unknown = JSON.parse(text.decode(message.subarray(4, 4 + length)));
  return { head, sectionsFrom: 4 + length };
}

function isPath(value: unknown): value is Path {
  return Array.isArray(value) && value.every((step) => typeof step === 'string' || typeof step === 'number');
}

function isSized(value: unknown): value is { path: Path; type: ArrayType; bytes: number } {
  return (
    typeof value === 'object' && value !== null && 'path' in value && isPath(value.path) && 'type' in value && typeof value.type === 'string' && isArrayType(value.type) && 'bytes' in value && Number.isSafeInteger(value.bytes)
  );
}

function isHead(head: unknown): head is Head {
  return (
    typeof head === 'object' &&
    head !== null &&
    'body' in head &&
    'sections' in head &&
    Array.isArray(head.sections) &&
    head.sections.every(isSized) &&
    'oddities' in head &&
    Array.isArray(head.oddities) &&
    head.oddities.every((odd: unknown) => typeof odd === 'object' && odd !== null && 'path' in odd && isPath(odd.path) && 'value' in odd) &&
    'arrays' in head &&
    Array.isArray(head.arrays) &&
    head.arrays.every((array: unknown) => isSized(array) && 'part' in array && typeof array.part === 'number')
  );
}

function partOf(head: unknown): number | undefined {
  return typeof head === 'object' && head !== null && 'part' in head && typeof head.part === 'number' ? head.part : undefined;
}

/** Carries frames over a socket. A message that cannot be read closes it. */
export function byteCarrier(socket: ByteSocket, text: TextCodec): Carrier {
  const inbox = new Inbox();
  const parts = new PartCollector();
  const cut = cutter();
  /** Whether a frame came: the first one, which opens the door or not, has no array in parts. */
  let begun = false;
  const close = (): void => {
    if (inbox.close()) socket.close();
  };

  const read = (message: Uint8Array): Frame | undefined => {
    const { head, sectionsFrom } = decode(message, text);
    const part = partOf(head);
    if (part !== undefined) {
      if (!begun) throw new RangeError('a part before any frame');
      parts.take({ part, bytes: message.slice(align(sectionsFrom)) });
      return undefined;
    }
    if (!isHead(head)) throw new RangeError('a message with a strange head');
    let body = head.body;
    let offset = sectionsFrom;
    for (const { path, type, bytes } of head.sections) {
      offset = align(offset);
      if (bytes < 0 || offset + bytes > message.byteLength) throw new RangeError('a section reaches beyond its message');
      body = put(body, path, arrayFrom(type, message.slice(offset, offset + bytes)));
      offset += bytes;
    }
    for (const { path, value } of head.oddities) body = put(body, path, oddValue(value));
    body = parts.restore(body, head.arrays);
    if (!isFrame(body)) throw new RangeError('a message that is no frame');
    begun = true;
    return body;
  };

  socket.onClose(() => inbox.close());
  socket.onBytes((message) => inbox.receive(() => read(message), close));
  return {
    send(frame: Frame, transfer) {
      refuseTransfer(transfer);
      if (inbox.closed) return;
      const { body, sections, oddities } = takeForJson(frame);
      const fits = budget();
      const own: Section[] = [];
      const large: Section[] = [];
      for (const section of sections) (fits(section.bytes.byteLength) ? own : large).push(section);
      const arrays = cut(large, ({ part, bytes }) => socket.send(encode({ part }, [bytes], text)));
      const head: Head = { body, sections: own.map(({ path, type, bytes }) => ({ path, type, bytes: bytes.byteLength })), oddities, arrays };
      socket.send(
        encode(
          head,
          own.map(({ bytes }) => bytes),
          text,
        ),
      );
    },
    onFrame: (listener) => inbox.onFrame(listener),
    onClose: (listener) => inbox.onClose(listener),
    close,
  };
}
