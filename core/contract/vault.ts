/** Encryption at rest, as far as it crosses the contract: whether the data folder is open, and opening it. */
import { z } from 'zod';
import { command, query } from './define.ts';

/** Fewest characters of a passphrase. */
export const LEAST_PASSPHRASE = 10;

export const VAULT_STATES = ['plain', 'locked', 'unlocked'] as const;

export interface VaultStatus {
  /** `locked`: nothing but `vault.status` and `vault.unlock` is answered. */
  state: (typeof VAULT_STATES)[number];
}

/** The passphrase of the data folder has nothing to do with anybody's password. */
export const vaultGroup = {
  status: query<VaultStatus>()(z.object({})),
  /** Opens an encrypted data folder with its passphrase or its recovery key. The connection closes afterwards; the next one finds everything. */
  unlock: command<VaultStatus>()(z.object({ passphrase: z.string().max(1000).optional(), recoveryKey: z.string().max(200).optional() })),
  /** Another passphrase for the same keys; nothing but the key file is written. */
  changePassphrase: command<VaultStatus>()(z.object({ before: z.string().max(1000), passphrase: z.string().max(1000) })),
};
