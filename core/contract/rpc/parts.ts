/**
 * Large typed arrays cross in parts, so that no message is larger than about a
 * megabyte: parts first, then the frame that they belong to.
 */
import { AppError } from '../errors.ts';
import { arrayFrom, put, type ArrayType, type Path, type Section } from './values.ts';

/** Bytes of typed arrays in one message at most. */
export const PART_BYTES = 768 * 1024;

/** Bytes that an unfinished frame may hold back on the receiving side. */
const PENDING_BYTES = 1024 * 1024 * 1024;

/** One part of a typed array. Parts of an array come in order. */
export interface Part {
  part: number;
  bytes: Uint8Array;
}

/** Where an array that came in parts belongs. */
export interface PartedArray {
  part: number;
  path: Path;
  type: ArrayType;
  bytes: number;
}

/** Decides, array by array, what still fits into the frame itself. */
export function budget(): (bytes: number) => boolean {
  let left = PART_BYTES;
  return (bytes) => {
    if (bytes > left) return false;
    left -= bytes;
    return true;
  };
}

/** Cuts arrays into parts. Numbers count on from call to call of the function that it returns. */
export function cutter(): (sections: readonly Section[], send: (part: Part) => void) => PartedArray[] {
  let next = 1;
  return (sections, send) =>
    sections.map(({ path, type, bytes }) => {
      const part = next++;
      for (let from = 0; from < bytes.byteLength; from += PART_BYTES) send({ part, bytes: bytes.slice(from, from + PART_BYTES) });
      return { part, path, type, bytes: bytes.byteLength };
    });
}

/** Collects parts and puts the arrays back into their frames. */
export class PartCollector {
  readonly #parts = new Map<number, Uint8Array[]>();
  #bytes = 0;

  /** Throws AppError `bug` where the other side piles up more than any frame needs. */
  take({ part, bytes }: Part): void {
    this.#bytes += bytes.byteLength;
    if (this.#bytes > PENDING_BYTES) throw new AppError('bug', 'More parts came than one message may have');
    const pieces = this.#parts.get(part);
    if (pieces === undefined) this.#parts.set(part, [bytes]);
    else pieces.push(bytes);
  }

  /** Throws AppError `bug` where a part is missing. */
  restore(body: unknown, arrays: readonly PartedArray[]): unknown {
    let restored = body;
    for (const { part, path, type, bytes } of arrays) {
      const pieces = this.#parts.get(part) ?? [];
      this.#parts.delete(part);
      const came = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
      this.#bytes -= came;
      if (came !== bytes) throw new AppError('bug', `${came} of ${bytes} bytes of an array arrived`);
      const whole = new Uint8Array(bytes);
      let offset = 0;
      for (const piece of pieces) {
        whole.set(piece, offset);
        offset += piece.byteLength;
      }
      restored = put(restored, path, arrayFrom(type, whole));
    }
    return restored;
  }
}
