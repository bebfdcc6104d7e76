/** Keys under keys: what a passphrase opens, what a recovery key opens, and what those keys open in turn. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Cost of a guess: scrypt with 2¹⁷ · 8 · 128 bytes = 128 MiB of memory and about half a second. */
export interface PassphraseCost {
  N: number;
  r: number;
  p: number;
}

export const COST: PassphraseCost = { N: 2 ** 17, r: 8, p: 1 };

/** A fresh random key. */
export function newKey(): Uint8Array {
  return new Uint8Array(randomBytes(KEY_BYTES));
}

/** The key that a passphrase gives. The same words typed on another keyboard give the same key (Unicode NFKC). */
export function passphraseKey(passphrase: string, salt: Uint8Array, { N, r, p }: PassphraseCost): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error ? reject(error) : resolve(new Uint8Array(key))));
  });
}

/** A key for one purpose out of another one (HKDF with SHA-256). */
export function derivedKey(key: Uint8Array, purpose: string, salt: Uint8Array = new Uint8Array(0)): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, `isoline ${purpose}`, KEY_BYTES));
}

/** A key wrapped by another: nonce, ciphertext and tag in a row. `about` is bound to it. */
export function wrapKey(key: Uint8Array, by: Uint8Array, about: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', by, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about, 'utf8'));
  return new Uint8Array(Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]));
}

export const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/** The wrapped key, or null where `by` or `about` are not those that it was wrapped with, or a bit has changed. */
export function unwrapKey(wrapped: Uint8Array, by: Uint8Array, about: string): Uint8Array | null {
  if (wrapped.length !== WRAPPED_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', by, wrapped.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(about, 'utf8'));
  decipher.setAuthTag(wrapped.subarray(NONCE_BYTES + KEY_BYTES));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES, NONCE_BYTES + KEY_BYTES)), decipher.final()]));
  } catch {
    return null;
  }
}

/** Letters and digits that are not taken for one another: no I, L, O, U. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RECOVERY_LETTERS = 32;

/** A recovery key, to be written down: 160 random bits in eight groups of four. */
export function newRecoveryKey(): string {
  const letters = Array.from(randomBytes(RECOVERY_LETTERS), (byte) => LETTERS[byte % 32]!).join('');
  return letters.replaceAll(/(.{4})(?!$)/g, '$1-');
}

/** A recovery key as it was typed in one form, or null where it cannot be one. */
export function recoveryLetters(typed: string): string | null {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return letters.length === RECOVERY_LETTERS && letters.split('').every((letter) => LETTERS.includes(letter)) ? letters : null;
}
