/**
 * How an edit that could not be saved lies in the window's storage: sealed with
 * AES-256-GCM under a key that lies with its case, so that the storage alone
 * tells nobody's name and no beat. 12 bytes of nonce, then the sealed JSON, bound
 * to the case's id.
 */
import { z } from 'zod';
import { editRequest, type EditRequest } from '../../core/contract/contract.ts';
import { ULID } from '../../core/review/ulid.ts';
import type { SentAs } from './sent-as.ts';

/** One edit that waits, with what is said of it. */
export interface HeldEdit {
  /** What the case is called. */
  name: string;
  /** Who made it: nobody else writes it. */
  by: string;
  /** UTC, ISO 8601. */
  since: string;
  request: EditRequest;
  /** What it was sent with; absent where it never was, and in what older programs kept. */
  sent?: SentAs | undefined;
}

const NONCE = 12;
const heldEdit = z.object({ name: z.string(), by: z.string(), since: z.string(), request: editRequest, sent: z.object({ id: z.string().regex(ULID), baseRevision: z.number().int().min(0) }).optional() });

const asJson = (_: string, value: unknown): unknown => (value instanceof Int32Array ? { int32: [...value] } : value instanceof Uint8Array ? { uint8: [...value] } : value);

function fromJson(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('int32' in value && Array.isArray(value.int32)) return Int32Array.from(value.int32, Number);
  return 'uint8' in value && Array.isArray(value.uint8) ? Uint8Array.from(value.uint8, Number) : value;
}

const bound = (caseId: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`isoline-held-1\n${caseId}`);

/** The key as the page may use it: it cannot be read back out. */
export function keyFrom(bytes: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(bytes), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

export async function seal(key: CryptoKey, caseId: string, edit: HeldEdit): Promise<Uint8Array<ArrayBuffer>> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const plain = new TextEncoder().encode(JSON.stringify(edit, asJson));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: bound(caseId) }, key, plain));
  const bytes = new Uint8Array(NONCE + sealed.length);
  bytes.set(nonce);
  bytes.set(sealed, NONCE);
  return bytes;
}

/** The edit, or null where the bytes were not sealed by this key for this case, or hold no edit that is known here. */
export async function unseal(key: CryptoKey, caseId: string, bytes: Uint8Array): Promise<HeldEdit | null> {
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: new Uint8Array(bytes.subarray(0, NONCE)), additionalData: bound(caseId) }, key, new Uint8Array(bytes.subarray(NONCE)));
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain), fromJson);
    return heldEdit.safeParse(said).data ?? null;
  } catch {
    // Another key, another case, or a damaged record: none of it can be told apart, and none can be read.
    return null;
  }
}
