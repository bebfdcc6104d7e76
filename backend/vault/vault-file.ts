/**
 * `vault.json` of an encrypted data folder: the workplace key, wrapped by the
 * passphrase and by the recovery key, and how far encrypting has come. It lies
 * there twice, so that a bad sector does not cost all cases.
 */
import { createHash, createHmac } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/contract/errors.ts';
import { files, namedFileError, writeWhole } from '../store/files.ts';
import type { FileCalls } from '../store/files.ts';

const base64 = z.base64();

const vaultFile = z.object({
  format: z.literal('isoline-vault'),
  version: z.literal(1),
  id: base64,
  /** `encrypting` and `decrypting` are gone on with at the next unlocking. */
  state: z.enum(['encrypting', 'encrypted', 'decrypting']),
  passphrase: z.object({ kdf: z.literal('scrypt'), N: z.number().int().min(2).max(2 ** 22), r: z.number().int().min(1).max(32), p: z.number().int().min(1).max(16), salt: base64, key: base64 }),
  recovery: z.object({ salt: base64, key: base64 }),
  /** HMAC-SHA256 by the workplace key over all of the above: nobody turns encryption off by writing a word. */
  proof: base64,
  /** SHA-256 over all of the above: tells damage from a wrong passphrase. */
  sum: z.string(),
});

export type VaultFile = z.infer<typeof vaultFile>;
/** What stands in the file before its proof and its sum. */
export type VaultFacts = Omit<VaultFile, 'proof' | 'sum'>;

const NAMES = ['vault.json', 'vault.copy.json'] as const;

const factsOf = ({ format, version, id, state, passphrase, recovery }: VaultFacts): VaultFacts => ({ format, version, id, state, passphrase, recovery });
const sumOf = (facts: VaultFacts, proof: string): string => createHash('sha256').update(JSON.stringify([factsOf(facts), proof])).digest('hex');

/** What proves that whoever wrote these facts had the workplace key. */
export function proofOf(facts: VaultFacts, proving: Uint8Array): string {
  return createHmac('sha256', proving).update(JSON.stringify(factsOf(facts))).digest('base64');
}

/** Whether a data folder is encrypted, is being encrypted or decrypted. Null where it is plain. Throws AppError `key-damaged`, `data-folder-unusable`. */
export function readVaultFile(dataFolder: string, calls: FileCalls = files): VaultFile | null {
  const there = NAMES.map((name) => join(dataFolder, name)).filter((path) => calls.exists(path));
  for (const path of there) {
    const read = whole(path, calls);
    if (read) return read;
  }
  if (there.length === 0) return null;
  throw new AppError('key-damaged', 'The key file of the data folder is damaged, and so is its copy.', { hint: 'Put vault.json back from a copy of the data folder. Without it nothing here can be opened.', details: { path: join(dataFolder, NAMES[0]) } });
}

function whole(path: string, calls: FileCalls): VaultFile | null {
  let text: string;
  try {
    text = Buffer.from(calls.readAll(path)).toString('utf8');
  } catch (thrown) {
    throw namedFileError(thrown, path, 'data-folder-unusable');
  }
  try {
    const read = vaultFile.parse(JSON.parse(text));
    return sumOf(read, read.proof) === read.sum ? read : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof z.ZodError) return null;
    throw thrown;
  }
}

/** Writes file and copy, each whole or not at all. Throws AppError `disk-full`, `file-unwritable`. */
export function writeVaultFile(dataFolder: string, facts: VaultFacts, proving: Uint8Array, calls: FileCalls = files): void {
  const proof = proofOf(facts, proving);
  const bytes = Buffer.from(`${JSON.stringify({ ...factsOf(facts), proof, sum: sumOf(facts, proof) }, null, 2)}\n`, 'utf8');
  for (const name of NAMES) writeWhole(join(dataFolder, name), bytes, calls);
}

/** Whether the copy says what the file says; it does not after a change that was broken off between the two. */
export function copiesAgree(dataFolder: string, calls: FileCalls = files): boolean {
  const [one, other] = NAMES.map((name) => join(dataFolder, name)).map((path) => (calls.exists(path) ? Buffer.from(calls.readAll(path)).toString('base64') : ''));
  return one === other;
}

/** Takes file and copy away, the copy first. */
export function removeVaultFile(dataFolder: string, calls: FileCalls = files): void {
  for (const name of NAMES.toReversed()) calls.remove(join(dataFolder, name));
}
