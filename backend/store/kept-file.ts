/** Files of a case that are written whole and read whole: sealed where their place has a key. */
import { basename, dirname } from 'node:path';
import { AppError } from '../../core/contract/errors.ts';
import { files, writeWhole } from './files.ts';
import type { FileCalls } from './files.ts';
import { sealOf } from './keyring.ts';
import { HEADER_BYTES, decodeHead, decodePyramid, decodeSampleSegment } from './segment.ts';
import type { SampleSegment, SegmentHead } from './segment.ts';
import type { PyramidLevel } from '../../core/signal/pyramid.ts';
import { isSealed, openPart, openSealed, sealParts, sealedHeadBytes, sealedParts } from './seal.ts';
import type { Seal } from './seal.ts';

/** What a file is bound to in its case: folder and name. */
export function nameInCase(path: string): string {
  return `${basename(dirname(path))}/${basename(path)}`;
}

/** A plain file where an encrypted one should lie was put there by somebody; its bytes prove nothing. */
function notSealed(path: string): AppError {
  return new AppError('store-damaged', 'A file of this case is not encrypted, though the data folder is.', { hint: 'It was not written by Isoline. Restore the case from a backup, or import the recording again.', details: { path } });
}

/** Writes a file whole or not at all. Throws AppError `disk-full`, `file-unwritable`. */
export function writeKept(path: string, bytes: Uint8Array, calls: FileCalls = files): void {
  const seal = sealOf(path);
  writeWhole(path, seal === null ? bytes : sealParts([bytes], seal, nameInCase(path)), calls);
}

/** Reads such a file. Throws AppError `store-damaged`, and what the file system throws. */
export function readKept(path: string, calls: FileCalls = files): Uint8Array {
  const bytes = calls.readAll(path);
  const seal = sealOf(path);
  if (seal === null) return bytes;
  if (!isSealed(bytes)) throw notSealed(path);
  return openSealed(bytes, seal, nameInCase(path));
}

/** A segment of samples as it lies on the disk. Its overview is a part of its own, so that it is read without the samples. */
export function segmentFileBytes(segment: Uint8Array, seal: Seal | null, name: string): Uint8Array {
  if (seal === null) return segment;
  const front = HEADER_BYTES + decodeHead(segment).pyramidBytes;
  return sealParts([segment.subarray(0, front), segment.subarray(front)], seal, `samples/${name}`);
}

/** A committed or staged segment in plain bytes. `home` is where it belongs, if it does not lie there yet. Throws AppError `store-damaged`. */
export function readSegmentBytes(path: string, calls: FileCalls = files, home: string = path): Uint8Array {
  const bytes = calls.readAll(path);
  const seal = sealOf(home);
  if (seal === null) return bytes;
  if (!isSealed(bytes)) throw notSealed(path);
  return openSealed(bytes, seal, `samples/${basename(home)}`);
}

/** A committed segment; every checksum is checked. Throws AppError `store-damaged`, and what the file system throws. */
export function readSegment(path: string, calls: FileCalls = files): SampleSegment {
  return decodeSampleSegment(readSegmentBytes(path, calls));
}

/** Head and overview of a committed segment, without reading its samples. Throws as `readSegment` does. */
export function readOverview(path: string, calls: FileCalls = files): { head: SegmentHead; pyramid: PyramidLevel[][] } {
  const seal = sealOf(path);
  const file = calls.open(path, 'r');
  const take = (length: number, position: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    return bytes.subarray(0, calls.read(file, bytes, position));
  };
  try {
    if (seal === null) {
      const head = decodeHead(take(HEADER_BYTES, 0));
      return { head, pyramid: decodePyramid(head, take(head.pyramidBytes, HEADER_BYTES)) };
    }
    const start = take(sealedHeadBytes(2), 0);
    if (!isSealed(start)) throw notSealed(path);
    const name = `samples/${basename(path)}`;
    const parts = sealedParts(start, name);
    // A length that was tampered with is told before memory is taken for it.
    const [front] = parts;
    if (front === undefined || front.length > calls.size(path)) throw notSealed(path);
    const plain = openPart(parts, 0, take(front.length, front.offset), seal, name);
    const head = decodeHead(plain);
    return { head, pyramid: decodePyramid(head, plain.subarray(HEADER_BYTES)) };
  } finally {
    calls.close(file);
  }
}
