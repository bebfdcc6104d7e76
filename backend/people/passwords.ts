/**
 * Passwords as salted scrypt hashes. Each hash carries the parameters it was
 * made with, so that they can be raised and older hashes still open.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of a hash: 128·N·r bytes of memory, p times over. */
export interface Cost {
  N: number;
  r: number;
  p: number;
}

/** 32 MiB, three times over: one of OWASP's equal choices (Password Storage Cheat Sheet, 2024). */
export const COST: Cost = { N: 32768, r: 8, p: 3 };

const SALT_BYTES = 16;
const KEY_BYTES = 32;

interface Parsed extends Cost {
  salt: Buffer;
  key: Buffer;
}

/** One way of writing a password, whatever keyboard it was typed on. */
function bytesOf(password: string): Buffer {
  return Buffer.from(password.normalize('NFKC'), 'utf8');
}

function derive(password: string, salt: Uint8Array, { N, r, p }: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(bytesOf(password), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Bounds of what is computed for a hash that is read: a changed file must not take the computer's memory. */
const MOST: Cost = { N: 2 ** 20, r: 32, p: 16 };

function parse(text: string): Parsed | null {
  const match = /^scrypt\$N=(\d+),r=(\d+),p=(\d+)\$([\w+/=]+)\$([\w+/=]+)$/.exec(text);
  if (!match) return null;
  const [, N, r, p, salt, key] = match;
  const parsed = { N: Number(N), r: Number(r), p: Number(p), salt: Buffer.from(salt!, 'base64'), key: Buffer.from(key!, 'base64') };
  const sound = parsed.N > 1 && Number.isInteger(Math.log2(parsed.N)) && parsed.N <= MOST.N && parsed.r > 0 && parsed.r <= MOST.r && parsed.p > 0 && parsed.p <= MOST.p && parsed.N * parsed.r <= 2 ** 23;
  return sound && parsed.key.length === KEY_BYTES ? parsed : null;
}

/** A new hash, with a salt of its own: `scrypt$N=…,r=…,p=…$salt$key`, base64. */
export async function hashPassword(password: string, cost: Cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return `scrypt$N=${cost.N},r=${cost.r},p=${cost.p}$${salt.toString('base64')}$${key.toString('base64')}`;
}

/**
 * Whether a password opens a hash. Without a hash, or with one that cannot be
 * read, as much is computed and the answer is no: nobody learns by the clock
 * that there is nothing to compare with.
 */
export async function opens(password: string, stored: string | null, cost: Cost = COST): Promise<boolean> {
  const parsed = stored === null ? null : parse(stored);
  if (!parsed) {
    await derive(password, Buffer.alloc(SALT_BYTES), cost);
    return false;
  }
  return timingSafeEqual(await derive(password, parsed.salt, parsed), parsed.key);
}

/** True where a hash costs less than one made today. */
export function isWeak(stored: string, cost: Cost = COST): boolean {
  const parsed = parse(stored);
  return !parsed || parsed.N * parsed.r * parsed.p < cost.N * cost.r * cost.p;
}
