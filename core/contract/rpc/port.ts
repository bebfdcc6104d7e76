/** The carrier over a message port: Electron's MessagePortMain, a browser's MessagePort, a Node worker's port, a forked child. */
import { isFrame, type Carrier, type Frame } from './frames.ts';
import { Inbox, refuseTransfer } from './inbox.ts';
import { budget, cutter, PartCollector, type Part, type PartedArray } from './parts.ts';
import { takeArrays } from './values.ts';

/** What every kind of port can do. `onMessage` is given the message itself, not an event. */
export interface Port {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

interface FrameMessage {
  body: unknown;
  arrays: PartedArray[];
}

function isPart(message: object): message is Part {
  return 'part' in message && typeof message.part === 'number' && 'bytes' in message && message.bytes instanceof Uint8Array;
}

function isFrameMessage(message: object): message is FrameMessage {
  return 'body' in message && 'arrays' in message && Array.isArray(message.arrays);
}

/** Carries frames over a port that clones structured values. A message that is no frame closes the port. */
export function portCarrier(port: Port): Carrier {
  const inbox = new Inbox();
  const parts = new PartCollector();
  const cut = cutter();
  const close = (): void => {
    if (inbox.close()) port.close();
  };
  port.onClose(() => inbox.close());
  const read = (message: unknown): Frame | undefined => {
    if (typeof message !== 'object' || message === null) throw new TypeError('a message that is no object');
    if (isPart(message)) {
      parts.take(message);
      return undefined;
    }
    if (!isFrameMessage(message)) throw new TypeError('a message that is neither frame nor part');
    const frame = parts.restore(message.body, message.arrays);
    if (!isFrame(frame)) throw new TypeError('a message that holds no frame');
    return frame;
  };
  port.onMessage((message) => inbox.receive(() => read(message), close));
  return {
    send(frame: Frame, transfer) {
      refuseTransfer(transfer);
      if (inbox.closed) return;
      const fits = budget();
      const { body, sections } = takeArrays(frame, (bytes) => !fits(bytes));
      const message: FrameMessage = { body, arrays: cut(sections, (part) => port.postMessage(part)) };
      port.postMessage(message);
    },
    onFrame: (listener) => inbox.onFrame(listener),
    onClose: (listener) => inbox.onClose(listener),
    close,
  };
}
