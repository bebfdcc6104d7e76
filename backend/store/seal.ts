/**
 * Files encrypted at rest: AES-256-GCM, each part with a nonce of its own, each
 * bound to the case and the name that it was written for. docs/encryption.md
 * describes the layout.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../core/contract/errors.ts';

/** The keys of one case, or of the workplace. Plain data: it goes to the engine and to threads as it is. */
export interface Seal {
  /** Id of the case, `workplace` for what is of no case. Part of what every file is bound to. */
  caseId: string;
  /** Raw key of the databases, 64 hexadecimal digits. */
  database: string;
  /** Key of all other files, 32 bytes. */
  files: Uint8Array;
}

const MAGIC = 0x58_4c_53_49; // "ISLX"
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FIXED_BYTES = 8;
const PART_BYTES = 4 + NONCE_BYTES + TAG_BYTES;
const MOST_PARTS = 4;

/** Bytes before the first part of a file of so many parts. */
export function sealedHeadBytes(parts: number): number {
  return FIXED_BYTES + parts * PART_BYTES;
}

function damaged(name: string): AppError {
  return new AppError('store-damaged', `An encrypted file of the case is damaged, or is not the one that belongs here (${name}).`, { hint: 'Restore the case from a backup, or import the recording again.', details: { name } });
}

/** What every part is bound to: its place, so that none can be put in another's. */
function about(seal: Seal, name: string, part: number, lengths: readonly number[]): Uint8Array {
  return Buffer.from(['isoline-sealed-1', seal.caseId, name, part, ...lengths].join('\n'), 'utf8');
}

/** True for the bytes of a sealed file; its first four are enough. */
export function isSealed(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) === MAGIC;
}

/**
 * Seals a file. Every part gets a fresh random nonce of 96 bits. A key is of one
 * case, whose files are written once and number at most some ten thousand, so
 * that two nonces of a key are alike with a chance below 2⁻⁶⁰.
 *
 * @param name what the file is in its case, `samples/000017.seg`
 */
export function sealParts(parts: readonly Uint8Array[], seal: Seal, name: string): Uint8Array {
  if (parts.length === 0 || parts.length > MOST_PARTS) throw new RangeError(`a sealed file has 1 to ${MOST_PARTS} parts`);
  const lengths = parts.map((part) => part.length);
  const out = new Uint8Array(sealedHeadBytes(parts.length) + lengths.reduce((a, b) => a + b, 0));
  const head = new DataView(out.buffer);
  head.setUint32(0, MAGIC, true);
  head.setUint16(4, VERSION, true);
  head.setUint16(6, parts.length, true);
  let at = sealedHeadBytes(parts.length);
  parts.forEach((part, index) => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', seal.files, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(about(seal, name, index, lengths));
    out.set(cipher.update(part), at);
    cipher.final();
    const place = FIXED_BYTES + index * PART_BYTES;
    head.setUint32(place, part.length, true);
    out.set(nonce, place + 4);
    out.set(cipher.getAuthTag(), place + 4 + NONCE_BYTES);
    at += part.length;
  });
  return out;
}

interface Part {
  offset: number;
  length: number;
  nonce: Uint8Array;
  tag: Uint8Array;
}

/** Where the parts of a sealed file lie. `head` holds at least `sealedHeadBytes` of them. Throws AppError `store-damaged`. */
export function sealedParts(head: Uint8Array, name: string): Part[] {
  if (head.length < FIXED_BYTES || !isSealed(head)) throw damaged(name);
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const count = view.getUint16(6, true);
  if (view.getUint16(4, true) !== VERSION || count === 0 || count > MOST_PARTS || head.length < sealedHeadBytes(count)) throw damaged(name);
  let offset = sealedHeadBytes(count);
  return Array.from({ length: count }, (_, index) => {
    const place = FIXED_BYTES + index * PART_BYTES;
    const part = { offset, length: view.getUint32(place, true), nonce: head.slice(place + 4, place + 4 + NONCE_BYTES), tag: head.slice(place + 4 + NONCE_BYTES, place + PART_BYTES) };
    offset += part.length;
    return part;
  });
}

/** One part in plain, in memory of its own. Throws AppError `store-damaged` where a single bit is not as it was written. */
export function openPart(parts: readonly Part[], index: number, bytes: Uint8Array, seal: Seal, name: string): Uint8Array<ArrayBuffer> {
  const part = parts[index];
  if (part === undefined || bytes.length !== part.length) throw damaged(name);
  const decipher = createDecipheriv('aes-256-gcm', seal.files, part.nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(about(seal, name, index, parts.map(({ length }) => length)));
  decipher.setAuthTag(part.tag);
  try {
    const plain = new Uint8Array(part.length);
    plain.set(decipher.update(bytes));
    decipher.final();
    return plain;
  } catch {
    throw damaged(name);
  }
}

/** All parts of a sealed file, joined. Throws AppError `store-damaged`. */
export function openSealed(bytes: Uint8Array, seal: Seal, name: string): Uint8Array<ArrayBuffer> {
  const parts = sealedParts(bytes, name);
  const end = parts.reduce((_, part) => part.offset + part.length, 0);
  if (bytes.length !== end) throw damaged(name);
  const plain = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  parts.forEach((part, index) => {
    plain.set(openPart(parts, index, bytes.subarray(part.offset, part.offset + part.length), seal, name), at);
    at += part.length;
  });
  return plain;
}
